package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// DeletionStore keeps the account deletions that are not finished. It is a person.Deletions.
//
// An item has email, and its key has the moment and the subject. It never expires: it ensures that a deletion is
// finished.
type DeletionStore struct{ table *Table }

// NewDeletionStore returns the store in a table.
func NewDeletionStore(t *Table) *DeletionStore { return &DeletionStore{table: t} }

// Begin records a deletion. Errors: fault.Unavailable.
func (s *DeletionStore) Begin(ctx context.Context, d account.Deletion) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	it := deletionKey(d)
	it["subject"], it["email"], it["begun"] = text(d.Subject), text(d.Email), instant(d.Begun)
	return s.table.put(ctx, it, "")
}

// BegunBefore returns some of the deletions that began before a moment, the earliest first, by a consistent read.
// Errors: fault.Unavailable.
func (s *DeletionStore) BegunBefore(ctx context.Context, moment time.Time) ([]account.Deletion, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	out, err := s.table.queryPage(ctx, &dynamodb.QueryInput{
		ConsistentRead:         aws.Bool(true),
		KeyConditionExpression: aws.String("PK = :deletions AND SK < :moment"),
		ExpressionAttributeValues: item{
			":deletions": text(deletions), ":moment": text(formatInstant(moment)),
		},
	})
	if err != nil {
		return nil, err
	}
	begun := make([]account.Deletion, len(out.Items))
	for i, it := range out.Items {
		r := reader{item: it}
		begun[i] = account.Deletion{Subject: r.text("subject"), Email: r.text("email"), Begun: r.instant("begun")}
		if r.err != nil {
			return nil, fmt.Errorf("deletion item: %w", r.err)
		}
	}
	return begun, nil
}

// Finish removes the record of a deletion. Errors: fault.Unavailable.
func (s *DeletionStore) Finish(ctx context.Context, d account.Deletion) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	_, err := s.table.delete(ctx, deletionKey(d))
	return err
}
