package voting_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// wantFault checks for an error and the field that it names; "" for none.
func wantFault(t *testing.T, err, want error, field string) {
	t.Helper()
	var f *fault.Field
	name := ""
	if errors.As(err, &f) {
		name = f.Name
	}
	if !errors.Is(err, want) || (want == nil) != (err == nil) || name != field {
		t.Errorf("error %v in field %q, want %v in %q", err, name, want, field)
	}
}

func (w world) cast(t *testing.T, subject, project string, points int) voting.Voter {
	t.Helper()
	_, voter, err := w.Cast(t.Context(), person(subject), voting.Ballot{ProjectID: project, Points: points})
	if err != nil {
		t.Fatal(err)
	}
	return voter
}

// tally returns the points of a project in the store.
func (w world) tally(id string) (points int) {
	_, tallies, _ := w.store.Project(context.Background(), id)
	for _, tally := range tallies {
		points += tally.Points
	}
	return points
}

func spent(v voting.Voter) string {
	var votes []string
	for _, vote := range v.Votes {
		votes = append(votes, fmt.Sprint(vote.ProjectID, ":", vote.Points))
	}
	return strings.Join(votes, " ")
}

func TestWhatMayNotBeCast(t *testing.T) {
	opens, closes := start.Add(time.Hour), start.Add(2*time.Hour)
	for name, c := range map[string]struct {
		rules  voting.Config
		who    account.Identity
		ballot voting.Ballot
		want   error
		field  string
	}{
		"zero":                              {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1"}, voting.ErrPointsRange, "points"},
		"six":                               {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 6}, voting.ErrPointsRange, "points"},
		"negative":                          {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: -1}, voting.ErrPointsRange, "points"},
		"huge":                              {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 1 << 40}, voting.ErrPointsRange, "points"},
		"spent value":                       {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 4}, voting.ErrPointsSpent, "points"},
		"voted already":                     {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P3", Points: 5}, voting.ErrAlreadyVoted, "projectId"},
		"own project":                       {voting.Config{}, person("owner"), voting.Ballot{ProjectID: "P1", Points: 5}, voting.ErrOwnProject, "projectId"},
		"own, where allowed":                {voting.Config{OwnProjects: true}, person("owner"), voting.Ballot{ProjectID: "P1", Points: 5}, nil, ""},
		"unknown project":                   {voting.Config{}, person("v"), voting.Ballot{ProjectID: "none", Points: 5}, voting.ErrProjectNotFound, "projectId"},
		"no project":                        {voting.Config{}, person("v"), voting.Ballot{Points: 5}, voting.ErrProjectNotFound, "projectId"},
		"malformed project":                 {voting.Config{}, person("v"), voting.Ballot{ProjectID: "\xff\x00#", Points: 5}, voting.ErrProjectNotFound, "projectId"},
		"withdrawn project":                 {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P2", Points: 5}, voting.ErrProjectNotFound, "projectId"},
		"no email":                          {voting.Config{}, account.Identity{Subject: "v", PhoneNumberVerified: true}, voting.Ballot{ProjectID: "P1", Points: 5}, voting.ErrEmailNotVerified, ""},
		"no phone":                          {voting.Config{}, account.Identity{Subject: "v", EmailVerified: true}, voting.Ballot{ProjectID: "P1", Points: 5}, voting.ErrPhoneNumberNotVerified, ""},
		"too early":                         {voting.Config{Window: voting.Window{OpensAt: opens}}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5}, voting.ErrVotingNotOpen, ""},
		"too late":                          {voting.Config{Window: voting.Window{ClosesAt: start}}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5}, voting.ErrVotingClosed, ""},
		"in time":                           {voting.Config{Window: voting.Window{OpensAt: start, ClosesAt: closes}}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5}, nil, ""},
		"mutation id of control characters": {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "a\x00"}, voting.ErrInvalidClientMutationID, "clientMutationId"},
		"mutation id too long":              {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: strings.Repeat("é", 129)}, voting.ErrInvalidClientMutationID, "clientMutationId"},
		"mutation id not UTF-8":             {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "\xff"}, voting.ErrInvalidClientMutationID, "clientMutationId"},
		"mutation id of the most":           {voting.Config{}, person("v"), voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: strings.Repeat("é", 128)}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, voting.Config{})
			w.cast(t, "v", "P3", 4)
			if err := w.Withdraw(t.Context(), person("owner"), false, "P2"); err != nil {
				t.Fatal(err)
			}
			before := w.tally(c.ballot.ProjectID)
			_, voter, err := w.instance(c.rules).Cast(t.Context(), c.who, c.ballot)
			wantFault(t, err, c.want, c.field)
			gained := w.tally(c.ballot.ProjectID) - before
			if _, voted := voter.VoteFor(c.ballot.ProjectID); voted != (c.want == nil) || (gained != 0) != voted || voted && gained != c.ballot.Points {
				t.Errorf("%+v, %d points gained", voter, gained)
			}
		})
	}
}

func TestAVoteIsCastRetractedAndItsValueSpentAgain(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	if got := spent(w.cast(t, "v", "P2", 3)); got != "P1:5 P2:3" {
		t.Errorf("votes %s", got)
	}
	voter, err := w.Retract(t.Context(), person("v"), "P1", "")
	if err != nil || spent(voter) != "P2:3" || w.tally("P1") != 0 {
		t.Errorf("votes %s, %d points, %v", spent(voter), w.tally("P1"), err)
	}
	voter = w.cast(t, "v", "P3", 5)
	stored, err := w.Voter(t.Context(), "v")
	if err != nil || spent(stored) != "P3:5 P2:3" || stored.Version != voter.Version {
		t.Errorf("stored %+v, returned %+v, %v", stored, voter, err)
	}
	for project, points := range map[string]int{"P1": 0, "P2": 3, "P3": 5} {
		if p, err := w.Project(t.Context(), project); err != nil || p.Points != points {
			t.Errorf("%s shows %d points, want %d: %v", project, p.Points, points, err)
		}
	}
}

func TestWhatMayNotBeRetracted(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	closed := w.instance(voting.Config{Window: voting.Window{ClosesAt: start}})
	for _, id := range []string{"P2", "none", "", "\xff"} {
		_, err := w.Retract(t.Context(), person("v"), id, "")
		wantFault(t, err, voting.ErrNotVoted, "projectId")
	}
	_, err := w.Retract(t.Context(), person("v"), "P1", "\n")
	wantFault(t, err, voting.ErrInvalidClientMutationID, "clientMutationId")
	_, err = closed.Retract(t.Context(), person("v"), "P1", "")
	wantFault(t, err, voting.ErrVotingClosed, "")
	_, err = w.Retract(t.Context(), account.Identity{Subject: "v"}, "P1", "")
	wantFault(t, err, voting.ErrEmailNotVerified, "")
	if w.tally("P1") != 5 {
		t.Errorf("%d points", w.tally("P1"))
	}
}

func TestARepeatedCastIsTheVoteThatWasCast(t *testing.T) {
	w := newWorld(t, voting.Config{})
	ballot := voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "once"}
	repeat := func(s *voting.Service, why string, points int) {
		t.Helper()
		vote, _, err := s.Cast(t.Context(), person("v"), ballot)
		if err != nil || vote != (voting.Vote{Points: 5, ProjectID: "P1", CastAt: start}) || w.tally("P1") != points {
			t.Errorf("%s: %+v, %d points, %v", why, vote, w.tally("P1"), err)
		}
	}
	w.store.hook(nil, failing("Commit")) // made, but the answer is lost
	_, _, err := w.Cast(t.Context(), person("v"), ballot)
	if !fault.IsUnavailable(err) {
		t.Fatal(err)
	}
	w.store.hook(nil, nil)
	w.Advance(time.Minute)
	repeat(w.Service, "after a lost answer", 5)
	repeat(w.instance(voting.Config{Window: voting.Window{ClosesAt: start}}), "after closing", 5)

	_, _, err = w.Cast(t.Context(), person("v"), voting.Ballot{ProjectID: "P1", Points: 4, ClientMutationID: "once"})
	wantFault(t, err, voting.ErrAlreadyVoted, "projectId") // of the same name, but not the same change
	if _, _, err = w.Cast(t.Context(), person("other"), ballot); err != nil || w.tally("P1") != 10 {
		t.Errorf("somebody else's of the same name: %v, %d points", err, w.tally("P1"))
	}
	for range 2 { // the second repeats
		if v, err := w.Retract(t.Context(), person("v"), "P1", "back"); err != nil || spent(v) != "" || w.tally("P1") != 5 {
			t.Errorf("retracted: %v, %d points, %s", err, w.tally("P1"), spent(v))
		}
	}
	repeat(w.Service, "after it was retracted", 5)
	if err := w.Withdraw(t.Context(), person("owner"), false, "P1"); err != nil {
		t.Fatal(err)
	}
	repeat(w.Service, "after the project was withdrawn", 5)
}

func TestADoubleClickCastsOneVote(t *testing.T) {
	w := newWorld(t, voting.Config{})
	together(20, func(int) {
		ballot := voting.Ballot{ProjectID: "P1", Points: 5, ClientMutationID: "once"}
		if vote, voter, err := w.Cast(context.Background(), person("v"), ballot); err != nil || vote.Points != 5 || spent(voter) != "P1:5" {
			t.Errorf("%+v, %s, %v", vote, spent(voter), err)
		}
	})
	if w.tally("P1") != 5 {
		t.Errorf("%d points", w.tally("P1"))
	}
}

func TestAStaleDecisionIsMadeAnewABoundedNumberOfTimes(t *testing.T) {
	for _, c := range []struct {
		stale int
		fails bool
	}{{1, false}, {7, false}, {8, true}} {
		w := newWorld(t, voting.Config{})
		left := c.stale
		w.store.hook(func(_ context.Context, call string) error {
			if call == "Commit" && left > 0 {
				left--
				return voting.ErrStale
			}
			return nil
		}, nil)
		_, voter, err := w.Cast(t.Context(), person("v"), voting.Ballot{ProjectID: "P1", Points: 5})
		if fault.IsUnavailable(err) != c.fails || (err == nil) == c.fails || (spent(voter) == "P1:5") == c.fails {
			t.Errorf("stale %d times: %s, %v", c.stale, spent(voter), err)
		}
		if n := w.store.count("Commit"); n != min(c.stale+1, 8) {
			t.Errorf("stale %d times: %d attempts", c.stale, n)
		}
	}
}

// Another instance has withdrawn a project, which this one's board does not know yet.
func TestAValueThatAWithdrawalHasFreedCanBeSpentAtOnce(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	if err := w.instance(voting.Config{}).Withdraw(t.Context(), person("owner"), false, "P1"); err != nil {
		t.Fatal(err)
	}
	if got := spent(w.cast(t, "v", "P2", 5)); got != "P2:5" {
		t.Errorf("votes %s", got)
	}
	if _, err := w.Project(t.Context(), "P1"); !errors.Is(err, voting.ErrProjectNotFound) {
		t.Errorf("the withdrawn project: %v", err)
	}
}

func TestAVoteForAProjectThatWasJustWithdrawnIsRefused(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	other := w.instance(voting.Config{})
	for _, id := range []string{"P1", "P2"} {
		if err := other.Withdraw(t.Context(), person("owner"), false, id); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := w.Cast(t.Context(), person("v"), voting.Ballot{ProjectID: "P2", Points: 4})
	wantFault(t, err, voting.ErrProjectNotFound, "projectId")
	_, err = w.Retract(t.Context(), person("v"), "P1", "")
	wantFault(t, err, voting.ErrNotVoted, "projectId")
	voter, err := w.Voter(t.Context(), "v")
	if err != nil || spent(voter) != "" || !slices.Equal(voter.RemainingPoints(), []int{1, 2, 3, 4, 5}) {
		t.Errorf("%+v, %v", voter, err)
	}
}

func TestAnOutageIsToldAndChangesNothing(t *testing.T) {
	for _, call := range []string{"Ensure", "Commit"} {
		w := newWorld(t, voting.Config{})
		w.store.hook(failing(call), nil)
		_, voter, err := w.Cast(t.Context(), person("v"), voting.Ballot{ProjectID: "P1", Points: 5})
		if w.store.hook(nil, nil); !fault.IsUnavailable(err) || w.tally("P1") != 0 {
			t.Errorf("%s: %+v, %v", call, voter, err)
		}
	}
	w := newWorld(t, voting.Config{})
	w.store.hook(failing("Ensure"), nil)
	if _, err := w.Voter(t.Context(), "v"); !fault.IsUnavailable(err) {
		t.Error(err)
	}
}

func TestAVoteCountsThoughTheBoardCannotShowIt(t *testing.T) {
	w := newWorld(t, voting.Config{})
	if _, err := w.Standings(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.store.hook(failing("Project"), nil)
	if voter := w.cast(t, "v", "P1", 5); spent(voter) != "P1:5" {
		t.Errorf("votes %s", spent(voter))
	}
}
