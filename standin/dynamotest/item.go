package dynamotest

import (
	"errors"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

type getItemInput struct {
	TableName                string
	Key                      attr.Map
	ConsistentRead           bool
	ProjectionExpression     *string
	ExpressionAttributeNames map[string]string
	ReturnConsumedCapacity   capacityMode
}

type getItemOutput struct {
	// empty, not absent, when the item has none of the projected attributes
	Item             attr.Map          `json:",omitzero"`
	ConsumedCapacity *consumedCapacity `json:",omitempty"`
}

func (t *tx) getItem(in *getItemInput) (*getItemOutput, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	r, err := t.newRead(in.TableName, in.Key, in.ProjectionExpression, in.ExpressionAttributeNames)
	if err != nil {
		return nil, err
	}
	item, size, err := r.run()
	if err != nil {
		return nil, err
	}
	used := usage{table: readUnits(size, in.ConsistentRead)}
	return &getItemOutput{
		Item:             item,
		ConsumedCapacity: in.ReturnConsumedCapacity.report(r.table.Name, used, unspecified),
	}, nil
}

// read is the read of one item by its key.
type read struct {
	table      *table
	row        rowKey
	projection *expr.Projection
}

func (t *tx) newRead(tableName string, key attr.Map, projection *string, names map[string]string) (*read, error) {
	substitute := substitutions{ExpressionAttributeNames: names}
	scope, err := substitute.scope(namedText{"ProjectionExpression", projection})
	if err != nil {
		return nil, err
	}
	p, err := scope.Projection(projection)
	if err != nil {
		return nil, err
	}
	if err := scope.Unused(); err != nil {
		return nil, err
	}
	tbl, err := t.table(tableName)
	if err != nil {
		return nil, err
	}
	row, err := tbl.key(key)
	return &read{tbl, row, p}, err
}

// run is the projected item, or nil, and the size of the whole one.
func (r *read) run() (attr.Map, int, error) {
	item, err := r.table.get(r.row)
	if item == nil {
		return nil, 0, err
	}
	return r.projection.Apply(item), item.ItemSize(), err
}

// writeInput is what PutItem, UpdateItem and DeleteItem have in common.
type writeInput struct {
	TableName           string
	ConditionExpression *string
	substitutions
	ReturnConsumedCapacity              capacityMode
	ReturnItemCollectionMetrics         string
	ReturnValues                        string
	ReturnValuesOnConditionCheckFailure string
}

type writeOutput struct {
	Attributes       attr.Map          `json:",omitempty"`
	ConsumedCapacity *consumedCapacity `json:",omitempty"`
}

func (in *writeInput) check() error {
	_, err := oneOf("returnValues", in.ReturnValues, "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")
	if err != nil {
		return err
	}
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return err
	}
	if _, err := oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "NONE", "SIZE"); err != nil {
		return err
	}
	return checkOnFailure(in.ReturnValuesOnConditionCheckFailure)
}

func checkOnFailure(value string) error {
	_, err := oneOf("returnValuesOnConditionCheckFailure", value, "NONE", "ALL_OLD")
	return err
}

// write runs the one mutation of the operation and builds the response from its result.
func (in *writeInput) write(m *mutation, returned func(change) attr.Map) (*writeOutput, error) {
	c, err := m.run()
	var failure *apiError
	if errors.As(err, &failure) && failure.item != nil && in.ReturnValuesOnConditionCheckFailure != "ALL_OLD" {
		failure.item = nil
	}
	if err != nil {
		return nil, err
	}
	return &writeOutput{
		Attributes:       returned(c),
		ConsumedCapacity: in.ReturnConsumedCapacity.report(m.table.Name, c.usage, unspecified),
	}, nil
}

// returnedOld is what ReturnValues returns for a put or delete.
func (in *writeInput) returnedOld(c change) attr.Map {
	if in.ReturnValues == "ALL_OLD" {
		return c.before
	}
	return nil
}

func (in *writeInput) checkOld() error {
	if err := in.check(); err != nil {
		return err
	}
	switch in.ReturnValues {
	case "", "NONE", "ALL_OLD":
		return nil
	default:
		return invalid("ReturnValues can only be ALL_OLD or NONE")
	}
}

// compileCondition is the compiled condition of a request without other expressions.
func compileCondition(text *string, substitute *substitutions) (*expr.Condition, error) {
	scope, err := substitute.scope(namedText{"ConditionExpression", text})
	if err != nil {
		return nil, err
	}
	c, err := scope.Condition("ConditionExpression", text)
	if err != nil {
		return nil, err
	}
	return c, scope.Unused()
}

type putItemInput struct {
	Item attr.Map
	writeInput
}

func (t *tx) putItem(in *putItemInput) (*writeOutput, error) {
	if err := in.checkOld(); err != nil {
		return nil, err
	}
	condition, err := compileCondition(in.ConditionExpression, &in.substitutions)
	if err != nil {
		return nil, err
	}
	m, err := t.newPut(in.TableName, in.Item, condition)
	if err != nil {
		return nil, err
	}
	return in.write(m, in.returnedOld)
}

type deleteItemInput struct {
	Key attr.Map
	writeInput
}

func (t *tx) deleteItem(in *deleteItemInput) (*writeOutput, error) {
	if err := in.checkOld(); err != nil {
		return nil, err
	}
	condition, err := compileCondition(in.ConditionExpression, &in.substitutions)
	if err != nil {
		return nil, err
	}
	m, err := t.newDelete(in.TableName, in.Key, condition)
	if err != nil {
		return nil, err
	}
	return in.write(m, in.returnedOld)
}
