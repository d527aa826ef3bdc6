package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var _ voting.BallotStore = (*dynamo.BallotStore)(nil)

// stores are those of the vote, in one table.
type stores struct {
	ballots  *dynamo.BallotStore
	projects *dynamo.ProjectStore
	trail    *dynamo.AuditStore
	now      *clock
}

func newStores(table *dynamo.Table) stores {
	now := newClock()
	trail := dynamo.NewAuditStore(table, retention, now.Now)
	return stores{
		ballots:  dynamo.NewBallotStore(table, trail, now.Now),
		projects: dynamo.NewProjectStore(table, now.Now),
		trail:    trail, now: now,
	}
}

// projectID makes an id from a number.
func projectID(n int) string {
	id := []byte("AAAAAAAAAAAAAAAAAAAAAAAAAA")
	for i := len(id) - 1; n > 0; i, n = i-1, n/32 {
		id[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[n%32]
	}
	return string(id)
}

func (s stores) create(t *testing.T, n int) voting.Project {
	t.Helper()
	return must[voting.Project](t)(s.projects.Create(t.Context(), pitch(n, s.now.Now())))
}

func pitch(n int, at time.Time) voting.Project {
	return voting.Project{
		ID: projectID(n), Title: fmt.Sprintf("Project %d", n), Summary: "A unicorn.\nWith wings.", CreatedAt: at,
		Owner: voting.ProjectOwner{ID: "owner", Name: "Ada Lovelace"},
	}
}

func voterName(i int) string { return fmt.Sprintf("voter-%d", i) }

// cast is the change of one more vote.
func cast(v voting.Voter, project string, points int, at time.Time) voting.Change {
	v.Votes = append(slices.Clone(v.Votes), voting.Vote{Points: points, ProjectID: project, CastAt: at})
	slices.SortFunc(v.Votes, func(a, b voting.Vote) int { return b.Points - a.Points })
	return voting.Change{Voter: v, Tallies: []voting.TallyChange{{ProjectID: project, Points: points, Votes: 1}}}
}

// retract is the change of one vote less.
func retract(v voting.Voter, project string) voting.Change {
	vote, _ := v.VoteFor(project)
	v.Votes = slices.DeleteFunc(slices.Clone(v.Votes), func(o voting.Vote) bool { return o.ProjectID == project })
	return voting.Change{Voter: v, Tallies: []voting.TallyChange{{ProjectID: project, Points: -vote.Points, Votes: -1}}}
}

// move is the change that moves a vote from one project to another.
func move(v voting.Voter, from, to string) voting.Change {
	vote, _ := v.VoteFor(from)
	back, there := retract(v, from), cast(v, to, vote.Points, vote.CastAt)
	v.Votes = append(slices.Clone(back.Voter.Votes), there.Voter.Votes[slices.IndexFunc(there.Voter.Votes, func(o voting.Vote) bool {
		return o.ProjectID == to
	})])
	slices.SortFunc(v.Votes, func(a, b voting.Vote) int { return b.Points - a.Points })
	return voting.Change{Voter: v, Tallies: slices.Concat(back.Tallies, there.Tallies)}
}

// wantTally checks the sums of a project's tallies.
func (s stores) wantTally(t *testing.T, project string, points, votes int) {
	t.Helper()
	_, tallies, err := s.projects.Project(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	gotPoints, gotVotes := 0, 0
	for _, tally := range tallies {
		gotPoints, gotVotes = gotPoints+tally.Points, gotVotes+tally.Votes
	}
	if gotPoints != points || gotVotes != votes {
		t.Errorf("tallies sum to %d points of %d votes, want %d of %d", gotPoints, gotVotes, points, votes)
	}
}

func TestAChangeIsInTheVoterRecordAndInTheTally(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	at := s.now.Now().Truncate(time.Millisecond)

	change := cast(voter, project.ID, 4, at)
	change.Voter.Receipts = []voting.Receipt{{Key: "first", Vote: change.Voter.Votes[0]}}
	wantErr(t, s.ballots.Commit(t.Context(), change), nil)
	s.wantTally(t, project.ID, 4, 1)
	want := change.Voter
	want.Version = 1
	voter = must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	if !reflect.DeepEqual(voter, want) {
		t.Errorf("voter %+v, want %+v", voter, want)
	}

	wantErr(t, s.ballots.Commit(t.Context(), retract(voter, project.ID)), nil)
	s.wantTally(t, project.ID, 0, 0)
	voter = must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	if want.Votes, want.Version = nil, 2; !reflect.DeepEqual(voter, want) {
		t.Errorf("voter %+v, want %+v", voter, want)
	}
}

func TestAMoveIsInBothTalliesOrInNone(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	a, b, gone := s.create(t, 1), s.create(t, 2), s.create(t, 3)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, a.ID, 4, s.now.Now())), nil)
	wantErr(t, s.projects.Withdraw(t.Context(), gone.ID, s.now.Now()), nil)
	stale := voter
	voter = must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))

	for _, to := range slices.Concat(malformedIDs, []string{projectID(9), gone.ID}) {
		wantErr(t, s.ballots.Commit(t.Context(), move(voter, a.ID, to)), voting.ErrProjectNotFound)
	}
	old := move(voter, a.ID, b.ID)
	old.Voter.Version = stale.Version
	wantErr(t, s.ballots.Commit(t.Context(), old), voting.ErrStale)
	s.wantTally(t, a.ID, 4, 1)
	s.wantTally(t, b.ID, 0, 0)

	change := move(voter, a.ID, b.ID)
	change.Voter.Receipts = []voting.Receipt{{Key: "moved", Vote: change.Voter.Votes[0], From: a.ID}}
	wantErr(t, s.ballots.Commit(t.Context(), change), nil)
	s.wantTally(t, a.ID, 0, 0)
	s.wantTally(t, b.ID, 4, 1)
	want := change.Voter
	want.Version = 2
	if again := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject)); !reflect.DeepEqual(again, want) {
		t.Errorf("voter %+v, want %+v", again, want)
	}
}

// If the project that a value comes from has been withdrawn, the move is refused: it was decided on stale data.
func TestAMoveFromAWithdrawnProjectIsRefused(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	a, b := s.create(t, 1), s.create(t, 2)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, a.ID, 4, s.now.Now())), nil)
	wantErr(t, s.projects.Withdraw(t.Context(), a.ID, s.now.Now()), nil)
	voter = must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), move(voter, a.ID, b.ID)), voting.ErrProjectNotFound)
	s.wantTally(t, b.ID, 0, 0)
}

func TestAChangeOfAnOldVersionIsStaleAndChangesNothing(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	a, b := s.create(t, 1), s.create(t, 2)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, a.ID, 5, s.now.Now())), nil)
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, b.ID, 5, s.now.Now())), voting.ErrStale)
	voter.Version = 2
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, b.ID, 5, s.now.Now())), voting.ErrStale)
	unknown := voting.Voter{ID: "nobody"}
	wantErr(t, s.ballots.Commit(t.Context(), cast(unknown, b.ID, 5, s.now.Now())), voting.ErrStale)
	s.wantTally(t, a.ID, 5, 1)
	s.wantTally(t, b.ID, 0, 0)
}

func TestNobodyVotesForAProjectThatDoesNotExist(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	for _, id := range slices.Concat(malformedIDs, []string{projectID(1)}) {
		wantErr(t, s.ballots.Commit(t.Context(), cast(voter, id, 5, s.now.Now())), voting.ErrProjectNotFound)
	}
	if again := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject)); !reflect.DeepEqual(again, voter) {
		t.Errorf("voter %+v, want %+v", again, voter)
	}
}

func TestOfTwoChangesOfOneVersionOneIsMade(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	made := 0
	for _, err := range together(20, func(int) error {
		return s.ballots.Commit(t.Context(), cast(voter, project.ID, 3, s.now.Now()))
	}) {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, voting.ErrStale):
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d changes made", made)
	}
	s.wantTally(t, project.ID, 3, 1)
}

// eventually casts a vote, and retries when it conflicts with others.
func (s stores) eventually(ctx context.Context, name, project string, points int) error {
	for {
		voter, err := s.ballots.Ensure(ctx, name)
		if err == nil && len(voter.Votes) > 0 {
			return nil
		}
		if err == nil {
			err = s.ballots.Commit(ctx, cast(voter, project, points, s.now.Now()))
		}
		if !fault.IsUnavailable(err) && !errors.Is(err, voting.ErrStale) {
			return err
		}
	}
}

func TestTheTalliesSumToTheVotesOfManyAtOnce(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	const voters, points = 200, (1 + 2 + 3 + 4 + 5) * 200 / 5
	for _, err := range together(voters, func(i int) error {
		return s.eventually(t.Context(), voterName(i), project.ID, i%5+1)
	}) {
		wantErr(t, err, nil)
	}
	s.wantTally(t, project.ID, points, voters)
	_, tallies, _ := s.projects.Project(t.Context(), project.ID)
	for _, tally := range tallies {
		if tally.Votes == 0 || tally.Version != int64(tally.Votes) {
			t.Errorf("tally %+v", tally)
		}
	}
}

// underWay is the event of a vote that is being cast.
func underWay(ctx context.Context, n int, at time.Time) (context.Context, *audit.Pending) {
	p := audit.NewPending(func() audit.Event { return by("ada", eventAt(at, n)) })
	return audit.WithPending(ctx, p), p
}

func TestTheEventIsWrittenWithTheChangeOrNotAtAll(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))

	ctx, made := underWay(t.Context(), 1, s.now.Now())
	wantErr(t, s.ballots.Commit(ctx, cast(voter, project.ID, 5, s.now.Now())), nil)
	ctx, refused := underWay(t.Context(), 2, s.now.Now())
	wantErr(t, s.ballots.Commit(ctx, cast(voter, project.ID, 4, s.now.Now())), voting.ErrStale)
	if !made.Written() || refused.Written() {
		t.Errorf("written: %t of the one made, %t of the one refused", made.Written(), refused.Written())
	}
	got, _ := wholeTrail(t, s.trail, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{made.Event()})
}

func TestAnEventThatIsThereAlreadyKeepsNoChangeFromBeingMade(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	project := s.create(t, 1)
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	ctx, event := underWay(t.Context(), 1, s.now.Now())
	wantErr(t, s.trail.Append(t.Context(), event.Event()), nil)

	wantErr(t, s.ballots.Commit(ctx, cast(voter, project.ID, 5, s.now.Now())), nil)
	s.wantTally(t, project.ID, 5, 1)
	got, _ := wholeTrail(t, s.trail, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{event.Event()})
}
