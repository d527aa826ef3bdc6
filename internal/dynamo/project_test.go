package dynamo_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var _ voting.ProjectStore = (*dynamo.ProjectStore)(nil)

// malformedIDs can't be those of projects.
var malformedIDs = []string{
	"", "A", strings.Repeat("A", 25), strings.Repeat("A", 27), strings.Repeat("a", 26), strings.Repeat("A", 25) + "1",
	strings.Repeat("A", 25) + "#", strings.Repeat("A", 12) + "é" + strings.Repeat("A", 12), strings.Repeat("A", 100_000),
}

func TestAProjectIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	want := pitch(1, s.now.Now().Truncate(time.Millisecond))
	if created := s.create(t, 1); !reflect.DeepEqual(created, want) {
		t.Errorf("created %+v, want %+v", created, want)
	}
	got, tallies, err := s.projects.Project(t.Context(), want.ID)
	wantErr(t, err, nil)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
	if len(tallies) != 8 {
		t.Errorf("%d tallies", len(tallies))
	}
	for shard, tally := range tallies {
		if want := (voting.Tally{ProjectID: want.ID, Shard: shard}); tally != want {
			t.Errorf("tally %+v, want %+v", tally, want)
		}
	}
}

func TestCreatingAProjectAgainReturnsTheFirstUnchanged(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	first := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, first.ID, 5, s.now.Now())), nil)

	other := pitch(1, s.now.Now().Add(time.Hour))
	other.Title, other.Owner.ID = "Another", "somebody else"
	if again := must[voting.Project](t)(s.projects.Create(t.Context(), other)); !reflect.DeepEqual(again, first) {
		t.Errorf("created %+v, want %+v", again, first)
	}
	s.wantTally(t, first.ID, 5, 1)
}

func TestOfManyCreationsOfOneProjectAllReturnTheOneMade(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	created := together(20, func(i int) voting.Project {
		p := pitch(1, s.now.Now())
		p.Title = voterName(i)
		p, err := s.projects.Create(t.Context(), p)
		if err != nil {
			t.Error(err)
		}
		return p
	})
	stored, _, err := s.projects.Project(t.Context(), projectID(1))
	wantErr(t, err, nil)
	for _, p := range created {
		if !reflect.DeepEqual(p, stored) {
			t.Errorf("created %+v, stored %+v", p, stored)
		}
	}
}

func TestUpdateReplacesWhatCanChange(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	change := project
	change.Title, change.Summary, change.Owner.Name = "New", "A better unicorn.", ""
	want := change
	want.Version++
	change.Owner.ID, change.CreatedAt = "thief", time.Time{}
	if got := must[voting.Project](t)(s.projects.Update(t.Context(), change)); !reflect.DeepEqual(got, want) {
		t.Errorf("updated %+v, want %+v", got, want)
	}
	if got, _, err := s.projects.Project(t.Context(), project.ID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v, want %+v", got, err, want)
	}
	project.Title = "Of the old version"
	_, err := s.projects.Update(t.Context(), project)
	wantErr(t, err, voting.ErrStale)
}

func TestOfUpdatesOfOneVersionOneIsMade(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	made := 0
	for _, err := range together(20, func(i int) error {
		p := project
		p.Title = voterName(i)
		return ignore(s.projects.Update(t.Context(), p))
	}) {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, voting.ErrStale):
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d updates made", made)
	}
}

func TestAWithdrawnProjectTakesNoVotesAndNoChanges(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, project.ID, 5, s.now.Now())), nil)
	voter = must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))

	at := s.now.Now().Truncate(time.Millisecond)
	for _, moment := range []time.Time{at, at.Add(time.Hour)} { // the second time changes nothing
		wantErr(t, s.projects.Withdraw(t.Context(), project.ID, moment), nil)
		got, tallies, err := s.projects.Project(t.Context(), project.ID)
		wantErr(t, err, nil)
		if !got.WithdrawnAt.Equal(at) || got.Version != 1 || len(tallies) != 8 {
			t.Errorf("withdrawn %+v with %d tallies", got, len(tallies))
		}
	}
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, project.ID, 4, s.now.Now())), voting.ErrProjectNotFound)
	wantErr(t, s.ballots.Commit(t.Context(), retract(voter, project.ID)), voting.ErrProjectNotFound)
	_, err := s.projects.Update(t.Context(), project)
	wantErr(t, err, voting.ErrProjectNotFound)
	s.wantTally(t, project.ID, 5, 1)
	again := must[voting.Project](t)(s.projects.Create(t.Context(), project))
	if !again.Withdrawn() {
		t.Errorf("created again: %+v", again)
	}
}

func TestWhatNeverWasIsNotFoundAndAMalformedIDCostsNoCall(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	for _, ids := range [][]string{malformedIDs, {projectID(7)}} {
		for _, id := range ids {
			_, _, err := s.projects.Project(t.Context(), id)
			wantErr(t, err, voting.ErrProjectNotFound)
			_, err = s.projects.Update(t.Context(), voting.Project{ID: id})
			wantErr(t, err, voting.ErrProjectNotFound)
			wantErr(t, s.projects.Withdraw(t.Context(), id, s.now.Now()), voting.ErrProjectNotFound)
		}
		if calls := server.Calls(); len(ids) > 1 && len(calls) > 0 {
			t.Errorf("calls %v", calls)
		}
	}
	for _, id := range malformedIDs {
		if _, err := s.projects.Create(t.Context(), voting.Project{ID: id}); err == nil {
			t.Errorf("created a project of id %q", id)
		}
	}
}

// Votes come in while a project is withdrawn: each is either counted before, or refused.
func TestNoTallyCountsAVoteAfterTheWithdrawal(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	server, table := newStandIn(t)
	s := newStores(table)
	project := s.create(t, 1)
	const voters = 100
	voteOf := func(i int) voting.Change {
		return cast(must[voting.Voter](t)(s.ballots.Ensure(t.Context(), voterName(i))), project.ID, 1, s.now.Now())
	}
	votes := make([]voting.Change, voters)
	for i := range votes {
		votes[i] = voteOf(i)
	}
	server.Inject(dynamotest.Fault{Operation: "TransactWriteItems", Kind: dynamotest.Conflict, Count: voters})
	results := together(voters+1, func(i int) error {
		if i == voters {
			return s.projects.Withdraw(t.Context(), project.ID, s.now.Now())
		}
		return s.ballots.Commit(t.Context(), votes[i])
	})
	if fault.IsUnavailable(results[voters]) { // it found no moment between them
		results[voters] = s.projects.Withdraw(t.Context(), project.ID, s.now.Now())
	}
	wantErr(t, results[voters], nil)
	counted := 0
	for i, err := range results[:voters] {
		switch voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), voterName(i))); {
		case err != nil && !errors.Is(err, voting.ErrProjectNotFound) && !fault.IsUnavailable(err):
			t.Error(err)
		case len(voter.Votes) > 0:
			counted++
		case err == nil:
			t.Errorf("the vote of %s is lost", voter.ID)
		}
	}
	s.wantTally(t, project.ID, counted, counted)
	for i := range 20 {
		wantErr(t, s.ballots.Commit(t.Context(), voteOf(voters+i)), voting.ErrProjectNotFound)
	}
	s.wantTally(t, project.ID, counted, counted)
}
