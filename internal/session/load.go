package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// loadTimeout limits the reads of a session, which continue after the request that began them has ended, since
	// others wait for them.
	loadTimeout = 3 * time.Second
	// touchEvery is how often the time of the last use is recorded at most.
	touchEvery = 5 * time.Minute
	// touchTimeout is how long a request waits for that.
	touchTimeout = 300 * time.Millisecond
)

// opened is a record with its tokens.
type opened struct {
	record Record
	tokens Tokens
}

// loadKey is what requests that share a read of a record have in common.
type loadKey struct {
	idHash string
	seen   uint64
}

// resume returns the session of a cookie with an access token that has some life left, renewing it where needed.
func (s *Service) resume(ctx context.Context, id string) (Session, error) {
	o, err := s.open(ctx, id)
	if err != nil {
		return Session{}, err
	}
	if s.now().Add(refreshAhead).After(o.record.AccessExpiresAt) {
		renewed, err := s.renewShared(ctx, o, s.renewed)
		switch {
		case err == nil:
			o = renewed
		case errors.Is(err, ErrUnauthenticated) || !s.now().Before(o.record.AccessExpiresAt):
			return Session{}, err
		default: // the token is still valid, so an outage of the provider need not affect the caller
			slog.WarnContext(ctx, "session not renewed ahead of time", "error", err)
		}
	}
	return s.verified(ctx, o)
}

// refreshCookieSession renews the tokens of a cookie, unless that happened a moment ago and they are of use.
func (s *Service) refreshCookieSession(ctx context.Context, id string) (Session, error) {
	o, err := s.open(ctx, id)
	if err != nil {
		return Session{}, err
	}
	now := s.now()
	if now.Sub(o.record.RefreshedAt) >= refreshedRecently || !now.Before(o.record.AccessExpiresAt) {
		if o, err = s.renewShared(ctx, o, unreported); err != nil {
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

// open returns the session of a cookie; its access token may have expired.
func (s *Service) open(ctx context.Context, id string) (opened, error) {
	if !isID(id) {
		return opened{}, ErrUnauthenticated
	}
	idHash := hashID(id)
	if o, ok := s.remembered(idHash); ok {
		return o, nil
	}
	// Concurrent requests share a read, but not one that began before a session was ended here.
	seen := s.cache.seen()
	return s.loads.Do(ctx, loadKey{idHash, seen}, loadTimeout, func(ctx context.Context) (opened, error) {
		if o, ok := s.remembered(idHash); ok { // by a read that ended since this request looked
			return o, nil
		}
		return s.load(ctx, idHash, seen)
	})
}

// remembered returns a session that was read a moment ago.
func (s *Service) remembered(idHash string) (opened, bool) {
	o, ok := s.cache.get(idHash, s.now())
	return o, ok && s.now().Before(o.record.ExpiresAt)
}

// load reads a session and whether all sessions of its subject have been ended since it began.
func (s *Service) load(ctx context.Context, idHash string, seen uint64) (opened, error) {
	o, err := s.read(ctx, idHash)
	if err != nil {
		return opened{}, err
	}
	var touching sync.WaitGroup
	touching.Go(func() { s.touch(ctx, o.record) }) // also where the session turns out to have ended: nobody reads it then
	generation, err := s.readGeneration(ctx, o.record.Subject)
	touching.Wait()
	if err != nil {
		return opened{}, err
	}
	if generation.ended(o.record) {
		s.endDead(ctx, idHash)
		return opened{}, ErrUnauthenticated
	}
	s.cache.put(o, s.now(), seen)
	return o, nil
}

func (s *Service) read(ctx context.Context, idHash string) (opened, error) {
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

// touch records that the session is in use. Only its owner reads that, and nothing depends on it, so a failure is
// ignored.
func (s *Service) touch(ctx context.Context, r Record) {
	now := s.now()
	unused := now.Add(-touchEvery)
	if r.LastUsedAt.After(unused) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, touchTimeout)
	defer cancel()
	if err := s.store.Touch(ctx, r.IDHash, now, unused); err != nil {
		slog.WarnContext(ctx, "use of a session not noted", "error", err)
	}
}
