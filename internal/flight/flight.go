// Package flight shares work among callers that ask for it at the same time. The work belongs to none of them: it keeps
// the values of the first caller's context but not its cancellation, so a caller that gives up does not affect the
// others.
//
// golang.org/x/sync/singleflight runs the work in one caller's goroutine instead. It has no type parameters, lets a
// panic end the process, and leaves callers waiting if the work ends its goroutine.
package flight

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// Group shares calls by key. The zero value is ready for use, by any number of goroutines.
type Group[K comparable, V any] struct {
	mu    sync.Mutex
	calls map[K]*Call[V]
}

// Work is the function that a call runs.
type Work[V any] = func(context.Context) (V, error)

// Do returns the result of the call under way for key, or of one that it starts. If ctx ends first, it returns the
// error of ctx, and the call goes on. Errors: see [Group.Start].
func (g *Group[K, V]) Do(ctx context.Context, key K, timeout time.Duration, work Work[V]) (V, error) {
	return g.Start(ctx, key, timeout, work).Wait(ctx)
}

// Start returns the call under way for key, or starts one that takes at most the given time, if work respects its
// context. It does not wait. A call that panics ends with an error: its goroutine belongs to no caller, so nobody else
// could recover.
func (g *Group[K, V]) Start(ctx context.Context, key K, timeout time.Duration, work Work[V]) *Call[V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c, underWay := g.calls[key]; underWay {
		return c
	}
	c := &Call[V]{done: make(chan struct{}), err: errEnded}
	if g.calls == nil {
		g.calls = map[K]*Call[V]{}
	}
	g.calls[key] = c
	go g.run(context.WithoutCancel(ctx), key, c, timeout, work)
	return c
}

func (g *Group[K, V]) run(ctx context.Context, key K, c *Call[V], timeout time.Duration, work Work[V]) {
	defer func() { // last, and also if work ends the goroutine
		g.mu.Lock()
		delete(g.calls, key)
		g.mu.Unlock()
		close(c.done)
	}()
	defer func() {
		if cause := recover(); cause != nil {
			slog.ErrorContext(ctx, "panic in shared work", "panic", fault.PanicText(cause), "stack", string(debug.Stack()))
			c.err = ErrPanic
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c.value, c.err = work(ctx)
}

// ErrPanic is the result of work that panicked. The stack is in the log.
var ErrPanic = errors.New("shared work panicked")

// errEnded is the result of work that ended its goroutine.
var errEnded = errors.New("shared work ended without a result")

// Call is work under way, or done.
type Call[V any] struct {
	done  chan struct{}
	value V // like err set before done is closed
	err   error
}

// Wait returns the result, or the error of ctx if that ends first.
func (c *Call[V]) Wait(ctx context.Context) (V, error) {
	select {
	case <-c.done:
		return c.value, c.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}
