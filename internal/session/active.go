package session

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"
)

const (
	// generationKept is how long a generation is kept beyond the lifetime of the sessions that it ended: long enough
	// for sessions that began when a longer lifetime was configured.
	generationKept = 366 * 24 * time.Hour
	// maxEnding bounds how many sessions are ended concurrently, since everybody shares the provider's quota.
	maxEnding = 8
)

// ActiveSession is a cookie session as its owner sees it.
type ActiveSession struct {
	// ID names the session to RevokeSession. It is a hash of the cookie and can't be used as one.
	ID string
	// Current is true for the session that the request came with.
	Current bool
	// UserAgent and IPAddress are those of the sign-in; empty where unknown.
	UserAgent, IPAddress string
	CreatedAt            time.Time
	// LastUsedAt may be some minutes older than the last use.
	LastUsedAt time.Time
	ExpiresAt  time.Time
}

// Sessions returns the cookie sessions of a subject, latest first, at most a hundred. A session that has just begun may
// be missing. Errors: fault.Unavailable.
func (s *Service) Sessions(ctx context.Context, subject string) ([]ActiveSession, error) {
	generation, err := s.knownGeneration(ctx, subject)
	if err != nil {
		return nil, err
	}
	records, err := s.store.List(ctx, subject)
	if err != nil {
		return nil, err
	}
	current, now := currentIDHash(ctx), s.now()
	active := make([]ActiveSession, 0, len(records))
	for _, r := range records {
		if !now.Before(r.ExpiresAt) || generation.ended(r) {
			continue
		}
		active = append(active, ActiveSession{
			ID: r.IDHash, Current: r.IDHash == current, UserAgent: r.UserAgent, IPAddress: r.ClientIP,
			CreatedAt: r.CreatedAt, LastUsedAt: r.LastUsedAt, ExpiresAt: r.ExpiresAt,
		})
	}
	return active, nil
}

// knownGeneration returns the generation of a subject's sessions as the request has read it on its way, or reads it.
func (s *Service) knownGeneration(ctx context.Context, subject string) (Generation, error) {
	if known := RequestFrom(ctx).generation.Load(); known != nil && known.subject == subject {
		return known.Generation, nil
	}
	return s.readGeneration(ctx, subject)
}

// readGeneration reads the generation of a subject's sessions as it is now: what decides on a session does not trust
// what the request knows, since a stream may know it for hours.
func (s *Service) readGeneration(ctx context.Context, subject string) (Generation, error) {
	g, err := s.store.Generation(ctx, subject)
	if err == nil {
		RequestFrom(ctx).generation.Store(&generationOf{subject, g})
	}
	return g, err
}

// currentIDHash is empty for a request that is not authenticated by the session cookie.
func currentIDHash(ctx context.Context) string {
	request := RequestFrom(ctx)
	if request.BearerToken != "" || !isID(request.CookieID) {
		return ""
	}
	return hashID(request.CookieID)
}

// ended reports whether the session began in an earlier generation, and was not kept.
func (g Generation) ended(r Record) bool {
	return g.ID != "" && g.ID != r.Generation && r.IDHash != g.Kept
}

// RevokeSession ends one cookie session of a subject, by the id of its [ActiveSession]. Errors: ErrNoSession (also for
// a session of somebody else), fault.Unavailable.
func (s *Service) RevokeSession(ctx context.Context, subject, id string) error {
	if !isIDHash(id) {
		return ErrNoSession
	}
	record, err := s.store.Load(ctx, id)
	if errors.Is(err, ErrNoRecord) || err == nil && record.Subject != subject {
		return ErrNoSession
	}
	if err != nil {
		return err
	}
	if _, err := s.end(ctx, id); err != nil {
		return err
	}
	if id == currentIDHash(ctx) {
		RequestFrom(ctx).Cookie.ClearSession()
	}
	return nil
}

func isIDHash(text string) bool {
	return len(text) == len(hashID("")) && strings.Trim(text, "0123456789abcdef") == ""
}

// EndAll ends every cookie session of a subject, and every sign-in to one that began before the call. Once it returns
// nil, no instance opens such a session; one that has just opened it forgets it within seconds (see [cacheTime]).
//
// The subject's new generation makes that certain, not the deletion of the records, which depends on an index that may
// lag. Bearer sessions, and access tokens that were handed out, are the provider's: a caller that wants those ended, or
// the account closed, asks the provider first, so that no sign-in gets in between. Errors: fault.Unavailable.
func (s *Service) EndAll(ctx context.Context, subject string) error {
	caller, callerErr := s.Authenticate(ctx)
	generation, err := s.beginGeneration(ctx, subject, "")
	if err != nil {
		return err
	}
	if callerErr == nil && caller.Subject == subject && currentIDHash(ctx) != "" {
		RequestFrom(ctx).Cookie.ClearSession()
	}
	s.endListed(ctx, subject, generation)
	return nil
}

// EndOthers does what EndAll does to the caller's sessions, except to the one that the request came with: it goes on as
// it is, with its id and its tokens. A caller with a bearer token keeps that, and no cookie session. It returns the
// caller. Errors: ErrUnauthenticated, fault.Unavailable.
func (s *Service) EndOthers(ctx context.Context) (Principal, error) {
	caller, err := s.Authenticate(ctx)
	if err != nil {
		return Principal{}, err
	}
	generation, err := s.beginGeneration(ctx, caller.Subject, currentIDHash(ctx))
	if err != nil {
		return Principal{}, err
	}
	s.endListed(ctx, caller.Subject, generation)
	return caller, nil
}

// beginGeneration ends the sessions of a subject that have begun by now, but for one that is kept. The one record of it
// says both, so that no instance sees one without the other.
func (s *Service) beginGeneration(ctx context.Context, subject, kept string) (Generation, error) {
	now := s.now()
	generation := Generation{ID: newID(), Since: now, Kept: kept}
	if err := s.store.BeginGeneration(ctx, subject, generation, now.Add(s.lifetime+generationKept)); err != nil {
		return Generation{}, err
	}
	RequestFrom(ctx).generation.Store(&generationOf{subject, generation})
	s.cache.dropSubject(subject)
	return generation, nil
}

// endListed deletes the records of dead sessions and revokes their refresh tokens. It goes on until the index shows
// none that it has not seen; a session that it misses is ended when its cookie is next used, or deleted when it
// expires.
func (s *Service) endListed(ctx context.Context, subject string, generation Generation) {
	seen := map[string]bool{}
	for found := true; found; {
		found = false
		records, err := s.store.List(ctx, subject)
		if err != nil {
			slog.WarnContext(ctx, "ended sessions not listed", "subject", subject, "error", err)
			return
		}
		var ending sync.WaitGroup
		slots := make(chan struct{}, maxEnding)
		for _, r := range records {
			if seen[r.IDHash] || !generation.ended(r) {
				continue
			}
			seen[r.IDHash], found = true, true
			slots <- struct{}{}
			ending.Go(func() {
				defer func() { <-slots }()
				s.endDead(ctx, r.IDHash)
			})
		}
		ending.Wait()
	}
}

// Forget deletes the remaining cookie sessions of a subject whose account was deleted, with the addresses and clients
// in them. They are dead already. A session that the index does not show yet stays until the next call. Errors:
// fault.Unavailable.
func (s *Service) Forget(ctx context.Context, subject string) error {
	seen := map[string]bool{}
	for found := true; found; {
		found = false
		records, err := s.store.List(ctx, subject)
		if err != nil {
			return err
		}
		for _, r := range records {
			if seen[r.IDHash] {
				continue
			}
			seen[r.IDHash], found = true, true
			if _, err := s.store.Delete(ctx, r.IDHash); err != nil && !errors.Is(err, ErrNoRecord) {
				return err
			}
		}
	}
	return nil
}

// endDead cleans up after a session that is dead already, so nothing depends on its success.
func (s *Service) endDead(ctx context.Context, idHash string) {
	if _, err := s.end(ctx, idHash); err != nil {
		slog.WarnContext(ctx, "record of an ended session not deleted", "error", err)
	}
}
