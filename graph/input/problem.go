package input

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

const (
	// maxProblems bounds the errors of one request: a body may hold thousands of mistakes.
	maxProblems = 10
	// maxNameLength bounds the names of a client that an error repeats.
	maxNameLength = 64
)

// step is one level of a path into a value: a field, or an index where the name is empty.
type step struct {
	name  string
	index int
}

// problems collects what is wrong with the values of a request. It says where and what, and never repeats a value,
// which may be a password in the wrong place.
type problems struct {
	root string // of the paths: a variable or an argument
	path []step
	at   *ast.Position // in the document
	list gqlerror.List
}

func (p *problems) begin(root string, at *ast.Position) {
	p.root, p.path, p.at = root, p.path[:0], at
}

func (p *problems) enter(s step) { p.path = append(p.path, s) }
func (p *problems) leave()       { p.path = p.path[:len(p.path)-1] }

// fail records that the value at the path is not what it must be.
func (p *problems) fail(format string, args ...any) {
	err := gqlerror.ErrorPosf(p.at, "%s %s.", p.where(), fmt.Sprintf(format, args...))
	for _, known := range p.list { // a fragment is visited once for each spread of it
		if known.Message == err.Message && known.Locations[0] == err.Locations[0] {
			return
		}
	}
	if len(p.list) < maxProblems {
		p.list = append(p.list, err)
	}
}

func (p *problems) where() string {
	var text strings.Builder
	text.WriteString(p.root)
	for _, s := range p.path {
		if s.name == "" {
			text.WriteString("[" + strconv.Itoa(s.index) + "]")
		} else {
			text.WriteString("." + s.name)
		}
	}
	return text.String()
}

// isName reports whether a text is a name in GraphQL, and short enough to be repeated.
func isName(text string) bool {
	if text == "" || len(text) > maxNameLength || text[0] >= '0' && text[0] <= '9' {
		return false
	}
	for _, r := range text {
		if r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return true
}
