package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// VoterStore keeps the voter records. It is a [voting.VoterStore].
//
// An item has registeredAt and votes, a map from the points of a vote to its project and castAt, so that each value can
// be spent once. After the first change, it also has version, the count of changes; receipts, a list of key, points,
// project, castAt and, after a move, from; change, the id of the last change; and mailbox, the digest of the one that
// the voter holds. The item of that mailbox has subject.
type VoterStore struct {
	table *Table
	now   func() time.Time
}

// NewVoterStore returns the store in a table, with a clock for the time of registration.
func NewVoterStore(t *Table, now func() time.Time) *VoterStore {
	return &VoterStore{table: t, now: now}
}

// Ensure returns the voter record of a subject, and creates it if there is none. The read is consistent: a voter who
// has just voted must see the vote, which is worth another half unit. Errors: fault.Unavailable.
func (s *VoterStore) Ensure(ctx context.Context, subject string) (voting.Voter, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	found, err := s.table.get(ctx, voterKey(subject))
	if err != nil {
		return voting.Voter{}, err
	}
	if found == nil {
		if found, err = s.register(ctx, subject); err != nil {
			return voting.Voter{}, err
		}
	}
	return decodeVoter(subject, found)
}

// register creates the record. If another caller was first, or an earlier attempt of this one whose response was lost,
// the refusal returns the existing item.
func (s *VoterStore) register(ctx context.Context, subject string) (item, error) {
	created := voterKey(subject)
	created["registeredAt"] = instant(s.now())
	created["votes"] = &types.AttributeValueMemberM{Value: item{}}
	err := s.table.put(ctx, created, "attribute_not_exists(PK)")
	var first *conditionFailed
	if errors.As(err, &first) {
		return first.current, nil
	}
	return created, err
}
