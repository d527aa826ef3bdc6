package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// subscription is an open stream of leaderboards.
type subscription struct {
	lines  *bufio.Scanner
	cancel context.CancelFunc
}

const boardQuery = `subscription { leaderboard { totalVotes entries { points project { title } } } }`

func subscribe(t *testing.T, c *http.Client, url string, headers ...string) *subscription {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	body, err := json.Marshal(map[string]string{"query": boardQuery})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("GraphQL-Preflight", "1")
	response, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	return &subscription{bufio.NewScanner(response.Body), cancel}
}

// next returns the next event as `name data`, empty at the end of the stream.
func (s *subscription) next() string {
	name := ""
	for s.lines.Scan() {
		line := s.lines.Text()
		if value, ok := strings.CutPrefix(line, "event: "); ok {
			name = value
		}
		if value, ok := strings.CutPrefix(line, "data:"); ok {
			return strings.TrimSpace(name + value)
		}
	}
	return ""
}

func TestALeaderboardIsToldAsItChanges(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	e := &electorate{url: startProduct(t), backend: backend, clock: &fakeClock{}} // by the real clock, since streams are updated each second
	ada, ben := e.voter(t, "ada"), e.voter(t, "ben")
	bikes := ada.pitch(t, "Bikes")
	guest, member := subscribe(t, http.DefaultClient, e.url), subscribe(t, ben.Client, e.url)
	other := subscribe(t, http.DefaultClient, startProduct(t)) // on another instance
	for _, s := range []*subscription{guest, member, other} {
		same(t, "at once", s.next(), `next {"data":{"leaderboard":{"totalVotes":0,"entries":[{"points":0,"project":{"title":"Bikes"}}]}}}`)
	}
	ben.cast(t, bikes, 5)
	for _, s := range []*subscription{guest, member, other} {
		same(t, "after a vote", s.next(), `next {"data":{"leaderboard":{"totalVotes":1,"entries":[{"points":5,"project":{"title":"Bikes"}}]}}}`)
	}
	ben.retract(t, bikes)
	same(t, "after a retraction, and nothing in between", guest.next(), `next {"data":{"leaderboard":{"totalVotes":0,"entries":[{"points":0,"project":{"title":"Bikes"}}]}}}`)
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.SessionCheck = 20 * time.Millisecond
	url := serveConfig(t, config)
	e := &electorate{url: url, backend: backend, clock: &fakeClock{}}
	ada := e.newcomer(t, "ada")
	s, guest := subscribe(t, ada.Client, url), subscribe(t, http.DefaultClient, url)
	same(t, "at once", s.next(), `next {"data":{"leaderboard":{"totalVotes":0,"entries":[]}}}`)
	guest.next()

	ada.must(t, `mutation { signOut { signedOut } }`, nil)
	if end := s.next(); !strings.Contains(end, `"UNAUTHENTICATED"`) || !strings.HasPrefix(end, "next ") {
		t.Errorf("after the sign-out: %s", end)
	}
	same(t, "then", s.next(), "complete")
	same(t, "at last", s.next(), "")

	// A guest's stream goes on.
	e.voter(t, "ben").pitch(t, "Bikes")
	if after := guest.next(); !strings.Contains(after, "Bikes") {
		t.Errorf("a guest's stream: %s", after)
	}
}

func TestAStreamEndsWithItsToken(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	clock := &fakeClock{}
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.SessionCheck, config.Now = 20*time.Millisecond, clock.now
	url := serveConfig(t, config)
	signUp(t, backend, url, "ada@example.com")
	s := subscribe(t, http.DefaultClient, url, "Authorization", "Bearer "+signIn(t, url, "ada@example.com").Tokens.AccessToken)
	s.next()
	clock.advance(2 * time.Hour)
	if end := s.next(); !strings.Contains(end, `"UNAUTHENTICATED"`) {
		t.Errorf("after the token's end: %s", end)
	}
}

// serveConfig serves one instance for the length of the test, and returns its URL.
func serveConfig(t *testing.T, config app.Config) string {
	t.Helper()
	return "http://" + serveInstance(t, config).Addr().String()
}
