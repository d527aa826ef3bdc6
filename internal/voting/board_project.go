package voting

import (
	"context"
	"errors"
	"sync"
)

// This file has what the board knows of single projects between two reads of the feed, so that nobody who votes waits
// for a read of all.

// Renew reads one project as it is now, so that a caller that has just changed it finds the change here. Errors:
// ErrProjectNotFound, fault.Unavailable.
func (b *Board) Renew(ctx context.Context, id string) (Project, error) {
	project, tallies, err := b.config.Feed.Project(ctx, id)
	if err != nil {
		return Project{}, err
	}
	return b.Take(project, tallies), nil
}

// Take takes in one project as the caller has just read or written it, and its tallies as they were a moment before,
// and returns it with its points.
func (b *Board) Take(p Project, tallies []Tally) Project {
	now := b.config.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.take(Changes{Projects: []Project{p}, Tallies: tallies})
	b.read[p.ID] = now
	return b.sum(b.projects[p.ID])
}

// fresh returns a project that was read by itself within MaxAge: it is as recent as standings have to be.
func (b *Board) fresh(id string) (p Project, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if at, ok := b.read[id]; !ok || b.since(at) > b.config.MaxAge {
		return Project{}, false
	}
	return b.sum(b.projects[id]), true
}

// known returns what the board knows of a project, however old that is.
func (b *Board) known(id string) (p Project, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok = b.projects[id]
	return b.sum(p), ok
}

// Present returns a project as Project does, also a withdrawn one. But where the standings are out of date, it reads
// this project instead of the feed: that takes one call, whatever has happened since. Errors: ErrProjectNotFound,
// fault.Unavailable.
func (b *Board) Present(ctx context.Context, id string) (Project, error) {
	if p, ok := b.fresh(id); ok {
		return p, nil
	}
	known, ok := b.known(id)
	last := b.last.Load()
	if ok && last.err == nil && b.since(last.at) <= b.config.MaxAge {
		return known, nil
	}
	p, err := b.Renew(ctx, id)
	if err != nil && !errors.Is(err, ErrProjectNotFound) && ok && b.since(last.checked) <= b.config.MaxStale {
		return known, nil
	}
	return p, err
}

// look has the board know some projects as they are now, side by side. It says nothing of those that it can't read.
func (b *Board) look(ctx context.Context, ids []string) {
	var reading sync.WaitGroup
	for _, id := range ids {
		reading.Go(func() { _, _ = b.Present(ctx, id) })
	}
	reading.Wait()
}

// counter is what the board knows of a tally: how it was last read, and what this instance has added to it since. Each
// addition is a change of the tally, whose version is then at least one higher. So a reading with a version that is
// higher than that of reading and additions together has them all, and takes their place.
type counter struct {
	read                   Tally
	points, votes, changes int
}

func (c counter) version() int64 { return c.read.Version + int64(c.changes) }

// counting prepares to take in changes of tallies that the caller is about to make. The function that it returns takes
// them in once they are made, without a read. It returns the projects for which it could not: a tally that was read in
// the meantime may have the change already, or not.
func (b *Board) counting(shard int, changes []TallyChange) (count func() (unsure []string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := make([]int64, len(changes))
	for i, c := range changes {
		before[i] = b.counter(c.ProjectID, shard).read.Version
	}
	return func() (unsure []string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		for i, c := range changes {
			counter := b.counter(c.ProjectID, shard)
			if counter.read.Version != before[i] {
				unsure = append(unsure, c.ProjectID)
				continue
			}
			counter.points, counter.votes, counter.changes = counter.points+c.Points, counter.votes+c.Votes, counter.changes+1
			b.changed[c.ProjectID] = true
			b.unpublished.Store(true)
		}
		return unsure
	}
}

// counter returns one of a project's counters, which begin at zero.
func (b *Board) counter(projectID string, shard int) *counter {
	counters := b.tallies[projectID]
	if missing := shard + 1 - len(counters); missing > 0 {
		counters = append(counters, make([]counter, missing)...)
		b.tallies[projectID] = counters
	}
	return &counters[shard]
}
