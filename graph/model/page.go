package model

import (
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// ProjectConnection is a page of projects.
type ProjectConnection struct{ voting.ProjectPage }

// PageInfo says whether and where the list goes on.
func (c ProjectConnection) PageInfo() page.Info {
	end := ""
	if n := len(c.Edges); n > 0 {
		end = c.Edges[n-1].Cursor
	}
	return page.NewInfo(c.HasNextPage, end)
}
