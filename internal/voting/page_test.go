package voting_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var orders = []voting.ProjectOrder{voting.ProjectOrderNewest, voting.ProjectOrderMostPoints, voting.ProjectOrderTitle}

// paged reads a list page by page, each of the standings of its time, and calls between after each page.
func paged(t interface{ Fatal(...any) }, board *voting.Board, q voting.ProjectQuery, between func()) (ids []string) {
	for {
		s, err := board.Standings(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Page(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, edge := range page.Edges {
			ids, q.After = append(ids, edge.Node.ID), edge.Cursor()
		}
		if !page.HasNextPage {
			return ids
		}
		between()
	}
}

func TestPagesTogetherAreTheList(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	store.add(23)
	for i := range 23 {
		store.give(fmt.Sprintf("P%d", i+1), i%4)
	}
	for _, o := range orders {
		all := paged(t, board, voting.ProjectQuery{Order: o, First: 1_000_000}, func() { t.Error("more than one page") })
		for _, first := range []int{1, 5, 22, 23} {
			if got := paged(t, board, voting.ProjectQuery{Order: o, First: first}, func() {}); !slices.Equal(got, all) || len(got) != 23 {
				t.Errorf("%s by %d: %v, want %v", o, first, got, all)
			}
		}
	}
}

// Changes while somebody leafs through a list make it neither repeat nor skip the projects that do not change.
func TestCursorsAreStableWhileProjectsComeAndGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 12
		clock := newClock()
		store := newMemory(clock.Now)
		store.add(n)
		board := voting.NewBoard(voting.BoardConfig{Feed: store, Now: clock.Now, MaxAge: time.Second})
		for i := range n {
			store.give(fmt.Sprintf("P%d", i+1), rapid.IntRange(0, 3).Draw(t, "points"))
		}
		touched := map[string]bool{}
		any := func() string {
			id := fmt.Sprintf("P%d", rapid.IntRange(1, n).Draw(t, "project"))
			touched[id] = true
			return id
		}
		change := func() {
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0:
				store.give(any(), rapid.IntRange(-3, 5).Draw(t, "points"))
			case 1:
				_ = store.Withdraw(context.Background(), any(), clock.Now())
			case 2:
				p, _, _ := store.Project(context.Background(), any())
				p.Title = rapid.StringMatching("[A-Z][a-z]{3}").Draw(t, "title")
				_, _ = store.Update(context.Background(), p)
			case 3:
				p := voting.Project{ID: rapid.StringMatching("N[0-9]{6}").Draw(t, "new"), Title: "Title 5", CreatedAt: clock.Now()}
				touched[p.ID] = true
				_, _ = store.Create(context.Background(), p)
			}
			clock.Advance(2 * time.Second)
		}
		q := voting.ProjectQuery{Order: rapid.SampledFrom(orders).Draw(t, "order"), First: rapid.IntRange(1, 4).Draw(t, "first")}
		before := paged(t, board, voting.ProjectQuery{Order: q.Order, First: n}, func() {})
		unchanged := func(ids []string) []string {
			return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return touched[id] })
		}
		got := paged(t, board, q, change)
		if want := unchanged(before); !slices.Equal(unchanged(got), want) {
			t.Fatalf("read %v, want %v of the unchanged", got, want)
		}
	})
}

func TestAPageHoldsWhatIsAskedFor(t *testing.T) {
	board, store, clock := newBoard(voting.BoardConfig{})
	for _, p := range []voting.Project{
		{ID: "X", Title: "Solar ROOF", Summary: "Power for the canteen", Owner: voting.ProjectOwner{ID: "sun", Name: "Ärne Sunde"}},
		{ID: "Y", Title: "Green roof", Summary: "Bees\nand herbs", Owner: voting.ProjectOwner{ID: "sun", Name: "Ärne Sunde"}},
	} {
		p.CreatedAt = clock.Now().Add(time.Minute)
		if _, err := store.Create(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Withdraw(t.Context(), "P1", clock.Now()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		q    voting.ProjectQuery
		want string
	}{
		"all, but the withdrawn":    {voting.ProjectQuery{First: 10}, "X Y P3 P2"},
		"an order that is none":     {voting.ProjectQuery{First: 10, Order: "SIDEWAYS"}, "X Y P3 P2"},
		"by title":                  {voting.ProjectQuery{First: 10, Order: voting.ProjectOrderTitle}, "Y X P2 P3"},
		"an owner's":                {voting.ProjectQuery{First: 10, Owner: "sun"}, "X Y"},
		"nobody's":                  {voting.ProjectQuery{First: 10, Owner: "moon"}, ""},
		"a word in any case":        {voting.ProjectQuery{First: 10, Search: "Roof"}, "X Y"},
		"all words, in any place":   {voting.ProjectQuery{First: 10, Search: "  canteen ROOF\tärne "}, "X"},
		"a word of the next line":   {voting.ProjectQuery{First: 10, Search: "herbs"}, "Y"},
		"words of two projects":     {voting.ProjectQuery{First: 10, Search: "canteen bees"}, ""},
		"a part of a word":          {voting.ProjectQuery{First: 10, Search: "erb"}, "Y"},
		"search and owner":          {voting.ProjectQuery{First: 10, Search: "roof", Owner: "owner"}, ""},
		"spaces only":               {voting.ProjectQuery{First: 10, Search: " \t "}, "X Y P3 P2"},
		"not UTF-8":                 {voting.ProjectQuery{First: 10, Search: "\xff\xfe"}, ""},
		"a search that is too long": {voting.ProjectQuery{First: 10, Search: strings.Repeat("o", voting.MaxSearchLength+1)}, ""},
		"spaces of the most":        {voting.ProjectQuery{First: 10, Search: strings.Repeat(" ", voting.MaxSearchLength-4) + "bees"}, "Y"},
	} {
		page, err := standings(t, board).Page(c.q)
		var got []string
		for _, edge := range page.Edges {
			got = append(got, edge.Node.ID)
		}
		if strings.Join(got, " ") != c.want || err != nil || page.TotalCount != len(got) || page.Edges == nil {
			t.Errorf("%s: %v of %d, %v; want %s", name, got, page.TotalCount, err, c.want)
		}
	}
}

func TestAPageCountsAllThatMatch(t *testing.T) {
	board, store, _ := newBoard(voting.BoardConfig{})
	store.add(9)
	for first, want := range map[int]struct {
		edges int
		next  bool
	}{-1: {0, true}, 0: {0, true}, 4: {4, true}, 9: {9, false}, 1 << 40: {9, false}} {
		page, err := standings(t, board).Page(voting.ProjectQuery{First: first, Search: "title"})
		if err != nil || len(page.Edges) != want.edges || page.HasNextPage != want.next || page.TotalCount != 9 {
			t.Errorf("first %d: %d of %d, next %t, %v", first, len(page.Edges), page.TotalCount, page.HasNextPage, err)
		}
	}
}

func TestAPageAfterACursorOfAnotherOrderIsRefused(t *testing.T) {
	board, _, _ := newBoard(voting.BoardConfig{})
	s := standings(t, board)
	for _, of := range orders {
		first, err := s.Page(voting.ProjectQuery{Order: of, First: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range orders {
			_, err := s.Page(voting.ProjectQuery{Order: o, First: 1, After: first.Edges[0].Cursor()})
			if refused := errors.Is(err, page.ErrInvalidCursor); refused != (o != of) {
				t.Errorf("%s after a cursor of %s: %v", o, of, err)
			}
		}
	}
}
