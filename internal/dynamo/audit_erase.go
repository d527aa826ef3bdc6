package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"
)

const (
	// maxErased bounds the events that one call of Anonymize changes.
	maxErased = 200
	// erasedTogether is how many of them it changes at a time.
	erasedTogether = 8
)

// Anonymize takes what is personal out of the events of a person whose account is deleted, and those that only the
// email address connects with the person out of the index, whose key holds it. What has been done already is skipped,
// so that another call goes on where one stopped. Errors: fault.Unavailable.
func (s *AuditStore) Anonymize(ctx context.Context, subject, email string) (done bool, err error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	left := maxErased
	for partition, change := range map[string]string{
		actorPrefix + subject: "REMOVE email, ipAddress, userAgent",
		emailPrefix + email:   "REMOVE email, ipAddress, userAgent, GSI1PK, GSI1SK",
	} {
		for start := item(nil); ; {
			found, next, err := s.personal(ctx, partition, start)
			if err != nil {
				return false, err
			}
			if err := s.anonymize(ctx, found[:min(left, len(found))], change); err != nil {
				return false, err
			}
			if left -= len(found); left < 0 {
				return false, nil
			}
			if next == nil {
				break
			}
			start = next
		}
	}
	return true, nil
}

// personal returns the keys of a person's events that hold something personal, and where to go on; nil at the end.
func (s *AuditStore) personal(ctx context.Context, partition string, start item) (keys []item, next item, err error) {
	out, err := s.table.queryPage(ctx, &dynamodb.QueryInput{
		IndexName:                 aws.String(indexName),
		KeyConditionExpression:    aws.String("GSI1PK = :partition"),
		FilterExpression:          aws.String("attribute_exists(email) OR attribute_exists(ipAddress) OR attribute_exists(userAgent)"),
		ProjectionExpression:      aws.String("PK, SK"),
		ExpressionAttributeValues: item{":partition": text(partition)},
		ExclusiveStartKey:         start,
	})
	if err != nil {
		return nil, nil, err
	}
	return out.Items, out.LastEvaluatedKey, nil
}

func (s *AuditStore) anonymize(ctx context.Context, keys []item, change string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(erasedTogether)
	for _, key := range keys {
		group.Go(func() error { return s.anonymizeOne(ctx, key, change) })
	}
	return group.Wait()
}

// anonymizeOne leaves out an event that has expired and is gone in the meantime: an update would create it again.
func (s *AuditStore) anonymizeOne(ctx context.Context, key item, change string) error {
	err := s.table.update(ctx, update{key: key, change: change, condition: "attribute_exists(PK)"})
	var gone *conditionFailed
	if errors.As(err, &gone) {
		return nil
	}
	return err
}
