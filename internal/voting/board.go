package voting

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/flight"
)

// Defaults of BoardConfig.
const (
	defaultMaxAge      = time.Second
	defaultMaxStale    = time.Minute
	defaultReloadAfter = 5 * time.Minute
)

// readTimeout limits one read. Reading everything takes seconds if there are tens of thousands of projects; the feed
// has its own bounds for each of its calls.
const readTimeout = 20 * time.Second

// overlap is how far a read of changes goes back before the previous one: more than indexes lag and the clocks of
// instances differ.
const overlap = 10 * time.Second

// BoardConfig configures a Board. Feed and Now are required; for the others, zero means the default.
type BoardConfig struct {
	Feed Feed
	// Now is the clock.
	Now func() time.Time
	// MaxAge is how old standings may be before they are read again, and the time between two reads while somebody
	// watches; 1 s by default.
	MaxAge time.Duration
	// MaxStale is how old they may be while the feed fails; a minute by default.
	MaxStale time.Duration
	// ReloadAfter is when everything is read again instead of only changes, as a safety net for lagging indexes and
	// wrong clocks; 5 min by default.
	ReloadAfter time.Duration
}

// Board keeps the standings of one instance. However many callers ask, it reads the feed at most once per MaxAge, and
// then only what has changed. While nobody asks or watches, it reads nothing. It is safe for concurrent use.
type Board struct {
	config  BoardConfig
	current atomic.Pointer[Standings]
	// unpublished says that changes have been taken in since the current standings.
	unpublished atomic.Bool
	last        atomic.Pointer[attempt]

	readings flight.Group[struct{}, struct{}] // of the feed

	mu       sync.Mutex // guards the fields below
	projects map[string]Project
	owned    map[string][]string  // the ids of each owner's projects
	tallies  map[string][]counter // of each project, by shard
	changed  map[string]bool      // the projects with changes since the current standings
	// read is when projects were read by themselves, if that was after the last read of the feed.
	read     map[string]time.Time
	loaded   time.Time // when everything was last read
	watchers int
	stop     context.CancelFunc
}

// attempt is the outcome of the last read of the feed.
type attempt struct {
	// at is when it began or, if it failed, when it ended, so that a feed that is slow to fail is not read again at
	// once.
	at  time.Time
	err error
	// checked is when the last one that succeeded began; zero for never. It is a [time.Time], whose age stays right
	// when the clock is set.
	checked time.Time
}

// NewBoard returns an empty board, which reads the feed when it is first asked.
func NewBoard(c BoardConfig) *Board {
	c.MaxAge = cmp.Or(c.MaxAge, defaultMaxAge)
	c.MaxStale = cmp.Or(c.MaxStale, defaultMaxStale)
	c.ReloadAfter = cmp.Or(c.ReloadAfter, defaultReloadAfter)
	b := &Board{
		config: c, projects: map[string]Project{}, owned: map[string][]string{},
		tallies: map[string][]counter{}, changed: map[string]bool{}, read: map[string]time.Time{},
	}
	b.last.Store(&attempt{})
	return b
}

// Standings returns standings that are at most MaxAge old, plus the time that a read takes; at most MaxStale if the
// feed fails. Errors: fault.Unavailable.
func (b *Board) Standings(ctx context.Context) (*Standings, error) {
	if err := b.refresh(ctx, b.config.MaxAge); err != nil {
		return nil, err
	}
	return b.published(), nil
}

// Project returns one project as Standings would, without sorting all of them. ok is false if the project is not known
// here.
func (b *Board) Project(ctx context.Context, id string) (p Project, ok bool, err error) {
	if p, ok := b.fresh(id); ok {
		return p, true, nil
	}
	if err := b.refresh(ctx, b.config.MaxAge); err != nil {
		return Project{}, false, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok = b.projects[id]
	return b.sum(p), ok, nil
}

// refresh reads the feed if the last read is older than maxAge. Callers that wait for a read share its outcome: while
// the feed hangs, nobody queues for a read of their own.
func (b *Board) refresh(ctx context.Context, maxAge time.Duration) error {
	seen := b.last.Load()
	if b.since(seen.at) > maxAge {
		_, err := b.readings.Do(ctx, struct{}{}, readTimeout, func(ctx context.Context) (struct{}, error) {
			if b.last.Load() == seen { // nobody has read the feed since
				b.last.Store(b.readChanges(ctx, seen.checked))
			}
			return struct{}{}, nil
		})
		if err != nil {
			return err
		}
	}
	if last := b.last.Load(); last.err != nil && b.since(last.checked) > b.config.MaxStale {
		return last.err
	}
	return nil
}

// published returns the standings with all changes that have been taken in. Sorting takes milliseconds for thousands of
// projects, so it waits until somebody wants to see the standings; a vote alone does not cause it.
func (b *Board) published() *Standings {
	if b.unpublished.Load() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.unpublished.Load() {
			b.publish(b.config.Now())
			b.unpublished.Store(false) // not before: a reader that sees it false takes the current standings without the lock
		}
	}
	return b.current.Load()
}

func (b *Board) since(t time.Time) time.Duration { return b.config.Now().Sub(t) }

// readChanges takes in what has changed since the feed was last read. One call reads at a time.
func (b *Board) readChanges(ctx context.Context, checked time.Time) *attempt {
	started := b.config.Now()
	b.mu.Lock()
	reload := b.loaded.IsZero() || started.Sub(b.loaded) > b.config.ReloadAfter
	b.mu.Unlock()
	since := checked.Add(-overlap)
	if reload {
		since = time.Time{}
	}
	changes, err := b.config.Feed.Changes(ctx, since)
	if err != nil {
		return &attempt{at: b.config.Now(), err: err, checked: checked}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if reload {
		b.loaded = started
	}
	b.take(changes)
	clear(b.read)
	if b.current.Load() == nil {
		b.unpublished.Store(true) // empty standings are shown, too
	}
	return &attempt{at: started, checked: started}
}

// take keeps the latest version of each item, whatever order they arrive in.
func (b *Board) take(c Changes) {
	for _, p := range c.Projects {
		known, ok := b.projects[p.ID]
		if !ok {
			b.owned[p.Owner.ID] = append(b.owned[p.Owner.ID], p.ID)
		}
		if !ok || known.Version < p.Version {
			b.projects[p.ID], b.changed[p.ID] = p.indexed(), true
		}
	}
	for _, t := range c.Tallies {
		if known := b.counter(t.ProjectID, t.Shard); known.version() < t.Version {
			*known, b.changed[t.ProjectID] = counter{read: t}, true
		}
	}
	if len(b.changed) > 0 {
		b.unpublished.Store(true)
	}
}

// publish replaces the standings and wakes the watchers.
func (b *Board) publish(at time.Time) {
	changed := make([]*Project, 0, len(b.changed))
	for id := range b.changed {
		if p, ok := b.projects[id]; ok { // a tally may arrive before its project
			p = b.sum(p)
			changed = append(changed, &p)
		}
	}
	b.changed = map[string]bool{} // a new map, since a cleared one would keep the memory of the first read
	before := b.current.Load()
	switch {
	case before == nil:
		b.current.Store((&Standings{}).after(changed, at))
	case len(changed) > 0:
		b.current.Store(before.after(changed, at))
		close(before.superseded)
	}
}

// misnamed reports whether any project of an owner shows a name other than this one. It reads nothing.
func (b *Board) misnamed(subject, name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.owned[subject], func(id string) bool {
		p := b.projects[id]
		return !p.Withdrawn() && p.Owner.Name != "" && p.Owner.Name != name
	})
}

// sum adds up the tallies of a project.
func (b *Board) sum(p Project) Project {
	p.Points, p.VoteCount = 0, 0
	for _, c := range b.tallies[p.ID] {
		p.Points, p.VoteCount = p.Points+c.read.Points+c.points, p.VoteCount+c.read.Votes+c.votes
	}
	return p
}

// Latest returns the newest standings without reading; nil if there have been none.
func (b *Board) Latest() *Standings { return b.current.Load() }
