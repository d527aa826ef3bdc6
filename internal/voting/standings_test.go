package voting_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Whatever changes, in whatever portions it is published, the standings are as if all had been put in order from scratch.
func TestStandingsAreAsIfPutInOrderFromScratch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := newClock()
		store := newMemory(clock.Now)
		board := voting.NewBoard(voting.BoardConfig{Feed: store, Now: clock.Now, MaxAge: time.Second, ReloadAfter: time.Minute})
		names := rapid.SampledFrom([]string{"a", "B", "b", "ä", "Zebra", "zebra"})
		known := 0
		project := func(t *rapid.T) string {
			return fmt.Sprintf("P%d", rapid.IntRange(1, max(1, known)).Draw(t, "project"))
		}
		t.Repeat(map[string]func(*rapid.T){
			"pitch": func(t *rapid.T) {
				known++
				p := voting.Project{
					ID: fmt.Sprintf("P%d", known), Title: names.Draw(t, "title"),
					Owner:     voting.ProjectOwner{ID: names.Draw(t, "owner")},
					CreatedAt: start.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * time.Hour),
				}
				_, _ = store.Create(context.Background(), p)
			},
			"vote": func(t *rapid.T) {
				if known > 0 {
					store.give(project(t), rapid.IntRange(-5, 5).Draw(t, "points"))
				}
			},
			"retitle": func(t *rapid.T) {
				if p, _, err := store.Project(context.Background(), project(t)); err == nil {
					p.Title = names.Draw(t, "title")
					_, _ = store.Update(context.Background(), p)
				}
			},
			"withdraw":  func(t *rapid.T) { _ = store.Withdraw(context.Background(), project(t), clock.Now()) },
			"renew":     func(t *rapid.T) { _, _ = board.Renew(context.Background(), project(t)) },
			"time goes": func(t *rapid.T) { clock.Advance(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second) },
			"": func(t *rapid.T) {
				for i := range known { // what is not read yet by the clock
					if _, err := board.Renew(context.Background(), fmt.Sprintf("P%d", i+1)); err != nil {
						t.Fatal(err)
					}
				}
				s, err := board.Standings(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				checkStandings(t, s, store)
			},
		})
	})
}

// checkStandings compares standings with those of a sort of everything.
func checkStandings(t *rapid.T, s *voting.Standings, store *memory) {
	shown, votes := shownIn(store)
	if s.TotalVotes != votes {
		t.Fatalf("%d votes, want %d", s.TotalVotes, votes)
	}
	older := func(a, b voting.Project) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
	}
	for order, compare := range map[voting.ProjectOrder]func(a, b voting.Project) int{
		voting.ProjectOrderNewest: func(a, b voting.Project) int {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(a.ID, b.ID))
		},
		voting.ProjectOrderMostPoints: func(a, b voting.Project) int { return cmp.Or(b.Points-a.Points, older(a, b)) },
		voting.ProjectOrderTitle: func(a, b voting.Project) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), strings.Compare(a.ID, b.ID))
		},
	} {
		slices.SortFunc(shown, compare)
		page, err := s.Page(voting.ProjectQuery{Order: order, First: len(shown) + 1})
		if err != nil || page.TotalCount != len(shown) || len(page.Edges) != len(shown) || page.HasNextPage {
			t.Fatalf("%s: %d of %d on the page, want %d: %v", order, len(page.Edges), page.TotalCount, len(shown), err)
		}
		for i, want := range shown {
			if got := page.Edges[i].Node; got.ID != want.ID || got.Points != want.Points || got.Title != want.Title || got.VoteCount != want.VoteCount {
				t.Fatalf("%s, place %d: %+v, want %+v", order, i, got, want)
			}
		}
	}
	slices.SortFunc(shown, func(a, b voting.Project) int { return cmp.Or(b.Points-a.Points, older(a, b)) })
	for i, entry := range s.Leaderboard(len(shown)) {
		ahead := slices.IndexFunc(shown, func(p voting.Project) bool { return p.Points == shown[i].Points })
		if entry.Project.ID != shown[i].ID || entry.Rank != ahead+1 {
			t.Fatalf("place %d: %s of rank %d, want %s of rank %d", i, entry.Project.ID, entry.Rank, shown[i].ID, ahead+1)
		}
	}
}

// shownIn returns the projects in the store that are not withdrawn, with their points, and how many votes these have.
func shownIn(store *memory) (shown []voting.Project, votes int) {
	store.mu.Lock()
	defer store.mu.Unlock()
	for _, h := range store.held {
		if h.project.Withdrawn() {
			continue
		}
		p := h.project
		for _, tally := range h.tallies {
			p.Points, p.VoteCount = p.Points+tally.Points, p.VoteCount+tally.Votes
		}
		shown, votes = append(shown, p), votes+p.VoteCount
	}
	return shown, votes
}

func TestTiesShareARankAndListTheOlderFirstThenTheID(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	twin, _, _ := store.Project(t.Context(), "P1")
	twin.ID = "P0" // as old as P1
	if _, err := store.Create(t.Context(), twin); err != nil {
		t.Fatal(err)
	}
	for id, points := range map[string]int{"P0": 3, "P1": 3, "P2": 5} {
		store.give(id, points)
	}
	var got []string
	for _, entry := range standings(t, board).Leaderboard(10) {
		got = append(got, fmt.Sprintf("%d %s %d", entry.Rank, entry.Project.ID, entry.Points()))
	}
	if want := []string{"1 P2 5", "2 P0 3", "2 P1 3", "4 P3 0"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestALeaderboardHasAtMostTheFirstPlaces(t *testing.T) {
	board, _, _ := newBoard(voting.BoardConfig{})
	for first, want := range map[int]int{-1: 0, 0: 0, 1: 1, 3: 3, 10_000: 3} {
		if got := len(standings(t, board).Leaderboard(first)); got != want {
			t.Errorf("first %d: %d places, want %d", first, got, want)
		}
	}
}
