package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// creationTime bounds the wait for a new table, which AWS takes some seconds to create.
const creationTime = 2 * time.Minute

// Create creates the table with its index and expiry, and waits until it can be used; it succeeds if the table exists.
// It is for laptops and tests: in AWS the table is part of the infrastructure, with backups and deletion protection,
// and the service has no permission for this.
func (t *Table) Create(ctx context.Context) error {
	_, err := t.client.CreateTable(ctx, t.definition())
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return t.domainError(err)
	}
	waiter := dynamodb.NewTableExistsWaiter(t.client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 50*time.Millisecond, 2*time.Second
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &t.name}, creationTime); err != nil {
		return t.domainError(err)
	}
	return t.enableExpiry(ctx)
}

func (t *Table) definition() *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName:   &t.name,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			textAttribute(partitionKey), textAttribute(sortKey), textAttribute(indexPartitionKey), textAttribute(indexSortKey),
		},
		KeySchema: keySchema(partitionKey, sortKey),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String(indexName),
			KeySchema: keySchema(indexPartitionKey, indexSortKey),
			// Whole items, so that a list of any kind of item is one query.
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
	}
}

func textAttribute(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
}

func keySchema(hash, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &hash, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}

// enableExpiry checks first, since DynamoDB refuses to enable an expiry that is already enabled.
func (t *Table) enableExpiry(ctx context.Context) error {
	current, err := t.client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &t.name})
	if err != nil {
		return t.domainError(err)
	}
	if d := current.TimeToLiveDescription; d != nil &&
		(d.TimeToLiveStatus == types.TimeToLiveStatusEnabled || d.TimeToLiveStatus == types.TimeToLiveStatusEnabling) {
		return nil
	}
	_, err = t.client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &t.name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(expiryAttribute), Enabled: aws.Bool(true),
		},
	})
	return t.domainError(err)
}
