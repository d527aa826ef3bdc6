// Package input checks what clients send against the types of the schema, by the rules of input coercion in the GraphQL
// specification (October 2021 and September 2025): the literals of a document once, when it is first seen, and its
// variables with every request. What passes arrives in the resolvers as the types say: integers as int, defaults filled
// in, single values in their lists.
//
// It knows types only: whether an email address is valid is for the domain to decide, which reports it as a user error.
package input

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Scalar is the rule of a custom scalar.
type Scalar struct {
	// Want completes the sentence "$when must be …" where a value is refused.
	Want string
	// Accepts reports whether the scalar takes a value: a string, a bool, a json.Number, or an array or object of them.
	// It is not called for null.
	Accepts func(value any) bool
}

// Text is the rule of a scalar that takes any string.
func Text() Scalar {
	return Scalar{Want: "a string", Accepts: func(v any) bool { _, ok := v.(string); return ok }}
}

// Anything is the rule of a scalar that takes every JSON value.
func Anything() Scalar { return Scalar{Accepts: func(any) bool { return true }} }

// Checker checks input against a schema.
type Checker struct {
	schema  *ast.Schema
	scalars map[string]Scalar
	named   bool
}

// NewChecker returns the checker of a schema. Every custom scalar needs its rule, so that it is clear what it accepts.
// named is whether errors may name what the client has not written itself: types, enum values, fields that are missing.
// Where introspection is off, that would reveal the schema.
func NewChecker(schema *ast.Schema, scalars map[string]Scalar, named bool) (*Checker, error) {
	for name, definition := range schema.Types {
		if _, ruled := scalars[name]; definition.Kind == ast.Scalar && !definition.BuiltIn && !ruled {
			return nil, fmt.Errorf("the scalar %s has no rule for its input", name)
		}
	}
	return &Checker{schema: schema, scalars: scalars, named: named}, nil
}
