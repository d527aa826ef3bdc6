package httpapitest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
)

const (
	// NameQuery is a request for a query of the schema.
	NameQuery = `{"query":"{ name }"}`
	// NameSubscription is a request for its subscription.
	NameSubscription = `{"query":"subscription { name }"}`
	// URQLAccept is what urql sends with every operation.
	URQLAccept = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
	// Comment is what a stream begins with.
	Comment = ":\n\n"
)

// Source stands for what a subscription reports: a response for each value, and the end when it is closed.
type Source chan string

// Begin is the generated code of a subscription, and of a query whose answer is already there.
func (values Source) Begin(ctx context.Context) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return graphql.OneShot(Greet(ctx))
	}
	return func(ctx context.Context) *graphql.Response {
		select {
		case name, ok := <-values:
			if !ok {
				return nil
			}
			return &graphql.Response{Data: []byte(`{"name":"` + name + `"}`)}
		case <-ctx.Done():
			return nil
		}
	}
}

// Of returns a source of the values that then ends.
func Of(values ...string) Source {
	s := make(Source, len(values))
	for _, value := range values {
		s <- value
	}
	close(s)
	return s
}

// Streams returns a tracker of streams that stops with the test, and checks that no goroutine is left then.
func Streams(t *testing.T) *graphqlhttp.Streams {
	t.Helper()
	streams := graphqlhttp.NewStreams()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		streams.Stop()
		goleak.VerifyNone(t, before)
	})
	return streams
}

// StartStreaming serves GraphQL whose operations begin by the function, with a deadline that no test reaches.
func StartStreaming(t *testing.T, streams *graphqlhttp.Streams, begin Begin) *Service {
	t.Helper()
	return StartWith(t, Executor(streams, time.Minute, begin), nil)
}

// StartWith serves GraphQL by a server whose settings may be changed.
func StartWith(t *testing.T, handler http.Handler, change func(*http.Server)) *Service {
	t.Helper()
	s := Unstarted(t, func(c *httpapi.Config) { c.GraphQL = handler })
	if change != nil {
		change(s.Config)
	}
	s.Start()
	t.Cleanup(s.Close)
	t.Cleanup(s.Client().CloseIdleConnections)
	return s
}

// Listener is a client of a stream that reads part by part.
type Listener struct {
	*http.Response
	Reader *bufio.Reader
	Leave  context.CancelFunc
}

// Subscribe opens a stream and reads its first comment.
func (s *Service) Subscribe(t *testing.T) *Listener {
	t.Helper()
	l := s.open(t)
	if l.StatusCode != http.StatusOK || l.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatalf("%d %s", l.StatusCode, l.Header.Get("Content-Type"))
	}
	l.Expect(t, Comment)
	return l
}

// open asks for a subscription.
func (s *Service) open(t *testing.T) *Listener {
	t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/graphql", strings.NewReader(NameSubscription))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	resp, err := s.Client().Do(req) //nolint:bodyclose // it is the test's, and ends with its context
	if err != nil {
		t.Fatal(err)
	}
	return &Listener{resp, bufio.NewReader(resp.Body), leave}
}

// part reads up to the next empty line.
func (l *Listener) part(t *testing.T) string {
	t.Helper()
	var part strings.Builder
	for {
		line, err := l.Reader.ReadString('\n')
		if err != nil {
			t.Fatalf("%q, %v", line, err)
		}
		part.WriteString(line)
		if line == "\n" {
			return part.String()
		}
	}
}

// Expect reads the next part.
func (l *Listener) Expect(t *testing.T, want string) {
	t.Helper()
	if got := l.part(t); got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}

// ExpectAfterComments reads the next part that is no comment.
func (l *Listener) ExpectAfterComments(t *testing.T, want string) {
	t.Helper()
	got := l.part(t)
	for got == Comment {
		got = l.part(t)
	}
	if got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}

// ExpectEnd checks that nothing follows.
func (l *Listener) ExpectEnd(t *testing.T) {
	t.Helper()
	if rest, err := io.ReadAll(l.Reader); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
}

// DialStream asks for a subscription by a connection that it leaves to the test to read, or not to read.
func DialStream(t *testing.T, s *Service) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	const header = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n"
	if _, err := fmt.Fprintf(conn, header+NameSubscription, len(NameSubscription)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Until waits for a condition that another goroutine makes true.
func Until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	limit := time.Now().Add(10 * time.Second)
	for !condition() {
		if time.Now().After(limit) {
			t.Fatalf("never: %s", what)
		}
		runtime.Gosched()
	}
}
