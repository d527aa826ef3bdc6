package model

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Leaderboard is the first places of some standings.
type Leaderboard struct {
	Standings *voting.Standings
	Window    voting.Window
	// First is how many places it has at most.
	First int
	// Ended is the error that ends a stream, in place of standings; nil while the stream continues.
	Ended error
}

// Entries are the first places. Every field of a Leaderboard returns the error that ended its stream, so that
// a client sees it whatever it selects.
func (l Leaderboard) Entries() ([]voting.LeaderboardEntry, error) {
	if l.Ended != nil {
		return nil, l.Ended
	}
	return l.Standings.Leaderboard(l.First), nil
}

// TotalVotes is the number of votes over all projects.
func (l Leaderboard) TotalVotes() (int, error) {
	if l.Ended != nil {
		return 0, l.Ended
	}
	return l.Standings.TotalVotes, nil
}

// OpensAt is when voting opens, nil if it always was open.
func (l Leaderboard) OpensAt() (*time.Time, error) { return bound(l.Window.OpensAt), l.Ended }

// ClosesAt is when voting closes, nil if it never does.
func (l Leaderboard) ClosesAt() (*time.Time, error) { return bound(l.Window.ClosesAt), l.Ended }

// UpdatedAt is the moment of the standings.
func (l Leaderboard) UpdatedAt() (time.Time, error) {
	if l.Ended != nil {
		return time.Time{}, l.Ended
	}
	return l.Standings.ReadAt, nil
}

// Snapshot lets what is written of a leaderboard be kept until the standings are superseded.
func (l Leaderboard) Snapshot() (key any, superseded <-chan struct{}) {
	if l.Ended != nil || l.Standings == nil {
		return nil, nil
	}
	return l, l.Standings.Superseded()
}

func bound(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
