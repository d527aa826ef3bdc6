package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// maxListed bounds a list of sessions: nobody reads through more, and at 5 KB an item they fit into one page of a
// query.
const maxListed = 100

// listedAttributes are all attributes except the tokens.
const listedAttributes = "PK, GSI1PK, GSI1SK, refreshedAt, accessExpiresAt, expiresAt, lastUsedAt, generation, userAgent, clientIp, revision"

// List returns the latest sessions of a subject without their tokens, latest first. The index may lag by a moment.
// Errors: fault.Unavailable.
func (s *SessionStore) List(ctx context.Context, subject string) ([]session.Record, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	items, err := s.table.query(ctx, sessionsPrefix+subject, maxListed, listedAttributes)
	if err != nil {
		return nil, err
	}
	records := make([]session.Record, 0, len(items))
	for _, it := range items {
		r := reader{item: it}
		records = append(records, decodeListed(&r))
		if r.err != nil {
			return nil, fmt.Errorf("session item: %w", r.err)
		}
	}
	return records, nil
}

// Touch records a use, unless one after unused is recorded. Errors: fault.Unavailable.
func (s *SessionStore) Touch(ctx context.Context, idHash string, at, unused time.Time) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	err := s.table.update(ctx, update{
		key:       sessionKey(idHash),
		change:    "SET lastUsedAt = :at",
		condition: "attribute_exists(PK) AND lastUsedAt <= :unused",
		values:    item{":at": instant(at), ":unused": instant(unused)},
	})
	var needless *conditionFailed
	if errors.As(err, &needless) {
		return nil
	}
	return err
}
