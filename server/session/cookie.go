package session

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

const (
	// refreshAhead is how long before its end an access token is renewed, so that it does not end during the request.
	refreshAhead = time.Minute
	// refreshedRecently is how long tokens count as fresh when a client asks for a refresh: tabs that ask together share one.
	refreshedRecently = 30 * time.Second
	// leaseTime is how long one instance may take to refresh before another tries.
	leaseTime = 5 * time.Second
	// leasePoll is how often an instance looks whether the one that holds the lease is done.
	leasePoll = 50 * time.Millisecond
	// renewTimeout bounds a renewal, which goes on when the request that began it is gone: others wait for it.
	renewTimeout = 6 * time.Second
)

// opened is a record with its tokens.
type opened struct {
	record Record
	tokens Tokens
}

// resume returns the session of a cookie with an access token that has some life left, renewing it where needed.
func (s *Service) resume(ctx context.Context, id string) (Session, error) {
	o, err := s.open(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if s.now().Add(refreshAhead).After(o.record.AccessExpiresAt) {
		renewed, err := s.renewShared(ctx, o.record)
		switch {
		case err == nil:
			o = renewed
		case errors.Is(err, ErrUnauthenticated) || !s.now().Before(o.record.AccessExpiresAt):
			return Session{}, err
		default: // the token still lives, so an outage of the provider need not be the caller's
			slog.WarnContext(ctx, "session not renewed ahead of time", "error", err)
		}
	}
	return s.verified(ctx, o)
}

// refreshCookieSession renews the tokens of a cookie, unless that happened a moment ago.
func (s *Service) refreshCookieSession(ctx context.Context, id string) (Session, error) {
	o, err := s.open(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if s.now().Sub(o.record.RefreshedAt) >= refreshedRecently {
		if o, err = s.renewShared(ctx, o.record); err != nil {
			return Session{}, err
		}
	}
	return s.verified(ctx, o)
}

func (s *Service) verified(ctx context.Context, o opened) (Session, error) {
	claims, err := s.verifier.Verify(ctx, o.tokens.AccessToken)
	if err != nil {
		return Session{}, err
	}
	return cookieSession(claims, o.tokens, o.record), nil
}

func (s *Service) open(ctx context.Context, id string) (opened, error) {
	if !isID(id) {
		return opened{}, ErrUnauthenticated
	}
	return s.load(ctx, hashID(id))
}

func (s *Service) load(ctx context.Context, idHash string) (opened, error) {
	record, err := s.store.Load(ctx, idHash)
	if errors.Is(err, ErrNoRecord) || err == nil && !s.now().Before(record.ExpiresAt) { // a table's TTL deletes late
		return opened{}, ErrUnauthenticated
	}
	if err != nil {
		return opened{}, err
	}
	tokens, err := s.sealer.open(idHash, record.SealedTokens)
	return opened{record, tokens}, err
}

// renewShared lets the requests of one instance share a renewal. It does not end with the request that happened to be first.
func (s *Service) renewShared(ctx context.Context, seen Record) (opened, error) {
	result := s.renewals.DoChan(seen.IDHash, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
		defer cancel()
		return s.renew(ctx, seen)
	})
	select {
	case r := <-result:
		o, _ := r.Val.(opened)
		return o, r.Err
	case <-ctx.Done():
		return opened{}, ctx.Err()
	}
}

// renew has exactly one instance refresh the tokens: the one that gets the lease. The others wait until the record shows a
// newer revision, or until the lease has run out because that instance died.
func (s *Service) renew(ctx context.Context, seen Record) (opened, error) {
	for {
		current, err := s.load(ctx, seen.IDHash)
		if err != nil || current.record.Revision != seen.Revision {
			return current, err
		}
		now := s.now()
		lease := Lease{IDHash: seen.IDHash, Revision: seen.Revision, Holder: newID(), Until: now.Add(leaseTime)}
		switch err := s.store.Lease(ctx, lease, now); {
		case err == nil:
			return s.exchange(ctx, current, lease)
		case errors.Is(err, ErrNoRecord):
			return opened{}, ErrUnauthenticated
		case !errors.Is(err, ErrConflict):
			return opened{}, err
		}
		select {
		case <-time.After(leasePoll):
		case <-ctx.Done():
			return opened{}, ctx.Err()
		}
	}
}

// exchange refreshes the tokens under the lease. The new tokens are stored before anything is asked of them: where refresh tokens
// rotate, the old one is already dead.
func (s *Service) exchange(ctx context.Context, o opened, lease Lease) (opened, error) {
	tokens, err := Tokens{}, ErrExpired
	if o.tokens.RefreshToken != "" { // a provider's hosted pages may give none
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
	if next.SealedTokens, err = s.sealer.seal(next.IDHash, tokens); err != nil {
		return opened{}, err
	}
	err = s.store.Renew(ctx, next)
	switch {
	case errors.Is(err, ErrNoRecord): // signed out in the meantime: the new refresh token must not outlive the session
		if err := s.provider.Revoke(ctx, tokens.RefreshToken); err != nil {
			slog.WarnContext(ctx, "refresh token of an ended session not revoked", "subject", next.Subject, "error", err)
		}
		return opened{}, ErrUnauthenticated
	case errors.Is(err, ErrConflict): // the lease ran out and its next holder was faster
		return s.load(ctx, next.IDHash)
	}
	return opened{next, tokens}, err
}

// endExpired deletes a session whose refresh token is dead, unless it died because another holder of the lease has exchanged it.
func (s *Service) endExpired(ctx context.Context, seen Record) (opened, error) {
	current, err := s.load(ctx, seen.IDHash)
	if err != nil || current.record.Revision != seen.Revision {
		return current, err
	}
	if _, err := s.store.Delete(ctx, seen.IDHash); err != nil && !errors.Is(err, ErrNoRecord) {
		return opened{}, err
	}
	return opened{}, ErrUnauthenticated
}
