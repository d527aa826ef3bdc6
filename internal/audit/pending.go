package audit

import (
	"context"
	"sync"
	"sync/atomic"
)

// Pending is the event of an action under way, for a store that writes it in one transaction with the change: then
// there is no change without its event, even if the process dies between the two. If a store does not support this, the
// event stays unwritten, and the code that created it records it. It is safe for concurrent use.
type Pending struct {
	event   func() Event
	written atomic.Bool
}

// NewPending returns the event of an action. event is called once, when a store first needs the event: only then is the
// actor known. It must return an event from [Recorder.Prepare].
func NewPending(event func() Event) *Pending { return &Pending{event: sync.OnceValue(event)} }

// Event returns the event, the same one each time.
func (p *Pending) Event() Event { return p.event() }

// MarkWritten notes that the store has written the event.
func (p *Pending) MarkWritten() { p.written.Store(true) }

// Written reports whether a store has written the event.
func (p *Pending) Written() bool { return p.written.Load() }

type pendingKey struct{}

// WithPending returns a context that carries p to the store.
func WithPending(ctx context.Context, p *Pending) context.Context {
	return context.WithValue(ctx, pendingKey{}, p)
}

// PendingFrom returns the pending event that the context carries, or nil.
func PendingFrom(ctx context.Context) *Pending {
	p, _ := ctx.Value(pendingKey{}).(*Pending)
	return p
}
