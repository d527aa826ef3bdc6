package voting_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// folding are the rules that fold subaddresses.
var folding = voting.Config{Mailboxes: voting.Mailboxes{Separators: "+"}}

// at is a person with another email address.
func at(subject, email string) account.Identity {
	i := person(subject)
	i.Email = email
	return i
}

func five(project string) voting.Ballot { return voting.Ballot{ProjectID: project, Points: 5} }

var pitched = voting.Pitch{Title: "A project", Summary: "What it is about"}

func TestOneMailboxHasOneVoter(t *testing.T) {
	w := newWorld(t, folding)
	first, second := at("first", "grace+1@example.com"), at("second", "grace@example.com")
	if _, _, err := w.Cast(t.Context(), first, five("P1")); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"cast":  func() error { _, _, err := w.Cast(t.Context(), second, five("P2")); return err },
		"move":  func() error { _, _, err := w.Move(t.Context(), second, five("P2")); return err },
		"pitch": func() error { _, err := w.Create(t.Context(), second, pitched, ""); return err },
	} {
		t.Run(name, func(t *testing.T) { wantFault(t, do(), voting.ErrMailboxTaken, "") })
	}
	commits := w.store.count("Commit")
	if _, voter, err := w.Move(t.Context(), first, five("P2")); err != nil || spent(voter) != "P2:5" {
		t.Errorf("the voter goes on: %s, %v", spent(voter), err)
	}
	if n := w.store.count("Commit") - commits; n != 1 || w.tally("P1") != 0 || w.tally("P2") != 5 {
		t.Errorf("%d commits, %d and %d points", n, w.tally("P1"), w.tally("P2"))
	}
}

func TestAPitchTakesTheMailboxToo(t *testing.T) {
	w := newWorld(t, folding)
	if _, err := w.Create(t.Context(), at("first", "grace+1@example.com"), pitched, ""); err != nil {
		t.Fatal(err)
	}
	if !w.store.last.WithoutEvent {
		t.Error("the event of the pitch is written before there is a project")
	}
	_, _, err := w.Cast(t.Context(), at("second", "grace+2@example.com"), five("P1"))
	wantFault(t, err, voting.ErrMailboxTaken, "")
}

func TestEachAddressIsAMailboxWhereSubaddressesAreOff(t *testing.T) {
	w := newWorld(t, voting.Config{})
	for i := range 3 {
		if _, _, err := w.Cast(t.Context(), at(fmt.Sprint("v", i), fmt.Sprintf("grace+%d@example.com", i)), five("P1")); err != nil {
			t.Error(err)
		}
	}
}

func TestOfTwoAccountsOfOneMailboxThatVoteAtOnceOneDoes(t *testing.T) {
	w := newWorld(t, folding)
	var all sync.WaitGroup
	var cast atomic.Int64
	for i := range 16 {
		all.Go(func() {
			_, _, err := w.Cast(t.Context(), at(fmt.Sprint("v", i), fmt.Sprintf("grace+%d@example.com", i)), five("P1"))
			switch {
			case err == nil:
				cast.Add(1)
			case !errors.Is(err, voting.ErrMailboxTaken):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if cast.Load() != 1 || w.tally("P1") != 5 {
		t.Errorf("%d voters, %d points", cast.Load(), w.tally("P1"))
	}
}

func TestTheMailboxOfAnAccountThatIsGoneIsTakenOver(t *testing.T) {
	w := newWorld(t, folding)
	for holder, want := range map[string]error{"gone": nil, "there": voting.ErrMailboxTaken} {
		email := holder + "@example.com"
		w.cast(t, holder, "P1", 5)
		_, _, err := w.Cast(t.Context(), at("new "+holder, email), five("P1"))
		wantFault(t, err, want, "")
		_, _, err = w.Cast(t.Context(), at("newer "+holder, email), five("P1"))
		wantFault(t, err, voting.ErrMailboxTaken, "")
	}
	if got := w.tally("P1"); got != 15 {
		t.Errorf("%d points: the votes of those who are gone stay", got)
	}
	w.cast(t, "unknown", "P1", 4)
	if _, _, err := w.Cast(t.Context(), at("v", "unknown@example.com"), five("P1")); !fault.IsUnavailable(err) {
		t.Errorf("nobody knows whether the holder is there: %v", err)
	}
}

func TestAnotherAddressIsAnotherMailbox(t *testing.T) {
	w := newWorld(t, folding)
	before, after := at("v", "grace@example.com"), at("v", "hopper@example.com")
	if err := w.MoveMailbox(t.Context(), before); err != nil || len(w.store.mailboxes) != 0 {
		t.Errorf("no vote yet: %v, %v", err, w.store.mailboxes)
	}
	w.cast(t, "other", "P1", 5)
	if _, _, err := w.Cast(t.Context(), before, five("P1")); err != nil {
		t.Fatal(err)
	}
	unverified := after
	unverified.EmailVerified = false
	for range 2 {
		if err := w.MoveMailbox(t.Context(), unverified); err != nil {
			t.Error(err)
		}
		_, _, err := w.Cast(t.Context(), at("w", "grace+2@example.com"), five("P2"))
		wantFault(t, err, voting.ErrMailboxTaken, "") // still
	}
	if err := w.MoveMailbox(t.Context(), at("v", "other+1@example.com")); !errors.Is(err, voting.ErrMailboxTaken) {
		t.Errorf("to a mailbox that votes already: %v", err)
	}
	if err := w.MoveMailbox(t.Context(), after); err != nil {
		t.Error(err)
	}
	if _, _, err := w.Cast(t.Context(), at("w", "grace+2@example.com"), five("P2")); err != nil {
		t.Errorf("the earlier mailbox is free: %v", err)
	}
	_, _, err := w.Cast(t.Context(), at("x", "hopper+2@example.com"), five("P3"))
	wantFault(t, err, voting.ErrMailboxTaken, "")
	// Where that was missed, the next vote makes up for it.
	voter := w.castAs(t, at("v", "king@example.com"), voting.Ballot{ProjectID: "P2", Points: 4})
	if spent(voter) != "P1:5 P2:4" || len(w.store.mailboxes) != 3 {
		t.Errorf("%s, %v", spent(voter), w.store.mailboxes)
	}
}

func TestTheMailboxOfADeletedAccountIsFreeAndItsVotesStay(t *testing.T) {
	w := newWorld(t, folding)
	w.cast(t, "grace", "P1", 5)
	for range 2 {
		if err := w.ReleaseMailbox(t.Context(), "grace"); err != nil || len(w.store.mailboxes) != 0 {
			t.Fatalf("%v, %v", err, w.store.mailboxes)
		}
	}
	if voter, err := w.Voter(t.Context(), "grace"); err != nil || voter.Mailbox != "" || spent(voter) != "P1:5" {
		t.Errorf("%+v, %v", voter, err)
	}
	w.castAs(t, at("again", "grace@example.com"), five("P2"))
}

func TestAVoteIsTakenBackWhoeverHasTheMailbox(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.castAs(t, at("v", "grace+1@example.com"), five("P1"))
	w.castAs(t, at("w", "grace@example.com"), five("P2"))
	folded := w.instance(folding) // from now on, one of the two has the mailbox
	if _, _, err := folded.Move(t.Context(), at("w", "grace@example.com"), five("P3")); err != nil {
		t.Error(err)
	}
	_, _, err := folded.Move(t.Context(), at("v", "grace+1@example.com"), five("P2"))
	wantFault(t, err, voting.ErrMailboxTaken, "")
	if voter, err := folded.Retract(t.Context(), at("v", "grace+1@example.com"), "P1", ""); err != nil || len(voter.Votes) != 0 {
		t.Errorf("%+v, %v", voter, err)
	}
}

func (w world) castAs(t *testing.T, who account.Identity, b voting.Ballot) voting.Voter {
	t.Helper()
	_, voter, err := w.Cast(t.Context(), who, b)
	if err != nil {
		t.Fatal(err)
	}
	return voter
}
