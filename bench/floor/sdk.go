package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/bench/fixture"
)

// sdk calls DynamoDB through the AWS SDK.
type sdk struct {
	client *dynamodb.Client
	table  string
}

func newSDK(ctx context.Context, table string) (*sdk, error) {
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1024
	})
	c, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(client))
	return &sdk{dynamodb.NewFromConfig(c), table}, err
}

type item = map[string]types.AttributeValue

func attribute(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// votes reads the votes of a voter.
func (s *sdk) votes(ctx context.Context, subject string) (*ballot, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true),
		Key: item{"PK": attribute("VOTER#" + subject), "SK": attribute("VOTER")},
	})
	if err != nil {
		return nil, err
	}
	var b ballot
	votes, _ := out.Item["votes"].(*types.AttributeValueMemberM)
	for points, value := range votes.Value {
		n, err := strconv.Atoi(points)
		if err != nil || n < 1 || n > fixture.Values {
			return nil, fmt.Errorf("a vote of %q points", points)
		}
		vote, _ := value.(*types.AttributeValueMemberM)
		project, _ := vote.Value["project"].(*types.AttributeValueMemberS)
		b[n] = project.Value
	}
	return &b, nil
}

// vote makes a bare transaction, since that is what a vote is compared with. It updates a voter and a tally and puts an
// event, as a vote does, without reading or checking anything.
func (s *sdk) vote(ctx context.Context, caller, project string, points int) error {
	value := strconv.Itoa(points)
	key := func(partition, sort string) item { return item{"PK": attribute(partition), "SK": attribute(sort)} }
	update := func(key item, change string) types.TransactWriteItem {
		return types.TransactWriteItem{Update: &types.Update{
			TableName: &s.table, Key: key, UpdateExpression: &change, ConditionExpression: aws.String("attribute_exists(PK)"),
			ExpressionAttributeValues: item{":value": attribute(value), ":one": &types.AttributeValueMemberN{Value: "1"}},
		}}
	}
	event := key("AUDIT#2026-01-01#0", "01KAMX3V9T4G6W8Y2B5D7F1H3J")
	event["GSI1PK"], event["GSI1SK"] = attribute("ACTOR#"+caller), attribute("01KAMX3V9T4G6W8Y2B5D7F1H3J")
	event["action"], event["target"] = attribute("castVote"), attribute(project)
	_, err := s.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		update(key("VOTER#"+caller, "VOTER"), "SET votes = :value ADD version :one"),
		update(key("PROJECT#"+project, "TALLY#0"), "SET GSI1SK = :value ADD points :one"),
		{Put: &types.Put{TableName: &s.table, Item: event, ConditionExpression: aws.String("attribute_not_exists(PK)")}},
	}})
	return err
}

// castVote is a bare transaction and its answer.
func (f *floor) castVote(r *http.Request, q query, caller string, out []byte) ([]byte, error) {
	in := q.Variables.Input
	if err := f.sdk.vote(r.Context(), caller, in.ProjectID, in.Points); err != nil {
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
