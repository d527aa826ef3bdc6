package selection

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
)

// fieldContext is the context of a field. gqlgen keeps a FieldContext for every field in it, linked to that of the
// field around it; hardly any resolver asks for it, so this one makes them when they are asked for.
type fieldContext struct {
	context.Context // that of the field where the tree begins
	field           *Field
	indexes         []int
	// shallow holds the indexes of a place in as many lists at most.
	shallow [2]int
}

// Value returns the FieldContext for gqlgen's key of it.
func (c *fieldContext) Value(key any) any {
	if key == fieldContextKey {
		made, _ := c.linked(c.field)
		return made
	}
	return c.Context.Value(key)
}

// linked makes the FieldContext of a field, below those of the fields around it. It returns the indexes that are left:
// those of the elements of the field itself.
func (c *fieldContext) linked(f *Field) (made *graphql.FieldContext, indexes []int) {
	if f.parent == nil {
		made, indexes = graphql.GetFieldContext(c.Context), c.indexes
	} else {
		var around *graphql.FieldContext
		around, indexes = c.linked(f.parent)
		made = &graphql.FieldContext{
			Parent: around, Object: f.object, Field: graphql.CollectedField{Field: f.node, Selections: f.merged},
			IsMethod: f.definition.Method || f.definition.Resolver, IsResolver: f.definition.Resolver,
			Child: noChild,
		}
	}
	if f.indexed && len(indexes) > 0 {
		made, indexes = &graphql.FieldContext{Parent: made, Index: &indexes[0]}, indexes[1:]
	}
	return made, indexes
}

func noChild(context.Context, graphql.CollectedField) (*graphql.FieldContext, error) {
	return nil, errors.New("the selection below this field is compiled")
}

// fieldContextKey is the key by which gqlgen looks for a FieldContext. It does not export it, so it is asked here.
var fieldContextKey = func() any {
	var asked keyRecorder
	graphql.GetFieldContext(&asked)
	return asked.key
}()

type keyRecorder struct {
	context.Context
	key any
}

func (r *keyRecorder) Value(key any) any {
	r.key = key
	return nil
}
