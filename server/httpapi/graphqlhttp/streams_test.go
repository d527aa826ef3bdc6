package graphqlhttp_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// testStreams returns a tracker of streams, and checks at the end of the test that none is left.
func testStreams(t *testing.T) *graphqlhttp.Streams {
	t.Helper()
	streams := httpapitest.Streams(t)
	t.Cleanup(func() {
		streams.Stop()
		if n := streams.Open(); n != 0 {
			t.Errorf("%d streams are still open", n)
		}
	})
	return streams
}

func TestAStreamOutlivesTheTimeoutsOfRequests(t *testing.T) {
	const timeout = 200 * time.Millisecond
	streams := testStreams(t)
	streams.SetKeepAlive(timeout / 5)
	values := make(httpapitest.Source)
	s := httpapitest.StartWith(t, httpapitest.Executor(streams, timeout, values.Begin), func(server *http.Server) {
		server.ReadTimeout, server.WriteTimeout = timeout, timeout
	})
	l := s.Subscribe(t)
	for range 20 { // for four timeouts
		l.Expect(t, httpapitest.Comment)
	}
	values <- "Ada"
	l.ExpectAfterComments(t, adaEvent)
	close(values)
}

// A value must not wait for a comment that is due, and comments go on after it.
func TestCommentsAndValuesShareAStream(t *testing.T) {
	streams := testStreams(t)
	streams.SetKeepAlive(time.Millisecond)
	values := make(httpapitest.Source)
	s := httpapitest.StartStreaming(t, streams, values.Begin)
	l := s.Subscribe(t)
	for range 50 {
		l.Expect(t, httpapitest.Comment)
		values <- "Ada"
		l.ExpectAfterComments(t, adaEvent)
	}
	close(values)
}

func TestTheDeadlineBoundsTheBeginningOfAStream(t *testing.T) {
	hang := func(ctx context.Context) graphql.ResponseHandler {
		<-ctx.Done()
		return func(context.Context) *graphql.Response { return nil }
	}
	s := httpapitest.StartWith(t, httpapitest.Executor(testStreams(t), 20*time.Millisecond, hang), nil)
	for _, body := range []string{httpapitest.NameSubscription, httpapitest.NameQuery} {
		for _, accept := range []string{"text/event-stream", httpapitest.URQLAccept} {
			r := s.Post(t, body, "Accept", accept)
			if r.StatusCode != http.StatusServiceUnavailable || r.ErrorCode(t) != problem.CodeUnavailable || r.Header.Get("Retry-After") == "" {
				t.Errorf("%s, Accept %s: %d %s", body, accept, r.StatusCode, r.Text)
			}
		}
	}
}

func TestAStreamEndsWithItsClient(t *testing.T) {
	streams := testStreams(t)
	s := httpapitest.StartStreaming(t, streams, make(httpapitest.Source).Begin)
	for range 10 {
		s.Subscribe(t).Leave()
	}
	httpapitest.Until(t, "all streams end", func() bool { return streams.Open() == 0 })
}

func TestOnlySoManyStreamsAreServedAtOnce(t *testing.T) {
	streams := testStreams(t)
	streams.SetMax(1)
	values := make(httpapitest.Source)
	s := httpapitest.StartStreaming(t, streams, values.Begin)
	first := s.Subscribe(t)
	for _, accept := range []string{"text/event-stream", httpapitest.URQLAccept} {
		r := s.Post(t, httpapitest.NameSubscription, "Accept", accept)
		if r.StatusCode != http.StatusServiceUnavailable || r.ErrorCode(t) != problem.CodeUnavailable || r.Header.Get("Retry-After") != "5" || !strings.Contains(r.Text, `"retryAfter":5`) {
			t.Errorf("%d %s", r.StatusCode, r.Text)
		}
	}
	if r := s.Post(t, httpapitest.NameQuery, "Accept", "text/event-stream"); r.StatusCode != http.StatusOK {
		t.Errorf("a query: %d %s", r.StatusCode, r.Text)
	}
	first.Leave()
	httpapitest.Until(t, "the first stream ends", func() bool { return streams.Open() == 0 })
	s.Subscribe(t).Leave()
	httpapitest.Until(t, "the second stream ends", func() bool { return streams.Open() == 0 })
}

// stop stops a server as the product does, and returns its error.
func stop(t *testing.T, s *httpapitest.Service) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return s.Config.Shutdown(ctx)
}

func TestAStopBreaksStreamsOffSoThatClientsConnectAgain(t *testing.T) {
	streams := testStreams(t)
	values := make(httpapitest.Source)
	s := httpapitest.StartWith(t, httpapitest.Executor(streams, time.Minute, values.Begin), func(server *http.Server) { server.RegisterOnShutdown(streams.Stop) })
	listeners := []*httpapitest.Listener{s.Subscribe(t), s.Subscribe(t), s.Subscribe(t)}
	if err := stop(t, s); err != nil {
		t.Fatalf("the server waits for its streams: %v", err)
	}
	for _, l := range listeners {
		if rest, err := io.ReadAll(l.Reader); err == nil || len(rest) > 0 {
			t.Errorf("the stream ends as if it were whole: %q, %v", rest, err)
		}
	}
	httpapitest.Until(t, "each stream is logged", func() bool { return strings.Count(s.Logs.String(), `"msg":"request"`) == len(listeners) })
}

func TestNoStreamBeginsAfterAStop(t *testing.T) {
	streams := testStreams(t)
	s := httpapitest.StartStreaming(t, streams, make(httpapitest.Source).Begin)
	streams.Stop()
	if r := s.Post(t, httpapitest.NameSubscription, "Accept", "text/event-stream"); r.StatusCode != http.StatusServiceUnavailable || r.ErrorCode(t) != problem.CodeUnavailable {
		t.Errorf("%d %s", r.StatusCode, r.Text)
	}
	if r := s.Post(t, httpapitest.NameQuery); r.StatusCode != http.StatusOK {
		t.Errorf("a query: %d %s", r.StatusCode, r.Text)
	}
}

// flood is a subscription that has a large value whenever it is asked for one; it counts them.
func flood(count *atomic.Int64) func(context.Context) graphql.ResponseHandler {
	data := []byte(`{"name":"` + strings.Repeat("x", 1<<20) + `"}`)
	return func(context.Context) graphql.ResponseHandler {
		return func(context.Context) *graphql.Response {
			count.Add(1)
			return &graphql.Response{Data: data}
		}
	}
}

func TestAClientThatDoesNotReadIsGivenUp(t *testing.T) {
	streams := testStreams(t)
	streams.SetWriteTimeout(100 * time.Millisecond)
	var count atomic.Int64
	s := httpapitest.StartStreaming(t, streams, flood(&count))
	httpapitest.DialStream(t, s)
	httpapitest.Until(t, "the stream begins", func() bool { return count.Load() > 0 })
	httpapitest.Until(t, "the stream ends", func() bool { return streams.Open() == 0 })
	if n := count.Load(); n > 64 { // of 1 MiB: what the buffers of the network hold
		t.Errorf("%d values were made for it", n)
	}
}

func TestAStopDoesNotWaitForAClientThatDoesNotRead(t *testing.T) {
	streams := testStreams(t)
	streams.SetWriteTimeout(time.Hour)
	var count atomic.Int64
	s := httpapitest.StartWith(t, httpapitest.Executor(streams, time.Minute, flood(&count)), func(server *http.Server) { server.RegisterOnShutdown(streams.Stop) })
	httpapitest.DialStream(t, s)
	httpapitest.Until(t, "the stream begins", func() bool { return count.Load() > 1 })
	if err := stop(t, s); err != nil {
		t.Error(err)
	}
}

func TestAStreamIsLoggedOnceAtItsEnd(t *testing.T) {
	values := make(httpapitest.Source)
	s := httpapitest.StartStreaming(t, testStreams(t), values.Begin)
	l := s.Subscribe(t)
	values <- "Ada"
	l.Expect(t, adaEvent)
	if strings.Contains(s.Logs.String(), `"msg":"request"`) {
		t.Errorf("logged before its end: %s", s.Logs)
	}
	close(values)
	l.Expect(t, completed)
	l.ExpectEnd(t)
	s.Close()
	lines := s.Lines(t, "request")
	if len(lines) != 1 || lines[0]["status"] != 200.0 || lines[0]["bytes"] != float64(len(":\n\n"+adaEvent+completed)) || strings.Contains(s.Logs.String(), "Ada") {
		t.Errorf("%s", s.Logs)
	}
}
