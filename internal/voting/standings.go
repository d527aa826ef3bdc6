package voting

import (
	"cmp"
	"slices"
	"time"
)

// Standings are the places of all projects at one moment. They never change, so readers share them without locks.
type Standings struct {
	// ReadAt is the moment that it was read for.
	ReadAt time.Time
	// TotalVotes is the number of votes over all projects.
	TotalVotes int

	// The same projects in several orders. Standings after others share those that have not changed.
	all    []*Project // by id, withdrawn ones too
	newest []*Project
	ranked []*Project
	titles []*Project
	// superseded is closed when there are newer standings.
	superseded chan struct{}
}

// Superseded is closed once the board has newer standings. It does so within a second of a change while somebody
// watches.
func (s *Standings) Superseded() <-chan struct{} { return s.superseded }

// LeaderboardEntry is a place on the leaderboard.
type LeaderboardEntry struct {
	// Rank is the place, from 1. Equal points share it.
	Rank    int
	Project Project
}

// Points are the project's.
func (e LeaderboardEntry) Points() int { return e.Project.Points }

// after returns the standings after some projects have changed or come, as of a moment.
func (s *Standings) after(changed []*Project, at time.Time) *Standings {
	var before []*Project
	for _, p := range changed {
		if known, ok := s.find(p.ID); ok {
			before = append(before, known)
		}
	}
	next := &Standings{ReadAt: at, TotalVotes: s.TotalVotes, superseded: make(chan struct{})}
	next.all = edited(s.all, before, changed, byID)
	gone, come := slices.DeleteFunc(before, (*Project).Withdrawn), slices.DeleteFunc(
		slices.Clone(changed),
		(*Project).Withdrawn,
	)
	next.newest = edited(s.newest, gone, come, byNewest)
	next.ranked = edited(s.ranked, gone, come, byPoints)
	next.titles = edited(s.titles, gone, come, byTitle)
	for _, p := range gone {
		next.TotalVotes -= p.VoteCount
	}
	for _, p := range come {
		next.TotalVotes += p.VoteCount
	}
	return next
}

// order compares two projects; only those of one id are equal.
type order func(a, b *Project) int

// edited returns a list without some of its projects and with others, all in one order. It copies the stretches in
// between as a whole, so that a few changes cost little more than the copy.
func edited(list, gone, come []*Project, compare order) []*Project {
	slices.SortFunc(gone, compare)
	slices.SortFunc(come, compare)
	next := make([]*Project, 0, len(list)-len(gone)+len(come))
	for len(gone)+len(come) > 0 {
		goes := len(come) == 0 || len(gone) > 0 && compare(gone[0], come[0]) <= 0
		edit := &come
		if goes {
			edit = &gone
		}
		i, _ := slices.BinarySearchFunc(list, (*edit)[0], compare)
		next, list = append(next, list[:i]...), list[i:]
		if goes {
			list = list[1:]
		} else {
			next = append(next, (*edit)[0])
		}
		*edit = (*edit)[1:]
	}
	return append(next, list...)
}

func byID(a, b *Project) int { return cmp.Compare(a.ID, b.ID) }

func byNewest(a, b *Project) int {
	return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), byID(a, b))
}

// byPoints puts the older of two projects with equal points first.
func byPoints(a, b *Project) int {
	return cmp.Or(cmp.Compare(b.Points, a.Points), a.CreatedAt.Compare(b.CreatedAt), byID(a, b))
}

func byTitle(a, b *Project) int {
	return cmp.Or(cmp.Compare(a.title, b.title), byID(a, b))
}

// Project returns a project of that id, also a withdrawn one.
func (s *Standings) Project(id string) (Project, bool) {
	p, ok := s.find(id)
	if !ok {
		return Project{}, false
	}
	return *p, true
}

func (s *Standings) find(id string) (*Project, bool) {
	i, ok := slices.BinarySearchFunc(s.all, id, func(p *Project, id string) int { return cmp.Compare(p.ID, id) })
	if !ok {
		return nil, false
	}
	return s.all[i], true
}

// Leaderboard returns the first places.
func (s *Standings) Leaderboard(first int) []LeaderboardEntry {
	entries := make([]LeaderboardEntry, max(0, min(first, len(s.ranked))))
	for i := range entries {
		entries[i] = LeaderboardEntry{Rank: i + 1, Project: *s.ranked[i]}
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
			owned = append(owned, *p)
		}
	}
	return owned
}
