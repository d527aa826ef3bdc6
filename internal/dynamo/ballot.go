package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// BallotStore keeps the voter records and changes their votes. It is a [voting.BallotStore].
type BallotStore struct {
	*VoterStore
	trail *AuditStore
}

// NewBallotStore returns the store in a table. trail is the audit trail, in the same table; now is the clock.
func NewBallotStore(t *Table, trail *AuditStore, now func() time.Time) *BallotStore {
	return &BallotStore{VoterStore: NewVoterStore(t, now), trail: trail}
}

// readBackTime is kept of a call's time to find out what became of a change whose answers were lost: one attempt to
// read.
const readBackTime = attemptTimeout

// votePatience is what a vote waits for other votes that hold the same tally, about half a second in all at the most
// crowded.
var votePatience = patience{attempts: 8, firstWait: 10 * time.Millisecond, longestWait: 250 * time.Millisecond}

// The places of the actions in the transaction of a change.
const (
	voterAction = iota
	tallyAction
	eventAction
)

// Commit makes a change in one transaction. A change has a random id, which stays in the voter record until the next:
// by it an attempt that is refused, or the answer to which is lost, knows its own earlier success. Errors:
// voting.ErrStale, voting.ErrProjectNotFound, fault.Unavailable.
func (s *BallotStore) Commit(ctx context.Context, c voting.Change) error {
	if !validProjectID(c.ProjectID) {
		return voting.ErrProjectNotFound
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	id, event := rand.Text(), audit.PendingFrom(ctx)
	actions := []types.TransactWriteItem{s.changeVoter(c.Voter, id), s.changeTally(c)}
	if event != nil {
		e := event.Event()
		if err := s.trail.listDay(ctx, e.At); err != nil {
			return err
		}
		actions = append(actions, s.table.putAction(s.trail.encode(e)))
	}
	err := s.write(ctx, id, actions)
	if fault.IsUnavailable(err) && s.made(ctx, c.Voter.ID, id) {
		err = nil
	}
	if err == nil && event != nil {
		event.MarkWritten()
	}
	return err
}

// write makes the actions of a change, and leaves time to read it back.
func (s *BallotStore) write(ctx context.Context, id string, actions []types.TransactWriteItem) error {
	ctx, cancel := reserving(ctx, readBackTime)
	defer cancel()
	return s.attempt(ctx, id, actions)
}

func (s *BallotStore) attempt(ctx context.Context, id string, actions []types.TransactWriteItem) error {
	err := s.table.transact(ctx, votePatience, actions...)
	var refused *transactionRefused
	if !errors.As(err, &refused) {
		return err
	}
	if current, stale := refused.of(voterAction); stale {
		if isChange(current, id) {
			return nil
		}
		return voting.ErrStale
	}
	if _, gone := refused.of(tallyAction); gone {
		return voting.ErrProjectNotFound
	}
	// an earlier change of the same action was made, and overtaken before its answer arrived
	if _, known := refused.of(eventAction); known {
		return s.attempt(ctx, id, actions[:eventAction])
	}
	return err
}

// made reports whether the change was found to be made.
func (s *BallotStore) made(ctx context.Context, subject, id string) bool {
	current, err := s.table.get(ctx, voterKey(subject))
	return err == nil && isChange(current, id)
}

func isChange(voter item, id string) bool {
	r := reader{item: voter}
	return r.optionalText("change") == id
}

// changeVoter replaces the votes if the record is still the one that the change was decided on. A record that has never
// changed has no version.
func (s *BallotStore) changeVoter(v voting.Voter, id string) types.TransactWriteItem {
	u := update{
		key:       voterKey(v.ID),
		change:    "SET votes = :votes, receipts = :receipts, version = :next, change = :id",
		condition: "version = :read",
		values: item{
			":votes": encodeVotes(v.Votes), ":receipts": encodeReceipts(v.Receipts), ":id": text(id),
			":read": number(v.Version), ":next": number(v.Version + 1),
		},
	}
	if v.Version == 0 {
		u.condition = "attribute_exists(PK) AND attribute_not_exists(version)"
		delete(u.values, ":read")
	}
	return s.table.updateAction(u)
}

// changeTally counts in the voter's shard of the project, unless that is withdrawn.
func (s *BallotStore) changeTally(c voting.Change) types.TransactWriteItem {
	return s.table.updateAction(update{
		key:       tallyKey(c.ProjectID, tallyShardOf(c.Voter.ID)),
		change:    "ADD points :points, votes :votes, version :one SET GSI1SK = :changed",
		condition: "attribute_exists(PK) AND attribute_not_exists(withdrawnAt)",
		values: item{
			":points": number(int64(c.Points)), ":votes": number(int64(c.Votes)), ":one": number(1),
			":changed": text(changeKey(s.now(), c.ProjectID)),
		},
	})
}

// reserving keeps some of the time of ctx for what comes after; where there is little, a third of it.
func reserving(ctx context.Context, reserve time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-min(reserve, time.Until(deadline)/3)))
}
