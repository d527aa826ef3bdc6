package graph

import (
	"github.com/99designs/gqlgen/graphql"
)

// valueOrZero returns the value of an argument or a field, or the zero value if it is null.
func valueOrZero[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}

// inputValue returns the value of a field of an input, or the zero value if it is null or left out.
func inputValue[T any](field graphql.Omittable[*T]) T { return valueOrZero(field.Value()) }
