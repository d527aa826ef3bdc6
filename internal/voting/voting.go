// Package voting owns the rules of the vote: who is a voter, what the five votes are worth and which of them are left,
// what may be pitched, when voting is open, and how the projects stand. [Service] executes a voter's requests, and
// [Board] keeps the standings. It stores nothing: a [Store] does.
package voting

import (
	"slices"
	"time"
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
	// Mailbox is the digest of the mailbox that the voter holds: no other voter has it. It is empty before the first vote
	// or project, and after the account was deleted.
	Mailbox string
	// Version counts the changes of the record. A change applies only to the version that it was decided on.
	Version int64
}

// Vote is one value spent on one project.
type Vote struct {
	// Points is the value, MinPoints to MaxPoints.
	Points    int
	ProjectID string
	// CastAt is when it was cast or last moved.
	CastAt time.Time
}

// MaxReceipts is how many receipts a voter record keeps: more than the five votes, cast, moved and retracted, that a
// person changes within the minutes in which a client may repeat itself.
const MaxReceipts = 16

// Receipt says that a change which a client had named has been made, so that it is not made again when the client
// repeats it.
type Receipt struct {
	// Key is a digest of the request and of the client's name for it.
	Key string
	// Vote is the one that was cast, moved or retracted.
	Vote Vote
	// From is the project that had the value before a move; empty if it was free, and for other changes.
	From string
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

func (v Voter) receipt(key string) (Receipt, bool) {
	i := slices.IndexFunc(v.Receipts, func(r Receipt) bool { return r.Key == key })
	if key == "" || i < 0 {
		return Receipt{}, false
	}
	return v.Receipts[i], true
}

// noting returns the voter with one more receipt if the change has a key.
func (v Voter) noting(r Receipt) Voter {
	if r.Key != "" {
		kept := v.Receipts[max(0, len(v.Receipts)-MaxReceipts+1):]
		v.Receipts = append(slices.Clone(kept), r)
	}
	return v
}

// with returns the voter with other votes.
func (v Voter) with(votes []Vote) Voter {
	slices.SortFunc(votes, func(a, b Vote) int { return b.Points - a.Points })
	v.Votes = votes
	return v
}

// cast returns the voter after one more vote. Errors: ErrAlreadyVoted, ErrPointsSpent.
func (v Voter) cast(vote Vote) (Voter, error) {
	if _, voted := v.VoteFor(vote.ProjectID); voted {
		return Voter{}, ErrAlreadyVoted
	}
	if !slices.Contains(v.RemainingPoints(), vote.Points) {
		return Voter{}, ErrPointsSpent
	}
	return v.with(append(slices.Clone(v.Votes), vote)), nil
}

// move returns the voter after a project was given a value, wherever that was, its vote now, and the project that had
// the value; empty if it was free. Where both projects have a vote, they exchange the values.
func (v Voter) move(vote Vote) (after Voter, moved Vote, from string) {
	before, voted := v.VoteFor(vote.ProjectID)
	if voted && before.Points == vote.Points {
		return v, before, ""
	}
	votes := v.without(vote.ProjectID)
	if i := slices.IndexFunc(votes, func(o Vote) bool { return o.Points == vote.Points }); i >= 0 {
		from = votes[i].ProjectID
		votes = slices.Delete(votes, i, i+1)
		if voted {
			votes = append(votes, Vote{Points: before.Points, ProjectID: from, CastAt: vote.CastAt})
		}
	}
	return v.with(append(votes, vote)), vote, from
}

// retract returns the voter without the vote for a project, and that vote. Errors: ErrNotVoted.
func (v Voter) retract(projectID string) (Voter, Vote, error) {
	vote, voted := v.VoteFor(projectID)
	if !voted {
		return Voter{}, Vote{}, ErrNotVoted
	}
	return v.with(v.without(projectID)), vote, nil
}

func (v Voter) without(projectID string) []Vote {
	return slices.DeleteFunc(slices.Clone(v.Votes), func(vote Vote) bool { return vote.ProjectID == projectID })
}
