// Package httpapitest serves the whole HTTP side of the product on loopback, for the tests of its packages: each is
// tested as clients meet it, behind the middleware that all routes share.
package httpapitest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
)

const testSchema = `
	type Query { name: String! find(id: Int!): String! }
	type Mutation { rename(name: String!): String! }
	type Subscription { name: String! }
`

// Resolver stands for a whole schema: it answers any valid operation.
type Resolver func(ctx context.Context) *graphql.Response

// Greet is a resolver with the same response to everything.
func Greet(context.Context) *graphql.Response {
	return &graphql.Response{Data: []byte(`{"name":"Ada"}`)}
}

// GraphQL returns a gqlgen server with the transports of package graphqlhttp, around one resolver.
func GraphQL(resolve Resolver) *handler.Server {
	return Executor(graphqlhttp.NewStreams(), time.Minute, func(context.Context) graphql.ResponseHandler {
		return func(ctx context.Context) *graphql.Response { return resolve(ctx) }
	})
}

// Begin stands for the generated code that begins an operation.
type Begin = func(context.Context) graphql.ResponseHandler

// Executor returns a gqlgen server with the transports of package graphqlhttp.
func Executor(streams *graphqlhttp.Streams, deadline time.Duration, begin Begin) *handler.Server {
	return Limited(graphqlhttp.Limits{
		Deadline: deadline, Streams: streams, Gate: graphqlhttp.NewGate(graphqlhttp.GateConfig{Deadline: deadline}),
	}, begin)
}

// Limited is Executor with limits of a test's own.
func Limited(limits graphqlhttp.Limits, begin Begin) *handler.Server {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: testSchema})
	server := handler.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc:   begin,
	})
	graphqlhttp.AddTransports(server, limits)
	return server
}

// Logs is a log that may be read while it is written.
type Logs struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *Logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(line)
}

func (l *Logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

// Service is the whole transport on a loopback listener.
type Service struct {
	*httptest.Server
	Logs *Logs
}

// Lines returns the log's lines with the message; the service must have been closed, so that all of them are there.
func (s *Service) Lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for text := range strings.Lines(s.Logs.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if line["msg"] == message {
			found = append(found, line)
		}
	}
	return found
}

// What the service serves of the app and the playground where a test does not say.
var (
	AppFiles = fstest.MapFS{
		"index.html":            {Data: []byte("<title>app</title>")},
		"favicon.svg":           {Data: []byte("<svg/>")},
		".keep":                 {Data: []byte("dot")},
		".git/config":           {Data: []byte("dot")},
		".well-known/there.txt": {Data: []byte("there")},
		"assets/app-1a2b.js":    {Data: []byte("run()")},
		"assets/app-1a2b.css":   {Data: []byte("a{}")},
	}
	PlaygroundFiles = fstest.MapFS{
		"index.html":          {Data: []byte("<title>playground</title>")},
		"LICENSES.md":         {Data: []byte("text")},
		"assets/main-3c4d.js": {Data: []byte("play()")},
	}
)

// Start serves the transport. The changes to the configuration may be nil.
func Start(t *testing.T, change func(*httpapi.Config)) *Service {
	t.Helper()
	s := Unstarted(t, change)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// Unstarted returns a service that does not serve yet.
func Unstarted(t *testing.T, change func(*httpapi.Config)) *Service {
	t.Helper()
	log := &Logs{}
	c := httpapi.Config{
		PublicURL:  URL("http://localhost:8080"),
		GraphQL:    GraphQL(Greet),
		App:        AppFiles,
		Pages:      []string{"/", "/projects", "/projects/$projectId", "/projects/$projectId/edit", "/sign-in"},
		Playground: PlaygroundFiles,
		Ready:      health.NewReadiness(nil),
		Logger:     slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&c)
	}
	h, err := httpapi.Handler(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config = httpapi.NewServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(c.Logger.Handler(), slog.LevelError)
	return &Service{Server: server, Logs: log}
}

// URL parses a valid URL.
func URL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}

// Reply is a response that has been read to its end.
type Reply struct {
	*http.Response
	Text string
}

// Send makes a request with header lines given as name, value, name, value.
func (s *Service) Send(t *testing.T, method, path, body string, headers ...string) Reply {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, s.URL+path, reader)
	if err != nil {
		t.Error(err)
		return noReply()
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	return s.Do(t, req)
}

// Do sends a request. Where there is no response, the test has failed and goes on with an empty one: some requests are
// sent from goroutines of their own, from which a test can't be ended.
func (s *Service) Do(t *testing.T, req *http.Request) Reply {
	t.Helper()
	resp, err := s.Client().Transport.RoundTrip(req) // redirects are answers too
	if err != nil {
		t.Error(err)
		return noReply()
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return Reply{resp, string(content)}
}

func noReply() Reply { return Reply{&http.Response{Header: http.Header{}, Body: http.NoBody}, ""} }

// Post sends a GraphQL request as a client without special headers.
func (s *Service) Post(t *testing.T, body string, headers ...string) Reply {
	t.Helper()
	headers = append([]string{"Content-Type", "application/json"}, headers...)
	return s.Send(t, http.MethodPost, "/graphql", body, headers...)
}

// ErrorCode returns the code of the first error in a response, and checks that a response without data has no such
// member.
func (r Reply) ErrorCode(t *testing.T) string {
	t.Helper()
	var response struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(r.Text), &response); err != nil {
		t.Fatalf("not JSON: %v: %q", err, r.Text)
	}
	if len(response.Errors) == 0 {
		return ""
	}
	if response.Errors[0].Message == "" {
		t.Errorf("error without message: %s", r.Text)
	}
	return response.Errors[0].Extensions.Code
}
