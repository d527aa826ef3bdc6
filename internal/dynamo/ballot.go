package dynamo

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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

// votePatience is how long a vote waits for other votes that hold the same tally. It adds up to about two and a half
// seconds at most, so that usually the deadline of the call ends it.
var votePatience = patience{attempts: 24, firstWait: 10 * time.Millisecond, longestWait: 250 * time.Millisecond}

// voterAction is the place of the voter's record in the transaction of a change. The tallies follow, and then the
// event.
const voterAction = 0

// Shard implements [voting.BallotStore].
func (s *BallotStore) Shard(subject string) int { return tallyShardOf(subject) }

// Commit makes a change in one transaction. A change has a random id, which stays in the voter record until the next:
// an attempt that is refused, or whose response is lost, recognises its own earlier success by it. Errors:
// voting.ErrStale, voting.ErrProjectNotFound, voting.MailboxTakenError, fault.Unavailable.
func (s *BallotStore) Commit(ctx context.Context, c voting.Change) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	id, event := rand.Text(), audit.PendingFrom(ctx)
	t := ballotTransaction{id: id, votes: []types.TransactWriteItem{s.changeVoter(c.Voter, id)}}
	for _, tally := range c.Tallies {
		if !validProjectID(tally.ProjectID) {
			return voting.ErrProjectNotFound
		}
		t.votes = append(t.votes, s.changeTally(c.Voter.ID, tally))
	}
	if c.Voter.Mailbox != c.MailboxBefore {
		t.taken, t.released = s.takeMailbox(c), s.releaseMailbox(c)
	}
	if c.WithoutEvent {
		event = nil
	}
	if event != nil {
		e := event.Event()
		if err := s.trail.listDay(ctx, e.At); err != nil {
			return err
		}
		t.event = []types.TransactWriteItem{s.table.putAction(s.trail.encode(e))}
	}
	err := s.write(ctx, t)
	if fault.IsUnavailable(err) && s.made(ctx, c.Voter.ID, id) {
		err = nil
	}
	if err == nil && event != nil {
		event.MarkWritten()
	}
	return err
}

// ballotTransaction is what a change writes: at most six items, of the hundred that a transaction may have.
type ballotTransaction struct {
	// id is the change's.
	id string
	// votes are the actions on the voter's record and the tallies.
	votes []types.TransactWriteItem
	// taken and released are the actions on the mailboxes that the voter takes and gives up; mostly none.
	taken, released []types.TransactWriteItem
	// event is the action on the audit trail; empty if there is no event to write.
	event []types.TransactWriteItem
}

// write makes the actions of a change. It reserves the time of one attempt for a read that finds out whether the change
// took effect, if its responses were lost.
func (s *BallotStore) write(ctx context.Context, t ballotTransaction) error {
	ctx, cancel := reserving(ctx, s.table.limits.attempt)
	defer cancel()
	return s.attempt(ctx, t)
}

func (s *BallotStore) attempt(ctx context.Context, t ballotTransaction) error {
	err := s.table.transact(ctx, votePatience, slices.Concat(t.votes, t.taken, t.released, t.event)...)
	var refused *transactionRefused
	if !errors.As(err, &refused) {
		return err
	}
	if current, stale := refused.of(voterAction); stale {
		if isChange(current, t.id) {
			return nil
		}
		return voting.ErrStale
	}
	for tally := voterAction + 1; tally < len(t.votes); tally++ {
		if _, gone := refused.of(tally); gone {
			return voting.ErrProjectNotFound
		}
	}
	if holder, isTaken := refused.of(len(t.votes)); isTaken && len(t.taken) > 0 {
		r := reader{item: holder}
		return &voting.MailboxTakenError{Holder: r.text("subject")}
	}
	// Another voter has taken the mailbox over already.
	if _, gone := refused.of(len(t.votes) + len(t.taken)); gone && len(t.released) > 0 {
		t.released = nil
		return s.attempt(ctx, t)
	}
	// An earlier commit of the same action succeeded, and another change followed before its response arrived.
	if _, known := refused.of(len(t.votes) + len(t.taken) + len(t.released)); known {
		t.event = nil
		return s.attempt(ctx, t)
	}
	return err
}

// made reports whether the change was found to have been made.
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
	if v.Mailbox == "" {
		u.change += " REMOVE mailbox"
	} else {
		u.change += ", mailbox = :mailbox"
		u.values[":mailbox"] = text(v.Mailbox)
	}
	if v.Version == 0 {
		u.condition = "attribute_exists(PK) AND attribute_not_exists(version)"
		delete(u.values, ":read")
	}
	return s.table.updateAction(u)
}

// changeTally updates the voter's shard of the project's tally, unless the project is withdrawn.
func (s *BallotStore) changeTally(subject string, t voting.TallyChange) types.TransactWriteItem {
	return s.table.updateAction(update{
		key:       tallyKey(t.ProjectID, tallyShardOf(subject)),
		change:    "ADD points :points, votes :votes, version :one SET GSI1SK = :changed",
		condition: "attribute_exists(PK) AND attribute_not_exists(withdrawnAt)",
		values: item{
			":points": number(int64(t.Points)), ":votes": number(int64(t.Votes)), ":one": number(1),
			":changed": text(changeKey(s.now(), t.ProjectID)),
		},
	})
}

// takeMailbox has the voter hold a mailbox, unless another one does.
func (s *BallotStore) takeMailbox(c voting.Change) []types.TransactWriteItem {
	if c.Voter.Mailbox == "" {
		return nil
	}
	return []types.TransactWriteItem{s.table.updateAction(update{
		key:       mailboxKey(c.Voter.Mailbox),
		change:    "SET subject = :voter",
		condition: "attribute_not_exists(PK) OR subject IN (:voter, :gone)",
		values:    item{":voter": text(c.Voter.ID), ":gone": text(cmp.Or(c.GoneHolder, c.Voter.ID))},
	})}
}

// releaseMailbox deletes the item of the mailbox that the voter held before.
func (s *BallotStore) releaseMailbox(c voting.Change) []types.TransactWriteItem {
	if c.MailboxBefore == "" {
		return nil
	}
	return []types.TransactWriteItem{{Delete: &types.Delete{
		TableName: &s.table.name, Key: mailboxKey(c.MailboxBefore),
		ConditionExpression:       aws.String("attribute_not_exists(PK) OR subject = :voter"),
		ExpressionAttributeValues: item{":voter": text(c.Voter.ID)},
	}}}
}

// reserving keeps some of the time of ctx for what comes after; if there is little, a third of it.
func reserving(ctx context.Context, reserve time.Duration) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-min(reserve, time.Until(deadline)/3)))
}
