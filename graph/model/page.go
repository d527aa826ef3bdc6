package model

import (
	"sync"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// ProjectConnection is a page of the projects of some standings.
type ProjectConnection struct {
	of   projects
	page func() voting.ProjectPage
}

// projects says which ones a connection has.
type projects struct {
	standings *voting.Standings
	query     voting.ProjectQuery
}

// NewProjectConnection returns the page that a query asks for. It is made when one of its fields is first asked for.
// Errors: page.ErrInvalidCursor.
func NewProjectConnection(s *voting.Standings, q voting.ProjectQuery) (ProjectConnection, error) {
	if err := q.Check(); err != nil {
		return ProjectConnection{}, err
	}
	return ProjectConnection{projects{s, q}, sync.OnceValue(func() voting.ProjectPage {
		found, _ := s.Page(q) // which only fails for what Check refuses
		return found
	})}, nil
}

// Edges are the projects of the page.
func (c ProjectConnection) Edges() []voting.ProjectEdge { return c.page().Edges }

// TotalCount is how many projects match in all.
func (c ProjectConnection) TotalCount() int { return c.page().TotalCount }

// PageInfo says whether and where the list goes on.
func (c ProjectConnection) PageInfo() page.Info {
	end := ""
	if edges := c.Edges(); len(edges) > 0 {
		end = edges[len(edges)-1].Cursor()
	}
	return page.NewInfo(c.page().HasNextPage, end)
}

// Snapshot lets what is written of a connection be kept until the standings are superseded.
func (c ProjectConnection) Snapshot() (key any, superseded <-chan struct{}) {
	return c.of, c.of.standings.Superseded()
}
