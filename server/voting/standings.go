package voting

import (
	"cmp"
	"slices"
	"time"
)

// Standings is how all projects stand at a moment. It does not change, so that readers share it without locks.
type Standings struct {
	// ReadAt is the moment that it was read for.
	ReadAt time.Time
	// TotalVotes is the number of votes over all projects.
	TotalVotes int

	byID   map[string]Project // withdrawn ones too
	newest []Project
	ranked []Project
	titles []Project
	// superseded is closed when there are newer standings.
	superseded chan struct{}
}

// Superseded is closed once the board has newer standings. It does so within a second of a change while somebody watches.
func (s *Standings) Superseded() <-chan struct{} { return s.superseded }

// LeaderboardEntry is a place on the leaderboard.
type LeaderboardEntry struct {
	// Rank is the place, from 1. Equal points share it.
	Rank    int
	Project Project
}

// Points are the project's.
func (e LeaderboardEntry) Points() int { return e.Project.Points }

// newStandings orders the projects, with their points, as of a moment.
func newStandings(all map[string]Project, at time.Time) *Standings {
	s := &Standings{ReadAt: at, byID: all, superseded: make(chan struct{})}
	for _, p := range all {
		if !p.Withdrawn() {
			s.newest = append(s.newest, p)
			s.TotalVotes += p.VoteCount
		}
	}
	slices.SortFunc(s.newest, byNewest)
	s.ranked, s.titles = slices.Clone(s.newest), slices.Clone(s.newest)
	slices.SortFunc(s.ranked, byPoints)
	slices.SortFunc(s.titles, byTitle)
	return s
}

func byNewest(a, b Project) int {
	return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID, b.ID))
}

// byPoints puts the older of two equals first.
func byPoints(a, b Project) int {
	return cmp.Or(cmp.Compare(b.Points, a.Points), a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

func byTitle(a, b Project) int {
	return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.ID, b.ID))
}

// Project returns a project of that id, also a withdrawn one.
func (s *Standings) Project(id string) (Project, bool) {
	p, ok := s.byID[id]
	return p, ok
}

// Leaderboard returns the first places.
func (s *Standings) Leaderboard(first int) []LeaderboardEntry {
	entries := make([]LeaderboardEntry, min(first, len(s.ranked)))
	for i := range entries {
		entries[i] = LeaderboardEntry{Rank: i + 1, Project: s.ranked[i]}
		if i > 0 && entries[i].Points() == entries[i-1].Points() {
			entries[i].Rank = entries[i-1].Rank
		}
	}
	return entries
}

// ownedBy returns the projects of a voter that are not withdrawn.
func (s *Standings) ownedBy(subject string) []Project {
	var owned []Project
	for _, p := range s.newest {
		if p.Owner.ID == subject {
			owned = append(owned, p)
		}
	}
	return owned
}
