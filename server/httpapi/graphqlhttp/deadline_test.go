package graphqlhttp_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

// announced closes a channel when it is first read from.
type announced struct {
	io.ReadCloser
	reading chan struct{}
	once    sync.Once
}

func (a *announced) Read(p []byte) (int, error) {
	a.once.Do(func() { close(a.reading) })
	return a.ReadCloser.Read(p)
}

// The time of an operation begins when it has arrived: a client that sends its last byte late must not have it interrupted where it likes.
func TestSlowSendersUseUpNoneOfAnOperationsTime(t *testing.T) {
	for accept := range map[string]bool{"application/json": true, "text/event-stream": true} {
		deadlines := make(chan time.Time, 1)
		reading := make(chan struct{})
		executor := httpapitest.Executor(graphqlhttp.NewStreams(), time.Hour, func(ctx context.Context) graphql.ResponseHandler {
			ends, _ := ctx.Deadline()
			deadlines <- ends
			return graphql.OneShot(httpapitest.Greet(ctx))
		})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = &announced{ReadCloser: r.Body, reading: reading}
			executor.ServeHTTP(w, r)
		}))
		body, sender := io.Pipe()
		var arrived time.Time
		go func() {
			_, _ = io.WriteString(sender, `{"query": "{ name `)
			<-reading
			arrived = time.Now()
			_, _ = io.WriteString(sender, `}"}`)
			_ = sender.Close()
		}()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", accept)
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if ends := <-deadlines; ends.Before(arrived.Add(time.Hour)) {
			t.Errorf("%s: the operation's time began %s before it had arrived", accept, arrived.Add(time.Hour).Sub(ends))
		}
		server.Close()
	}
}
