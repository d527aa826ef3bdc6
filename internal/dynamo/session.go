package dynamo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// SessionStore keeps cookie sessions. It is a [session.Store].
//
// An item has sealedTokens, refreshedAt, accessExpiresAt, lastUsedAt, generation, userAgent, clientIp and revision, and
// while a lease is held, leaseHolder and leaseUntil (milliseconds of the Unix epoch). Its index keys are the subject
// and the time of sign-in.
type SessionStore struct {
	table *Table
}

// NewSessionStore returns the store in a table.
func NewSessionStore(t *Table) *SessionStore { return &SessionStore{table: t} }

// Create adds a record. The write is unconditional, so that it can be repeated when its response is lost: the id is 256
// random bits, and no other record can have it.
func (s *SessionStore) Create(ctx context.Context, r session.Record) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	return s.table.put(ctx, encodeSession(r), "")
}

// Load returns a record by a consistent read. Errors: session.ErrNoRecord, fault.Unavailable.
func (s *SessionStore) Load(ctx context.Context, idHash string) (session.Record, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	return s.load(ctx, idHash)
}

func (s *SessionStore) load(ctx context.Context, idHash string) (session.Record, error) {
	found, err := s.table.get(ctx, sessionKey(idHash))
	if err != nil {
		return session.Record{}, err
	}
	if found == nil {
		return session.Record{}, session.ErrNoRecord
	}
	return decodeSession(found)
}

// Lease takes a lease. Errors: session.ErrConflict, session.ErrNoRecord, fault.Unavailable.
func (s *SessionStore) Lease(ctx context.Context, l session.Lease, now time.Time) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	return writeOutcome(s.table.update(ctx, update{
		key:       sessionKey(l.IDHash),
		change:    "SET leaseHolder = :holder, leaseUntil = :until",
		condition: "revision = :revision AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now)",
		values: item{
			":revision": number(int64(l.Revision)), ":holder": text(l.Holder),
			":until": number(l.Until.UnixMilli()), ":now": number(now.UnixMilli()),
		},
	}), func(current *reader) bool {
		return current.optionalText("leaseHolder") == l.Holder && current.number("revision") == int64(l.Revision)
	})
}

// Release gives a lease back. Errors: fault.Unavailable.
func (s *SessionStore) Release(ctx context.Context, l session.Lease) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	err := s.table.update(ctx, update{
		key:       sessionKey(l.IDHash),
		change:    "REMOVE leaseHolder, leaseUntil",
		condition: "leaseHolder = :holder",
		values:    item{":holder": text(l.Holder)},
	})
	var notHeld *conditionFailed
	if errors.As(err, &notHeld) {
		return nil
	}
	return err
}

// Renew replaces the tokens and ends the lease. Errors: session.ErrConflict, session.ErrNoRecord, fault.Unavailable.
func (s *SessionStore) Renew(ctx context.Context, r session.Record) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	return writeOutcome(s.table.update(ctx, update{
		key: sessionKey(r.IDHash),
		change: "SET sealedTokens = :tokens, refreshedAt = :refreshed, accessExpiresAt = :expires, revision = :revision " +
			"REMOVE leaseHolder, leaseUntil",
		condition: "revision = :previous",
		values: item{
			":tokens": blob(r.SealedTokens), ":refreshed": instant(r.RefreshedAt), ":expires": instant(r.AccessExpiresAt),
			":revision": number(int64(r.Revision)), ":previous": number(int64(r.Revision - 1)),
		},
	}), func(current *reader) bool { // sealing is randomised, so only this write has these bytes
		return bytes.Equal(current.blob("sealedTokens"), r.SealedTokens)
	})
}

// writeOutcome distinguishes the refusals of a conditional write. A refused write may be the retry of one that
// succeeded and whose response was lost; done reports whether the current item shows that.
func writeOutcome(err error, done func(current *reader) bool) error {
	var refused *conditionFailed
	if !errors.As(err, &refused) {
		return err
	}
	switch {
	case refused.current == nil:
		return session.ErrNoRecord
	case done(&reader{item: refused.current}):
		return nil
	}
	return session.ErrConflict
}

// Delete removes a record and returns its last state. It reads the record first: if the response to the deletion is
// lost, the retry finds nothing, and the refresh token could not be revoked. Errors: session.ErrNoRecord,
// fault.Unavailable.
func (s *SessionStore) Delete(ctx context.Context, idHash string) (session.Record, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	seen, err := s.load(ctx, idHash)
	if err != nil {
		return session.Record{}, err
	}
	return s.remove(ctx, seen)
}

// Remove removes a record that was loaded a moment ago. Errors: fault.Unavailable.
func (s *SessionStore) Remove(ctx context.Context, seen session.Record) (session.Record, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	return s.remove(ctx, seen)
}

func (s *SessionStore) remove(ctx context.Context, seen session.Record) (session.Record, error) {
	last, err := s.table.delete(ctx, sessionKey(seen.IDHash))
	if err != nil {
		return session.Record{}, err
	}
	if last == nil {
		return seen, nil
	}
	return decodeSession(last)
}

func encodeSession(r session.Record) item {
	it := sessionKey(r.IDHash)
	it[indexPartitionKey] = text(sessionsPrefix + r.Subject)
	it[indexSortKey] = instant(r.CreatedAt)
	it[expiryAttribute] = number(r.ExpiresAt.Unix())
	it["sealedTokens"] = blob(r.SealedTokens)
	it["refreshedAt"] = instant(r.RefreshedAt)
	it["accessExpiresAt"] = instant(r.AccessExpiresAt)
	it["lastUsedAt"] = instant(r.LastUsedAt)
	it["revision"] = number(int64(r.Revision))
	for name, value := range map[string]string{
		"generation": r.Generation, "userAgent": r.UserAgent, "clientIp": r.ClientIP,
	} {
		if value != "" {
			it[name] = text(value)
		}
	}
	return it
}

func decodeSession(it item) (session.Record, error) {
	r := reader{item: it}
	record := decodeListed(&r)
	record.SealedTokens = r.blob("sealedTokens")
	if r.err != nil {
		return session.Record{}, fmt.Errorf("session item: %w", r.err)
	}
	return record, nil
}

// decodeListed decodes all but the tokens.
func decodeListed(r *reader) session.Record {
	return session.Record{
		IDHash:          strings.TrimPrefix(r.text(partitionKey), sessionPrefix),
		Subject:         strings.TrimPrefix(r.text(indexPartitionKey), sessionsPrefix),
		CreatedAt:       r.instant(indexSortKey),
		RefreshedAt:     r.instant("refreshedAt"),
		AccessExpiresAt: r.instant("accessExpiresAt"),
		ExpiresAt:       r.epoch(expiryAttribute),
		LastUsedAt:      r.instant("lastUsedAt"),
		Generation:      r.optionalText("generation"),
		UserAgent:       r.optionalText("userAgent"),
		ClientIP:        r.optionalText("clientIp"),
		Revision:        int(r.number("revision")),
	}
}
