package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
)

// maxWindowRaces bounds how often an attempt retries because another attempt is opening the window or the table's
// expiry is deleting it; each happens once per window, so the bound is never reached.
const maxWindowRaces = 4

// AttemptStore implements [ratelimit.Counters].
//
// An item has attempts, lastAttempt (the id of the last one that was counted), opened (the id of the attempt that
// opened the window, which names the window), endsAt (when the window ends, in milliseconds) and givenBack. The table's
// expiry has whole seconds, which would make a window up to a second longer than its limit.
type AttemptStore struct {
	table    *Table
	now      func() time.Time
	giveBack func(*dynamodb.Options)
}

// NewAttemptStore returns the store in a table, with a clock for the windows.
func NewAttemptStore(t *Table, now func() time.Time) *AttemptStore {
	return &AttemptStore{table: t, now: now, giveBack: atMostOnce()}
}

// Count implements [ratelimit.Counters]. Refused attempts don't lengthen a window.
func (s *AttemptStore) Count(ctx context.Context, id string, l ratelimit.Limit) (ratelimit.Window, error) {
	if l.Max < 1 {
		return ratelimit.Window{}, &fault.TooManyAttempts{RetryAfter: l.Window}
	}
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	a := attempt{key: limitKey(l.Key), id: id, max: l.Max, window: l.Window}
	for range maxWindowRaces {
		window, err := s.record(ctx, a, a.count(s.now()))
		var refused *conditionFailed
		if !errors.As(err, &refused) {
			return window, err
		}
		if window, done, err := a.judge(refused.current, s.now()); done {
			return window, err
		}
		if window, err = s.record(ctx, a, a.reopen(s.now())); !errors.As(err, &refused) {
			return window, err
		}
		if window, counted := a.windowOf(refused.current, s.now()); counted {
			return window, nil
		}
	}
	return ratelimit.Window{}, unavailable("UpdateItem", errors.New("attempt counter contended"))
}

// record writes an attempt and returns its window. A response that does not show the attempt is not a valid one, and
// must not let the attempt pass: record retries the write, which is idempotent.
func (s *AttemptStore) record(ctx context.Context, a attempt, u update) (ratelimit.Window, error) {
	for range maxAttempts {
		current, err := s.table.updated(ctx, u, types.ReturnValueAllNew)
		if err != nil {
			return ratelimit.Window{}, err
		}
		if window, counted := a.windowOf(current, s.now()); counted {
			return window, nil
		}
	}
	return ratelimit.Window{}, unavailable("UpdateItem", errors.New("an answer without the item"))
}

// GiveBack implements [ratelimit.Counters].
func (s *AttemptStore) GiveBack(ctx context.Context, r ratelimit.Return) error {
	u := update{
		key: limitKey(r.Limit.Key), change: "ADD attempts :less", condition: "attempts > :none AND opened = :window",
		values: item{":less": number(-1), ":none": number(0), ":window": text(r.Window)},
	}
	if r.Window == "" {
		u.condition = "attempts > :none AND lastAttempt = :id"
		delete(u.values, ":window")
		u.values[":id"] = text(r.Attempt)
	}
	if r.Most > 0 {
		u.change += ", givenBack :one"
		u.condition += " AND (attribute_not_exists(givenBack) OR givenBack < :most)"
		u.values[":one"], u.values[":most"] = number(1), number(int64(r.Most))
	}
	_, err := s.table.updated(ctx, u, types.ReturnValueNone, s.giveBack)
	if refused := (*conditionFailed)(nil); errors.As(err, &refused) {
		return nil // the window is over, or takes back no more attempts
	}
	return err
}

// attempt is one attempt at something limited. Its id distinguishes the retry of a write whose response was lost from
// another attempt.
type attempt struct {
	key    item
	id     string
	max    int
	window time.Duration
}

// count adds the attempt to the open window, or opens the first one.
func (a attempt) count(now time.Time) update {
	return update{
		key: a.key,
		change: "ADD attempts :one SET lastAttempt = :id, opened = if_not_exists(opened, :id), " +
			"endsAt = if_not_exists(endsAt, :end), expiresAt = if_not_exists(expiresAt, :expiry)",
		condition: "attribute_not_exists(PK) OR (endsAt > :now AND attempts < :max AND lastAttempt <> :id)",
		values: item{
			":one": number(1), ":id": text(a.id), ":max": number(int64(a.max)),
			":now": number(now.UnixMilli()), ":end": number(now.Add(a.window).UnixMilli()), ":expiry": epoch(now.Add(a.window)),
		},
	}
}

// windowOf returns the window in which a counter shows the attempt as the last one that was counted.
func (a attempt) windowOf(current item, now time.Time) (w ratelimit.Window, counted bool) {
	r := reader{item: current}
	if w.ID = r.optionalText("opened"); w.ID == "" || r.optionalText("lastAttempt") != a.id {
		return ratelimit.Window{}, false
	}
	if r.optionalNumber("attempts") >= int64(a.max) {
		w.FullFor = a.left(&r, now)
	}
	return w, true
}

// left is how long the window of a counter still lasts. The clock of the instance that opened it may be ahead of this
// one's: nobody should wait longer than a window.
func (a attempt) left(r *reader, now time.Time) time.Duration {
	return min(time.UnixMilli(r.optionalNumber("endsAt")).Sub(now), a.window)
}

// judge interprets a refused count: it is done, with the result for the caller, or the window has passed.
func (a attempt) judge(current item, now time.Time) (w ratelimit.Window, done bool, err error) {
	if current == nil { // the table's expiry has just deleted it
		return ratelimit.Window{}, false, nil
	}
	r := reader{item: current}
	last, ends := r.text("lastAttempt"), r.optionalNumber("endsAt")
	switch {
	case r.err != nil:
		return ratelimit.Window{}, true, fmt.Errorf("attempt counter item: %w", r.err)
	case last == a.id:
		w, _ := a.windowOf(current, now)
		return w, true, nil
	case ends > now.UnixMilli():
		return ratelimit.Window{}, true, &fault.TooManyAttempts{RetryAfter: a.left(&r, now)}
	}
	return ratelimit.Window{}, false, nil
}

// reopen starts a new window in place of one that has passed.
func (a attempt) reopen(now time.Time) update {
	return update{
		key:    a.key,
		change: "SET attempts = :one, lastAttempt = :id, opened = :id, endsAt = :end, expiresAt = :expiry REMOVE givenBack",
		condition: "attribute_not_exists(PK) OR " +
			"((attribute_not_exists(endsAt) OR endsAt <= :now) AND lastAttempt <> :id)",
		values: item{
			":one": number(1), ":id": text(a.id), ":now": number(now.UnixMilli()),
			":end": number(now.Add(a.window).UnixMilli()), ":expiry": epoch(now.Add(a.window)),
		},
	}
}
