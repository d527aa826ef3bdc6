package voting_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func (w world) move(t *testing.T, subject, project string, points int) (voting.Voter, string) {
	t.Helper()
	moved, voter, err := w.Move(t.Context(), person(subject), voting.Ballot{ProjectID: project, Points: points})
	if err != nil {
		t.Fatal(err)
	}
	return voter, moved.From
}

// wantPoints checks the points of projects, in the store and on the board.
func (w world) wantPoints(t *testing.T, want map[string]int) {
	t.Helper()
	for id, points := range want {
		p, err := w.Project(t.Context(), id)
		if err != nil || p.Points != points || w.tally(id) != points {
			t.Errorf("%s has %d points, and shows %d; want %d: %v", id, w.tally(id), p.Points, points, err)
		}
	}
}

func TestAValueIsMovedWhereverItIs(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "other", "P1", 1)
	w.cast(t, "v", "P1", 5)
	for _, step := range []struct {
		project string
		points  int
		want    string
		from    string
		tallies map[string]int
	}{
		{"P2", 5, "P2:5", "P1", map[string]int{"P1": 1, "P2": 5, "P3": 0}},
		{"P2", 3, "P2:3", "", map[string]int{"P1": 1, "P2": 3, "P3": 0}},
		{"P3", 4, "P3:4 P2:3", "", map[string]int{"P1": 1, "P2": 3, "P3": 4}},
		{"P2", 4, "P2:4 P3:3", "P3", map[string]int{"P1": 1, "P2": 4, "P3": 3}},
		{"P2", 4, "P2:4 P3:3", "", map[string]int{"P1": 1, "P2": 4, "P3": 3}},
	} {
		voter, from := w.move(t, "v", step.project, step.points)
		if spent(voter) != step.want || from != step.from {
			t.Errorf("%d to %s: %s from %q, want %+v", step.points, step.project, spent(voter), from, step)
		}
		w.wantPoints(t, step.tallies)
		stored, err := w.Voter(t.Context(), "v")
		if err != nil || spent(stored) != step.want || stored.Version != voter.Version {
			t.Errorf("stored %+v, returned %+v, %v", stored, voter, err)
		}
	}
	standings, err := w.Standings(t.Context())
	if err != nil || standings.TotalVotes != 3 {
		t.Errorf("%d votes, %v", standings.TotalVotes, err)
	}
}

func TestAMoveThatChangesNothingIsNotCommitted(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	commits := w.store.count("Commit")
	moved, voter, err := w.Move(t.Context(), person("v"), voting.Ballot{ProjectID: "P1", Points: 5})
	if err != nil || moved.From != "" || moved.Vote.Points != 5 || spent(voter) != "P1:5" {
		t.Errorf("%+v, %s, %v", moved, spent(voter), err)
	}
	if n := w.store.count("Commit") - commits; n != 0 {
		t.Errorf("%d commits", n)
	}
}

func TestWhatMayNotBeMoved(t *testing.T) {
	ballot := voting.Ballot{ProjectID: "P1", Points: 5}
	noEmail := account.Identity{Subject: "v", PhoneNumberVerified: true}
	noPhone := account.Identity{Subject: "v", EmailVerified: true}
	later, over := voting.Window{OpensAt: start.Add(time.Hour)}, voting.Window{ClosesAt: start}
	of := func(project string, points int) voting.Ballot {
		return voting.Ballot{ProjectID: project, Points: points}
	}
	for name, c := range map[string]struct {
		rules  voting.Config
		who    account.Identity
		ballot voting.Ballot
		want   error
		field  string
	}{
		"zero":              {voting.Config{}, person("v"), of("P1", 0), voting.ErrPointsRange, "points"},
		"six":               {voting.Config{}, person("v"), of("P1", 6), voting.ErrPointsRange, "points"},
		"own project":       {voting.Config{}, person("owner"), ballot, voting.ErrOwnProject, "projectId"},
		"unknown project":   {voting.Config{}, person("v"), of("none", 5), voting.ErrProjectNotFound, "projectId"},
		"no project":        {voting.Config{}, person("v"), of("", 5), voting.ErrProjectNotFound, "projectId"},
		"withdrawn project": {voting.Config{}, person("v"), of("P2", 5), voting.ErrProjectNotFound, "projectId"},
		"no email":          {voting.Config{}, noEmail, ballot, voting.ErrEmailNotVerified, ""},
		"no phone":          {voting.Config{}, noPhone, ballot, voting.ErrPhoneNumberNotVerified, ""},
		"too early":         {voting.Config{Window: later}, person("v"), ballot, voting.ErrVotingNotOpen, ""},
		"too late":          {voting.Config{Window: over}, person("v"), ballot, voting.ErrVotingClosed, ""},
		"a mutation id of control characters": {
			voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "a\x00"},
			voting.ErrInvalidClientMutationID, "clientMutationId",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, voting.Config{})
			w.cast(t, "v", "P3", 5)
			if err := w.Withdraw(t.Context(), person("owner"), false, "P2"); err != nil {
				t.Fatal(err)
			}
			_, _, err := w.instance(c.rules).Move(t.Context(), c.who, c.ballot)
			wantFault(t, err, c.want, c.field)
			if w.tally("P3") != 5 || w.tally("P1") != 0 {
				t.Errorf("P3 has %d points, P1 %d", w.tally("P3"), w.tally("P1"))
			}
		})
	}
}

func TestARepeatedMoveIsTheMoveThatWasMade(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	ballot := voting.Ballot{ProjectID: "P2", Points: 5, ClientMutationID: "once"}
	repeat := func(s *voting.Service, why string, points map[string]int) {
		t.Helper()
		moved, _, err := s.Move(t.Context(), person("v"), ballot)
		if err != nil || moved.From != "P1" || moved.Vote != (voting.Vote{Points: 5, ProjectID: "P2", CastAt: start}) {
			t.Errorf("%s: %+v, %v", why, moved, err)
		}
		w.wantPoints(t, points)
	}
	w.store.hook(nil, failing("Commit")) // made, but the answer is lost
	if _, _, err := w.Move(t.Context(), person("v"), ballot); !fault.IsUnavailable(err) {
		t.Fatal(err)
	}
	w.store.hook(nil, nil)
	w.Advance(time.Minute)
	repeat(w.Service, "after a lost answer", map[string]int{"P1": 0, "P2": 5})
	closed := w.instance(voting.Config{Window: voting.Window{ClosesAt: start}})
	repeat(closed, "after closing", map[string]int{"P1": 0, "P2": 5})
	w.move(t, "v", "P3", 5)
	repeat(w.Service, "after it was moved on", map[string]int{"P1": 0, "P2": 0, "P3": 5})
}

// A named move that has nothing to change is still recorded: a late copy of it must not change anything either.
func TestALateCopyOfAMoveThatChangedNothingChangesNothing(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	ballot := voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "once"}
	for range 2 {
		if _, _, err := w.Move(t.Context(), person("v"), ballot); err != nil {
			t.Fatal(err)
		}
		w.move(t, "v", "P2", 5)
	}
	w.wantPoints(t, map[string]int{"P1": 0, "P2": 5})
}

func TestCastAndMoveOfOneNameAreTwoChanges(t *testing.T) {
	w := newWorld(t, voting.Config{})
	ballot := voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "same"}
	if _, _, err := w.Cast(t.Context(), person("v"), ballot); err != nil {
		t.Fatal(err)
	}
	w.move(t, "v", "P2", 5)
	if moved, _, err := w.Move(t.Context(), person("v"), ballot); err != nil || moved.From != "P2" {
		t.Errorf("%+v, %v", moved, err)
	}
	w.wantPoints(t, map[string]int{"P1": 5, "P2": 0})
}

// Another instance has withdrawn the project that a value is on, which this one's board does not know yet: the value is
// free.
func TestAValueMovesFromAProjectThatWasJustWithdrawn(t *testing.T) {
	for name, given := range map[string]int{"to a project without a vote": 0, "in exchange": 3} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, voting.Config{})
			w.cast(t, "v", "P1", 5)
			if given > 0 {
				w.cast(t, "v", "P2", given)
			}
			if err := w.instance(voting.Config{}).Withdraw(t.Context(), person("owner"), false, "P1"); err != nil {
				t.Fatal(err)
			}
			voter, from := w.move(t, "v", "P2", 5)
			if spent(voter) != "P2:5" || from != "" || !slices.Equal(voter.RemainingPoints(), []int{1, 2, 3, 4}) {
				t.Errorf("votes %s from %q", spent(voter), from)
			}
			w.wantPoints(t, map[string]int{"P2": 5})
		})
	}
}

func TestAMoveToAProjectThatWasJustWithdrawnIsRefused(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	if err := w.instance(voting.Config{}).Withdraw(t.Context(), person("owner"), false, "P2"); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.Move(t.Context(), person("v"), voting.Ballot{ProjectID: "P2", Points: 5})
	wantFault(t, err, voting.ErrProjectNotFound, "projectId")
	w.wantPoints(t, map[string]int{"P1": 5})
}

// However one voter's changes cross, the projects' points match the record.
func TestChangesOfOneVoterThatCrossConserveThePoints(t *testing.T) {
	w := newWorld(t, voting.Config{})
	together(60, func(i int) {
		project, points := fmt.Sprintf("P%d", 1+i%3), 1+i%5
		ballot := voting.Ballot{ProjectID: project, Points: points}
		switch i % 4 {
		case 0: // may be refused
			_, _, _ = w.Cast(context.Background(), person("v"), ballot)
		case 1:
			_, _ = w.Retract(context.Background(), person("v"), project, "")
		default:
			_, _, err := w.Move(context.Background(), person("v"), ballot)
			if err != nil && !fault.IsUnavailable(err) { // it gives up where the record changes too often meanwhile
				t.Errorf("%+v: %v", ballot, err)
			}
		}
	})
	voter, err := w.Voter(t.Context(), "v")
	if err != nil || len(voter.Votes)+len(voter.RemainingPoints()) != voting.MaxPoints {
		t.Fatalf("%+v, %v", voter, err)
	}
	want := map[string]int{"P1": 0, "P2": 0, "P3": 0}
	for _, vote := range voter.Votes {
		want[vote.ProjectID] += vote.Points
	}
	w.wantPoints(t, want)
}
