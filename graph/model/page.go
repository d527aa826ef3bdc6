package model

import (
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// ProjectConnection is a page of projects.
type ProjectConnection struct{ voting.ProjectPage }

// PageInfo says whether and where the list goes on.
func (c ProjectConnection) PageInfo() audit.PageInfo {
	info := audit.PageInfo{HasNextPage: c.HasNextPage}
	if n := len(c.Edges); n > 0 {
		info.EndCursor = &c.Edges[n-1].Cursor
	}
	return info
}
