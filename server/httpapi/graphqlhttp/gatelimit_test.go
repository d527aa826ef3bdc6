package graphqlhttp

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// The limit follows what is completed while processors are lacking, and only then.
func TestTheGateNarrowsOnlyForLackOfProcessors(t *testing.T) {
	const window = time.Second
	clock, wait := time.Now(), time.Duration(0)
	g := NewGate(GateConfig{Deadline: waitsPerDeadline * window})
	g.now, g.wait = func() time.Time { return clock }, func() time.Duration { return wait }
	g.current() // the first window begins
	for _, step := range []struct {
		what      string
		after     time.Duration
		wait      time.Duration
		completed int
		want      int64
	}{
		{"idle processors, a slow upstream", window, 0, 70, maxExecuting},
		{"busy, within its window", window / 2, time.Hour, 100, maxExecuting},
		{"busy, at the end of its window", window / 2, busyWait, 100, 200},
		{"busy, in a longer window", window * 3 / 2, busyWait, 300, 200},
		{"nearly everything comes late", window, busyWait, 1, leastExecuting},
		{"more than there is memory for", window, busyWait, 10 * maxExecuting, maxExecuting},
		{"busy", window, busyWait, 100, 100},
		{"busy, but hours ago", 2 * window, busyWait, 100, maxExecuting},
		{"busy", window, busyWait, 100, 100},
		{"no longer busy", window, busyWait - 1, 100, maxExecuting},
	} {
		clock, wait = clock.Add(step.after), step.wait
		for range step.completed {
			g.executing.Add(1)
			g.leave(true)
		}
		if got := g.current(); got != step.want {
			t.Errorf("%s: %d, want %d", step.what, got, step.want)
		}
	}
}

func TestWhatTheDeadlineCutOffDoesNotRaiseTheLimit(t *testing.T) {
	g := NewGate(GateConfig{Deadline: time.Hour})
	for _, inTime := range []bool{true, false, false} {
		if p := g.enter(&graphql.RawParams{}); p != nil {
			t.Fatal(p)
		}
		g.leave(inTime)
	}
	if executing, completed := g.executing.Load(), g.completed.Load(); executing != 0 || completed != 1 {
		t.Errorf("%d executing, %d completed", executing, completed)
	}
}

// The runtime's own figures show goroutines that wait for a processor, and none that wait for anything else.
func TestProcessorWaitIsThatOfGoroutinesThatCouldRun(t *testing.T) {
	wait := newProcessorWait()
	wait()
	var spinning sync.WaitGroup
	var stop atomic.Bool
	for range 32 * runtime.GOMAXPROCS(0) {
		spinning.Go(func() {
			for !stop.Load() { // it keeps a processor busy
			}
		})
	}
	for wait() < busyWait { // until the runtime has made them wait for one another
		runtime.Gosched()
	}
	stop.Store(true)
	spinning.Wait()
}
