package app_test

import (
	"fmt"
	"testing"
	"time"
)

// A request need not read what it has just written or read already.
func TestARequestReadsNoItemTwice(t *testing.T) {
	e := newElectorate(t)
	ada := e.voter(t, "ada")
	project := ada.pitch(t, "Bikes")
	e.clock.stop() // no cache runs out
	for _, c := range []struct {
		name  string
		ahead time.Duration // beyond what is remembered of a session
		ask   func()
		want  map[string]int
	}{
		{"a list of sessions by a session that has to be read", time.Minute, func() {
			ada.must(t, `{ viewer { sessions { id } } }`, nil)
		}, map[string]int{"GetItem": 2, "Query": 1}}, // the session, the generation, the list
		{"a list of sessions", 0, func() { ada.must(t, `{ viewer { sessions { id } } }`, nil) }, map[string]int{"GetItem": 1, "Query": 1}},
		{"a pitch", 0, func() { ada.pitch(t, "Trams") }, map[string]int{"TransactWriteItems": 1}},
		{"a change", 0, func() {
			if got := ada.mutate(t, "updateProject", "project { title points }", map[string]any{"id": project, "title": "Trains"}); got.refusal() != "" {
				t.Error(got.refusal())
			}
		}, map[string]int{"Query": 1, "UpdateItem": 1}},
	} {
		e.clock.advance(c.ahead)
		ada.must(t, `{ leaderboard(first: 1) { entries { points } } }`, nil) // the board
		written(t, e.instance)
		e.backend.Dynamo.ResetCalls()
		c.ask()
		written(t, e.instance)
		got := e.backend.Dynamo.FirstAttempts()
		for operation, n := range c.want {
			if got[operation] != n {
				t.Errorf("%s: %v, want %v", c.name, got, fmt.Sprint(c.want))
				break
			}
		}
	}
}
