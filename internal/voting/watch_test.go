package voting_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// ticking returns a board that polls every few milliseconds of real time, and a channel that has each of its readings. The board's clock
// moves on by each reading, so that a poll always finds it old. At the end of the test no goroutine may be left.
func ticking(t *testing.T) (*voting.Board, *memory, chan struct{}) {
	t.Helper()
	t.Cleanup(func() { goleak.VerifyNone(t) }) // runs once t.Context has ended
	const interval = 2 * time.Millisecond
	board, store, clock := newBoard(voting.BoardConfig{MaxAge: interval})
	readings := make(chan struct{})
	standings(t, board)
	clock.Advance(interval)
	store.hook(nil, func(_ context.Context, call string) error {
		if call == "Changes" {
			clock.Advance(interval)
			select {
			case readings <- struct{}{}:
			case <-t.Context().Done():
			}
		}
		return nil
	})
	return board, store, readings
}

// flow lets the readings from now on pass until the end of the test.
func flow(t *testing.T, readings <-chan struct{}) {
	ended := t.Context().Done()
	go func() {
		for {
			select {
			case <-readings:
			case <-ended:
				return
			}
		}
	}()
}

func TestTheFeedIsPolledFromTheFirstWatcherToTheLast(t *testing.T) {
	board, _, readings := ticking(t)
	first, second := board.Watch(), board.Watch()
	<-readings
	first()
	first()    // again, which counts for nothing
	<-readings // for the second
	<-readings
	second()
	flow(t, readings)
	again := board.Watch() // starts over
	again()
}

func TestSupersededClosesOnAChangeAndOnlyThen(t *testing.T) {
	board, store, readings := ticking(t)
	before := board.Latest()
	stop := board.Watch()
	defer stop()
	for range 3 {
		<-readings
	}
	select {
	case <-before.Superseded():
		t.Fatal("superseded without a change")
	default:
	}
	store.give("P3", 5)
	flow(t, readings)
	<-before.Superseded()
	if got := points(t, board.Latest(), "P3"); got != 5 {
		t.Errorf("%d points", got)
	}
}

func TestThousandsOfWatchersCauseTheReadingsOfOne(t *testing.T) {
	const watchers = 5_000
	board, store, readings := ticking(t)
	before := board.Latest()
	goroutines := runtime.NumGoroutine()
	stops := make([]func(), watchers)
	for i := range stops {
		stops[i] = board.Watch()
	}
	if more := runtime.NumGoroutine() - goroutines; more > 2 { // the poll and its reading: who watches takes none
		t.Errorf("%d goroutines", more)
	}
	seen := make(chan int, watchers)
	for range watchers {
		go func() {
			<-before.Superseded()
			p, _ := board.Latest().Project("P1")
			seen <- p.Points
		}()
	}
	store.give("P1", 2)
	<-readings // one poll reads at a time, and the next can't until it is let go on
	if n := store.count("Changes"); n > 3 {
		t.Errorf("%d readings", n)
	}
	flow(t, readings)
	for range watchers {
		if points := <-seen; points != 2 {
			t.Fatalf("%d points", points)
		}
	}
	for _, stop := range stops {
		stop()
	}
}
