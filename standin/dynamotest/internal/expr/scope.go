package expr

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Scope resolves the #names and :values of one request.
type Scope struct {
	names  map[string]string
	values attr.Map

	usedNames, usedValues map[string]bool
}

var (
	namePlaceholder  = regexp.MustCompile(`^#[A-Za-z0-9_]+$`)
	valuePlaceholder = regexp.MustCompile(`^:[A-Za-z0-9_]+$`)
)

// NewScope checks a request's ExpressionAttributeNames and ExpressionAttributeValues; either is nil if the request has
// none.
func NewScope(names map[string]string, values attr.Map) (*Scope, error) {
	if names != nil && len(names) == 0 {
		return nil, Error("ExpressionAttributeNames must not be empty")
	}
	if values != nil && len(values) == 0 {
		return nil, Error("ExpressionAttributeValues must not be empty")
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !namePlaceholder.MatchString(name) {
			return nil, failf("ExpressionAttributeNames contains invalid key: Syntax error; key: %q", name)
		}
		if len(names[name]) > maxName {
			return nil, failf(
				"ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than %d bytes; key: %s",
				maxName+1,
				name,
			)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !valuePlaceholder.MatchString(name) {
			return nil, failf("ExpressionAttributeValues contains invalid key: Syntax error; key: %q", name)
		}
	}
	return &Scope{names: names, values: values, usedNames: map[string]bool{}, usedValues: map[string]bool{}}, nil
}

// Unused is the error about names or values that no expression used, if there are any.
func (s *Scope) Unused() error {
	if keys := unused(s.names, s.usedNames); keys != "" {
		return failf("Value provided in ExpressionAttributeNames unused in expressions: keys: {%s}", keys)
	}
	if keys := unused(s.values, s.usedValues); keys != "" {
		return failf("Value provided in ExpressionAttributeValues unused in expressions: keys: {%s}", keys)
	}
	return nil
}

func unused[V any](all map[string]V, used map[string]bool) string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !used[key] {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, ", ")
}

func (s *Scope) name(n *nameNode) (string, error) {
	if n.Ref == "" {
		if isReserved(n.Ident) {
			return "", failf("Attribute name is a reserved keyword; reserved keyword: %s", n.Ident)
		}
		return n.Ident, nil
	}
	name, ok := s.names[n.Ref]
	if !ok {
		return "", failf("An expression attribute name used in the document path is not defined; attribute name: %s", n.Ref)
	}
	s.usedNames[n.Ref] = true
	return name, nil
}

func (s *Scope) value(ref string) (attr.Value, error) {
	v, ok := s.values[ref]
	if !ok {
		return nil, failf("An expression attribute value used in expression is not defined; attribute value: %s", ref)
	}
	s.usedValues[ref] = true
	return v, nil
}
