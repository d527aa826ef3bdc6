package voting

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Watch reads the feed once per MaxAge, however many callers watch, until stop is called. So [Standings.Superseded] is
// closed within that time of a change.
func (b *Board) Watch() (stop func()) {
	b.enter()
	return sync.OnceFunc(b.leave)
}

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
			if err := b.refresh(ctx, b.config.MaxAge/2); err == nil {
				b.published()
			} else if ctx.Err() == nil {
				slog.WarnContext(ctx, "standings not read", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}
