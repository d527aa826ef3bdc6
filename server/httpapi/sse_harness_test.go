package httpapi

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
)

const (
	nameSubscription = `{"query":"subscription { name }"}`
	// urqlAccept is what urql sends with every operation.
	urqlAccept = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)

// source stands for what a subscription tells of: a response for each value, and the end when it is closed.
type source chan string

// begin is the generated code of a subscription, and of a query whose answer is at hand.
func (values source) begin(ctx context.Context) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return graphql.OneShot(greet(ctx))
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

// of returns a source of the values that then ends.
func of(values ...string) source {
	s := make(source, len(values))
	for _, value := range values {
		s <- value
	}
	close(s)
	return s
}

// testStreams keeps an account of streams and checks at the end of the test that none is left, nor a goroutine.
func testStreams(t *testing.T) *Streams {
	t.Helper()
	streams := NewStreams()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() {
		streams.Stop()
		if n := streams.open.Load(); n != 0 {
			t.Errorf("%d streams are still open", n)
		}
		goleak.VerifyNone(t, before)
	})
	return streams
}

// startStreaming serves GraphQL whose operations begin by the function, with a deadline that no test reaches.
func startStreaming(t *testing.T, streams *Streams, begin func(context.Context) graphql.ResponseHandler) *service {
	t.Helper()
	return startWith(t, newExecutor(streams, time.Minute, begin), nil)
}

// startWith serves GraphQL by a server whose settings may be changed.
func startWith(t *testing.T, handler http.Handler, change func(*http.Server)) *service {
	t.Helper()
	s := unstarted(t, func(c *Config) { c.GraphQL = handler })
	if change != nil {
		change(s.Config)
	}
	s.Start()
	t.Cleanup(s.Close)
	t.Cleanup(s.Client().CloseIdleConnections)
	return s
}

// listener is a client of a stream that reads part by part.
type listener struct {
	*http.Response
	reader *bufio.Reader
	leave  context.CancelFunc
}

// subscribe opens a stream and reads its first comment.
func (s *service) subscribe(t *testing.T) *listener {
	t.Helper()
	l := s.open(t)
	if l.StatusCode != http.StatusOK || l.Header.Get("Content-Type") != mediaEvents {
		t.Fatalf("%d %s", l.StatusCode, l.Header.Get("Content-Type"))
	}
	l.expect(t, comment)
	return l
}

// open asks for a subscription.
func (s *service) open(t *testing.T) *listener {
	t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/graphql", strings.NewReader(nameSubscription))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", typeEvents)
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	return &listener{resp, bufio.NewReader(resp.Body), leave}
}

// part reads up to the next empty line.
func (l *listener) part(t *testing.T) string {
	t.Helper()
	var part strings.Builder
	for {
		line, err := l.reader.ReadString('\n')
		if err != nil {
			t.Fatalf("%q, %v", line, err)
		}
		part.WriteString(line)
		if line == "\n" {
			return part.String()
		}
	}
}

// expect reads the next part.
func (l *listener) expect(t *testing.T, want string) {
	t.Helper()
	if got := l.part(t); got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}

// expectAfterComments reads the next part that is no comment.
func (l *listener) expectAfterComments(t *testing.T, want string) {
	t.Helper()
	got := l.part(t)
	for got == comment {
		got = l.part(t)
	}
	if got != want {
		t.Fatalf("%q, want %q", got, want)
	}
}

// expectEnd checks that nothing follows.
func (l *listener) expectEnd(t *testing.T) {
	t.Helper()
	if rest, err := io.ReadAll(l.reader); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
}

// dialStream asks for a subscription by a connection that it leaves to the test to read, or not to read.
func dialStream(t *testing.T, s *service) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	const header = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n"
	if _, err := fmt.Fprintf(conn, header+nameSubscription, len(nameSubscription)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// until waits for a condition that another goroutine brings about.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	limit := time.Now().Add(10 * time.Second)
	for !condition() {
		if time.Now().After(limit) {
			t.Fatalf("never: %s", what)
		}
		runtime.Gosched()
	}
}
