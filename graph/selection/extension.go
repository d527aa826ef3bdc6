package selection

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Extension is the extension of the executor that writes the selections of documents that are compiled. It has to come
// before extensions that look at what a field returns, since they would see the JSON instead.
type Extension struct{ kept kept }

const statsKey = "selection.Plan"

// Use has an operation executed by a plan.
func Use(operation *graphql.OperationContext, p *Plan) {
	if p != nil {
		operation.Stats.SetExtension(statsKey, p)
	}
}

// ExtensionName names the extension.
func (*Extension) ExtensionName() string { return "Selections" }

// Validate admits every schema.
func (*Extension) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptField lets gqlgen run the directives and the resolver of a field. If what is selected below it is compiled,
// it returns the JSON of that, which gqlgen takes in place of a value.
func (e *Extension) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if err != nil || value == nil {
		return value, err
	}
	field := graphql.GetFieldContext(ctx)
	if len(field.Field.Selections) == 0 {
		return value, nil
	}
	plan, _ := graphql.GetOperationContext(ctx).Stats.GetExtension(statsKey).(*Plan)
	if plan == nil {
		return value, nil
	}
	root := plan.Find(field)
	if root == nil {
		return value, nil
	}
	return root.replace(ctx, &e.kept, value), nil
}
