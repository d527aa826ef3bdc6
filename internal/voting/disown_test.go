package voting_test

import (
	"context"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func TestAnOwnerLosesTheNameOnEveryProject(t *testing.T) {
	w := newWorld(t, voting.Config{})
	if err := w.Withdraw(t.Context(), person("owner"), false, "P3"); err != nil {
		t.Fatal(err)
	}
	w.Advance(2 * time.Second)
	nameless := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			if p, _, err := w.store.Project(t.Context(), id); err != nil || p.Owner.Name != "" {
				t.Errorf("%s in the store: %+v, %v", id, p.Owner, err)
			}
			if p, err := w.VotedProject(t.Context(), id); err != nil || p.Owner.Name != "" {
				t.Errorf("%s on the board: %+v, %v", id, p.Owner, err)
			}
		}
	}
	failed := false
	w.store.hook(func(_ context.Context, call string) error {
		if call == "Disown" && !failed {
			failed = true
			return errDown
		}
		return nil
	}, nil)
	if err := w.Disown(t.Context(), "owner"); !fault.IsUnavailable(err) {
		t.Errorf("one fails: %v", err)
	}
	if err := w.Disown(t.Context(), "owner"); err != nil {
		t.Fatal(err)
	}
	nameless("P1", "P2", "P3")
	if calls := w.store.count("Disown"); calls != 3+1 {
		t.Errorf("%d calls, want one more than projects", calls)
	}

	// One that the board does not know yet.
	if _, err := w.instance(voting.Config{}).Create(t.Context(), person("owner"), voting.Pitch{Title: "Late", Summary: "A late one, elsewhere."}, "late"); err != nil {
		t.Fatal(err)
	}
	if err := w.DisownAll(t.Context(), "owner"); err != nil {
		t.Fatal(err)
	}
	if ids, err := w.store.Named(t.Context(), "owner"); err != nil || len(ids) != 0 {
		t.Errorf("still named: %v, %v", ids, err)
	}
}
