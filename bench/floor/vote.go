package main

import (
	"context"
	"net/http"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// transactions makes bare transactions through the AWS SDK, since that is what a vote is compared with.
type transactions struct {
	client *dynamodb.Client
	table  string
}

func newTransactions(ctx context.Context, table string) (*transactions, error) {
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1024
	})
	c, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(client))
	return &transactions{dynamodb.NewFromConfig(c), table}, err
}

type item = map[string]types.AttributeValue

func attribute(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// vote updates a voter and a tally and puts an event, as a vote does, without reading or checking anything.
func (t *transactions) vote(ctx context.Context, caller, project string, points int) error {
	value := strconv.Itoa(points)
	key := func(partition, sort string) item { return item{"PK": attribute(partition), "SK": attribute(sort)} }
	update := func(key item, change string) types.TransactWriteItem {
		return types.TransactWriteItem{Update: &types.Update{
			TableName: &t.table, Key: key, UpdateExpression: &change, ConditionExpression: aws.String("attribute_exists(PK)"),
			ExpressionAttributeValues: item{":value": attribute(value), ":one": &types.AttributeValueMemberN{Value: "1"}},
		}}
	}
	event := key("AUDIT#2026-01-01#0", "01KAMX3V9T4G6W8Y2B5D7F1H3J")
	event["GSI1PK"], event["GSI1SK"] = attribute("ACTOR#"+caller), attribute("01KAMX3V9T4G6W8Y2B5D7F1H3J")
	event["action"], event["target"] = attribute("castVote"), attribute(project)
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		update(key("VOTER#"+caller, "VOTER"), "SET votes = :value ADD version :one"),
		update(key("PROJECT#"+project, "TALLY#0"), "SET GSI1SK = :value ADD points :one"),
		{Put: &types.Put{TableName: &t.table, Item: event, ConditionExpression: aws.String("attribute_not_exists(PK)")}},
	}})
	return err
}

// castVote is a bare transaction and its answer.
func (f *floor) castVote(r *http.Request, q query, caller string, out []byte) ([]byte, error) {
	in := q.Variables.Input
	if err := f.transactions.vote(r.Context(), caller, in.ProjectID, in.Points); err != nil {
		return nil, err
	}
	out = strconv.AppendInt(append(out, `{"data":{"castVote":{"vote":{"points":`...), int64(in.Points), 10)
	out = text(append(out, `,"project":{"id":`...), in.ProjectID)
	return append(out, `}},"userErrors":[]}}}`...), nil
}

// query is a request for GraphQL.
type query struct {
	Query     string
	Variables struct {
		Input struct {
			ProjectID string
			Points    int
		}
	}
}
