package votetest_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var crowdSize = flag.Int("vote.crowd", 40, "how many voters the crowd has")

// Each voter sends each of five votes four times at the same time, some voters at a time, to few projects, while answers fail.
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
	cast := func(voter, points int) error {
		ballot := voting.Ballot{ProjectID: ids[(voter+points)%len(ids)], Points: points, ClientMutationID: fmt.Sprint(points)}
		_, _, err := p.service.Cast(t.Context(), who(fmt.Sprint("voter ", voter)), ballot)
		return err
	}
	const copies = 4
	crowd := *crowdSize
	var group errgroup.Group
	group.SetLimit(8)
	for voter := range crowd {
		group.Go(func() error {
			var submits sync.WaitGroup
			for i := range copies * voting.MaxPoints {
				submits.Go(func() {
					points := 1 + i%voting.MaxPoints
					err := cast(voter, points)
					if i >= voting.MaxPoints {
						return // a copy: it may find no answer
					}
					// One of each insists, so that every vote is cast in the crowd, however many answers fail.
					for tries := 1; fault.IsUnavailable(err) && tries < 50; tries++ {
						err = cast(voter, points)
					}
					if err != nil {
						t.Errorf("voter %d, %d points: %v", voter, points, err)
					}
				})
			}
			submits.Wait()
			return nil
		})
	}
	_ = group.Wait()
	backend.Dynamo.ClearFaults()
	checkCrowd(t, p, ids)
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
		project, err := voting.NewBoard(voting.BoardConfig{Feed: newFeed(p.backend.Table)}).Renew(t.Context(), id)
		if err != nil || project.Points != points[id] {
			t.Errorf("%d points counted, %d cast, %v", project.Points, points[id], err)
		}
		counted += project.VoteCount
	}
	if counted != votes {
		t.Errorf("%d votes counted, %d cast", counted, votes)
	}
}
