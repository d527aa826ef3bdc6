package dynamotest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// DynamoDB's limits for batches.
const (
	maxBatchGets   = 100
	maxBatchWrites = 25
	maxBatchSize   = 16 << 20
)

type batchGetItemInput struct {
	RequestItems           map[string]*keysAndAttributes
	ReturnConsumedCapacity capacityMode
}

type keysAndAttributes struct {
	Keys                     []attr.Map
	ConsistentRead           bool              `json:",omitempty"`
	ProjectionExpression     *string           `json:",omitempty"`
	ExpressionAttributeNames map[string]string `json:",omitempty"`
}

type batchGetItemOutput struct {
	Responses        map[string][]attr.Map
	UnprocessedKeys  map[string]*keysAndAttributes
	ConsumedCapacity []*consumedCapacity `json:",omitempty"`
}

func (t *tx) batchGetItem(in *batchGetItemInput) (*batchGetItemOutput, error) {
	left, err := in.check()
	if err != nil {
		return nil, err
	}
	if t.fault == Unprocessed {
		left--
	}
	out := &batchGetItemOutput{Responses: map[string][]attr.Map{}, UnprocessedKeys: map[string]*keysAndAttributes{}}
	used := make(map[string]usage)
	size := 0
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		request := in.RequestItems[name]
		keys, err := t.newReads(name, request)
		if err != nil {
			return nil, err
		}
		out.Responses[name] = []attr.Map{}
		for i, key := range keys {
			if size > maxBatchSize || left == 0 {
				out.UnprocessedKeys[name] = request.from(i)
				break
			}
			left--
			item, n, err := key.run()
			if err != nil {
				return nil, err
			}
			size += n
			addUsage(used, key.table.Name, usage{table: readUnits(n, request.ConsistentRead)})
			if item != nil {
				out.Responses[name] = append(out.Responses[name], item)
			}
		}
	}
	out.ConsumedCapacity = in.ReturnConsumedCapacity.reportAll(used, unspecified)
	return out, nil
}

// from is the request without its first n keys.
func (k *keysAndAttributes) from(n int) *keysAndAttributes {
	rest := *k
	rest.Keys = k.Keys[n:]
	return &rest
}

// check counts the keys.
func (in *batchGetItemInput) check() (keys int, err error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return 0, err
	}
	for name, request := range in.RequestItems {
		if request == nil || len(request.Keys) == 0 {
			return 0, violates("[]", "requestItems."+name+".member.keys", "Member must have length greater than or equal to 1")
		}
		keys += len(request.Keys)
	}
	switch {
	case keys == 0:
		return 0, violates("{}", "requestItems", "Member must have length greater than or equal to 1")
	case keys > maxBatchGets:
		return 0, invalid("Too many items requested for the BatchGetItem call")
	}
	return keys, nil
}

// newReads checks the keys of one table, which must differ.
func (t *tx) newReads(tableName string, request *keysAndAttributes) ([]*read, error) {
	seen := make(map[string]bool)
	keys := make([]*read, len(request.Keys))
	for i, key := range request.Keys {
		r, err := t.newRead(tableName, key, request.ProjectionExpression, request.ExpressionAttributeNames)
		if err != nil {
			return nil, err
		}
		if seen[string(r.row)] {
			return nil, invalid("Provided list of item keys contains duplicates")
		}
		seen[string(r.row)] = true
		keys[i] = r
	}
	return keys, nil
}

type batchWriteItemInput struct {
	RequestItems                map[string][]writeRequest
	ReturnConsumedCapacity      capacityMode
	ReturnItemCollectionMetrics string
}

// writeRequest has one of its two members.
type writeRequest struct {
	PutRequest    *struct{ Item attr.Map } `json:",omitempty"`
	DeleteRequest *struct{ Key attr.Map }  `json:",omitempty"`
}

type batchWriteItemOutput struct {
	UnprocessedItems map[string][]writeRequest
	ConsumedCapacity []*consumedCapacity `json:",omitempty"`
}

func (t *tx) batchWriteItem(in *batchWriteItemInput) (*batchWriteItemOutput, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	mutations, err := t.batchMutations(in)
	if err != nil {
		return nil, err
	}
	out := &batchWriteItemOutput{UnprocessedItems: map[string][]writeRequest{}}
	if last := len(mutations) - 1; t.fault == Unprocessed {
		m := mutations[last]
		out.UnprocessedItems[m.tableName] = []writeRequest{m.request}
		mutations = mutations[:last]
	}
	used := make(map[string]usage)
	for _, m := range mutations {
		c, err := m.run()
		if err != nil {
			return nil, err
		}
		addUsage(used, m.table.Name, c.usage)
	}
	out.ConsumedCapacity = in.ReturnConsumedCapacity.reportAll(used, unspecified)
	return out, nil
}

func (in *batchWriteItemInput) check() error {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return err
	}
	if _, err := oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "NONE", "SIZE"); err != nil {
		return err
	}
	count := 0
	for name, requests := range in.RequestItems {
		if len(requests) == 0 {
			return violates("[]", "requestItems."+name+".member", "Member must have length greater than or equal to 1")
		}
		count += len(requests)
	}
	switch {
	case count == 0:
		return violates("{}", "requestItems", "Member must have length greater than or equal to 1")
	case count > maxBatchWrites:
		return violates(
			fmt.Sprintf("{%d requests}", count),
			"requestItems",
			"Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
		)
	}
	return nil
}

// batchMutation is the mutation of one request, and the request itself in case it is not processed.
type batchMutation struct {
	*mutation
	tableName string
	request   writeRequest
}

func (t *tx) batchMutations(in *batchWriteItemInput) ([]batchMutation, error) {
	var mutations []batchMutation
	seen := make(map[string]bool)
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		for _, request := range in.RequestItems[name] {
			m, err := t.newBatchMutation(name, request)
			if err != nil {
				return nil, err
			}
			id := itemID(m.table, m.row)
			if seen[id] {
				return nil, invalid("Provided list of item keys contains duplicates")
			}
			seen[id] = true
			mutations = append(mutations, batchMutation{m, name, request})
		}
	}
	return mutations, nil
}

func (t *tx) newBatchMutation(tableName string, request writeRequest) (*mutation, error) {
	switch {
	case request.PutRequest != nil && request.DeleteRequest == nil:
		return t.newPut(tableName, request.PutRequest.Item, nil)
	case request.DeleteRequest != nil && request.PutRequest == nil:
		return t.newDelete(tableName, request.DeleteRequest.Key, nil)
	default:
		return nil, invalid(
			"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
		)
	}
}
