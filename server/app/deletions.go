package app

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/person"
)

// defaultDeletionsEvery is how often an instance looks for deletions to finish: one read of half a unit or so.
const defaultDeletionsEvery = time.Minute

// deletions has an instance finish the deletions of accounts that any instance has begun.
type deletions struct {
	people *person.Service
	every  time.Duration
	now    func() time.Time

	mu     sync.Mutex
	looked time.Time
}

func newDeletions(c Config, people *person.Service) *deletions {
	return &deletions{people: people, every: cmp.Or(c.DeletionsEvery, defaultDeletionsEvery), now: c.Now}
}

// look finishes what there is to finish, unless this instance has looked lately.
func (d *deletions) look(ctx context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := d.now(); now.Sub(d.looked) >= d.every {
		d.looked = now
		d.finish(ctx)
	}
}

func (d *deletions) finish(ctx context.Context) {
	if err := d.people.FinishDeletions(ctx); err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "deletions of accounts not finished, to be tried again", "error", err)
	}
}

// run finishes them again and again until ctx ends.
func (d *deletions) run(ctx context.Context) {
	ticker := time.NewTicker(d.every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			d.finish(ctx)
		case <-ctx.Done():
			return
		}
	}
}
