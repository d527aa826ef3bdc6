package voting_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var sizes = []int{10, 100, 1_000, 10_000}

// many returns a board of n projects, read, and what they are stored in. Each has a title and summary of the usual length.
func many(b *testing.B, n int) (*voting.Board, *memory) {
	b.Helper()
	store := newMemory(time.Now)
	for i := range n {
		p := voting.Project{
			ID: fmt.Sprintf("PROJECT%019d", i), Title: fmt.Sprintf("%d unicorns for everybody", (i*7919)%n),
			Summary: strings.Repeat("What it is about, in a sentence or two. ", 8),
			Owner:   voting.ProjectOwner{ID: fmt.Sprintf("owner %d", i), Name: "Olga Owner"}, CreatedAt: start.Add(time.Duration(i) * time.Second),
		}
		if _, err := store.Create(b.Context(), p); err != nil {
			b.Fatal(err)
		}
		store.give(p.ID, i%100)
	}
	board := voting.NewBoard(voting.BoardConfig{Feed: store, Now: time.Now, MaxAge: time.Hour})
	if _, err := board.Standings(b.Context()); err != nil {
		b.Fatal(err)
	}
	return board, store
}

// copied is the floor of whatever returns a new list: it allocates it and fills it in. (slices.Clone takes longer than that.)
func copied[T any](list []T) []T {
	result := make([]T, len(list))
	copy(result, list)
	return result
}

// BenchmarkStandings is what a vote costs the board: to take it in, and to put the standings in order for the next who looks. The floor
// is a copy of a list of as many pointers.
func BenchmarkStandings(b *testing.B) {
	for _, n := range sizes {
		board, store := many(b, n)
		id := fmt.Sprintf("PROJECT%019d", n/2)
		renew := func(b *testing.B) voting.Project {
			store.give(id, 1)
			p, err := board.Renew(b.Context(), id)
			if err != nil {
				b.Fatal(err)
			}
			return p
		}
		b.Run(fmt.Sprintf("take-in/projects=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				renew(b)
			}
		})
		b.Run(fmt.Sprintf("take-in-and-publish/projects=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				want := renew(b)
				standings, err := board.Standings(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				if got, _ := standings.Project(id); got.Points != want.Points { // the result must be published
					b.Fatalf("%d points published, want %d", got.Points, want.Points)
				}
			}
		})
		b.Run(fmt.Sprintf("floor-copy/projects=%d", n), func(b *testing.B) {
			pointers := make([]*voting.Project, n)
			b.ReportAllocs()
			for b.Loop() {
				_ = copied(pointers)
			}
		})
	}
}

// BenchmarkBoardMemory measures the memory of a project on the board, in addition to its own strings.
func BenchmarkBoardMemory(b *testing.B) {
	const n = 10_000
	for b.Loop() {
		_, store := many(b, n)
		before := inUse()
		board := voting.NewBoard(voting.BoardConfig{Feed: store, Now: time.Now})
		if _, err := board.Standings(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(inUse()-before)/n, "B/project")
		runtime.KeepAlive(board)
		runtime.KeepAlive(store)
	}
}

func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkLeaderboard reads the first 100 places. The floor copies 100 entries.
func BenchmarkLeaderboard(b *testing.B) {
	for _, n := range sizes {
		board, _ := many(b, n)
		standings := board.Latest()
		b.Run(fmt.Sprintf("first-100/projects=%d", n), func(b *testing.B) {
			for b.Loop() {
				_ = standings.Leaderboard(100)
			}
		})
		entries := standings.Leaderboard(100)
		b.Run(fmt.Sprintf("floor-copy/projects=%d", n), func(b *testing.B) {
			for b.Loop() {
				_ = copied(entries)
			}
		})
	}
}

// BenchmarkPage reads 50 projects from the middle of the list, all and by a search. The floor copies 50 edges.
func BenchmarkPage(b *testing.B) {
	for _, n := range sizes {
		board, _ := many(b, n)
		standings := board.Latest()
		half, err := standings.Page(voting.ProjectQuery{Order: voting.ProjectOrderTitle, First: n / 2})
		if err != nil {
			b.Fatal(err)
		}
		after := half.Edges[len(half.Edges)-1].Cursor()
		for name, q := range map[string]voting.ProjectQuery{
			"all":    {Order: voting.ProjectOrderTitle, First: 50, After: after},
			"search": {Order: voting.ProjectOrderTitle, First: 50, After: after, Search: "unicorns sentence"},
		} {
			b.Run(fmt.Sprintf("%s/projects=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := standings.Page(q); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("floor-copy/projects=%d", n), func(b *testing.B) {
			edges := half.Edges[:min(50, len(half.Edges))]
			for b.Loop() {
				_ = copied(edges)
			}
		})
	}
}
