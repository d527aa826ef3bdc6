package dynamotest

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// The four actions of a transaction. A mistake in an expression or about a table fails the request; a mistake in a key
// or an item fails the action, and so is among the cancellation reasons of the transaction.

func (t *tx) transactPut(in actionInput, item attr.Map) (action, error) {
	condition, err := in.compile()
	if err != nil {
		return action{}, err
	}
	m, err := t.newPut(in.TableName, item, condition)
	return in.action(m, err)
}

func (t *tx) transactUpdate(in actionInput, key attr.Map, update *string) (action, error) {
	if update == nil {
		return action{}, violates("null", "transactItems.1.member.update.updateExpression", "Member must not be null")
	}
	if err := checkOnFailure(in.ReturnValuesOnConditionCheckFailure); err != nil {
		return action{}, err
	}
	u, condition, err := compileUpdate(update, in.ConditionExpression, &in.substitutions)
	if err != nil {
		return action{}, err
	}
	m, err := t.newUpdate(in.TableName, key, u, condition)
	return in.action(m, err)
}

// newKeyMutation makes a mutation from a key and a condition, as newDelete and newCheck do.
type newKeyMutation func(tableName string, key attr.Map, condition *expr.Condition) (*mutation, error)

func (t *tx) transactKey(in *keyAction, newMutation newKeyMutation) (action, error) {
	condition, err := in.compile()
	if err != nil {
		return action{}, err
	}
	m, err := newMutation(in.TableName, in.Key, condition)
	return in.action(m, err)
}

func (t *tx) transactCheck(in *keyAction) (action, error) {
	if in.ConditionExpression == nil {
		return action{}, violates(
			"null", "transactItems.1.member.conditionCheck.conditionExpression", "Member must not be null",
		)
	}
	return t.transactKey(in, t.newCheck)
}

func (in *actionInput) compile() (*expr.Condition, error) {
	if err := checkOnFailure(in.ReturnValuesOnConditionCheckFailure); err != nil {
		return nil, err
	}
	return compileCondition(in.ConditionExpression, &in.substitutions)
}

// action classifies the error of making a mutation: a ValidationException belongs to the action, anything else to the
// request.
func (in *actionInput) action(m *mutation, err error) (action, error) {
	if err != nil && asAPIError(err).kind != validationKind {
		return action{}, err
	}
	return action{mutation: m, failed: err, returnOnFail: in.ReturnValuesOnConditionCheckFailure == "ALL_OLD"}, nil
}
