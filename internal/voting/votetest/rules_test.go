package votetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// rules is the model: the rules of the vote over plain maps, and next to it the product's service over the table.
type rules struct {
	service  *voting.Service
	projects []string
	owners   map[string]int
	gone     map[string]bool
	votes    map[int]map[string]int // voter, project, points
	mutation int
}

func who(voter string) account.Identity {
	return account.Identity{Subject: voter, Email: voter + "@example.com", Name: "Voter " + voter, EmailVerified: true, PhoneNumberVerified: true}
}

// newService builds the vote over a table. What its own changes make of the board is seen at once.
func newService(table *dynamo.Table) *voting.Service {
	store := newFeed(table)
	return voting.New(voting.Config{
		Ballots:  dynamo.NewBallotStore(table, dynamo.NewAuditStore(table, time.Hour, time.Now), time.Now),
		Projects: store, Board: voting.NewBoard(voting.BoardConfig{Feed: store, Now: time.Now}), Now: time.Now,
	})
}

func newFeed(table *dynamo.Table) *dynamo.ProjectStore {
	return dynamo.NewProjectStore(table, time.Now)
}

// expected is the error that a vote must have by the rules, nil for none.
func (m *rules) expected(voter int, project string, points int) error {
	owner, known := m.owners[project]
	spent := slices.Contains(points5(m.votes[voter]), points)
	switch {
	case points < 1 || points > 5:
		return voting.ErrPointsRange
	case !known || m.gone[project]:
		return voting.ErrProjectNotFound
	case owner == voter:
		return voting.ErrOwnProject
	case m.votes[voter][project] != 0:
		return voting.ErrAlreadyVoted
	case spent:
		return voting.ErrPointsSpent
	}
	return nil
}

func points5(votes map[string]int) []int {
	var spent []int
	for _, points := range votes {
		spent = append(spent, points)
	}
	return spent
}

func TestTheServiceFollowsTheModel(t *testing.T) {
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		table := dynamo.NewTable(backend.Dynamo.Config(), fmt.Sprintf("run-%d", run), dynamo.Unhurried(20))
		if err := table.Create(context.Background()); err != nil {
			t.Fatal(err)
		}
		m := &rules{service: newService(table), owners: map[string]int{}, gone: map[string]bool{}, votes: map[int]map[string]int{}}
		for voter := range 3 {
			m.votes[voter] = map[string]int{}
		}
		t.Repeat(map[string]func(*rapid.T){
			"pitch": m.pitch, "cast": m.cast, "repeat": m.repeat, "move": m.move, "retract": m.retract, "withdraw": m.withdraw, "": m.check,
		})
	})
}

func voterOf(t *rapid.T) int { return rapid.IntRange(0, 2).Draw(t, "voter") }

func (m *rules) projectOf(t *rapid.T) string {
	return rapid.SampledFrom(append([]string{"", "nonsense", strings.Repeat("A", 26)}, m.projects...)).Draw(t, "project")
}

func (m *rules) pitch(t *rapid.T) {
	if len(m.projects) >= 8 {
		return
	}
	voter := voterOf(t)
	p, err := m.service.Create(context.Background(), who(fmt.Sprint(voter)), voting.Pitch{Title: "A project", Summary: "What it is about"}, "")
	if err != nil {
		t.Fatal(err)
	}
	m.projects, m.owners[p.ID] = append(m.projects, p.ID), voter
}

func (m *rules) ballot(t *rapid.T) (int, voting.Ballot) {
	m.mutation++
	return voterOf(t), voting.Ballot{
		ProjectID: m.projectOf(t), Points: rapid.IntRange(-1, 7).Draw(t, "points"), ClientMutationID: fmt.Sprint("m", m.mutation),
	}
}

func (m *rules) try(t *rapid.T, voter int, b voting.Ballot, want error) {
	_, _, err := m.service.Cast(context.Background(), who(fmt.Sprint(voter)), b)
	if !errors.Is(err, want) || want == nil && err != nil {
		t.Fatalf("%+v of %d: %v, want %v", b, voter, err, want)
	}
}

func (m *rules) cast(t *rapid.T) {
	voter, b := m.ballot(t)
	want := m.expected(voter, b.ProjectID, b.Points)
	m.try(t, voter, b, want)
	if want == nil {
		m.votes[voter][b.ProjectID] = b.Points
	}
}

// repeat sends a vote twice, perhaps with a retraction in between.
func (m *rules) repeat(t *rapid.T) {
	voter, b := m.ballot(t)
	want := m.expected(voter, b.ProjectID, b.Points)
	m.try(t, voter, b, want)
	if want != nil {
		m.try(t, voter, b, want)
		return
	}
	m.votes[voter][b.ProjectID] = b.Points
	if rapid.Bool().Draw(t, "retracted") {
		if _, err := m.service.Retract(context.Background(), who(fmt.Sprint(voter)), b.ProjectID, ""); err != nil {
			t.Fatal(err)
		}
		delete(m.votes[voter], b.ProjectID)
	}
	m.try(t, voter, b, nil) // done already, and not done again
}

// move gives a project a value, whether it is free or not, and whether the project has another or not.
func (m *rules) move(t *rapid.T) {
	voter, b := m.ballot(t)
	want := m.expected(voter, b.ProjectID, b.Points)
	if errors.Is(want, voting.ErrAlreadyVoted) || errors.Is(want, voting.ErrPointsSpent) {
		want = nil
	}
	votes, origin := m.votes[voter], ""
	for project, points := range votes {
		if points == b.Points && project != b.ProjectID {
			origin = project
		}
	}
	for range 2 { // the second repeats
		moved, _, err := m.service.Move(context.Background(), who(fmt.Sprint(voter)), b)
		if !errors.Is(err, want) || want == nil && (err != nil || moved.From != origin) {
			t.Fatalf("%+v of %d: %+v, %v, want from %q, %v", b, voter, moved, err, origin, want)
		}
	}
	if want != nil {
		return
	}
	delete(votes, origin)
	if had := votes[b.ProjectID]; origin != "" && had != 0 {
		votes[origin] = had
	}
	votes[b.ProjectID] = b.Points
}

func (m *rules) retract(t *rapid.T) {
	voter, project := voterOf(t), m.projectOf(t)
	_, err := m.service.Retract(context.Background(), who(fmt.Sprint(voter)), project, "")
	if m.votes[voter][project] == 0 {
		if !errors.Is(err, voting.ErrNotVoted) {
			t.Fatalf("retracting nothing: %v", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	delete(m.votes[voter], project)
}

func (m *rules) withdraw(t *rapid.T) {
	voter, project := voterOf(t), m.projectOf(t)
	err := m.service.Withdraw(context.Background(), who(fmt.Sprint(voter)), false, project)
	owner, known := m.owners[project]
	switch {
	case !known || m.gone[project]:
		if !errors.Is(err, voting.ErrProjectNotFound) {
			t.Fatalf("withdrawing nothing: %v", err)
		}
	case owner != voter:
		if !errors.Is(err, voting.ErrNotOwner) {
			t.Fatalf("withdrawing somebody else's: %v", err)
		}
	case err != nil:
		t.Fatal(err)
	default:
		m.gone[project] = true
		for _, votes := range m.votes {
			delete(votes, project)
		}
	}
}

// check compares everything that can be read with the model, after each step.
func (m *rules) check(t *rapid.T) {
	points, count := map[string]int{}, 0
	for voter, votes := range m.votes {
		got, err := m.service.Voter(context.Background(), fmt.Sprint(voter))
		if err != nil || len(got.Votes) != len(votes) || len(got.RemainingPoints()) != 5-len(votes) {
			t.Fatalf("voter %d has %+v, want %v: %v", voter, got.Votes, votes, err)
		}
		for _, vote := range got.Votes {
			if votes[vote.ProjectID] != vote.Points {
				t.Fatalf("voter %d has %+v, want %v", voter, got.Votes, votes)
			}
		}
		for project, n := range votes {
			points[project] += n
			count++
		}
	}
	standings, err := m.service.Standings(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	board := standings.Leaderboard(100)
	if len(board) != len(m.projects)-len(m.gone) || standings.TotalVotes != count {
		t.Fatalf("%d projects with %d votes on the board", len(board), standings.TotalVotes)
	}
	for i, entry := range board {
		if entry.Points() != points[entry.Project.ID] {
			t.Fatalf("project %s has %d points, want %d", entry.Project.ID, entry.Points(), points[entry.Project.ID])
		}
		if i > 0 && board[i-1].Points() < entry.Points() {
			t.Fatal("the board is out of order")
		}
	}
}
