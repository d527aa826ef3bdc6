package dynamotest

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

type updateItemInput struct {
	Key              attr.Map
	UpdateExpression *string
	writeInput
}

func (t *tx) updateItem(in *updateItemInput) (*writeOutput, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	update, condition, err := compileUpdate(in.UpdateExpression, in.ConditionExpression, &in.substitutions)
	if err != nil {
		return nil, err
	}
	m, err := t.newUpdate(in.TableName, in.Key, update, condition)
	if err != nil {
		return nil, err
	}
	return in.write(m, func(c change) attr.Map { return in.returned(c, update) })
}

// compileUpdate compiles the expressions of an update. Without an update expression, the update only ensures that the
// item exists.
func compileUpdate(
	updateText, conditionText *string,
	substitute *substitutions,
) (*expr.Update, *expr.Condition, error) {
	scope, err := substitute.scope(
		namedText{"UpdateExpression", updateText},
		namedText{"ConditionExpression", conditionText},
	)
	if err != nil {
		return nil, nil, err
	}
	update, err := scope.Update(updateText)
	if err != nil {
		return nil, nil, err
	}
	condition, err := scope.Condition("ConditionExpression", conditionText)
	if err != nil {
		return nil, nil, err
	}
	return update, condition, scope.Unused()
}

func (in *updateItemInput) returned(c change, update *expr.Update) attr.Map {
	switch in.ReturnValues {
	case "ALL_OLD":
		return c.before
	case "ALL_NEW":
		return c.after
	case "UPDATED_OLD":
		return expr.Pick(c.before, update.Paths())
	case "UPDATED_NEW":
		return expr.Pick(c.after, update.Paths())
	default:
		return nil
	}
}
