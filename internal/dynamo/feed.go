package dynamo

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Decoding takes processor time, and a small or busy machine must decode each page within the time of an attempt: hence
// few pages at a time, and smaller ones than DynamoDB's own limit of a megabyte.
const (
	pagesAtATime = 3
	changesPage  = 2000
)

// Changes returns the projects and tallies that have changed since a moment, by one query for the projects and one for
// each shard of the tallies. The index may lag by a moment. Errors: fault.Unavailable.
func (s *ProjectStore) Changes(ctx context.Context, since time.Time) (voting.Changes, error) {
	timeout, atATime := s.table.limits.call, 1+tallyShards
	if since.IsZero() {
		timeout, atATime = s.table.limits.load, pagesAtATime
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var changes voting.Changes
	var tallies [tallyShards][]voting.Tally
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atATime)
	group.Go(func() (err error) {
		changes.Projects, err = changed(ctx, s, projectsIndex, since, decodeProject)
		return err
	})
	for shard := range tallyShards {
		group.Go(func() (err error) {
			tallies[shard], err = changed(ctx, s, talliesPartition(shard), since, decodeTally)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return voting.Changes{}, err
	}
	for _, t := range tallies {
		changes.Tallies = append(changes.Tallies, t...)
	}
	return changes, nil
}

// changed returns what has changed in one partition of the index. An item that can't be decoded is left out and
// reported: one bad item must not hide all others.
func changed[T any](
	ctx context.Context,
	s *ProjectStore,
	partition string,
	since time.Time,
	decode func(item) (T, error),
) ([]T, error) {
	in := &dynamodb.QueryInput{
		TableName: &s.table.name, IndexName: aws.String(indexName), Limit: aws.Int32(changesPage),
		KeyConditionExpression:    aws.String("GSI1PK = :partition"),
		ExpressionAttributeValues: item{":partition": text(partition)},
	}
	if !since.IsZero() {
		in.KeyConditionExpression = aws.String("GSI1PK = :partition AND GSI1SK >= :since")
		in.ExpressionAttributeValues[":since"] = text(formatInstant(since))
	}
	var found []T
	for pages := dynamodb.NewQueryPaginator(s.table.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, s.table.domainError(err)
		}
		for _, it := range page.Items {
			one, err := decode(it)
			if err != nil {
				s.reported.report(ctx, it, err)
				continue
			}
			found = append(found, one)
		}
	}
	return found, nil
}

// reportedItems logs each malformed item once: a feed finds it in every read.
type reportedItems struct {
	keys sync.Map
}

// report logs an item by its key, without its content.
func (r *reportedItems) report(ctx context.Context, it item, err error) {
	at := reader{item: it}
	id := [2]string{at.optionalText(partitionKey), at.optionalText(sortKey)}
	if _, done := r.keys.LoadOrStore(id, true); !done {
		slog.ErrorContext(ctx, "malformed item left out", "partition", id[0], "sort", id[1], "error", err)
	}
}
