package expr

import (
	"maps"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Projection is a compiled projection expression; without paths it selects everything.
type Projection struct{ paths []Path }

// Projection compiles a projection expression; a nil text selects everything.
func (s *Scope) Projection(text *string) (*Projection, error) {
	if text == nil {
		return &Projection{}, nil
	}
	tree, err := parse(projectionParser, *text)
	if err != nil {
		return nil, invalid("ProjectionExpression", err)
	}
	paths, err := s.paths(tree.Paths)
	if err == nil {
		err = checkDistinct(paths)
	}
	if err != nil {
		return nil, invalid("ProjectionExpression", err)
	}
	return &Projection{paths}, nil
}

// Paths are the document paths of the projection.
func (p *Projection) Paths() []Path { return p.paths }

// Apply is the part of item at the projection's paths.
func (p *Projection) Apply(item attr.Map) attr.Map {
	if p.paths == nil {
		return item
	}
	return Pick(item, p.paths)
}

// Pick is the part of item at some paths. A list keeps only the elements asked for, in their order.
func Pick(item attr.Map, paths []Path) attr.Map {
	picked, ok := pick(item, paths)
	if !ok {
		return attr.Map{}
	}
	return picked.(attr.Map)
}

func pick(v attr.Value, paths []Path) (attr.Value, bool) {
	if slices.ContainsFunc(paths, func(p Path) bool { return len(p) == 0 }) {
		return v, true
	}
	groups := make(map[Step][]Path)
	for _, p := range paths {
		groups[p[0]] = append(groups[p[0]], p[1:])
	}
	fields, elements := attr.Map{}, attr.List{}
	for _, step := range slices.SortedFunc(maps.Keys(groups), func(a, b Step) int { return a.Index - b.Index }) {
		child, ok := step.from(v)
		if !ok {
			continue
		}
		if child, ok = pick(child, groups[step]); !ok {
			continue
		}
		if step.isIndex() {
			elements = append(elements, child)
		} else {
			fields[step.Name] = child
		}
	}
	if _, isList := v.(attr.List); isList {
		return elements, len(elements) > 0
	}
	return fields, len(fields) > 0
}
