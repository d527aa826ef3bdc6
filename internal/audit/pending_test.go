package audit_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
)

func TestAPendingEventIsMadeOnceWhenTheStoreAsks(t *testing.T) {
	t.Parallel()
	made := 0
	p := audit.NewPending(func() audit.Event {
		made++
		return audit.Event{Action: "castVote"}
	})
	if made != 0 {
		t.Fatal("made before anybody asked")
	}
	for range 3 {
		if e := p.Event(); e.Action != "castVote" {
			t.Errorf("event %+v", e)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

func TestAPendingEventIsWrittenOnceAStoreSaysSo(t *testing.T) {
	t.Parallel()
	p := audit.NewPending(func() audit.Event { return audit.Event{} })
	p.Event()
	if p.Written() {
		t.Error("written by being looked at")
	}
	p.MarkWritten()
	if !p.Written() {
		t.Error("not written")
	}
}

func TestTheContextCarriesThePendingEventToTheStore(t *testing.T) {
	t.Parallel()
	if p := audit.PendingFrom(context.Background()); p != nil {
		t.Errorf("got %v of a context that has none", p)
	}
	p := audit.NewPending(func() audit.Event { return audit.Event{} })
	if got := audit.PendingFrom(audit.WithPending(context.Background(), p)); got != p {
		t.Errorf("got %p, want %p", got, p)
	}
}

func TestPrepareGivesWhatRecordGives(t *testing.T) {
	t.Parallel()
	r := recorder(t, audit.RecorderConfig{Store: &memory{}})
	first := r.Prepare(audit.Event{Action: "castVote", UserAgent: strings.Repeat("a", 1000)})
	second := r.Prepare(audit.Event{Action: "castVote"})
	if at, ok := audit.TimeOf(first.ID); !ok || !at.Equal(noon) || !first.At.Equal(noon) || first.At.Location() != time.UTC {
		t.Errorf("id %q of %s, at %s", first.ID, at, first.At)
	}
	if len(first.UserAgent) != 256 {
		t.Errorf("user agent of %d bytes", len(first.UserAgent))
	}
	if second.ID <= first.ID {
		t.Errorf("%s after %s", second.ID, first.ID)
	}
}
