package doctor

import (
	"context"
	"errors"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// probePartition begins the key of no item, and none is ever written under it: every write has a condition that can't hold. IAM
// decides before DynamoDB looks at conditions, so the refusal by the condition is the proof.
const probePartition = "DOCTOR#probe"

var neverHolds = aws.String("attribute_exists(PK)")

// probe is a harmless call of an operation that the product uses.
type probe struct {
	operation string
	// actions are what IAM must allow for it.
	actions, resource string
	call              func(context.Context) error
}

func (d *doctor) probes() []probe {
	table, index := d.tableARN(), d.tableARN()+"/index/"+indexName
	return []probe{
		{"GetItem", "dynamodb:GetItem", table, d.probeGet},
		{"PutItem", "dynamodb:PutItem", table, d.probePut},
		{"UpdateItem", "dynamodb:UpdateItem", table, d.probeUpdate},
		{"DeleteItem", "dynamodb:DeleteItem", table, d.probeDelete},
		{"Query", "dynamodb:Query", index, d.probeQuery},
		{"TransactWriteItems", "dynamodb:PutItem and dynamodb:UpdateItem", table, d.probeTransaction},
	}
}

func (p probe) name() string { return "iam." + p.operation }

func (d *doctor) permissions(ctx context.Context) []Check {
	probes := d.probes()
	checks := make([]Check, len(probes))
	var running sync.WaitGroup
	for i, p := range probes {
		running.Go(func() { checks[i] = p.outcome(p.call(ctx)).named(p.name()) })
	}
	running.Wait()
	return checks
}

func (d *doctor) skipPermissions(because string) (checks []Check) {
	for _, p := range d.probes() {
		checks = append(checks, skipped(because).named(p.name()))
	}
	return checks
}

// outcome reads the answer to a probe.
func (p probe) outcome(err error) finding {
	var condition *types.ConditionalCheckFailedException
	var cancelled *types.TransactionCanceledException
	switch {
	case err == nil, errors.As(err, &condition), errors.As(err, &cancelled):
		return fine("%s is allowed", p.operation)
	case denied(err):
		return problem(Change{IAM: p.actions + " on " + p.resource}, "the credentials do not allow %s", p.operation)
	case notFound(err):
		return skipped("the table has to exist first")
	case errorCode(err) == "ValidationException":
		return skipped("the table's keys and index have to be right first")
	}
	return unchecked(err, p.actions, p.resource)
}

// probeKey is the key of an item that is not there; a transaction needs two.
func probeKey(sort string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: probePartition},
		"SK": &types.AttributeValueMemberS{Value: sort},
	}
}

// probeChange is a change that never happens. It takes no names or values of the product.
var (
	probeChange = aws.String("SET doctor = :doctor")
	probeValues = map[string]types.AttributeValue{":doctor": &types.AttributeValueMemberBOOL{Value: true}}
)

func (d *doctor) probeGet(ctx context.Context) error {
	_, err := d.dynamo.GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.TableName, Key: probeKey("1")})
	return err
}

func (d *doctor) probePut(ctx context.Context) error {
	_, err := d.dynamo.PutItem(ctx, &dynamodb.PutItemInput{TableName: &d.TableName, Item: probeKey("1"), ConditionExpression: neverHolds})
	return err
}

func (d *doctor) probeUpdate(ctx context.Context) error {
	_, err := d.dynamo.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &d.TableName, Key: probeKey("1"),
		UpdateExpression: probeChange, ExpressionAttributeValues: probeValues, ConditionExpression: neverHolds,
	})
	return err
}

func (d *doctor) probeDelete(ctx context.Context) error {
	_, err := d.dynamo.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &d.TableName, Key: probeKey("1"), ConditionExpression: neverHolds})
	return err
}

func (d *doctor) probeQuery(ctx context.Context) error {
	_, err := d.dynamo.Query(ctx, &dynamodb.QueryInput{
		TableName: &d.TableName, IndexName: aws.String(indexName), Limit: aws.Int32(1),
		KeyConditionExpression:    aws.String("GSI1PK = :partition"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":partition": &types.AttributeValueMemberS{Value: probePartition}},
	})
	return err
}

func (d *doctor) probeTransaction(ctx context.Context) error {
	_, err := d.dynamo.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &d.TableName, Item: probeKey("1"), ConditionExpression: neverHolds}},
		{Update: &types.Update{
			TableName: &d.TableName, Key: probeKey("2"),
			UpdateExpression: probeChange, ExpressionAttributeValues: probeValues, ConditionExpression: neverHolds,
		}},
	}})
	return err
}
