package graph

import (
	"github.com/99designs/gqlgen/graphql"
)

// valueOrZero returns what an argument or a field holds, or the zero value where it is null.
func valueOrZero[T any](pointer *T) (value T) {
	if pointer != nil {
		value = *pointer
	}
	return value
}

// inputValue returns what a field of an input holds, or the zero value where it is null or left out.
func inputValue[T any](field graphql.Omittable[*T]) T { return valueOrZero(field.Value()) }
