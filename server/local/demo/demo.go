// Package demo fills a table with projects, voters and votes that look like a company's, so that every page has
// something to show. It follows the rules of package voting, like everyone else. It creates no accounts: nobody can
// sign in as one of its voters.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Voters is how many people there are. The first of them own the projects.
const Voters = 300

//go:embed pitches.txt
var pitches string

// Summary counts what is there after a seeding.
type Summary struct {
	Projects, Voters, Votes int
}

func (s Summary) String() string {
	return fmt.Sprintf("%d projects, %d voters, %d votes", s.Projects, s.Voters, s.Votes)
}

// Stores is where the data goes.
type Stores struct {
	Ballots  voting.BallotStore
	Projects voting.ProjectStore
}

// Seed adds the demo data. All of it has names by which it is recognised: existing data stays as it is, so that an
// interrupted seeding can be completed, and a repeated one changes nothing. Errors: fault.Unavailable.
func Seed(ctx context.Context, s Stores, now time.Time) (Summary, error) {
	seeding := seeding{s, voting.NewBoard(voting.BoardConfig{Feed: s.Projects, Now: time.Now}), now}
	projects, err := seeding.pitch(ctx)
	if err != nil {
		return Summary{}, err
	}
	votes, err := seeding.vote(ctx, projects)
	return Summary{Projects: len(projects), Voters: Voters, Votes: votes}, err
}

// votingSince is how long voting has been going on, pitchingSince how long people have pitched.
const (
	votingSince   = 6 * 24 * time.Hour
	pitchingSince = 21 * 24 * time.Hour
)

// seeding is one run. The board uses the wall clock, whatever moment in the past a service is at.
type seeding struct {
	Stores
	board *voting.Board
	now   time.Time
}

// service is the product's own, with a clock of its own.
func (s seeding) service(clock func() time.Time) *voting.Service {
	return voting.New(voting.Config{
		Ballots: s.Ballots, Projects: s.Projects, Board: s.board, Accounts: everybody{}, Now: clock,
	})
}

// everybody says that each voter's account exists: those of the demo have none in the user pool.
type everybody struct{}

func (everybody) Exists(context.Context, string) (bool, error) { return true, nil }

// pitch creates the projects, one after another in time.
func (s seeding) pitch(ctx context.Context) ([]voting.Project, error) {
	texts := strings.Split(pitches, "\n===\n")
	projects := make([]voting.Project, len(texts))
	at := s.now.Add(-pitchingSince)
	service := s.service(func() time.Time { return at })
	random := rand.New(rand.NewPCG(1, 0))
	for i, text := range texts {
		title, summary, _ := strings.Cut(text, "\n")
		at = at.Add(time.Duration(random.Int64N(int64(2*(pitchingSince-votingSince)) / int64(len(texts)))))
		owner := i * 7 % 31 // some have two
		created, err := service.Create(ctx, person(owner), voting.Pitch{Title: title, Summary: summary}, "demo "+title)
		if err != nil {
			return nil, fmt.Errorf("project %q: %w", title, err)
		}
		projects[i] = created
	}
	return projects, nil
}

// vote has everybody vote, many at a time.
func (s seeding) vote(ctx context.Context, projects []voting.Project) (int, error) {
	var votes atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i := range Voters {
		group.Go(func() error {
			cast, err := s.voteAs(ctx, i, projects)
			votes.Add(int64(cast))
			return err
		})
	}
	err := group.Wait()
	return int(votes.Load()), err
}

// voteAs casts the votes of one voter: all five for two of three people, fewer for the others.
func (s seeding) voteAs(ctx context.Context, i int, projects []voting.Project) (cast int, err error) {
	random := rand.New(rand.NewPCG(2, uint64(i)))
	who := person(i)
	at := s.now.Add(-time.Duration(random.Int64N(int64(votingSince))))
	service := s.service(func() time.Time { return at })
	wanted := voting.MaxPoints
	if random.IntN(3) == 0 {
		wanted = random.IntN(voting.MaxPoints)
	}
	for n, points := range random.Perm(voting.MaxPoints)[:wanted] {
		project := projects[favourite(random, len(projects))]
		at = at.Add(time.Minute)
		_, _, err := service.Cast(ctx, who, voting.Ballot{
			ProjectID: project.ID, Points: points + 1, ClientMutationID: fmt.Sprintf("demo %d", n),
		})
		switch {
		case errors.Is(err, voting.ErrOwnProject),
			errors.Is(err, voting.ErrAlreadyVoted),
			errors.Is(err, voting.ErrPointsSpent): // a person changes plans
		case err != nil:
			return cast, fmt.Errorf("vote of voter %d: %w", i, err)
		default:
			cast++
		}
	}
	return cast, nil
}

// favourite picks a project, some far more often than others and some never.
func favourite(random *rand.Rand, projects int) int {
	liked := projects - 3
	return int(float64(liked)*random.Float64()*random.Float64()) * 17 % projects
}
