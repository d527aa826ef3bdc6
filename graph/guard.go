package graph

import (
	"errors"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxTokens is the most lexical tokens a document may have.
const maxTokens = 500

// limits bound a document. The cost of validating and executing a document grows faster than the document, so it is
// measured first, in linear time.
type limits struct {
	bytes, selections, depth, fragments int
}

var (
	documentLimits = limits{bytes: 8 << 10, selections: 100, depth: 10, fragments: 8}
	// introspectionLimits fit the introspection query of GraphiQL and of code generators.
	introspectionLimits = limits{bytes: 8 << 10, selections: 400, depth: 20, fragments: 8}
)

// Guard refuses documents that are over the limits, and those with more than one mutation field in an operation: with
// aliases, one request could otherwise guess many codes, past the limits on attempts.
type Guard struct {
	// Introspection says whether introspection is on; its documents then have a higher limit.
	Introspection bool
}

// Parse parses a document that is within the limits.
func (g Guard) Parse(query string) (*ast.QueryDocument, *gqlerror.Error) {
	if len(query) > documentLimits.bytes {
		return nil, refuse("The document has %d bytes; at most %d are allowed.", len(query), documentLimits.bytes)
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err != nil && strings.Contains(err.Error(), "token limit") { // gqlparser has no type for it
		return nil, refuse("The document has more than %d tokens.", maxTokens)
	}
	if err != nil {
		return nil, unreadable(err)
	}
	return document, g.check(document)
}

// unreadable says where a document has a syntax error, but not what is there, since it may be a password in the wrong
// place.
func unreadable(err error) *gqlerror.Error {
	result := &gqlerror.Error{
		Message:    "The document has a syntax error.",
		Extensions: map[string]any{"code": errcode.ParseFailed},
	}
	if syntax, ok := errors.AsType[*gqlerror.Error](err); ok {
		result.Locations = syntax.Locations
	}
	return result
}

func refuse(format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{
		Message:    fmt.Sprintf(format, args...),
		Extensions: map[string]any{"code": errcode.ValidationFailed},
	}
}

func (g Guard) check(document *ast.QueryDocument) *gqlerror.Error {
	limits := documentLimits
	if g.Introspection && isIntrospection(document) {
		limits = introspectionLimits
	}
	if n := len(document.Fragments); n > limits.fragments {
		return refuse("The document has %d fragments; at most %d are allowed.", n, limits.fragments)
	}
	m := measurer{document: document, limits: limits, fragments: map[string]size{}}
	var total size
	for _, operation := range document.Operations {
		s := m.measure(operation.SelectionSet)
		if operation.Operation == ast.Mutation && s.fields > 1 {
			return refuse("A request may hold one mutation field; this one holds %d.", s.fields)
		}
		total.selections, total.depth = total.selections+s.selections, max(total.depth, s.depth)
	}
	// Fragments that no operation spreads are validated too.
	for _, fragment := range document.Fragments {
		s := m.fragment(fragment.Name)
		if _, spread := m.spread[fragment.Name]; !spread {
			total.selections, total.depth = total.selections+s.selections, max(total.depth, s.depth)
		}
	}
	if total.selections > limits.selections {
		return refuse("The document selects more than %d fields.", limits.selections)
	}
	if total.depth > limits.depth {
		return refuse("The document nests its fields deeper than %d levels.", limits.depth)
	}
	return nil
}

// isIntrospection reports whether the document asks only for the schema.
func isIntrospection(document *ast.QueryDocument) bool {
	for _, operation := range document.Operations {
		for _, selection := range operation.SelectionSet {
			field, ok := selection.(*ast.Field)
			if !ok || !strings.HasPrefix(field.Name, "__") || operation.Operation != ast.Query {
				return false
			}
		}
	}
	return len(document.Operations) > 0
}

// size is what a selection set holds once its fragments are expanded.
type size struct {
	selections int // fields, inline fragments and spreads at every level
	fields     int // fields at the top level that are executed
	depth      int // levels of fields
}

// measurer measures each fragment once, so that its time is linear in the document however the fragments are nested.
type measurer struct {
	document  *ast.QueryDocument
	limits    limits
	fragments map[string]size
	spread    map[string]struct{}
}

func (m *measurer) measure(set ast.SelectionSet) size {
	var total size
	for _, selection := range set {
		var s size
		switch selection := selection.(type) {
		case *ast.Field:
			inner := m.measure(selection.SelectionSet)
			s = size{selections: inner.selections, depth: inner.depth + 1}
			if selection.Name != "__typename" { // costs nothing, and caching clients add it everywhere
				s.fields = 1
			}
		case *ast.InlineFragment:
			s = m.measure(selection.SelectionSet)
		case *ast.FragmentSpread:
			if m.spread == nil {
				m.spread = map[string]struct{}{}
			}
			m.spread[selection.Name] = struct{}{}
			s = m.fragment(selection.Name)
		}
		// Sums are capped, or a chain of fragments that doubles at each link would overflow them.
		total.selections = min(total.selections+s.selections+1, m.limits.selections+1)
		total.fields = min(total.fields+s.fields, m.limits.selections+1)
		total.depth = max(total.depth, s.depth)
	}
	return total
}

// fragment measures a fragment once. A fragment inside itself, or one that does not exist, has no size: validation
// refuses it.
func (m *measurer) fragment(name string) size {
	if s, known := m.fragments[name]; known {
		return s
	}
	m.fragments[name] = size{}
	definition := m.document.Fragments.ForName(name)
	if definition == nil {
		return size{}
	}
	s := m.measure(definition.SelectionSet)
	m.fragments[name] = s
	return s
}
