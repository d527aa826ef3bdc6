package audit

import (
	"context"
	"sync"
)

// pending counts the events that are neither written nor lost. A sync.WaitGroup does not allow what happens here: adding while
// somebody waits.
type pending struct {
	mu    sync.Mutex
	count int
	none  chan struct{} // closed when count falls to zero; nil while nobody waits
}

func (p *pending) add() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
}

func (p *pending) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count--
	if p.count == 0 && p.none != nil {
		close(p.none)
		p.none = nil
	}
}

func (p *pending) wait(ctx context.Context) error {
	none := p.awaited()
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

// awaited returns what is closed when count falls to zero, or nil if it is zero.
func (p *pending) awaited() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count == 0 {
		return nil
	}
	if p.none == nil {
		p.none = make(chan struct{})
	}
	return p.none
}
