package app_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

func TestAStopBreaksSubscriptionsOffAndDoesNotWaitForThem(t *testing.T) {
	startAWS(t, localaws.Config{})
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	instance, err := app.Listen(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- instance.Serve(ctx) }()

	body := strings.NewReader(`{"query":"subscription { leaderboard { __typename } }"}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+instance.Addr().String()+"/graphql", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	reader := bufio.NewReader(response.Body)
	for _, want := range []string{":\n", "\n", "event: next\n", "data: {\"data\":{\"leaderboard\":{\"__typename\":\"Leaderboard\"}}}\n", "\n"} {
		if line, err := reader.ReadString('\n'); err != nil || line != want {
			t.Fatalf("%q, %v, want %q", line, err, want)
		}
	}

	stop()
	if err := <-stopped; err != nil {
		t.Errorf("the product did not stop in order: %v", err)
	}
	if rest, err := io.ReadAll(reader); err == nil || len(rest) > 0 {
		t.Errorf("the stream ends as if it were whole: %q, %v", rest, err)
	}
}
