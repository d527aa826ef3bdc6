package httpapi

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

func TestAStreamOutlivesTheTimeoutsOfRequests(t *testing.T) {
	const timeout = 200 * time.Millisecond
	streams := testStreams(t)
	streams.keepAlive = timeout / 5
	values := make(source)
	s := startWith(t, newExecutor(streams, timeout, values.begin), func(server *http.Server) {
		server.ReadTimeout, server.WriteTimeout = timeout, timeout
	})
	l := s.subscribe(t)
	for range 20 { // for four timeouts
		l.expect(t, comment)
	}
	values <- "Ada"
	l.expectAfterComments(t, adaEvent)
	close(values)
}

// A value must not wait for a comment that is due, and comments go on after it.
func TestCommentsAndValuesShareAStream(t *testing.T) {
	streams := testStreams(t)
	streams.keepAlive = time.Millisecond
	values := make(source)
	s := startStreaming(t, streams, values.begin)
	l := s.subscribe(t)
	for range 50 {
		l.expect(t, comment)
		values <- "Ada"
		l.expectAfterComments(t, adaEvent)
	}
	close(values)
}

func TestTheDeadlineBoundsTheBeginningOfAStream(t *testing.T) {
	hang := func(ctx context.Context) graphql.ResponseHandler {
		<-ctx.Done()
		return func(context.Context) *graphql.Response { return nil }
	}
	s := startWith(t, newExecutor(testStreams(t), 20*time.Millisecond, hang), nil)
	for _, body := range []string{nameSubscription, nameQuery} {
		for _, accept := range []string{typeEvents, urqlAccept} {
			r := s.post(t, body, "Accept", accept)
			if r.StatusCode != http.StatusServiceUnavailable || r.errorCode(t) != problem.CodeUnavailable || r.Header.Get("Retry-After") == "" {
				t.Errorf("%s, Accept %s: %d %s", body, accept, r.StatusCode, r.body)
			}
		}
	}
}

func TestAStreamEndsWithItsClient(t *testing.T) {
	streams := testStreams(t)
	s := startStreaming(t, streams, make(source).begin)
	for range 10 {
		s.subscribe(t).leave()
	}
	until(t, "all streams end", func() bool { return streams.open.Load() == 0 })
}

func TestOnlySoManyStreamsAreServedAtOnce(t *testing.T) {
	streams := testStreams(t)
	streams.max = 1
	values := make(source)
	s := startStreaming(t, streams, values.begin)
	first := s.subscribe(t)
	for _, accept := range []string{typeEvents, urqlAccept} {
		r := s.post(t, nameSubscription, "Accept", accept)
		if r.StatusCode != http.StatusServiceUnavailable || r.errorCode(t) != problem.CodeUnavailable || r.Header.Get("Retry-After") != "5" || !strings.Contains(r.body, `"retryAfter":5`) {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
	}
	if r := s.post(t, nameQuery, "Accept", typeEvents); r.StatusCode != http.StatusOK {
		t.Errorf("a query: %d %s", r.StatusCode, r.body)
	}
	first.leave()
	until(t, "the first stream ends", func() bool { return streams.open.Load() == 0 })
	s.subscribe(t).leave()
	until(t, "the second stream ends", func() bool { return streams.open.Load() == 0 })
}

// stop stops a server as the product does, and returns its error.
func stop(t *testing.T, s *service) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return s.Config.Shutdown(ctx)
}

func TestAStopBreaksStreamsOffSoThatClientsConnectAgain(t *testing.T) {
	streams := testStreams(t)
	values := make(source)
	s := startWith(t, newExecutor(streams, time.Minute, values.begin), func(server *http.Server) { server.RegisterOnShutdown(streams.Stop) })
	listeners := []*listener{s.subscribe(t), s.subscribe(t), s.subscribe(t)}
	if err := stop(t, s); err != nil {
		t.Fatalf("the server waits for its streams: %v", err)
	}
	for _, l := range listeners {
		if rest, err := io.ReadAll(l.reader); err == nil || len(rest) > 0 {
			t.Errorf("the stream ends as if it were whole: %q, %v", rest, err)
		}
	}
	until(t, "each stream is logged", func() bool { return strings.Count(s.logs.String(), `"msg":"request"`) == len(listeners) })
}

func TestNoStreamBeginsAfterAStop(t *testing.T) {
	streams := testStreams(t)
	s := startStreaming(t, streams, make(source).begin)
	streams.Stop()
	if r := s.post(t, nameSubscription, "Accept", typeEvents); r.StatusCode != http.StatusServiceUnavailable || r.errorCode(t) != problem.CodeUnavailable {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if r := s.post(t, nameQuery); r.StatusCode != http.StatusOK {
		t.Errorf("a query: %d %s", r.StatusCode, r.body)
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
	streams.writeTimeout = 100 * time.Millisecond
	var count atomic.Int64
	s := startStreaming(t, streams, flood(&count))
	dialStream(t, s)
	until(t, "the stream begins", func() bool { return count.Load() > 0 })
	until(t, "the stream ends", func() bool { return streams.open.Load() == 0 })
	if n := count.Load(); n > 64 { // of 1 MiB: what the buffers of the network hold
		t.Errorf("%d values were made for it", n)
	}
}

func TestAStopDoesNotWaitForAClientThatDoesNotRead(t *testing.T) {
	streams := testStreams(t)
	streams.writeTimeout = time.Hour
	var count atomic.Int64
	s := startWith(t, newExecutor(streams, time.Minute, flood(&count)), func(server *http.Server) { server.RegisterOnShutdown(streams.Stop) })
	dialStream(t, s)
	until(t, "the stream begins", func() bool { return count.Load() > 1 })
	if err := stop(t, s); err != nil {
		t.Error(err)
	}
}

func TestAStreamIsLoggedOnceAtItsEnd(t *testing.T) {
	values := make(source)
	s := startStreaming(t, testStreams(t), values.begin)
	l := s.subscribe(t)
	values <- "Ada"
	l.expect(t, adaEvent)
	if strings.Contains(s.logs.String(), `"msg":"request"`) {
		t.Errorf("logged before its end: %s", s.logs)
	}
	close(values)
	l.expect(t, completed)
	l.expectEnd(t)
	s.Close()
	lines := s.lines(t, "request")
	if len(lines) != 1 || lines[0]["status"] != 200.0 || lines[0]["bytes"] != float64(len(":\n\n"+adaEvent+completed)) || strings.Contains(s.logs.String(), "Ada") {
		t.Errorf("%s", s.logs)
	}
}
