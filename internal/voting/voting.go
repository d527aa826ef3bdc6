// Package voting owns the rules of the vote: who is a voter, what the five votes are worth and which are left, what may
// be pitched, when voting is open, and how the projects stand. [Service] carries out what a voter asks for, [Board]
// keeps the standings. It stores nothing: a [Store] does.
package voting

import (
	"slices"
	"time"
)

// The values that a voter can spend, each of them once.
const (
	MinPoints = 1
	MaxPoints = 5
)

// Voter is a person's part in the vote. It is keyed by the subject of the account, never by its email, which can
// change.
type Voter struct {
	// ID is the subject of the account.
	ID string
	// RegisteredAt is when the voter record was created.
	RegisteredAt time.Time
	// Votes are at most five, by points descending.
	Votes []Vote
	// Receipts are of the last changes that a client had named, the latest last; at most MaxReceipts.
	Receipts []Receipt
	// Version counts the changes of the record. A change holds only for the version that it was decided on.
	Version int64
}

// Vote is one value spent on one project.
type Vote struct {
	// Points is the value, MinPoints to MaxPoints.
	Points    int
	ProjectID string
	CastAt    time.Time
}

// MaxReceipts is how many receipts a voter record keeps: more than the five votes, cast and retracted, that a person
// changes within the minutes in which a client may repeat itself.
const MaxReceipts = 16

// Receipt says that a change which a client had named has been made, so that it is not made again when the client
// repeats it.
type Receipt struct {
	// Key is a digest of what was asked and of the client's name for it.
	Key string
	// Vote is the one that was cast or retracted.
	Vote Vote
}

// RemainingPoints returns the values not spent yet, ascending.
func (v Voter) RemainingPoints() []int {
	remaining := make([]int, 0, MaxPoints)
	for points := MinPoints; points <= MaxPoints; points++ {
		if !slices.ContainsFunc(v.Votes, func(vote Vote) bool { return vote.Points == points }) {
			remaining = append(remaining, points)
		}
	}
	return remaining
}

// VoteFor returns the vote for a project.
func (v Voter) VoteFor(projectID string) (Vote, bool) {
	i := slices.IndexFunc(v.Votes, func(vote Vote) bool { return vote.ProjectID == projectID })
	if i < 0 {
		return Vote{}, false
	}
	return v.Votes[i], true
}

func (v Voter) receipt(key string) (Vote, bool) {
	i := slices.IndexFunc(v.Receipts, func(r Receipt) bool { return r.Key == key })
	if key == "" || i < 0 {
		return Vote{}, false
	}
	return v.Receipts[i].Vote, true
}

// with returns the voter after a change of the votes, as a new value.
func (v Voter) with(votes []Vote, r Receipt) Voter {
	slices.SortFunc(votes, func(a, b Vote) int { return b.Points - a.Points })
	v.Votes = votes
	if r.Key != "" {
		kept := v.Receipts[max(0, len(v.Receipts)-MaxReceipts+1):]
		v.Receipts = append(slices.Clone(kept), r)
	}
	return v
}

// cast returns the voter after one more vote. Errors: ErrAlreadyVoted, ErrPointsSpent.
func (v Voter) cast(vote Vote, key string) (Voter, error) {
	if _, voted := v.VoteFor(vote.ProjectID); voted {
		return Voter{}, ErrAlreadyVoted
	}
	if !slices.Contains(v.RemainingPoints(), vote.Points) {
		return Voter{}, ErrPointsSpent
	}
	return v.with(append(slices.Clone(v.Votes), vote), Receipt{key, vote}), nil
}

// retract returns the voter without the vote for a project, and that vote. Errors: ErrNotVoted.
func (v Voter) retract(projectID, key string) (Voter, Vote, error) {
	vote, voted := v.VoteFor(projectID)
	if !voted {
		return Voter{}, Vote{}, ErrNotVoted
	}
	return v.with(v.without(projectID), Receipt{key, vote}), vote, nil
}

func (v Voter) without(projectID string) []Vote {
	return slices.DeleteFunc(slices.Clone(v.Votes), func(vote Vote) bool { return vote.ProjectID == projectID })
}
