package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// upstreams stands between the product and the stand-ins, and shows how many round trips a request makes one after the
// other, by holding replies: no call of a round gets its reply before all calls of that round have begun. So calls that
// are expected in one round and are made one after the other never finish, however fast the machine is.
type upstreams struct {
	cognito, dynamo *httputil.ReverseProxy

	mu sync.Mutex
	// rounds are those that are still expected, the first of them under way; behind are calls that may begin at any time
	// and get no reply before the answer.
	rounds [][]string
	behind []string
	// begun are the calls of the round under way, released is closed for them to get their replies.
	begun    []string
	released chan struct{}
	// answered is closed when the product has answered; nil while nothing is held.
	answered chan struct{}
	problems []string
}

// throughUpstreams has the product reach the stand-ins through an upstreams.
func throughUpstreams(t testing.TB, cognitoURL, dynamoURL, keysURL string) *upstreams {
	t.Helper()
	u := &upstreams{cognito: proxyTo(t, cognitoURL), dynamo: proxyTo(t, dynamoURL)}
	for name, handler := range map[string]http.HandlerFunc{
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": func(w http.ResponseWriter, r *http.Request) { u.serve(w, r, u.cognito) },
		"AWS_ENDPOINT_URL_DYNAMODB":                  func(w http.ResponseWriter, r *http.Request) { u.serve(w, r, u.dynamo) },
	} {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		t.Setenv(name, server.URL)
		if strings.HasSuffix(name, "PROVIDER") {
			t.Setenv("COGNITO_JWKS_URL", strings.Replace(keysURL, cognitoURL, server.URL, 1))
		}
	}
	return u
}

func proxyTo(t testing.TB, to string) *httputil.ReverseProxy {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
}

// serve makes a call and holds its reply.
func (u *upstreams) serve(w http.ResponseWriter, r *http.Request, to http.Handler) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	release := u.begin(callName(r, body))
	reply := httptest.NewRecorder()
	to.ServeHTTP(reply, r)
	select {
	case <-release:
	case <-r.Context().Done():
	}
	for name, values := range reply.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(reply.Code)
	_, _ = w.Write(reply.Body.Bytes()) // the product may be gone
}

// begin notes that a call has begun, and returns what its reply has to wait for.
func (u *upstreams) begin(call string) <-chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.answered == nil {
		return closed()
	}
	if len(u.rounds) > 0 {
		if i := slices.Index(u.rounds[0], call); i >= 0 {
			release := u.released
			u.begun = append(u.begun, call)
			if u.rounds[0] = slices.Delete(u.rounds[0], i, i+1); len(u.rounds[0]) == 0 {
				u.next()
			}
			return release
		}
	}
	if i := slices.Index(u.behind, call); i >= 0 {
		u.behind = slices.Delete(u.behind, i, i+1)
		return u.answered
	}
	u.problems = append(u.problems, fmt.Sprintf("%s, unexpected after %v", call, u.begun))
	return closed()
}

// next gives the calls of a round their replies, and begins the next one.
func (u *upstreams) next() {
	close(u.released)
	u.begun, u.released, u.rounds = nil, make(chan struct{}), u.rounds[1:]
}

func closed() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// expect holds the replies of what ask does, and fails the test unless its calls are those of a timeline.
func (u *upstreams) expect(t *testing.T, timeline string, ask func(ctx context.Context)) {
	t.Helper()
	u.mu.Lock()
	rounds, behind, _ := strings.Cut(timeline, " … ")
	u.rounds, u.behind, u.problems = nil, strings.Fields(behind), nil
	for round := range strings.SplitSeq(rounds, "→") {
		if calls := callsOf(round); len(calls) > 0 {
			u.rounds = append(u.rounds, calls)
		}
	}
	answered := make(chan struct{})
	u.begun, u.released, u.answered = nil, make(chan struct{}), answered
	u.mu.Unlock()
	stuck := context.AfterFunc(patient(t), u.giveUp)
	ask(t.Context())
	stuck()
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.rounds) > 0 {
		u.problems = append(u.problems, fmt.Sprintf("not called: %v", u.rounds))
	}
	close(answered)
	u.answered = nil
	for _, problem := range u.problems {
		t.Errorf("%s, where the timeline is %s", problem, timeline)
	}
}

// giveUp ends a request that waits for calls to begin that never do.
func (u *upstreams) giveUp() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.rounds) == 0 {
		return
	}
	u.problems = append(u.problems, fmt.Sprintf("%v are not called before the replies to %v", u.rounds[0], u.begun))
	u.rounds = nil
	close(u.released)
	u.released = make(chan struct{})
}

// patient ends when a test has waited long enough for what never happens.
func patient(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// callsOf are the calls of a round: "Query ×2, GetItem" has three.
func callsOf(round string) (calls []string) {
	for call := range strings.SplitSeq(round, ",") {
		name, times, _ := strings.Cut(strings.TrimSpace(call), " ×")
		n := 1
		if times != "" {
			_, _ = fmt.Sscan(times, &n)
		}
		for range n {
			if name != "" {
				calls = append(calls, name)
			}
		}
	}
	return calls
}

// callName is the operation of a call and, for DynamoDB, the kinds of its items: "TransactWriteItems(VOTER+TALLY+AUDIT)".
func callName(r *http.Request, body []byte) string {
	_, operation, isOperation := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if !isOperation {
		return "keys"
	}
	var in struct {
		Key, Item, ExpressionAttributeValues map[string]map[string]any
		TransactItems                        []map[string]struct {
			Key, Item map[string]map[string]any
		}
	}
	if json.Unmarshal(body, &in) != nil {
		return operation
	}
	kinds := []string{}
	add := func(key map[string]map[string]any) {
		pk, _ := key["PK"]["S"].(string)
		sk, _ := key["SK"]["S"].(string)
		kind, _, _ := strings.Cut(pk, "#")
		if tally, _, isTally := strings.Cut(sk, "#"); isTally && kind == "PROJECT" {
			kind = tally
		}
		if kind != "" && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	add(in.Key)
	add(in.Item)
	for _, action := range in.TransactItems {
		for _, one := range action {
			add(one.Key)
			add(one.Item)
		}
	}
	for _, name := range []string{":project", ":partition"} {
		if value, ok := in.ExpressionAttributeValues[name]["S"].(string); ok && operation == "Query" {
			kind, _, _ := strings.Cut(value, "#")
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) == 0 {
		return operation
	}
	return operation + "(" + strings.Join(kinds, "+") + ")"
}
