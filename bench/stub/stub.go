package stub

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

// Stub is the running pair of stubs, on one address of loopback.
type Stub struct {
	listener net.Listener
	poll     *fixture.Fixture
	jwks     []byte
	users    map[string]user // by email and by subject
	calls    atomic.Int64

	mu     sync.RWMutex
	tables map[string]*table
}

type user struct {
	getUser []byte
	token   string
}

// Start runs the stub. tokens has the access token of each voter, by subject.
func Start(poll *fixture.Fixture, jwks []byte, tokens map[string]string) (*Stub, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is at once
	if err != nil {
		return nil, err
	}
	s := &Stub{listener: listener, poll: poll, jwks: jwks, users: map[string]user{}, tables: map[string]*table{}}
	for _, v := range poll.Voters {
		u := user{getUser: getUser(v), token: tokens[v.Subject]}
		s.users[v.Email], s.users[v.Subject] = u, u
	}
	go serve(listener, s.answer)
	return s, nil
}

// Close stops it.
func (s *Stub) Close() error { return s.listener.Close() }

// URL is where both services are.
func (s *Stub) URL() string { return "http://" + s.listener.Addr().String() }

// Calls returns how many requests there have been.
func (s *Stub) Calls() int64 { return s.calls.Load() }

// Fill makes a table with the items of a poll.
func (s *Stub) Fill(name string, poll *fixture.Fixture) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tables[name] = newTable(poll.Items())
}

// Vote adds a vote for a project to a table, as another instance would.
func (s *Stub) Vote(name, project string) { s.table(name).vote(project, "0") }

func (s *Stub) table(name string) *table {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.tables[name]
}

func (s *Stub) answer(target string, body []byte) (status int, answer []byte) {
	s.calls.Add(1)
	if strings.HasSuffix(target, "/jwks.json") {
		return 200, s.jwks
	}
	service, operation, _ := strings.Cut(target, ".")
	var known bool
	if service == "AWSCognitoIdentityProviderService" {
		answer, known = s.cognito(operation, body)
	} else {
		answer, known = s.dynamo(operation, body)
	}
	if !known {
		return 400, fmt.Appendf(nil, `{"__type":"ValidationException","message":"the stub does not know %s"}`, target)
	}
	return 200, answer
}

func (s *Stub) dynamo(operation string, body []byte) (answer []byte, known bool) {
	_, rest, _ := bytes.Cut(body, []byte(`"TableName":"`))
	name, _, _ := bytes.Cut(rest, []byte(`"`))
	t := s.table(string(name))
	if t == nil {
		return nil, false
	}
	switch operation {
	case "GetItem":
		return t.get(body), true
	case "Query":
		return t.query(body), true
	case "TransactWriteItems":
		return t.transact(body), true
	case "PutItem":
		return t.put(body), true
	case "UpdateItem":
		return t.update(body), true
	case "DeleteItem":
		return []byte("{}"), true
	}
	return nil, false
}

func (s *Stub) cognito(operation string, body []byte) (answer []byte, known bool) {
	switch operation {
	case "GetUser":
		var in struct{ AccessToken string }
		_ = json.Unmarshal(body, &in) // an empty token belongs to nobody
		u, found := s.users[fixture.SubjectOf(in.AccessToken)]
		return u.getUser, found
	case "InitiateAuth":
		var in struct{ AuthParameters map[string]string }
		_ = json.Unmarshal(body, &in)
		u, found := s.users[in.AuthParameters["USERNAME"]]
		return fmt.Appendf(nil, `{"AuthenticationResult":{"AccessToken":%q,"IdToken":%q,"RefreshToken":"a refresh token",`+
			`"ExpiresIn":86400,"TokenType":"Bearer"}}`, u.token, u.token), found
	case "RevokeToken":
		return []byte("{}"), true
	}
	return nil, false
}

func getUser(v fixture.Voter) []byte {
	attributes := []map[string]string{}
	for _, a := range [][2]string{
		{"sub", v.Subject}, {"email", v.Email}, {"email_verified", "true"}, {"name", v.Name}, {"phone_number", v.Phone},
		{"phone_number_verified", "true"},
	} {
		attributes = append(attributes, map[string]string{"Name": a[0], "Value": a[1]})
	}
	answer, err := json.Marshal(map[string]any{"Username": v.Subject, "UserAttributes": attributes})
	if err != nil {
		panic(err) // texts only
	}
	return answer
}
