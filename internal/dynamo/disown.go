package dynamo

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Disown removes the owner's name from a project. Errors: fault.Unavailable.
func (s *ProjectStore) Disown(ctx context.Context, id string) error {
	if !validProjectID(id) {
		return nil
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	err := s.table.update(ctx, update{
		key:       projectKey(id),
		change:    "SET ownerName = :none, GSI1SK = :changed ADD version :one",
		condition: "attribute_exists(PK) AND ownerName <> :none",
		values:    item{":none": text(""), ":changed": text(changeKey(s.now(), id)), ":one": number(1)},
	})
	if refused := (*conditionFailed)(nil); errors.As(err, &refused) {
		return nil
	}
	return err
}

// Named returns the ids of an owner's projects that show a name, by reading all projects in the index. Errors:
// fault.Unavailable.
func (s *ProjectStore) Named(ctx context.Context, owner string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.table.limits.load)
	defer cancel()
	var ids []string
	pages := dynamodb.NewQueryPaginator(s.table.client, &dynamodb.QueryInput{
		TableName: &s.table.name, IndexName: aws.String(indexName),
		KeyConditionExpression:    aws.String("GSI1PK = :projects"),
		FilterExpression:          aws.String("ownerId = :owner AND ownerName <> :none"),
		ProjectionExpression:      aws.String(partitionKey),
		ExpressionAttributeValues: item{":projects": text(projectsIndex), ":owner": text(owner), ":none": text("")},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, s.table.domainError(err)
		}
		for _, it := range page.Items {
			r := reader{item: it}
			ids = append(ids, strings.TrimPrefix(r.text(partitionKey), projectPrefix))
		}
	}
	return ids, nil
}
