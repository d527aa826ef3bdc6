package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/server/voting"
)

// VoterStore keeps the voter records. It is a [voting.VoterStore].
//
// An item has registeredAt and votes, a map from the points of a vote to its project and castAt, so that a condition on one
// key of the map makes each value spendable once.
type VoterStore struct {
	table *Table
	now   func() time.Time
}

// NewVoterStore returns the store in a table, with a clock for the time of registration.
func NewVoterStore(t *Table, now func() time.Time) *VoterStore {
	return &VoterStore{table: t, now: now}
}

// Ensure returns the voter record of a subject, and creates it if there is none. The read is consistent: a voter who has just
// voted must not see the vote missing, and that is worth the half unit more. Errors: fault.Unavailable.
func (s *VoterStore) Ensure(ctx context.Context, subject string) (voting.Voter, error) {
	ctx, cancel := bounded(ctx)
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

// register creates the record. Where another caller was first, or an earlier attempt of this one whose answer was lost, the item
// that is there comes back with the refusal.
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

func voterKey(subject string) item { return key("VOTER#"+subject, "VOTER") }

func decodeVoter(subject string, it item) (voting.Voter, error) {
	r := reader{item: it}
	voter := voting.Voter{ID: subject, RegisteredAt: r.instant("registeredAt")}
	for points, value := range r.fields("votes") {
		vote, err := decodeVote(points, value)
		if err != nil {
			return voting.Voter{}, fmt.Errorf("voter item: vote: %w", err)
		}
		voter.Votes = append(voter.Votes, vote)
	}
	if r.err != nil {
		return voting.Voter{}, fmt.Errorf("voter item: %w", r.err)
	}
	slices.SortFunc(voter.Votes, func(a, b voting.Vote) int { return b.Points - a.Points })
	return voter, nil
}

func decodeVote(points string, value types.AttributeValue) (voting.Vote, error) {
	n, err := strconv.Atoi(points)
	if err != nil || n < voting.MinPoints || n > voting.MaxPoints {
		return voting.Vote{}, errors.New("points outside the values")
	}
	fields, ok := value.(*types.AttributeValueMemberM)
	if !ok {
		return voting.Vote{}, errors.New("not a map")
	}
	r := reader{item: fields.Value}
	vote := voting.Vote{Points: n, ProjectID: r.text("project"), CastAt: r.instant("castAt")}
	return vote, r.err
}
