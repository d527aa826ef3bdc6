package audit

import (
	"context"
	"sync"
)

// backlog counts the events that are neither written nor lost. It cannot be a sync.WaitGroup, which does not allow
// adding from zero while a goroutine waits.
type backlog struct {
	mu    sync.Mutex
	count int
	none  chan struct{} // closed when count falls to zero; nil while no goroutine waits
}

func (b *backlog) add() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
}

func (b *backlog) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count--
	if b.count == 0 && b.none != nil {
		close(b.none)
		b.none = nil
	}
}

func (b *backlog) wait(ctx context.Context) error {
	none := b.awaited()
	if none == nil {
		return nil
	}
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaited returns the channel that is closed when count falls to zero, or nil if it is zero.
func (b *backlog) awaited() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count == 0 {
		return nil
	}
	if b.none == nil {
		b.none = make(chan struct{})
	}
	return b.none
}
