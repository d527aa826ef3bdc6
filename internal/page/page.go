// Package page owns what all paginated lists have in common: where a list continues, and the error for a cursor that
// none of its pages returned. Each list defines its own cursors.
package page

import "errors"

// ErrInvalidCursor means that no page of this list returned the cursor.
var ErrInvalidCursor = errors.New("invalid cursor")

// Info says whether and where a list goes on.
type Info struct {
	// HasNextPage reports whether there may be more. A filter that matches little can end a page before it is full, even
	// empty: the work for a page is bounded.
	HasNextPage bool
	// EndCursor is where to go on; nil only at the end of a list whose last page is empty.
	EndCursor *string
}

// NewInfo returns an Info; end is empty where there is no cursor.
func NewInfo(hasNextPage bool, end string) Info {
	if end == "" {
		return Info{HasNextPage: hasNextPage}
	}
	return Info{HasNextPage: hasNextPage, EndCursor: &end}
}
