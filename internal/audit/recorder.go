package audit

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/bounded"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const (
	// attempts is how often the write of an event is attempted. The store itself retries brief errors; these attempts
	// outlast a short outage.
	attempts = 3
	// defaultTimeout bounds one attempt, and defaultBackoff is the wait before the second one, which doubles.
	defaultTimeout = 3 * time.Second
	defaultBackoff = 250 * time.Millisecond
)

// LongestWrite is how long a recorder with the default times may try to write one event.
const LongestWrite = attempts*defaultTimeout + (1<<(attempts-1)-1)*defaultBackoff

// The maximum lengths, in bytes, of texts that a client chooses: a client must not be able to fill the table.
const (
	maxText  = 256 // also the longest email address
	maxShort = 128 // subjects, codes, names, ids
)

// RecorderConfig configures a Recorder. Store and Now are required; zero means the default.
type RecorderConfig struct {
	Store Store
	// Now is the clock.
	Now func() time.Time
	// Capacity is how many events may wait to be written; 2048 by default, about a megabyte.
	Capacity int
	// Workers is how many events are written at a time; 8 by default.
	Workers int
	// Timeout bounds one attempt to write; 3 s by default.
	Timeout time.Duration
	// Backoff is the wait before the second attempt, which doubles; 250 ms by default.
	Backoff time.Duration
}

// Recorder writes events asynchronously: callers never wait for a write and never see it fail. An event that can't be
// written is lost, which is logged and counted.
type Recorder struct {
	config RecorderConfig
	ids    ids
	// work ends when a Close has waited long enough.
	work    context.Context
	abandon context.CancelFunc
	workers sync.WaitGroup
	written atomic.Uint64
	lost    atomic.Uint64
	backlog backlog

	mu     sync.RWMutex // over closed and the closing of queue
	closed bool
	queue  chan Event
}

// Stats are a Recorder's counts since its start.
type Stats struct {
	// Written and Lost are counts of events.
	Written, Lost uint64
	// Waiting is how many events are in the queue now.
	Waiting int
}

// NewRecorder starts a recorder. Close stops it.
func NewRecorder(c RecorderConfig) *Recorder {
	c.Capacity = cmp.Or(c.Capacity, 2048)
	c.Workers = cmp.Or(c.Workers, 8)
	c.Timeout = cmp.Or(c.Timeout, defaultTimeout)
	c.Backoff = cmp.Or(c.Backoff, defaultBackoff)
	r := &Recorder{config: c, queue: make(chan Event, c.Capacity)}
	r.work, r.abandon = context.WithCancel(context.Background())
	for range c.Workers {
		r.workers.Go(func() {
			for e := range r.queue {
				r.write(e)
				r.backlog.done()
			}
		})
	}
	return r
}

// Record queues an event to be written, and returns at once. It sets ID and At. The event is written even if ctx ends.
func (r *Recorder) Record(ctx context.Context, e Event) {
	e = r.Prepare(e)
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		r.lose(ctx, e, "recorder closed", nil)
		return
	}
	r.backlog.add()
	select {
	case r.queue <- e:
	default:
		r.backlog.done()
		r.lose(ctx, e, "queue full", nil)
	}
}

// Prepare returns an event as Record writes it, with ID, At and texts of bounded length. It is for a store that writes
// the event itself, with the change that it is about.
func (r *Recorder) Prepare(e Event) Event {
	e = trimmed(e)
	e.ID = r.ids.next(r.config.Now())
	e.At, _ = TimeOf(e.ID)
	return e
}

// Stats returns the counts.
func (r *Recorder) Stats() Stats {
	return Stats{Written: r.written.Load(), Lost: r.lost.Load(), Waiting: len(r.queue)}
}

// Flush waits until all queued events have been written. Where the process may be frozen between requests, as a Lambda
// function is, an event left in the queue could stay there for ever. If ctx ends first, Flush returns its error, and
// the events stay queued.
func (r *Recorder) Flush(ctx context.Context) error { return r.backlog.wait(ctx) }

// Close accepts no more events, and returns when the queued ones have been written. If ctx ends first, the rest is
// lost. It returns the error of ctx in that case.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.queue)
	}
	r.mu.Unlock()
	stop := context.AfterFunc(ctx, r.abandon)
	defer stop()
	r.workers.Wait()
	if r.work.Err() != nil {
		return ctx.Err()
	}
	r.abandon()
	return nil
}

func (r *Recorder) write(e Event) {
	var err error
	for attempt := range attempts {
		if attempt > 0 && !r.pause(r.config.Backoff<<(attempt-1)) {
			break
		}
		if err = r.append(e); err == nil {
			r.written.Add(1)
			return
		}
		if !fault.IsUnavailable(err) && !errors.Is(err, context.DeadlineExceeded) {
			break // the error is permanent
		}
	}
	r.lose(r.work, e, "write failed", err)
}

func (r *Recorder) append(e Event) error {
	ctx, cancel := context.WithTimeout(r.work, r.config.Timeout)
	defer cancel()
	return r.config.Store.Append(ctx, e)
}

// pause reports whether it has waited the whole time.
func (r *Recorder) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.work.Done():
		return false
	}
}

// lose reports an event that is not in the trail. The log is then the only record of it, so the line says what happened
// and in which request, whose own line has the address.
func (r *Recorder) lose(ctx context.Context, e Event, reason string, err error) {
	r.lost.Add(1)
	slog.ErrorContext(ctx, "audit event lost", "reason", reason, "error", err,
		"action", e.Action, "outcome", string(e.Outcome), "at", e.At, "requestId", e.RequestID)
}

// trimmed bounds the texts and makes them UTF-8, which stores require.
func trimmed(e Event) Event {
	e.Action = bounded.Text(e.Action, maxShort)
	e.RequestID = bounded.Text(e.RequestID, maxShort)
	e.IPAddress = bounded.Text(e.IPAddress, maxShort)
	e.UserAgent = bounded.Text(e.UserAgent, maxText)
	e.Code, e.Actor, e.Target = cutGiven(e.Code, maxShort), cutGiven(e.Actor, maxShort), cutGiven(e.Target, maxShort)
	e.Email = cutGiven(e.Email, maxText)
	return e
}

func cutGiven(text *string, n int) *string {
	if text == nil || *text == "" {
		return nil
	}
	short := bounded.Text(*text, n)
	return &short
}
