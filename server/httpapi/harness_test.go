package httpapi

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
)

const testSchema = `
	type Query { name: String! find(id: Int!): String! }
	type Mutation { rename(name: String!): String! }
	type Subscription { name: String! }
`

// resolver stands for a whole schema: it answers any valid operation.
type resolver func(ctx context.Context) *graphql.Response

func greet(context.Context) *graphql.Response {
	return &graphql.Response{Data: []byte(`{"name":"Ada"}`)}
}

// newGraphQL returns a gqlgen server with the transports of this package, around one resolver.
func newGraphQL(resolve resolver) *handler.Server {
	return newExecutor(NewStreams(), time.Minute, func(context.Context) graphql.ResponseHandler {
		return func(ctx context.Context) *graphql.Response { return resolve(ctx) }
	})
}

// newExecutor returns a gqlgen server with the transports of this package. begin stands for the generated code that
// begins an operation.
func newExecutor(streams *Streams, deadline time.Duration, begin func(context.Context) graphql.ResponseHandler) *handler.Server {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: testSchema})
	server := handler.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc:   begin,
	})
	AddTransports(server, deadline, streams)
	return server
}

// logs is a log that may be read while it is written.
type logs struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(line)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

// service is the whole transport on a loopback listener.
type service struct {
	*httptest.Server
	logs *logs
}

var (
	appFiles = fstest.MapFS{
		"index.html":            {Data: []byte("<title>app</title>")},
		"favicon.svg":           {Data: []byte("<svg/>")},
		".keep":                 {Data: []byte("dot")},
		".git/config":           {Data: []byte("dot")},
		".well-known/there.txt": {Data: []byte("there")},
		"assets/app-1a2b.js":    {Data: []byte("run()")},
		"assets/app-1a2b.css":   {Data: []byte("a{}")},
	}
	playgroundFiles = fstest.MapFS{
		"index.html":          {Data: []byte("<title>playground</title>")},
		"LICENSES.md":         {Data: []byte("text")},
		"assets/main-3c4d.js": {Data: []byte("play()")},
	}
)

// start serves the transport. The changes to the configuration may be nil.
func start(t *testing.T, change func(*Config)) *service {
	t.Helper()
	s := unstarted(t, change)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// unstarted is a service that does not serve yet.
func unstarted(t *testing.T, change func(*Config)) *service {
	t.Helper()
	log := &logs{}
	c := Config{
		PublicURL:  mustURL("http://localhost:8080"),
		GraphQL:    newGraphQL(greet),
		App:        appFiles,
		Pages:      []string{"/", "/projects", "/projects/$projectId", "/projects/$projectId/edit", "/sign-in"},
		Playground: playgroundFiles,
		Ready:      NewReadiness(nil),
		Logger:     slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&c)
	}
	h, err := Handler(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config = NewServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(c.Logger.Handler(), slog.LevelError)
	return &service{Server: server, logs: log}
}

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}

// reply is an answer that has been read to its end.
type reply struct {
	*http.Response
	body string
}

// send makes a request with header lines given as name, value, name, value.
func (s *service) send(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, s.URL+path, reader)
	if err != nil {
		t.Error(err)
		return noReply()
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	return s.do(t, req)
}

// do sends a request. Where there is no answer, the test has failed and goes on with an empty one: some requests are
// sent from goroutines of their own, from which a test can't be ended.
func (s *service) do(t *testing.T, req *http.Request) reply {
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
	return reply{resp, string(content)}
}

func noReply() reply { return reply{&http.Response{Header: http.Header{}, Body: http.NoBody}, ""} }

// post sends a GraphQL request as a client that asks for nothing special.
func (s *service) post(t *testing.T, body string, headers ...string) reply {
	t.Helper()
	return s.send(t, http.MethodPost, "/graphql", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// errorCode returns the code of the first error in a response, and checks that a response without data has no such
// member.
func (r reply) errorCode(t *testing.T) string {
	t.Helper()
	var response struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(r.body), &response); err != nil {
		t.Fatalf("not JSON: %v: %q", err, r.body)
	}
	if len(response.Errors) == 0 {
		return ""
	}
	if response.Errors[0].Message == "" {
		t.Errorf("error without message: %s", r.body)
	}
	return response.Errors[0].Extensions.Code
}
