package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Spend marks a challenge's handle as used. After a refused write it reads the mark back: the write may be the retry of
// one whose response was lost. Errors: session.ErrConflict, fault.Unavailable.
func (s *SessionStore) Spend(ctx context.Context, idHash, spender string, until time.Time) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	mark := spentKey(idHash)
	mark["spender"] = text(spender)
	mark[expiryAttribute] = epoch(until)
	err := s.table.put(ctx, mark, "attribute_not_exists(PK)")
	var spent *conditionFailed
	if !errors.As(err, &spent) {
		return err
	}
	if r := (reader{item: spent.current}); r.optionalText("spender") == spender {
		return nil
	}
	return session.ErrConflict
}

// Unspend removes the mark of a spender. Errors: fault.Unavailable.
func (s *SessionStore) Unspend(ctx context.Context, idHash, spender string) error {
	ctx, cancel := s.table.bounded(ctx)
	defer cancel()
	err := s.table.deleteIf(ctx, spentKey(idHash), "spender = :spender", item{":spender": text(spender)})
	var other *conditionFailed
	if errors.As(err, &other) {
		return nil
	}
	return err
}
