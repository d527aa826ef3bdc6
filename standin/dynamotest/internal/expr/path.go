package expr

import (
	"strconv"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Path leads from an item to one of its values: a top-level attribute, then fields of maps and indexes of lists.
type Path []Step

// Step is the name of an attribute or field, or, when Name is empty, the index of an element.
type Step struct {
	Name  string
	Index int
}

func (s Step) isIndex() bool { return s.Name == "" }

// Top is the attribute of the item that the path begins with.
func (p Path) Top() string { return p[0].Name }

// String is the path as DynamoDB's errors show it: [a, b, [0]].
func (p Path) String() string {
	steps := make([]string, len(p))
	for i, s := range p {
		steps[i] = s.Name
		if s.isIndex() {
			steps[i] = "[" + strconv.Itoa(s.Index) + "]"
		}
	}
	return "[" + strings.Join(steps, ", ") + "]"
}

// Get is the value at the path in item, if there is one.
func (p Path) Get(item attr.Map) (attr.Value, bool) {
	var v attr.Value = item
	for _, step := range p {
		var ok bool
		if v, ok = step.from(v); !ok {
			return nil, false
		}
	}
	return v, true
}

func (s Step) from(v attr.Value) (attr.Value, bool) {
	switch v := v.(type) {
	case attr.Map:
		field, ok := v[s.Name]
		return field, ok && !s.isIndex()
	case attr.List:
		if s.isIndex() && s.Index < len(v) {
			return v[s.Index], true
		}
	}
	return nil, false
}

// maxIndex is far above the elements that an item can hold; it keeps an index within an int.
const maxIndex = 1 << 31

func (s *Scope) path(n *pathNode) (Path, error) {
	if levels := 1 + len(n.Steps); levels > maxLevels {
		return nil, failf("The document path has too many nesting levels; nesting levels: %d", levels)
	}
	root, err := s.name(n.Root)
	if err != nil {
		return nil, err
	}
	path := Path{{Name: root}}
	for _, step := range n.Steps {
		if step.Field == nil {
			index, err := strconv.Atoi(step.Index)
			if err != nil || index >= maxIndex {
				return nil, failf("List index is not within the allowable range; index: [%s]", step.Index)
			}
			path = append(path, Step{Index: index})
			continue
		}
		name, err := s.name(step.Field)
		if err != nil {
			return nil, err
		}
		path = append(path, Step{Name: name})
	}
	return path, nil
}

func (s *Scope) paths(nodes []*pathNode) ([]Path, error) {
	paths := make([]Path, len(nodes))
	for i, n := range nodes {
		var err error
		if paths[i], err = s.path(n); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// checkDistinct refuses two paths of which one contains the other, or which take one value for both a list and a map.
func checkDistinct(paths []Path) error {
	for i, a := range paths {
		for _, b := range paths[:i] {
			if err := checkPair(b, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkPair(a, b Path) error {
	const advice = "must remove or rewrite one of these paths; path one: %s, path two: %s"
	for i := range min(len(a), len(b)) {
		if a[i].isIndex() != b[i].isIndex() {
			return failf("Two document paths conflict with each other; "+advice, a, b)
		}
		if a[i] != b[i] {
			return nil
		}
	}
	return failf("Two document paths overlap with each other; "+advice, a, b)
}
