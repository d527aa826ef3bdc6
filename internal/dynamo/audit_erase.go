package dynamo

import (
	"context"
	"errors"
	"time"

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

// Anonymize removes personal data from the events of a person whose account is deleted. It also takes the events that
// only the email address links to the person out of the index, whose key contains the address. It skips finished
// events, so that another call continues where one stopped. Errors: fault.Unavailable.
func (s *AuditStore) Anonymize(ctx context.Context, subject, email string) (done bool, err error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	left := maxErased
	for partition, change := range changesFor(subject, email) {
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

// isPersonal matches events that contain personal data.
const isPersonal = "attribute_exists(email) OR attribute_exists(ipAddress) OR attribute_exists(userAgent)"

// changesFor returns the changes to make to the events of a person, by their partition of the index.
func changesFor(subject, email string) map[string]string {
	return map[string]string{
		actorPrefix + subject: "REMOVE email, ipAddress, userAgent",
		emailPrefix + email:   "REMOVE email, ipAddress, userAgent, GSI1PK, GSI1SK",
	}
}

// personal returns the keys of a person's events that contain personal data, and where to continue; nil at the end.
func (s *AuditStore) personal(ctx context.Context, partition string, start item) (keys []item, next item, err error) {
	out, err := s.table.queryPage(ctx, &dynamodb.QueryInput{
		IndexName:                 aws.String(indexName),
		KeyConditionExpression:    aws.String("GSI1PK = :partition"),
		FilterExpression:          aws.String(isPersonal),
		ProjectionExpression:      aws.String("PK, SK"),
		ExpressionAttributeValues: item{":partition": text(partition)},
		ExclusiveStartKey:         start,
	})
	if err != nil {
		return nil, nil, err
	}
	return out.Items, out.LastEvaluatedKey, nil
}

// AnonymizeSince does what Anonymize does for the events since a moment, by consistent reads of their days. Errors:
// fault.Unavailable.
func (s *AuditStore) AnonymizeSince(ctx context.Context, subject, email string, since time.Time) error {
	// Other instances' clocks may be ahead, but not by a day.
	for day := startOf(since); !day.After(s.now().Add(24 * time.Hour)); day = day.AddDate(0, 0, 1) {
		for shard := range auditShards {
			if err := s.anonymizePartition(ctx, shardKey(dayOf(day), shard), subject, email); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *AuditStore) anonymizePartition(ctx context.Context, partition, subject, email string) error {
	ctx, cancel := context.WithTimeout(ctx, s.table.limits.load)
	defer cancel()
	for start := item(nil); ; {
		out, err := s.table.queryPage(ctx, &dynamodb.QueryInput{
			ConsistentRead:            aws.Bool(true),
			KeyConditionExpression:    aws.String("PK = :partition"),
			FilterExpression:          aws.String("(actor = :subject OR email = :email) AND (" + isPersonal + ")"),
			ProjectionExpression:      aws.String("PK, SK, GSI1PK"),
			ExpressionAttributeValues: item{":partition": text(partition), ":subject": text(subject), ":email": text(email)},
			ExclusiveStartKey:         start,
		})
		if err != nil {
			return err
		}
		for indexed, change := range changesFor(subject, email) {
			if err := s.anonymize(ctx, indexedBy(indexed, out.Items), change); err != nil {
				return err
			}
		}
		if start = out.LastEvaluatedKey; start == nil {
			return nil
		}
	}
}

// indexedBy returns the keys of those items that are in a partition of the index.
func indexedBy(partition string, items []item) (keys []item) {
	for _, it := range items {
		if r := (reader{item: it}); r.optionalText(indexPartitionKey) == partition {
			keys = append(keys, key(r.text(partitionKey), r.text(sortKey)))
		}
	}
	return keys
}

func (s *AuditStore) anonymize(ctx context.Context, keys []item, change string) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(erasedTogether)
	for _, key := range keys {
		group.Go(func() error { return s.anonymizeOne(ctx, key, change) })
	}
	return group.Wait()
}

// anonymizeOne skips an event that has expired and been deleted in the meantime: an update would create it again.
func (s *AuditStore) anonymizeOne(ctx context.Context, key item, change string) error {
	err := s.table.update(ctx, update{key: key, change: change, condition: "attribute_exists(PK)"})
	var gone *conditionFailed
	if errors.As(err, &gone) {
		return nil
	}
	return err
}
