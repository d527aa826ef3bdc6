package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// maxGenerationRaces bounds the retries when another generation begins at the same time. A person begins one every few
// months.
const maxGenerationRaces = 8

// Generation returns the current generation of a subject's sessions by a consistent read. Errors: fault.Unavailable.
func (s *SessionStore) Generation(ctx context.Context, subject string) (session.Generation, error) {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	found, err := s.table.get(ctx, generationKey(subject))
	if err != nil || found == nil {
		return session.Generation{}, err
	}
	r := reader{item: found}
	current := session.Generation{ID: r.text("generation"), Since: r.instant("since"), Kept: r.optionalText("kept")}
	if r.err != nil {
		return session.Generation{}, fmt.Errorf("generation item: %w", r.err)
	}
	return current, nil
}

// BeginGeneration makes g the current generation, and replaces only a generation that it has read: a late retry of this
// write must not bring g back after another has followed it. Errors: fault.Unavailable.
func (s *SessionStore) BeginGeneration(
	ctx context.Context, subject string, g session.Generation, until time.Time,
) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	previous := "none"
	for range maxGenerationRaces {
		err := s.table.update(ctx, update{
			key:       generationKey(subject),
			change:    "SET generation = :generation, since = :since, kept = :kept, expiresAt = :until",
			condition: "attribute_not_exists(PK) OR generation = :previous",
			values: item{
				":generation": text(g.ID), ":since": instant(g.Since), ":kept": text(g.Kept),
				":until": epoch(until), ":previous": text(previous),
			},
		})
		var refused *conditionFailed
		if !errors.As(err, &refused) {
			return err
		}
		r := reader{item: refused.current}
		if previous = r.optionalText("generation"); previous == g.ID {
			return nil // the response to an earlier attempt was lost
		}
	}
	return &fault.Unavailable{Upstream: upstream, RetryAfter: retryAfter, Err: errors.New("generation contended")}
}
