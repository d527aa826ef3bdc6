package dynamo

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/fault"
)

// maxWindowRaces bounds how often an attempt meets a window that another attempt is just opening or the table's expiry is just
// deleting; each happens once a window, so it is never reached.
const maxWindowRaces = 4

// Limiter counts attempts, so that a limit holds across instances.
//
// An item has attempts, lastAttempt (the id of the last one that was let through) and expiresAt, the end of the window.
type Limiter struct {
	table *Table
	now   func() time.Time
}

// NewLimiter returns the limiter in a table, with a clock for the windows.
func NewLimiter(t *Table, now func() time.Time) *Limiter {
	return &Limiter{table: t, now: now}
}

// Allow counts an attempt under key and refuses it beyond max in a window, which the first attempt opens. Refused attempts don't
// lengthen the window. Window ends are rounded up to a second. Errors: fault.TooManyAttempts, fault.Unavailable.
func (l *Limiter) Allow(ctx context.Context, key string, max int, window time.Duration) error {
	if max < 1 {
		return &fault.TooManyAttempts{RetryAfter: window}
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	a := attempt{key: limitKey(key), id: rand.Text(), max: max, window: window}
	for range maxWindowRaces {
		err := l.table.update(ctx, a.count(l.now()))
		var refused *conditionFailed
		if !errors.As(err, &refused) {
			return err
		}
		if done, err := a.judge(refused.current, l.now()); done {
			return err
		}
		if err = l.table.update(ctx, a.reopen(l.now())); !errors.As(err, &refused) {
			return err
		}
		if r := (reader{item: refused.current}); r.optionalText("lastAttempt") == a.id {
			return nil
		}
	}
	return &fault.Unavailable{Upstream: upstream, RetryAfter: retryAfter, Err: errors.New("attempt counter contended")}
}

// attempt is one attempt at something limited. Its id tells a repeated write, whose answer was lost, from another attempt.
type attempt struct {
	key    item
	id     string
	max    int
	window time.Duration
}

// count adds the attempt to the open window, or opens the first one.
func (a attempt) count(now time.Time) update {
	return update{
		key:    a.key,
		change: "ADD attempts :one SET lastAttempt = :id, expiresAt = if_not_exists(expiresAt, :end)",
		condition: "attribute_not_exists(PK) OR " +
			"(expiresAt > :now AND attempts < :max AND lastAttempt <> :id)",
		values: item{
			":one": number(1), ":id": text(a.id), ":max": number(int64(a.max)),
			":now": number(now.Unix()), ":end": epoch(now.Add(a.window)),
		},
	}
}

// judge says what a refused count means: done, with the answer for the caller, or that the window has passed.
func (a attempt) judge(current item, now time.Time) (done bool, err error) {
	if current == nil { // deleted by the table's expiry in this moment
		return false, nil
	}
	r := reader{item: current}
	end, last := r.epoch(expiryAttribute), r.text("lastAttempt")
	switch {
	case r.err != nil:
		return true, fmt.Errorf("attempt counter item: %w", r.err)
	case last == a.id:
		return true, nil
	case end.Unix() > now.Unix():
		return true, &fault.TooManyAttempts{RetryAfter: end.Sub(now)}
	}
	return false, nil
}

// reopen starts a new window in place of one that has passed.
func (a attempt) reopen(now time.Time) update {
	return update{
		key:       a.key,
		change:    "SET attempts = :one, lastAttempt = :id, expiresAt = :end",
		condition: "attribute_not_exists(PK) OR (expiresAt <= :now AND lastAttempt <> :id)",
		values: item{
			":one": number(1), ":id": text(a.id), ":now": number(now.Unix()), ":end": epoch(now.Add(a.window)),
		},
	}
}

// limitKey hashes the key: it holds email addresses, phone numbers and client addresses, which have no place in a table's listing
// or its metrics of hot keys, and DynamoDB bounds its length, which senders choose.
func limitKey(name string) item {
	sum := sha256.Sum256([]byte(name))
	return key("LIMIT#"+hex.EncodeToString(sum[:]), "LIMIT")
}
