package dynamotest

import (
	"fmt"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// DynamoDB's limits for a transaction.
const (
	maxActions         = 100
	maxTransactionSize = 4 << 20
)

type transactWriteItemsInput struct {
	TransactItems               []transactWriteItem
	ClientRequestToken          string
	ReturnConsumedCapacity      capacityMode
	ReturnItemCollectionMetrics string
}

// transactWriteItem has one of its four members.
type transactWriteItem struct {
	Put *struct {
		Item attr.Map
		actionInput
	} `json:",omitempty"`
	Update *struct {
		Key              attr.Map
		UpdateExpression *string
		actionInput
	} `json:",omitempty"`
	Delete         *keyAction `json:",omitempty"`
	ConditionCheck *keyAction `json:",omitempty"`
}

type keyAction struct {
	Key attr.Map
	actionInput
}

// actionInput is what the four actions have in common.
type actionInput struct {
	TableName           string
	ConditionExpression *string
	substitutions
	ReturnValuesOnConditionCheckFailure string
}

type transactWriteItemsOutput struct {
	ConsumedCapacity []*consumedCapacity `json:",omitempty"`
}

func (t *tx) transactWriteItems(in *transactWriteItemsInput) (*transactWriteItemsOutput, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	past, repeated, err := t.recall(in)
	if err != nil {
		return nil, err
	}
	if repeated {
		return &transactWriteItemsOutput{in.ReturnConsumedCapacity.reportAll(past, asRead)}, nil
	}
	actions, err := t.actions(in.TransactItems)
	if err != nil {
		return nil, err
	}
	used, err := runAll(actions)
	if err != nil {
		return nil, err
	}
	if err := t.remember(in, used); err != nil {
		return nil, err
	}
	return &transactWriteItemsOutput{in.ReturnConsumedCapacity.reportAll(used.writes, asWrite)}, nil
}

func (in *transactWriteItemsInput) check() error {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return err
	}
	if _, err := oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "NONE", "SIZE"); err != nil {
		return err
	}
	if len(in.ClientRequestToken) > maxToken {
		return violates(in.ClientRequestToken, "clientRequestToken", "Member must have length less than or equal to 36")
	}
	return checkActionCount(len(in.TransactItems))
}

func checkActionCount(n int) error {
	switch {
	case n == 0:
		return violates("[]", "transactItems", "Member must have length greater than or equal to 1")
	case n > maxActions:
		return violates(fmt.Sprintf("[%d items]", n), "transactItems", "Member must have length less than or equal to 100")
	}
	return nil
}

// action is one checked action of a transaction. If it could not be made, for a reason that belongs to the action and
// not to the request, it has failed instead of a mutation.
type action struct {
	*mutation
	failed       error
	returnOnFail bool
}

// actions checks the whole request: two actions may not touch the same item.
func (t *tx) actions(items []transactWriteItem) ([]action, error) {
	actions := make([]action, len(items))
	seen := make(map[string]bool)
	for i, item := range items {
		a, err := t.newAction(item)
		if err != nil {
			return nil, err
		}
		actions[i] = a
		if a.failed != nil {
			continue
		}
		id := itemID(a.table, a.row)
		if seen[id] {
			return nil, invalid("Transaction request cannot include multiple operations on one item")
		}
		seen[id] = true
	}
	return actions, nil
}

// runAll runs all actions, or returns why the transaction is cancelled; the caller's error rolls back everything.
func runAll(actions []action) (transactionUsage, error) {
	used := newTransactionUsage()
	reasons := make([]cancellationReason, len(actions))
	cancelled, misfit, size := false, false, 0
	for i, a := range actions {
		reasons[i].Code = reasonNone
		c, err := change{}, a.failed
		if err == nil {
			c, err = a.run()
		}
		if err != nil {
			if reasons[i], err = a.reason(err); err != nil {
				return used, err
			}
			if reasons[i].Code == reasonInvalid {
				if misfit {
					reasons[i] = cancellationReason{Code: reasonNone} // the service reports only the first
				}
				misfit = true
			}
			cancelled = true
			continue
		}
		size += c.after.ItemSize() // what is deleted is not in the request, and does not count
		used.add(a.table.Name, c)
	}
	switch {
	case cancelled:
		return used, transactionCanceled(reasons)
	case size > maxTransactionSize:
		return used, invalid(
			"Collection size of items exceeded, which can also be caused by the aggregate size of the items in the transaction exceeding the 4MB limit",
		)
	}
	return used, nil
}

// reason is why an action failed, or the error itself if it does not concern the action.
func (a action) reason(err error) (cancellationReason, error) {
	e := asAPIError(err)
	switch e.kind {
	case dynamoNamespace + "ConditionalCheckFailedException":
		r := cancellationReason{Code: reasonConditionFailed, Message: e.message}
		if a.returnOnFail {
			r.Item = e.item
		}
		return r, nil
	case validationKind:
		return cancellationReason{Code: reasonInvalid, Message: e.message}, nil
	default:
		return cancellationReason{}, err
	}
}

// transactionUsage is what a transaction consumed by table: as a write, and as the read that a repeat with the same
// token counts as.
type transactionUsage struct{ writes, reads map[string]usage }

// transactionFactor is how much more a transactional read or write consumes.
const transactionFactor = 2

func newTransactionUsage() transactionUsage {
	return transactionUsage{writes: map[string]usage{}, reads: map[string]usage{}}
}

func (u transactionUsage) add(tableName string, c change) {
	size := max(c.before.ItemSize(), c.after.ItemSize())
	addUsage(u.writes, tableName, c.usage.scaled(transactionFactor))
	addUsage(u.reads, tableName, usage{table: transactionFactor * readUnits(size, true)})
}

// newAction makes the one action of an item. The error is that of the request.
func (t *tx) newAction(item transactWriteItem) (action, error) {
	var kinds []func() (action, error)
	if in := item.Put; in != nil {
		kinds = append(kinds, func() (action, error) { return t.transactPut(in.actionInput, in.Item) })
	}
	if in := item.Update; in != nil {
		kinds = append(kinds, func() (action, error) { return t.transactUpdate(in.actionInput, in.Key, in.UpdateExpression) })
	}
	if in := item.Delete; in != nil {
		kinds = append(kinds, func() (action, error) { return t.transactKey(in, t.newDelete) })
	}
	if in := item.ConditionCheck; in != nil {
		kinds = append(kinds, func() (action, error) { return t.transactCheck(in) })
	}
	if len(kinds) != 1 {
		return action{}, invalid("TransactItems can only contain one of Check, Put, Update or Delete")
	}
	return kinds[0]()
}
