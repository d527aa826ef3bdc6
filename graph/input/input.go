// Package input holds what clients send to the types that the schema gives it, by the rules of input coercion in the
// GraphQL specification (October 2021 and September 2025): the literals of a document once, when it is first seen, and
// its variables with every request. What passes arrives in the resolvers as the types say: integers as int, defaults
// filled in, single values in their lists.
//
// It knows types only. Whether an email address is one is for the domain to say, which answers by user errors.
package input

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Scalar is the rule of a custom scalar.
type Scalar struct {
	// Want completes the sentence "$when must be …" where a value is refused.
	Want string
	// Accepts reports whether the scalar takes a value: a string, a bool, a json.Number, or what JSON makes of them. It is
	// not asked about null.
	Accepts func(value any) bool
}

// Text is the rule of a scalar that takes any string.
func Text() Scalar {
	return Scalar{Want: "a string", Accepts: func(v any) bool { _, ok := v.(string); return ok }}
}

// Anything is the rule of a scalar that takes every value that JSON has.
func Anything() Scalar { return Scalar{Accepts: func(any) bool { return true }} }

// Checker holds input to a schema.
type Checker struct {
	schema  *ast.Schema
	scalars map[string]Scalar
	named   bool
}

// NewChecker returns the checker of a schema. Every custom scalar needs its rule, or nobody would know what it lets
// through. named is whether errors may name what the client has not written itself: types, enum values, fields that are
// missing. Where introspection is off, that would reveal the schema.
func NewChecker(schema *ast.Schema, scalars map[string]Scalar, named bool) (*Checker, error) {
	for name, definition := range schema.Types {
		if _, ruled := scalars[name]; definition.Kind == ast.Scalar && !definition.BuiltIn && !ruled {
			return nil, fmt.Errorf("the scalar %s has no rule for its input", name)
		}
	}
	return &Checker{schema: schema, scalars: scalars, named: named}, nil
}
