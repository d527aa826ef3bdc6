package voting_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/voting"
)

// together has n callers do something at the same time, and waits for them.
func together(n int, do func(i int)) {
	var callers sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		callers.Go(func() {
			<-begin
			do(i)
		})
	}
	close(begin)
	callers.Wait()
}

// newBoard returns a board over a store with three projects.
func newBoard(c voting.BoardConfig) (*voting.Board, *memory, *clock) {
	clock := newClock()
	store := newMemory(clock.Now)
	store.add(3)
	c.Feed, c.Now = store, clock.Now
	return voting.NewBoard(c), store, clock
}

func standings(t *testing.T, b *voting.Board) *voting.Standings {
	t.Helper()
	s, err := b.Standings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func points(t *testing.T, s *voting.Standings, id string) int {
	t.Helper()
	p, ok := s.Project(id)
	if !ok {
		t.Fatalf("no project %s", id)
	}
	return p.Points
}

func TestTheFirstCallersAllGetTheStandingsOfOneReading(t *testing.T) {
	for range 20 {
		board, store, _ := newBoard(voting.BoardConfig{})
		store.add(500) // putting them in order takes long enough for others to come meanwhile
		together(50, func(int) {
			if s, err := board.Standings(context.Background()); err != nil || s == nil || len(s.Leaderboard(500)) != 500 {
				t.Errorf("standings %v, error %v", s, err)
			}
		})
		if n := store.count("Changes"); n != 1 {
			t.Fatalf("%d readings", n)
		}
	}
}

func TestARenewedProjectIsShownAtOnce(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{MaxAge: time.Hour})
	before := standings(t, board)
	store.give("P2", 5)
	if p, err := board.Renew(t.Context(), "P2"); err != nil || p.Points != 5 || p.VoteCount != 1 {
		t.Errorf("renewed %+v, %v", p, err)
	}
	after := standings(t, board)
	if points(t, after, "P2") != 5 || points(t, before, "P2") != 0 || after.TotalVotes != 1 {
		t.Errorf("%d points after, %d before, %d votes", points(t, after, "P2"), points(t, before, "P2"), after.TotalVotes)
	}
	if n := store.count("Changes"); n != 1 {
		t.Errorf("%d readings", n)
	}
}
