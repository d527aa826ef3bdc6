package voting

import (
	"context"
	"log/slog"
	"maps"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Defaults of BoardConfig.
const (
	defaultMaxAge      = time.Second
	defaultMaxStale    = time.Minute
	defaultReloadAfter = 5 * time.Minute
)

// readTimeout bounds a reading. Reading everything takes seconds where there are tens of thousands of projects; the feed has its own
// bounds for each of its calls.
const readTimeout = 20 * time.Second

// overlap is how far a reading of changes goes back behind the one before it: over what indexes lag and the clocks of instances differ.
const overlap = 10 * time.Second

// BoardConfig is what a Board is made of. Feed and Now are required; a zero takes the default.
type BoardConfig struct {
	Feed Feed
	// Now is the clock.
	Now func() time.Time
	// MaxAge is how old standings may be that are not read anew, and the time between two readings while somebody watches; 1 s.
	MaxAge time.Duration
	// MaxStale is how old they may be while the feed fails; a minute.
	MaxStale time.Duration
	// ReloadAfter is when everything is read again instead of what has changed: the net under lagging indexes and wrong clocks; 5 min.
	ReloadAfter time.Duration
}

// Board keeps the standings of one instance. However many ask, it reads the feed at most once in MaxAge, and then only what has
// changed; while nobody asks or watches, it reads nothing. It is safe for concurrent use.
type Board struct {
	config  BoardConfig
	current atomic.Pointer[Standings]
	// unpublished says that something has been taken in since the current standings.
	unpublished atomic.Bool
	// checked is when the feed was last read, in nanoseconds; zero for never.
	checked atomic.Int64

	reading chan struct{} // holds one token: who has it reads the feed

	mu       sync.Mutex // over what follows
	projects map[string]Project
	tallies  map[string][]Tally // of each project, by shard
	loaded   time.Time          // when everything was last read
	watchers int
	stop     context.CancelFunc
}

// NewBoard returns an empty board, which reads the feed when it is first asked.
func NewBoard(c BoardConfig) *Board {
	orDefault(&c.MaxAge, defaultMaxAge)
	orDefault(&c.MaxStale, defaultMaxStale)
	orDefault(&c.ReloadAfter, defaultReloadAfter)
	return &Board{config: c, reading: make(chan struct{}, 1), projects: map[string]Project{}, tallies: map[string][]Tally{}}
}

func orDefault(d *time.Duration, value time.Duration) {
	if *d == 0 {
		*d = value
	}
}

// Standings returns standings that are at most MaxAge old, or at most MaxStale where the feed fails. Errors: fault.Unavailable.
func (b *Board) Standings(ctx context.Context) (*Standings, error) {
	if err := b.refresh(ctx, b.config.MaxAge); err != nil {
		return nil, err
	}
	return b.published(), nil
}

// Project returns one project as Standings would, but does not put all of them in order for that. ok is false for one that is not
// known here.
func (b *Board) Project(ctx context.Context, id string) (p Project, ok bool, err error) {
	if err := b.refresh(ctx, b.config.MaxAge); err != nil {
		return Project{}, false, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok = b.projects[id]
	return b.sum(p), ok, nil
}

// refresh reads the feed if the last reading is older than maxAge.
func (b *Board) refresh(ctx context.Context, maxAge time.Duration) error {
	if b.age() <= maxAge {
		return nil
	}
	select {
	case b.reading <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if b.age() <= maxAge { // somebody else has read it meanwhile
		<-b.reading
		return nil
	}
	// The reading is for everybody: it goes on where the one who began it gives up.
	done := make(chan error, 1)
	go func() {
		defer func() { <-b.reading }()
		reading, cancel := context.WithTimeout(context.WithoutCancel(ctx), readTimeout)
		defer cancel()
		done <- b.read(reading)
	}()
	select {
	case err := <-done:
		if err != nil && b.age() > b.config.MaxStale {
			return err
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// published returns the standings with all that has been taken in. Putting them in order takes milliseconds for thousands of projects,
// so it waits until somebody wants to see them: a vote alone does not.
func (b *Board) published() *Standings {
	if b.unpublished.Load() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.unpublished.Load() {
			b.publish(b.config.Now())
			b.unpublished.Store(false) // not before: whoever sees it false takes the current standings without the lock
		}
	}
	return b.current.Load()
}

// age is how long ago the feed was read; forever where it never was.
func (b *Board) age() time.Duration {
	checked := b.checked.Load()
	if checked == 0 {
		return math.MaxInt64
	}
	return b.config.Now().Sub(time.Unix(0, checked))
}

// read takes in what has changed since the last reading. Its caller holds the token.
func (b *Board) read(ctx context.Context) error {
	started := b.config.Now()
	b.mu.Lock()
	since := time.Unix(0, b.checked.Load()).Add(-overlap)
	reload := b.loaded.IsZero() || started.Sub(b.loaded) > b.config.ReloadAfter
	b.mu.Unlock()
	if reload {
		since = time.Time{}
	}
	changes, err := b.config.Feed.Changes(ctx, since)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if reload {
		b.loaded = started
	}
	b.take(changes)
	if b.current.Load() == nil {
		b.unpublished.Store(true) // nothing at all is something to show
	}
	b.checked.Store(started.UnixNano())
	return nil
}

// Renew takes in one project as it is now, so that whoever has just changed it finds the change here. Errors: ErrProjectNotFound,
// fault.Unavailable.
func (b *Board) Renew(ctx context.Context, id string) (Project, error) {
	project, tallies, err := b.config.Feed.Project(ctx, id)
	if err != nil {
		return Project{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.take(Changes{Projects: []Project{project}, Tallies: tallies})
	return b.sum(b.projects[id]), nil
}

// take keeps the later reading of each item, whatever the order in which they come.
func (b *Board) take(c Changes) {
	changed := false
	for _, p := range c.Projects {
		if known, ok := b.projects[p.ID]; !ok || known.Version < p.Version {
			b.projects[p.ID], changed = p.indexed(), true
		}
	}
	for _, t := range c.Tallies {
		shards := b.tallies[t.ProjectID]
		if missing := t.Shard + 1 - len(shards); missing > 0 {
			shards = append(shards, make([]Tally, missing)...)
			b.tallies[t.ProjectID] = shards
		}
		if shards[t.Shard].Version < t.Version {
			shards[t.Shard], changed = t, true
		}
	}
	if changed {
		b.unpublished.Store(true)
	}
}

// publish replaces the standings and tells those who watch.
func (b *Board) publish(at time.Time) {
	all := maps.Clone(b.projects)
	for id, p := range all {
		all[id] = b.sum(p)
	}
	if before := b.current.Swap(newStandings(all, at)); before != nil {
		close(before.superseded)
	}
}

// sum gives a project the sums of its tallies.
func (b *Board) sum(p Project) Project {
	p.Points, p.VoteCount = 0, 0
	for _, t := range b.tallies[p.ID] {
		p.Points, p.VoteCount = p.Points+t.Points, p.VoteCount+t.Votes
	}
	return p
}

// Watch has the feed read once in MaxAge, however many watch, until stop is called: what [Standings.Superseded] waits for is told
// within that time.
func (b *Board) Watch() (stop func()) {
	b.enter()
	return sync.OnceFunc(b.leave)
}

// Latest returns the newest standings without reading; nil if there have been none.
func (b *Board) Latest() *Standings { return b.current.Load() }

// enter starts the poll with the first watcher.
func (b *Board) enter() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.watchers++; b.watchers == 1 {
		ctx, stop := context.WithCancel(context.Background())
		b.stop = stop
		go b.poll(ctx)
	}
}

// leave ends the poll with the last watcher.
func (b *Board) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.watchers--; b.watchers == 0 {
		b.stop()
	}
}

func (b *Board) poll(ctx context.Context) {
	ticker := time.NewTicker(b.config.MaxAge)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := b.refresh(ctx, b.config.MaxAge/2); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "standings not read", "error", err)
			}
			b.published()
		case <-ctx.Done():
			return
		}
	}
}
