package dynamotest

import (
	"errors"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

type transactGetItemsInput struct {
	TransactItems          []transactGetItem
	ReturnConsumedCapacity capacityMode
}

type transactGetItem struct {
	Get *struct {
		TableName                string
		Key                      attr.Map
		ProjectionExpression     *string
		ExpressionAttributeNames map[string]string
	}
}

type transactGetItemsOutput struct {
	Responses        []itemResponse
	ConsumedCapacity []*consumedCapacity `json:",omitempty"`
}

type itemResponse struct {
	Item attr.Map `json:",omitempty"`
}

func (t *tx) transactGetItems(in *transactGetItemsInput) (*transactGetItemsOutput, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	if err := checkActionCount(len(in.TransactItems)); err != nil {
		return nil, err
	}
	made, err := t.transactReads(in.TransactItems)
	if err != nil {
		return nil, err
	}
	out := &transactGetItemsOutput{Responses: make([]itemResponse, len(made))}
	used := make(map[string]usage)
	for i, r := range made {
		item, size, err := r.run()
		if err != nil {
			return nil, err
		}
		out.Responses[i].Item = item
		addUsage(used, r.table.Name, usage{table: transactionFactor * readUnits(size, true)})
	}
	out.ConsumedCapacity = in.ReturnConsumedCapacity.reportAll(used, asRead)
	return out, nil
}

// transactReads checks the whole request: a key that does not fit its table cancels the transaction with reasons.
func (t *tx) transactReads(items []transactGetItem) ([]*read, error) {
	made := make([]*read, len(items))
	reasons := make([]cancellationReason, len(items))
	seen := make(map[string]bool)
	cancelled := false
	for i, item := range items {
		reasons[i].Code = reasonNone
		if item.Get == nil {
			return nil, violates("null", "transactItems.1.member.get", "Member must not be null")
		}
		r, err := t.newRead(
			item.Get.TableName, item.Get.Key, item.Get.ProjectionExpression, item.Get.ExpressionAttributeNames,
		)
		if errors.Is(err, errKeyMismatch) {
			reasons[i] = cancellationReason{Code: reasonInvalid, Message: asAPIError(err).message}
			cancelled = true
			continue
		}
		if err != nil {
			return nil, err
		}
		id := itemID(r.table, r.row)
		if seen[id] {
			return nil, invalid("Transaction request cannot include multiple operations on one item")
		}
		seen[id] = true
		made[i] = r
	}
	if cancelled {
		return nil, transactionCanceled(reasons)
	}
	return made, nil
}
