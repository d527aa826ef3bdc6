package voting_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
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

func TestOneReadingServesAllWhoAskWithinItsAge(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second})
	for round := range 5 {
		together(100, func(int) {
			if _, err := board.Standings(context.Background()); err != nil {
				t.Error(err)
			}
		})
		if n := store.count("Changes"); n != round+1 {
			t.Fatalf("%d readings after round %d", n, round)
		}
		clock.Advance(time.Second) // not older than MaxAge yet
		standings(t, board)
		if n := store.count("Changes"); n != round+1 {
			t.Fatalf("%d readings at the age of a second", n)
		}
		clock.Advance(1)
	}
}

func TestOnlyChangesAreAskedForUntilEverythingIsReadAgain(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second, ReloadAfter: time.Minute})
	var want []time.Time
	for _, step := range []struct {
		after time.Duration
		since time.Time
	}{
		{0, time.Time{}},
		{2 * time.Second, start.Add(-10 * time.Second)},
		{30 * time.Second, start.Add(2*time.Second - 10*time.Second)},
		{29 * time.Second, time.Time{}}, // 61 s after the first
		{2 * time.Second, start.Add(61*time.Second - 10*time.Second)},
	} {
		clock.Advance(step.after)
		standings(t, board)
		want = append(want, step.since)
	}
	if len(store.since) != len(want) {
		t.Fatalf("%d readings, want %d", len(store.since), len(want))
	}
	for i, since := range store.since {
		if !since.Equal(want[i]) {
			t.Errorf("reading %d asks for changes since %v, want %v", i, since, want[i])
		}
	}
}

func TestAFailedReadingIsMadeUpForByTheNext(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second})
	standings(t, board)
	store.hook(failing("Changes"), nil)
	for range 20 { // longer than the overlap
		clock.Advance(2 * time.Second)
		store.give("P1", 1)
		standings(t, board)
	}
	store.hook(nil, nil)
	clock.Advance(2 * time.Second)
	if got := points(t, standings(t, board), "P1"); got != 20 {
		t.Errorf("%d points", got)
	}
	if since := store.since[len(store.since)-1]; !since.Equal(start.Add(-10 * time.Second)) {
		t.Errorf("changes since %v", since)
	}
}

func TestALateReadingDoesNotUndoALaterOne(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second})
	standings(t, board)
	store.give("P1", 3)
	read, goOn := make(chan struct{}), make(chan struct{})
	store.hook(nil, func(_ context.Context, call string) error {
		if call == "Changes" { // has its answer, of 3 points and the old title, but that takes its time
			close(read)
			<-goOn
		}
		return nil
	})
	clock.Advance(2 * time.Second)
	late := make(chan struct{})
	go func() {
		defer close(late)
		_, _ = board.Standings(context.Background())
	}()
	<-read
	store.give("P1", 4)
	p, _, _ := store.Project(t.Context(), "P1")
	p.Title = "New title"
	_, _ = store.Update(t.Context(), p)
	if p, err := board.Renew(t.Context(), "P1"); err != nil || p.Points != 7 {
		t.Errorf("renewed %+v, %v", p, err)
	}
	close(goOn)
	<-late
	if p, _ := standings(t, board).Project("P1"); p.Points != 7 || p.Title != "New title" {
		t.Errorf("went back to %+v", p)
	}
}

func TestATallyMayComeAheadOfItsProject(t *testing.T) {
	feed := &portions{
		{},
		{Tallies: []voting.Tally{{ProjectID: "P1", Shard: 2, Points: 4, Votes: 1, Version: 1}}},
		{Projects: []voting.Project{{ID: "P1", Title: "Title", CreatedAt: start}}},
	}
	clock := newClock()
	board := voting.NewBoard(voting.BoardConfig{Feed: feed, Now: clock.Now})
	first := standings(t, board)
	clock.Advance(2 * time.Second)
	if s := standings(t, board); s != first || len(s.Leaderboard(1)) != 0 || s.TotalVotes != 0 { // nothing that shows has changed
		t.Errorf("%d places, %d votes", len(s.Leaderboard(1)), s.TotalVotes)
	}
	clock.Advance(2 * time.Second)
	if s := standings(t, board); points(t, s, "P1") != 4 || s.TotalVotes != 1 {
		t.Errorf("%d points, %d votes", points(t, s, "P1"), s.TotalVotes)
	}
}

// portions is a feed that gives one after the other.
type portions []voting.Changes

func (p *portions) Changes(context.Context, time.Time) (voting.Changes, error) {
	next := (*p)[0]
	*p = (*p)[1:]
	return next, nil
}

func (*portions) Project(context.Context, string) (voting.Project, []voting.Tally, error) {
	return voting.Project{}, nil, voting.ErrProjectNotFound
}

var errDown = &fault.Unavailable{Upstream: "dynamodb", Err: errors.New("down")}

// failing returns a hook under which the named calls fail.
func failing(calls ...string) func(context.Context, string) error {
	return func(_ context.Context, call string) error {
		if slices.Contains(calls, call) {
			return errDown
		}
		return nil
	}
}

func TestWhileTheFeedFailsStandingsAreStaleAndThenAnError(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second, MaxStale: time.Minute})
	store.hook(failing("Changes"), nil)
	if s, err := board.Standings(t.Context()); s != nil || !fault.IsUnavailable(err) {
		t.Fatalf("%v, %v before the first reading", s, err)
	}
	store.hook(nil, nil)
	clock.Advance(2 * time.Second)
	first := standings(t, board)
	store.hook(failing("Changes"), nil)
	clock.Advance(time.Minute)
	if s := standings(t, board); s != first {
		t.Error("other standings while the feed fails")
	}
	clock.Advance(1)
	if s, err := board.Standings(t.Context()); s != nil || !fault.IsUnavailable(err) {
		t.Errorf("%v, %v after MaxStale", s, err)
	}
	if _, _, err := board.Project(t.Context(), "P1"); !fault.IsUnavailable(err) {
		t.Errorf("project: %v", err)
	}
	store.hook(nil, nil)
	clock.Advance(2 * time.Second)
	standings(t, board)
}

// A feed that takes long to fail must not keep each caller waiting for the failures of those ahead.
func TestAllWhoWaitShareAFailure(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: time.Second})
	asked, fail := make(chan struct{}, 1), make(chan struct{})
	store.hook(func(_ context.Context, call string) error {
		if call != "Changes" {
			return nil
		}
		asked <- struct{}{}
		<-fail
		clock.Advance(20 * time.Second)
		return errDown
	}, nil)
	var callers sync.WaitGroup
	for range 50 {
		callers.Go(func() {
			if _, err := board.Standings(context.Background()); !fault.IsUnavailable(err) {
				t.Error(err)
			}
		})
	}
	<-asked
	close(fail)
	callers.Wait()
	if _, err := board.Standings(t.Context()); !fault.IsUnavailable(err) { // and soon after
		t.Error(err)
	}
	if n := store.count("Changes"); n != 1 {
		t.Errorf("%d readings", n)
	}
}

// Nor must a feed that is slower than MaxAge be read by each of those who wait for it.
func TestAllWhoWaitShareASlowReading(t *testing.T) {
	const callers = 50
	clock := newClock()
	store := newMemory(clock.Now)
	var looks atomic.Int64
	allWait := make(chan struct{})
	board := voting.NewBoard(voting.BoardConfig{Feed: store, MaxAge: time.Second, Now: func() time.Time {
		if looks.Add(1) == callers+1 { // each has looked how old the standings are, and the one who reads when it began
			close(allWait)
		}
		return clock.Now()
	}})
	store.hook(func(context.Context, string) error {
		<-allWait
		clock.Advance(20 * time.Second)
		return nil
	}, nil)
	together(callers, func(int) {
		if _, err := board.Standings(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if n := store.count("Changes"); n != 1 {
		t.Errorf("%d readings", n)
	}
}

func TestACallerWhoGivesUpDoesNotEndTheReadingOfTheOthers(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	asked, goOn := make(chan struct{}), make(chan struct{})
	store.hook(func(ctx context.Context, call string) error {
		if call == "Changes" {
			close(asked)
			<-goOn
			return ctx.Err()
		}
		return nil
	}, nil)
	ctx, giveUp := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := board.Standings(ctx)
		first <- err
	}()
	<-asked
	go func() {
		_, err := board.Standings(context.Background())
		second <- err
	}()
	giveUp()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up: %v", err)
	}
	if _, err := board.Standings(ctx); !errors.Is(err, context.Canceled) { // does not wait for the reading either
		t.Errorf("who had given up: %v", err)
	}
	close(goOn)
	if err := <-second; err != nil {
		t.Errorf("who waited: %v", err)
	}
	if n := store.count("Changes"); n != 1 {
		t.Errorf("%d readings", n)
	}
}

func TestAReadingThatPanicsIsAnErrorAndTheNextOneReadsAgain(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	store.hook(func(context.Context, string) error { panic("feed") }, nil)
	if _, err := board.Standings(t.Context()); !errors.Is(err, flight.ErrPanic) {
		t.Errorf("got %v", err)
	}
	store.hook(nil, nil)
	if _, err := board.Standings(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRenewTellsOfAProjectThatThereIsNot(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	if _, err := board.Renew(t.Context(), "none"); !errors.Is(err, voting.ErrProjectNotFound) {
		t.Error(err)
	}
	store.hook(failing("Project"), nil)
	if _, err := board.Renew(t.Context(), "P1"); !fault.IsUnavailable(err) {
		t.Error(err)
	}
	if board.Latest() != nil {
		t.Error("standings of what was never read")
	}
}
