package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The most elements that a page may have.
const (
	maxUsers  = 50
	maxEvents = 100
	// maxProjects is also the length of the longest leaderboard.
	maxProjects = 100
)

// checkFirst refuses a page size that is not in 1 to limit. That is a mistake in the client's program, not in a
// person's input.
func checkFirst(first, limit int) error {
	if first < 1 || first > limit {
		return &gqlerror.Error{
			Message:    fmt.Sprintf("first must be 1 to %d.", limit),
			Extensions: map[string]any{"code": codeBadInput},
		}
	}
	return nil
}
