package main

import (
	"testing"
	"time"
)

// What is compared must do the same work: the built server, and the floor.
func TestTheServerAndTheFloorGiveTheSameAnswers(t *testing.T) {
	l, err := newLab(t.Context(), settings{Projects: 120})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	for _, w := range works {
		subjects, err := w.prepare(t.Context(), l) // which fails where answers differ
		if err != nil {
			t.Error(err)
			continue
		}
		if len(subjects) == 0 || w.name != "cookie" && len(subjects) < 2 {
			t.Errorf("%s is done by %d systems", w.name, len(subjects))
		}
	}
	if calls := l.stub.Calls(); calls < voters {
		t.Errorf("the stub was called %d times: the answers are not from it", calls)
	}
}

func TestMediansAreOfEachFigure(t *testing.T) {
	got := medianOf([]figures{{CPU: 3, PerSecond: 1, P99: time.Second}, {CPU: 1, PerSecond: 2}, {CPU: 2, PerSecond: 9}})
	if got.CPU != 2 || got.PerSecond != 2 || got.P99 != 0 {
		t.Errorf("got %+v", got)
	}
	if got := medianOf([]figures{{PerSecond: 1}, {PerSecond: 2}}); got.PerSecond != 1.5 {
		t.Errorf("of two: %v", got.PerSecond)
	}
}
