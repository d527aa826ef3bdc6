package doctor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// probePartition begins keys that no item has. None is ever written under it, since every write has a condition that
// can't hold.
const probePartition = "DOCTOR#probe"

var neverHolds = aws.String("attribute_exists(PK)")

func (d *doctor) tableProbes() []probe {
	const first = "the table, with its keys and its index, has to be right first"
	table, index := d.tableARN(), d.tableARN()+"/index/"+indexName
	return []probe{
		{"GetItem", "dynamodb:GetItem", table, first, d.probeGet},
		{"PutItem", "dynamodb:PutItem", table, first, d.probePut},
		{"UpdateItem", "dynamodb:UpdateItem", table, first, d.probeUpdate},
		{"DeleteItem", "dynamodb:DeleteItem", table, first, d.probeDelete},
		{"Query", "dynamodb:Query", table, first, d.probeQuery},
		{"Query", "dynamodb:Query", index, first, d.probeIndex},
		{"TransactWriteItems", "dynamodb:PutItem and dynamodb:UpdateItem", table, first, d.probeTransaction},
	}
}

// probeKey is the key of an item that is not there; a transaction needs two.
func probeKey(sort string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: probePartition},
		"SK": &types.AttributeValueMemberS{Value: sort},
	}
}

// probeChange is a change that never happens. It uses none of the product's names or values.
var (
	probeChange = aws.String("SET doctor = :doctor")
	probeValues = map[string]types.AttributeValue{":doctor": &types.AttributeValueMemberBOOL{Value: true}}
)

func (d *doctor) probeGet(ctx context.Context) error {
	_, err := d.dynamo.GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.TableName, Key: probeKey("1")})
	return err
}

func (d *doctor) probePut(ctx context.Context) error {
	_, err := d.dynamo.PutItem(
		ctx,
		&dynamodb.PutItemInput{TableName: &d.TableName, Item: probeKey("1"), ConditionExpression: neverHolds},
	)
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
	_, err := d.dynamo.DeleteItem(
		ctx,
		&dynamodb.DeleteItemInput{TableName: &d.TableName, Key: probeKey("1"), ConditionExpression: neverHolds},
	)
	return err
}

func (d *doctor) probeQuery(ctx context.Context) error {
	_, err := d.dynamo.Query(ctx, &dynamodb.QueryInput{
		TableName: &d.TableName, Limit: aws.Int32(1),
		KeyConditionExpression: aws.String("PK = :partition"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":partition": &types.AttributeValueMemberS{Value: probePartition},
		},
	})
	return err
}

func (d *doctor) probeIndex(ctx context.Context) error {
	_, err := d.dynamo.Query(ctx, &dynamodb.QueryInput{
		TableName: &d.TableName, IndexName: aws.String(indexName), Limit: aws.Int32(1),
		KeyConditionExpression: aws.String("GSI1PK = :partition"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":partition": &types.AttributeValueMemberS{Value: probePartition},
		},
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
