package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Table is the product's table. It is safe for concurrent use.
type Table struct {
	client *dynamodb.Client
	name   string
	limits timeLimits
}

// Option changes how a table is used.
type Option func(*Table)

// Unhurried multiplies the time limits of calls, which exist because people wait for them. It is for programs that
// nobody waits for, so that they work on a slow machine.
func Unhurried(times int) Option {
	return func(t *Table) { t.limits = defaultLimits.times(time.Duration(max(times, 1))) }
}

// NewTable returns the table of that name. Nothing is sent yet.
func NewTable(cfg aws.Config, name string, options ...Option) *Table {
	t := &Table{name: name, limits: defaultLimits}
	for _, option := range options {
		option(t)
	}
	t.client = dynamodb.NewFromConfig(cfg, withPolicy(t.limits.attempt))
	return t
}

// Ready reports whether the table responds. It reads a key that no item has. Unlike DescribeTable, that needs no
// permission beyond those of the stores, and checks the part of DynamoDB that they depend on. Errors:
// fault.Unavailable.
func (t *Table) Ready(ctx context.Context) error {
	ctx, cancel := t.bounded(ctx)
	defer cancel()
	_, err := t.get(ctx, key("READY", "READY"))
	return err
}

// get reads one item, consistently. It is nil if there is none.
func (t *Table) get(ctx context.Context, key item) (item, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: key, ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, t.domainError(err)
	}
	return out.Item, nil
}

// writePatience is how long a write of one item waits for transactions that hold it. The SDK does not retry that
// refusal.
var writePatience = patience{attempts: 24, firstWait: 10 * time.Millisecond, longestWait: 100 * time.Millisecond}

// put writes a whole item under a condition, if that is not empty. Errors: conditionFailed.
func (t *Table) put(ctx context.Context, it item, condition string) error {
	in := &dynamodb.PutItemInput{TableName: &t.name, Item: it}
	if condition != "" {
		in.ConditionExpression = &condition
		in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	return t.patiently(ctx, writePatience, func() error {
		_, err := t.client.PutItem(ctx, in)
		return err
	})
}

// update is a conditional write to an item, in DynamoDB's expressions.
type update struct {
	key               item
	change, condition string
	values            item
}

// update executes an update. Errors: conditionFailed.
func (t *Table) update(ctx context.Context, u update) error {
	_, err := t.updated(ctx, u, types.ReturnValueNone)
	return err
}

// updated executes an update and returns the requested part of the item. Errors: conditionFailed.
func (t *Table) updated(
	ctx context.Context, u update, values types.ReturnValue, options ...func(*dynamodb.Options),
) (current item, err error) {
	err = t.patiently(ctx, writePatience, func() error {
		out, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &t.name, Key: u.key, ReturnValues: values,
			UpdateExpression: &u.change, ConditionExpression: &u.condition, ExpressionAttributeValues: u.values,
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		}, options...)
		if err == nil {
			current = out.Attributes
		}
		return err
	})
	return current, err
}

// delete removes an item and returns it as it was. It is nil if there was none, also if an earlier attempt of this call
// removed it and its response was lost.
func (t *Table) delete(ctx context.Context, key item) (last item, err error) {
	err = t.patiently(ctx, writePatience, func() error {
		out, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &t.name, Key: key, ReturnValues: types.ReturnValueAllOld,
		})
		if err == nil {
			last = out.Attributes
		}
		return err
	})
	return last, err
}

// deleteIf removes an item under a condition. Errors: conditionFailed, also if there is no item.
func (t *Table) deleteIf(ctx context.Context, key item, condition string, values item) error {
	return t.patiently(ctx, writePatience, func() error {
		_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &t.name, Key: key, ConditionExpression: &condition, ExpressionAttributeValues: values,
		})
		return err
	})
}

// query reads the items of one partition of the index in descending order of the sort key: at most limit items, with
// only the named attributes. The index is eventually consistent.
func (t *Table) query(ctx context.Context, partition string, limit int, attributes string) ([]item, error) {
	return t.queryUpTo(ctx, limit, &dynamodb.QueryInput{
		IndexName: aws.String(indexName), ScanIndexForward: aws.Bool(false),
		KeyConditionExpression:    aws.String(indexPartitionKey + " = :partition"),
		ExpressionAttributeValues: item{":partition": text(partition)},
		ProjectionExpression:      &attributes,
	})
}

// queryUpTo reads at most limit items, over as many pages as it takes: a page may end before its limit.
func (t *Table) queryUpTo(ctx context.Context, limit int, in *dynamodb.QueryInput) ([]item, error) {
	in.TableName, in.Limit = &t.name, aws.Int32(int32(limit))
	var found []item
	for pages := dynamodb.NewQueryPaginator(t.client, in); pages.HasMorePages() && len(found) < limit; {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, t.domainError(err)
		}
		found = append(found, page.Items...)
	}
	return found[:min(limit, len(found))], nil
}
