// Package selection compiles the selections of documents. gqlgen resolves a selection anew in each request, and makes a
// goroutine, a context and a closure for each element of a list and each field of it. A document that the server keeps
// has its selections resolved once, into trees of fields, by which the generated code of package writers writes a value
// and all that is selected below it as JSON into one buffer.
//
// gqlgen stays the executor: it runs the directives and the resolver of the field at which a tree begins, and
// everything that this package does not compile. What is written is the same, byte for byte, errors included.
package selection

import (
	"context"

	"github.com/vektah/gqlparser/v2/ast"
)

// Objects are the object types of a schema by name, as the generated code can write them.
type Objects map[string]Object

// Object says what the generated code knows of an object type.
type Object struct {
	// InTurn says that its resolvers may run one after the other. gqlgen runs them concurrently, so a selection with
	// several of them is left to it otherwise.
	InTurn bool
	// Ready says the same of some of them, together with one that is not among them.
	Ready Ready
	// Fields are those that are compiled, by name. gqlgen executes all others, and every selection that has one of them.
	Fields map[string]Definition
}

// Ready says when resolvers of an object need no call of anything. Whether they do is known with a value of the object
// only, so that a tree of several of them can begin there, and not above.
type Ready struct {
	// Fields are theirs.
	Fields []string
	// Now reports whether they are ready for a value, as the resolver of a field returned it.
	Now func(value any) bool
}

// Definition says what the generated code knows of a field.
type Definition struct {
	// Number is that of the field in the writer of its object; zero if it has none, since the field has arguments or
	// directives, which only gqlgen handles. A tree may begin there anyway.
	Number int
	// Method, Resolver and Context say where the value comes from: a member of a struct if none is true, a method, or a
	// resolver. Context is whether that takes a context, and so may depend on the caller.
	Method, Resolver, Context bool
	// Begin writes a value of the field, at which a tree begins; nil where nothing is selected below it.
	Begin Begin
	// Receive is set for a field of a subscription, whose resolver returns a channel of values.
	Receive Receive
}

// Begin writes what a resolver returned. known is false if that is not of the type of the field. ok is false if the
// value is null; nothing has been written then.
type Begin func(w *Writer, f *Field, value any) (ok, known bool)

// Value returns the Begin of a field whose resolver returns a T.
func Value[T any](write func(w *Writer, f *Field, value *T) bool) Begin {
	return func(w *Writer, f *Field, value any) (ok, known bool) {
		v, known := value.(T)
		return known && write(w, f, &v), known
	}
}

// Receive returns what receives a value from the channel that a resolver returned: nil if that is of another type. more
// is false at the end.
type Receive func(channel any) func(ctx context.Context) (value any, more bool)

// From is the Receive of a field whose resolver returns a channel of T.
func From[T any](channel any) func(ctx context.Context) (value any, more bool) {
	values, known := channel.(<-chan T)
	if !known {
		return nil
	}
	return func(ctx context.Context) (any, bool) {
		select {
		case value, more := <-values:
			return value, more
		case <-ctx.Done():
			return nil, false
		}
	}
}

// Field is a field of a compiled selection. Each is part of one tree and never changes.
type Field struct {
	// Number is the case of the field in the writer of its object.
	Number int
	// Fields is the selection below the field.
	Fields []Field

	// key is what stands before the value: a bracket or a comma, and the response key. For __typename, the value too.
	key        string
	parent     *Field // nil where the tree begins
	object     string // the type that the field is of
	node       *ast.Field
	merged     ast.SelectionSet
	definition Definition
	// ready, if set, has to be true of a value, or gqlgen executes the selection. Only where the tree begins.
	ready func(value any) bool
	// indexed is whether the paths of its elements have an index: gqlgen counts those of lists except of scalars.
	indexed bool
}

// nonNull reports whether the field may not be null.
func (f *Field) nonNull() bool { return f.node.Definition.Type.NonNull }

// pure reports whether everything selected below the field depends on the value alone.
func (f *Field) pure() bool {
	for i := range f.Fields {
		if f.Fields[i].definition.Context || !f.Fields[i].pure() {
			return false
		}
	}
	return true
}

// Call returns what a method returns for a field. ok is false if it failed, which has then been reported.
func Call[T any](w *Writer, f *Field, method func() (T, error)) (value T, ok bool) {
	defer func() {
		if cause := recover(); cause != nil {
			w.recovered(f, cause)
			ok = false
		}
	}()
	value, err := method()
	if err != nil {
		w.fail(f, err)
	}
	return value, err == nil
}

// Resolve returns what a resolver returns for a field, like Call.
func Resolve[T any](w *Writer, f *Field, resolver func(context.Context) (T, error)) (value T, ok bool) {
	return Call(w, f, func() (T, error) { return resolver(w.contextOf(f)) })
}
