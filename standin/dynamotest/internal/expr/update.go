package expr

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Update is a compiled update expression.
type Update struct {
	set    []assignment
	remove []Path
	add    []pair
	del    []pair
}

type assignment struct {
	path  Path
	value term
}

// pair is the path and the value of an ADD or DELETE action.
type pair struct {
	path  Path
	value attr.Value
}

// Update compiles an update expression; a nil text is an update that changes nothing.
func (s *Scope) Update(text *string) (*Update, error) {
	if text == nil {
		return &Update{}, nil
	}
	tree, err := parse(updateParser, *text)
	if err != nil {
		return nil, invalid("UpdateExpression", err)
	}
	u := &Update{}
	for _, section := range tree.Sections {
		if err := s.section(u, section); err != nil {
			return nil, invalid("UpdateExpression", err)
		}
	}
	if err := checkDistinct(u.Paths()); err != nil {
		return nil, invalid("UpdateExpression", err)
	}
	return u, nil
}

// Paths are the document paths that the update writes.
func (u *Update) Paths() []Path {
	var paths []Path
	for _, a := range u.set {
		paths = append(paths, a.path)
	}
	paths = append(paths, u.remove...)
	for _, p := range u.add {
		paths = append(paths, p.path)
	}
	for _, p := range u.del {
		paths = append(paths, p.path)
	}
	return paths
}

// WithoutRemovals is the update for an item that does not exist yet.
func (u *Update) WithoutRemovals() *Update { return &Update{set: u.set, add: u.add, del: u.del} }

func (s *Scope) section(u *Update, n *sectionNode) (err error) {
	switch {
	case n.Set != nil:
		if u.set != nil {
			return repeated("SET")
		}
		u.set, err = s.assignments(n.Set)
	case n.Remove != nil:
		if u.remove != nil {
			return repeated("REMOVE")
		}
		u.remove, err = s.paths(n.Remove)
	case n.Add != nil:
		if u.add != nil {
			return repeated("ADD")
		}
		u.add, err = s.pairs("ADD", n.Add)
	default:
		if u.del != nil {
			return repeated("DELETE")
		}
		u.del, err = s.pairs("DELETE", n.Delete)
	}
	return err
}

func repeated(section string) error {
	return failf("The %q section can only be used once in an update expression;", section)
}

func (s *Scope) assignments(nodes []*assignNode) ([]assignment, error) {
	compiled := make([]assignment, len(nodes))
	for i, n := range nodes {
		path, err := s.path(n.Path)
		if err != nil {
			return nil, err
		}
		value, err := s.sum(n.Value)
		if err != nil {
			return nil, err
		}
		compiled[i] = assignment{path, value}
	}
	return compiled, nil
}

func (s *Scope) pairs(section string, nodes []*pairNode) ([]pair, error) {
	compiled := make([]pair, len(nodes))
	for i, n := range nodes {
		path, err := s.path(n.Path)
		if err != nil {
			return nil, err
		}
		value, err := s.value(n.Value)
		if err != nil {
			return nil, err
		}
		_, isSet := value.(attr.Set)
		_, isNumber := value.(attr.Number)
		if !isSet && (section == "DELETE" || !isNumber) {
			return nil, failf(
				"Incorrect operand type for operator or function; operator: %s, operand type: %s, typeSet: ALLOWED_FOR_%s_OPERAND",
				section,
				longName(value),
				section,
			)
		}
		compiled[i] = pair{path, value}
	}
	return compiled, nil
}

// longName is the type's name in the errors of ADD and DELETE.
func longName(v attr.Value) string {
	switch v.(type) {
	case attr.String:
		return "STRING"
	case attr.Number:
		return "NUMBER"
	case attr.Binary:
		return "BINARY"
	case attr.Bool:
		return "BOOLEAN"
	case attr.List:
		return "LIST"
	case attr.Map:
		return "MAP"
	default:
		return v.Type()
	}
}
