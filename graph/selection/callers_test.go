package selection_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

type callerKey struct{}

// What is kept for several readers never has anything of one caller's in it, nor of two states of the board: callers
// with different votes, and guests, ask while the board changes.
func TestNoCallerGetsWhatIsAnothers(t *testing.T) {
	var votes atomic.Int64 // of each project, in the newest state
	board := voting.NewBoard(voting.BoardConfig{Feed: changing{&votes}, Now: time.Now, MaxAge: time.Nanosecond, ReloadAfter: time.Nanosecond})
	e := newExecutorOf(&hundred{board: board}, true)
	var callers errgroup.Group
	for caller := range 8 {
		callers.Go(func() error {
			ctx := context.WithValue(t.Context(), callerKey{}, caller)
			for i := range 60 {
				if caller == 0 {
					votes.Add(1)
				}
				text := []string{guestDocument, voterDocument, projectsDocument}[i%3]
				if err := checkAnswer(executeFor(ctx, t, e, text), i%3 > 0, caller); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := callers.Wait(); err != nil {
		t.Error(err)
	}
}

// changing is a feed of a hundred projects, each of which has the same votes.
type changing struct{ votes *atomic.Int64 }

func (changing) Project(context.Context, string) (p voting.Project, t []voting.Tally, err error) {
	return
}

func (c changing) Changes(ctx context.Context, since time.Time) (voting.Changes, error) {
	changes, err := many(100).Changes(ctx, since)
	votes := c.votes.Load()
	for i := range changes.Tallies {
		changes.Tallies[i].Votes, changes.Tallies[i].Version = int(votes), votes+1
	}
	return changes, err
}

type answeredProject struct {
	VoteCount  int
	ViewerVote *struct{ Points int }
}

// checkAnswer checks that an answer is of one state, and has the vote of the caller where it has one.
func checkAnswer(answer []byte, personal bool, caller int) error {
	var data struct {
		Leaderboard *struct {
			TotalVotes int
			Entries    []struct{ Project answeredProject }
		}
		Projects struct {
			Edges []struct{ Node answeredProject }
		}
	}
	if err := json.Unmarshal(answer, &data); err != nil {
		return err
	}
	var projects []answeredProject
	for _, edge := range data.Projects.Edges {
		projects = append(projects, edge.Node)
	}
	if data.Leaderboard != nil {
		for _, entry := range data.Leaderboard.Entries {
			projects = append(projects, entry.Project)
		}
		if data.Leaderboard.TotalVotes != 100*projects[0].VoteCount {
			return fmt.Errorf("%d votes in all, %d for each project", data.Leaderboard.TotalVotes, projects[0].VoteCount)
		}
	}
	if len(projects) != 100 {
		return fmt.Errorf("%d projects", len(projects))
	}
	for _, p := range projects {
		if p.VoteCount != projects[0].VoteCount {
			return fmt.Errorf("projects have %d and %d votes", p.VoteCount, projects[0].VoteCount)
		}
		if personal != (p.ViewerVote != nil) || personal && p.ViewerVote.Points != caller {
			return fmt.Errorf("caller %d got the vote %+v", caller, p.ViewerVote)
		}
	}
	return nil
}
