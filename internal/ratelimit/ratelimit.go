// Package ratelimit owns the rules of limits on attempts: in which order the limits of an attempt are counted, what a
// refusal by one of them costs the others (nothing), and what it means to give an attempt back. Counting across all
// instances is up to [Counters].
package ratelimit

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const (
	// returnTimeout limits how long giving an attempt back may delay a response.
	returnTimeout = 500 * time.Millisecond
	// returnsPerMax bounds how many attempts a window takes back, as a multiple of its limit: a client that finds a way to
	// make attempts fail on our side still does not get unlimited attempts.
	returnsPerMax = 10
)

// Limit is one of the limits that an attempt is held to.
type Limit struct {
	// Key is what the attempts are counted by. It may contain people's addresses, so it must not be logged.
	Key string
	// Max is how many attempts a window takes.
	Max int
	// Window is how long a window lasts from its first attempt.
	Window time.Duration
	// Shared says that the client shares the limit with others.
	Shared bool
}

// Counters count attempts over all instances.
type Counters interface {
	// Count counts the attempt of that id in the open window of the limit, or opens a window, and returns the window.
	// Errors: fault.TooManyAttempts where the window is full, which leaves the attempt uncounted; fault.Unavailable, after
	// which it is unknown whether the attempt was counted.
	Count(ctx context.Context, id string, l Limit) (Window, error)
	// GiveBack takes an attempt out of its window, if that window is still the current one. It does so at most once,
	// even if it returns an error. Errors: fault.Unavailable.
	GiveBack(ctx context.Context, r Return) error
}

// Window is a window in which an attempt was counted.
type Window struct {
	// ID names it.
	ID string
	// FullFor is how long it takes no further attempt, where this one was the last: until it ends. Otherwise it is zero.
	FullFor time.Duration
}

// Return is a counted attempt that is to be given back.
type Return struct {
	Limit   Limit
	Attempt string
	// Window is the id that Count returned. It is empty where Count failed: then the attempt is given back only if it was
	// the last counted.
	Window string
	// Most is how many attempts one window takes back; zero: any number.
	Most int
}

// Limiter applies limits to attempts. It is safe for concurrent use.
type Limiter struct {
	counters Counters
	now      func() time.Time
	full     fullWindows
	counting underWay
}

// New returns a limiter over counters, with a clock.
func New(counters Counters, now func() time.Time) *Limiter {
	return &Limiter{counters: counters, now: now}
}

// Take counts an attempt in all limits, which are given from the narrowest to the widest, or in none: what one limit
// refuses is given back to the others. Mostly it counts in all of them together. Where a limit may be used up, the
// client's own limits come first, so that a client who has used them up touches nothing that others share. The end of
// the client's request does not interrupt it, only its deadline does: otherwise clients that hang up in the middle
// would leave their attempts counted in the shared limits, and not in their own. Errors: fault.TooManyAttempts,
// fault.Unavailable.
func (l *Limiter) Take(ctx context.Context, limits []Limit) (*Attempt, error) {
	for _, limit := range limits {
		if wait := l.full.wait(limit.Key, l.now()); wait > 0 {
			return nil, &fault.TooManyAttempts{RetryAfter: wait, Repeated: true}
		}
	}
	ctx, cancel := withoutClient(ctx)
	defer cancel()
	own, shared := split(limits)
	alone := l.counting.begin(own)
	defer l.counting.end(own)
	stages := [][]Limit{own, shared}
	if alone && !l.full.anySuspect(limits, l.now()) {
		stages = [][]Limit{limits}
	}
	a := &Attempt{limiter: l, id: rand.Text()}
	for _, stage := range stages {
		if err := a.countStage(ctx, stage); err != nil {
			a.giveBack(ctx, 0)
			return nil, err
		}
	}
	return a, nil
}

// withoutClient returns a context that ends with ctx's deadline, but not when the client hangs up.
func withoutClient(ctx context.Context) (context.Context, context.CancelFunc) {
	detached := context.WithoutCancel(ctx)
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(detached, deadline)
	}
	return detached, func() {}
}

// split splits limits where those that are the client's own end.
func split(limits []Limit) (own, shared []Limit) {
	first := slices.IndexFunc(limits, func(l Limit) bool { return l.Shared })
	if first < 0 {
		return limits, nil
	}
	return limits[:first], limits[first:]
}

// Attempt is an attempt that was let through.
type Attempt struct {
	limiter *Limiter
	id      string
	returns []Return
}

// GiveBack undoes the counting of an attempt that failed through no fault of the client. It waits for a short while
// only, and what can't be given back is logged.
func (a *Attempt) GiveBack(ctx context.Context) { a.giveBack(ctx, returnsPerMax) }

// countStage counts the attempt in limits that may be counted together. One that was full a moment ago is asked alone
// first: if it still is, the others need not be counted.
func (a *Attempt) countStage(ctx context.Context, limits []Limit) error {
	var suspects, rest []Limit
	for _, limit := range limits {
		if a.limiter.full.suspect(limit.Key, a.limiter.now()) {
			suspects = append(suspects, limit)
		} else {
			rest = append(rest, limit)
		}
	}
	if err := a.countTogether(ctx, suspects); err != nil {
		return err
	}
	for _, limit := range suspects {
		a.limiter.full.forget(limit.Key)
	}
	return a.countTogether(ctx, rest)
}

func (a *Attempt) countTogether(ctx context.Context, limits []Limit) error {
	windows, errs := make([]Window, len(limits)), make([]error, len(limits))
	sideBySide(len(limits), func(i int) { windows[i], errs[i] = a.limiter.counters.Count(ctx, a.id, limits[i]) })
	var refusal, failure error
	for i, err := range errs {
		key, now := limits[i].Key, a.limiter.now()
		var tooMany *fault.TooManyAttempts
		if errors.As(err, &tooMany) {
			a.limiter.full.note(key, now, tooMany.RetryAfter)
			refusal = firstOf(refusal, err)
			continue
		}
		if windows[i].FullFor > 0 {
			a.limiter.full.expect(key, now, windows[i].FullFor)
		}
		failure = firstOf(failure, err)
		a.returns = append(a.returns, Return{Limit: limits[i], Attempt: a.id, Window: windows[i].ID})
	}
	return firstOf(refusal, failure)
}

func firstOf(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// giveBack gives the attempt back in every limit. most is how many attempts a window takes back, as a multiple of its
// limit; zero: any number.
func (a *Attempt) giveBack(ctx context.Context, most int) {
	returns := a.returns
	a.returns = nil
	if ctx.Err() != nil { // resolving unknown attempts would take as long again
		returns = slices.DeleteFunc(returns, func(r Return) bool { return r.Window == "" })
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), returnTimeout)
	defer cancel()
	sideBySide(len(returns), func(i int) {
		returns[i].Most = most * returns[i].Limit.Max
		if err := a.limiter.counters.GiveBack(ctx, returns[i]); err != nil {
			slog.WarnContext(ctx, "attempt not given back", "error", err)
		}
		a.limiter.full.forget(returns[i].Limit.Key)
	})
}

// sideBySide calls f with each number below n and waits for all of them.
func sideBySide(n int, f func(i int)) {
	var calls sync.WaitGroup
	for i := 1; i < n; i++ {
		calls.Go(func() { f(i) })
	}
	if n > 0 {
		f(0)
	}
	calls.Wait()
}
