package votetest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var crowdSize = flag.Int("vote.crowd", int(40*share), "how many voters the crowd has")

// Each voter sends each of five votes and two moves of votes three times at the same time, some voters at a time, to few projects, while
// answers fail.
func TestACrowdsVotesAreCountedOnce(t *testing.T) {
	backend, err := localaws.Start(t.Context(), localaws.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = backend.Close() })
	p := &poll{backend: backend, service: newService(backend.Table)}
	ids := make([]string, voting.MaxPoints)
	for i := range ids {
		created, err := p.service.Create(t.Context(), who("owner"), voting.Pitch{Title: fmt.Sprintf("Project %d", i), Summary: "What it is about"}, "")
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = created.ID
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		p.inject(random)
	}
	ask := func(voter, number int) error { return p.crowdVote(t.Context(), ids, voter, number) }
	const copies, asked = 3, voting.MaxPoints + crowdMoves
	crowd := *crowdSize
	var group errgroup.Group
	group.SetLimit(8)
	for voter := range crowd {
		group.Go(func() error {
			var submits sync.WaitGroup
			for i := range copies * asked {
				submits.Go(func() {
					number := i % asked
					err := ask(voter, number)
					if i >= asked {
						return // a copy: it may find no answer
					}
					// One of each insists, so that every vote is cast in the crowd: the failures come to an end. A
					// value or a project that a move has taken meanwhile is no fault: each value still ends up spent.
					for fault.IsUnavailable(err) {
						err = ask(voter, number)
					}
					if err != nil && !errors.Is(err, voting.ErrPointsSpent) && !errors.Is(err, voting.ErrAlreadyVoted) {
						t.Errorf("voter %d, request %d: %v", voter, number, err)
					}
				})
			}
			submits.Wait()
			return p.spendAll(t.Context(), ids, voter)
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	backend.Dynamo.ClearFaults()
	checkCrowd(t, p, ids)
}

// crowdMoves is how many moves each voter of the crowd asks for.
const crowdMoves = 2

// crowdVote sends one of a voter's requests: the votes come first, then the moves.
func (p *poll) crowdVote(ctx context.Context, ids []string, voter, number int) error {
	points := 1 + number%voting.MaxPoints
	b := voting.Ballot{ProjectID: ids[(voter+number)%len(ids)], Points: points, ClientMutationID: fmt.Sprint(number)}
	if number < voting.MaxPoints {
		_, _, err := p.service.Cast(ctx, who(fmt.Sprint("voter ", voter)), b)
		return err
	}
	b.ProjectID = ids[(voter+number+2)%len(ids)]
	_, _, err := p.service.Move(ctx, who(fmt.Sprint("voter ", voter)), b)
	return err
}

// spendAll spends what a voter has left, as moves may have taken the places of votes that were refused then.
func (p *poll) spendAll(ctx context.Context, ids []string, voter int) error {
	name := fmt.Sprint("voter ", voter)
	for {
		record, err := p.service.Voter(ctx, name)
		if err == nil && len(record.Votes) == voting.MaxPoints {
			return nil
		}
		if err == nil {
			free := slices.IndexFunc(ids, func(id string) bool { _, voted := record.VoteFor(id); return !voted })
			b := voting.Ballot{ProjectID: ids[free], Points: record.RemainingPoints()[0]}
			_, _, err = p.service.Cast(ctx, who(name), b)
		}
		// What was read before a vote whose reply was lost is out of date: read again.
		outdated := errors.Is(err, voting.ErrAlreadyVoted) || errors.Is(err, voting.ErrPointsSpent)
		if err != nil && !outdated && !fault.IsUnavailable(err) {
			return err
		}
	}
}

// checkCrowd compares the votes of the crowd with what was counted for the projects.
func checkCrowd(t *testing.T, p *poll, ids []string) {
	t.Helper()
	crowd := *crowdSize
	points, votes := map[string]int{}, 0
	for voter := range crowd {
		record, err := p.service.Voter(t.Context(), fmt.Sprint("voter ", voter))
		if err != nil {
			t.Fatal(err)
		}
		if len(record.RemainingPoints()) != voting.MaxPoints-len(record.Votes) {
			t.Errorf("voter %d spent a value twice: %+v", voter, record.Votes)
		}
		for _, vote := range record.Votes {
			points[vote.ProjectID] += vote.Points
			votes++
		}
	}
	if votes != crowd*voting.MaxPoints {
		t.Errorf("%d votes were cast", votes)
	}
	counted := 0
	for _, id := range ids {
		project, err := voting.NewBoard(voting.BoardConfig{Feed: newFeed(p.backend.Table), Now: time.Now}).Renew(t.Context(), id)
		if err != nil || project.Points != points[id] {
			t.Errorf("%d points counted, %d cast, %v", project.Points, points[id], err)
		}
		counted += project.VoteCount
	}
	if counted != votes {
		t.Errorf("%d votes counted, %d cast", counted, votes)
	}
}
