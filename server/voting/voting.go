// Package voting owns the rules of the vote: who is a voter, what the five votes are worth, which are left. It stores nothing.
package voting

import (
	"context"
	"time"
)

// The values that a voter can spend, each of them once.
const (
	MinPoints = 1
	MaxPoints = 5
)

// Voter is a person's part in the vote. It is keyed by the subject of the account, never by its email, which can change.
type Voter struct {
	// ID is the subject of the account.
	ID string
	// RegisteredAt is when the voter record was created.
	RegisteredAt time.Time
	// Votes are at most five, by points descending.
	Votes []Vote
}

// Vote is one value spent on one project.
type Vote struct {
	// Points is the value, MinPoints to MaxPoints.
	Points    int
	ProjectID string
	CastAt    time.Time
}

// RemainingPoints returns the values not spent yet, ascending.
func (v Voter) RemainingPoints() []int {
	var spent [MaxPoints + 1]bool
	for _, vote := range v.Votes {
		if MinPoints <= vote.Points && vote.Points <= MaxPoints {
			spent[vote.Points] = true
		}
	}
	remaining := make([]int, 0, MaxPoints)
	for points := MinPoints; points <= MaxPoints; points++ {
		if !spent[points] {
			remaining = append(remaining, points)
		}
	}
	return remaining
}

// VoterStore holds the voter records.
type VoterStore interface {
	// Ensure returns the voter record of a subject. It creates the record, once however many callers ask at a time, if there is
	// none. Errors: fault.Unavailable.
	Ensure(ctx context.Context, subject string) (Voter, error)
}
