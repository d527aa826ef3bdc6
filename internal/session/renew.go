package session

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const (
	// refreshAhead is how long before its end an access token is renewed, so that it does not end during the request.
	refreshAhead = time.Minute
	// refreshedRecently is how long tokens count as fresh when a client asks for a refresh: tabs that ask together share
	// one.
	refreshedRecently = 30 * time.Second
	// leaseTime is how long one instance may take to refresh before another tries.
	leaseTime = 5 * time.Second
	// leasePoll is how often an instance checks whether the one that holds the lease is done.
	leasePoll = 50 * time.Millisecond
	// verifyTimeout is how long new tokens wait to be verified before they are stored.
	verifyTimeout = time.Second
	// renewTimeout limits a renewal, which continues after the request that began it has ended, since others wait for
	// it.
	renewTimeout = 6 * time.Second
)

// onRenewal is called after a renewal (see [Config]).
type onRenewal = func(ctx context.Context, subject string, err error)

// unreported is for a renewal that the client has requested.
func unreported(context.Context, string, error) {}

// renewShared lets the requests of one instance share a renewal. done is called if this call starts the renewal and
// this instance executes it.
func (s *Service) renewShared(ctx context.Context, seen opened, done onRenewal) (opened, error) {
	return s.renewals.Do(ctx, seen.record.IDHash, renewTimeout, func(ctx context.Context) (opened, error) {
		defer s.cache.drop(seen.record.IDHash) // what is cached is older, whichever instance renewed it
		return s.renew(ctx, seen, done)
	})
}

// renew lets exactly one instance refresh the tokens: the one that gets the lease, which it gets only on the revision
// that it has seen. The others wait until the record shows a newer revision, or until the lease has run out because
// that instance died.
func (s *Service) renew(ctx context.Context, seen opened, done onRenewal) (opened, error) {
	record := seen.record
	for {
		now := s.now()
		lease := Lease{IDHash: record.IDHash, Revision: record.Revision, Holder: newID(), Until: now.Add(leaseTime)}
		switch err := s.store.Lease(ctx, lease, now); {
		case err == nil:
			o, err := s.exchange(ctx, seen, lease)
			done(ctx, record.Subject, err)
			return o, err
		case errors.Is(err, ErrNoRecord):
			return opened{}, ErrUnauthenticated
		case !errors.Is(err, ErrConflict):
			return opened{}, err
		}
		current, err := s.read(ctx, record.IDHash)
		if err != nil || current.record.Revision != record.Revision {
			return current, err
		}
		select {
		case <-time.After(leasePoll):
		case <-ctx.Done():
			return opened{}, ctx.Err()
		}
	}
}

// exchange refreshes the tokens under the lease. The new tokens are stored before they are used: where refresh tokens
// rotate, the old one is already dead.
func (s *Service) exchange(ctx context.Context, o opened, lease Lease) (opened, error) {
	tokens, err := Tokens{}, ErrExpired
	if o.tokens.RefreshToken != "" { // hosted sign-in may have given none
		tokens, err = s.provider.Refresh(ctx, o.tokens.RefreshToken)
	}
	if errors.Is(err, ErrExpired) {
		return s.endExpired(ctx, o.record)
	}
	if err != nil {
		if releaseErr := s.store.Release(ctx, lease); releaseErr != nil {
			slog.WarnContext(ctx, "lease not released", "error", releaseErr)
		}
		return opened{}, err
	}
	next := o.record
	next.Revision++
	next.RefreshedAt = s.now()
	next.AccessExpiresAt = next.RefreshedAt.Add(time.Duration(tokens.ExpiresIn) * time.Second)
	refused := s.refusedIssued(ctx, tokens)
	if refused != nil {
		next.AccessExpiresAt = next.RefreshedAt // nobody can use it: the next request renews again
	}
	if next.SealedTokens, err = s.sealer.seal(next.IDHash, tokens); err != nil {
		return opened{}, err
	}
	err = s.store.Renew(ctx, next)
	switch {
	case err == nil && refused != nil:
		return opened{}, refused
	case errors.Is(err, ErrNoRecord): // signed out in the meantime: the new refresh token must not outlive the session
		if err := s.provider.Revoke(ctx, tokens.RefreshToken); err != nil {
			slog.WarnContext(ctx, "refresh token of an ended session not revoked", "subject", next.Subject, "error", err)
		}
		return opened{}, ErrUnauthenticated
	case errors.Is(err, ErrConflict): // the lease ran out and its next holder was faster
		return s.read(ctx, next.IDHash)
	}
	return opened{next, tokens}, err
}

// refusedIssued returns the error for new tokens that are refused. That there was no key in time to verify them with
// must not keep them from being stored.
func (s *Service) refusedIssued(ctx context.Context, tokens Tokens) error {
	ctx, cancel := context.WithTimeout(ctx, verifyTimeout)
	defer cancel()
	if _, err := s.verifyIssued(ctx, tokens.AccessToken); fault.IsLogged(err) {
		return err
	}
	return nil
}

// endExpired deletes a session whose refresh token is dead, unless it died because another holder of the lease has
// exchanged it.
func (s *Service) endExpired(ctx context.Context, seen Record) (opened, error) {
	current, err := s.read(ctx, seen.IDHash)
	if err != nil || current.record.Revision != seen.Revision {
		return current, err
	}
	if _, err := s.store.Delete(ctx, seen.IDHash); err != nil && !errors.Is(err, ErrNoRecord) {
		return opened{}, err
	}
	return opened{}, ErrUnauthenticated
}
