package voting

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
)

// ProjectOrder is an order of projects, in the contract's spelling.
type ProjectOrder string

// The orders.
const (
	ProjectOrderNewest     ProjectOrder = "NEWEST"
	ProjectOrderMostPoints ProjectOrder = "MOST_POINTS"
	ProjectOrderTitle      ProjectOrder = "TITLE"
)

// ProjectQuery says which projects are asked for.
type ProjectQuery struct {
	Order ProjectOrder
	// First is the most projects that a page has.
	First int
	// After is the cursor of the last project seen; empty for the start.
	After string
	// Search is a text, each of whose words the title, the summary or the owner's name must contain; empty for all.
	Search string
	// Owner is the subject of an owner; empty for all.
	Owner string
}

// ProjectPage is a part of a list of projects.
type ProjectPage struct {
	Edges []ProjectEdge
	// TotalCount is how many projects match in all.
	TotalCount  int
	HasNextPage bool
}

// ProjectEdge is a project in a list.
type ProjectEdge struct {
	Node  Project
	order ProjectOrder
}

// Cursor is the place after the project.
func (e ProjectEdge) Cursor() string { return cursorOf(e.order, e.Node) }

// Check returns whether the cursor is one of the list's. Errors: page.ErrInvalidCursor.
func (q ProjectQuery) Check() error {
	_, err := openCursor(q.Order, q.After)
	return err
}

// MaxSearchLength is the length of the longest search, in characters. A longer one finds nothing.
const MaxSearchLength = 100

// Page returns the projects that a query asks for. A cursor is the sort key of the project that it follows rather than
// a number, so that projects pitched or withdrawn meanwhile make no page repeat or skip one. Errors:
// page.ErrInvalidCursor.
func (s *Standings) Page(q ProjectQuery) (ProjectPage, error) {
	list, compare := s.order(q.Order)
	after, err := openCursor(q.Order, q.After)
	if err != nil {
		return ProjectPage{}, err
	}
	if utf8.RuneCountInString(q.Search) > MaxSearchLength {
		return ProjectPage{Edges: []ProjectEdge{}}, nil
	}
	words := strings.Fields(strings.ToLower(q.Search))
	page := ProjectPage{Edges: make([]ProjectEdge, 0, max(0, min(q.First, len(list))))}
	for _, p := range list {
		if !p.matches(words, q.Owner) {
			continue
		}
		page.TotalCount++
		switch {
		case after != nil && compare(p, after) <= 0:
		case len(page.Edges) >= q.First:
			page.HasNextPage = true
		default:
			page.Edges = append(page.Edges, ProjectEdge{*p, q.Order})
		}
	}
	return page, nil
}

func (s *Standings) order(o ProjectOrder) ([]*Project, order) {
	switch o {
	case ProjectOrderMostPoints:
		return s.ranked, byPoints
	case ProjectOrderTitle:
		return s.titles, byTitle
	default:
		return s.newest, byNewest
	}
}

func (p *Project) matches(words []string, owner string) bool {
	if owner != "" && p.Owner.ID != owner {
		return false
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(p.text, word) })
}

// cursor is the sort key of a project. It contains only what lists show anyway and is not sealed: an invented one leads
// to a place in a list that everybody can read from its start.
type cursor struct {
	Order     ProjectOrder `json:"o"`
	ID        string       `json:"i"`
	CreatedAt time.Time    `json:"c"`
	Points    int          `json:"p,omitempty"`
	Title     string       `json:"t,omitempty"`
}

func cursorOf(o ProjectOrder, p Project) string {
	c := cursor{Order: o, ID: p.ID, CreatedAt: p.CreatedAt}
	switch o {
	case ProjectOrderMostPoints:
		c.Points = p.Points
	case ProjectOrderTitle:
		c.Title = p.title
	case ProjectOrderNewest: // the time of creation is in every cursor
	}
	text, _ := json.Marshal(c) // its fields can't fail
	return base64.RawURLEncoding.EncodeToString(text)
}

const maxCursorLength = 2048

// openCursor returns the place that a cursor stands for as a project with the members that its order compares.
func openCursor(o ProjectOrder, text string) (*Project, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > maxCursorLength {
		return nil, page.ErrInvalidCursor
	}
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Order != o || c.ID == "" {
		return nil, page.ErrInvalidCursor
	}
	place := Project{ID: c.ID, CreatedAt: c.CreatedAt, Points: c.Points, title: c.Title}
	if cursorOf(o, place) != text { // each place has only one spelling
		return nil, page.ErrInvalidCursor
	}
	return &place, nil
}
