package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/bounded"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
)

// maxPasswordInput is in bytes. A longer text can't be one of Cognito's 256 characters, even with accents of their own,
// and costs no call.
const maxPasswordInput = 16 * 256

// maxUserAgentLength keeps a client from filling the table through its header.
const maxUserAgentLength = 256

// Service signs people in and out and keeps them signed in.
type Service struct {
	provider  Provider
	verifier  Verifier
	store     Store
	sealer    *Sealer
	lifetime  time.Duration
	passwords account.PasswordPolicy
	// challengeTime is how long a challenge can be answered.
	challengeTime time.Duration
	now           func() time.Time
	renewed       func(ctx context.Context, subject string, err error)
	cache         *cache
	loads         flight.Group[loadKey, opened]
	renewals      flight.Group[string, opened] // by IDHash
}

// Config is what a Service is made of; every field but Renewed is required.
type Config struct {
	Provider Provider
	Verifier Verifier
	Store    Store
	Sealer   *Sealer
	// Lifetime is how long a cookie session lasts from sign-in.
	Lifetime time.Duration
	// ChallengeTime is how long a challenge can be answered: as long as the provider remembers it.
	ChallengeTime time.Duration
	// PasswordPolicy is the policy for passwords that a challenge asks for.
	PasswordPolicy account.PasswordPolicy
	// Now is the clock.
	Now func() time.Time
	// Renewed is called after each renewal that no client requested, by the instance that executed it: err is nil,
	// ErrUnauthenticated where the session has ended, or the failure of the provider or the store. Its context carries
	// the values of that request, and outlives it.
	Renewed func(ctx context.Context, subject string, err error)
}

// New returns the service.
func New(c Config) *Service {
	if c.Renewed == nil {
		c.Renewed = unreported
	}
	return &Service{
		provider: c.Provider, verifier: c.Verifier, store: c.Store, sealer: c.Sealer, lifetime: c.Lifetime,
		challengeTime: c.ChallengeTime, passwords: c.PasswordPolicy, now: c.Now, renewed: c.Renewed, cache: newCache(),
	}
}

// SignIn exchanges credentials for a session. Errors: account.ErrInvalidEmail as fault.Field, ErrNoCookies, a
// [*PendingChallenge] where the provider asks for more, ErrExpired where all sessions of the account were ended in the
// meantime, and those of [Provider.SignIn].
func (s *Service) SignIn(ctx context.Context, email, password string, transport Transport) (Session, error) {
	email, err := account.NormalizeEmail(email)
	if err != nil {
		return Session{}, fault.In("email", err)
	}
	if transport == TransportCookie && RequestFrom(ctx).withoutCookies {
		return Session{}, ErrNoCookies // before anything is created that nobody could use
	}
	if len(password) > maxPasswordInput {
		return Session{}, ErrInvalidCredentials
	}
	if password = account.CurrentPassword(password); password == "" {
		return Session{}, ErrInvalidCredentials
	}
	begun := s.now()
	tokens, err := s.provider.SignIn(ctx, email, password)
	var challenge *Challenge
	switch {
	case errors.As(err, &challenge):
		return Session{}, s.pend(ctx, handle{Transport: transport, Email: email, Begun: begun}, challenge)
	case err != nil:
		return Session{}, err
	}
	return s.start(ctx, tokens, transport, begun)
}

func (s *Service) start(ctx context.Context, tokens Tokens, transport Transport, begun time.Time) (Session, error) {
	if transport == TransportTokens {
		return s.bearerSession(ctx, tokens)
	}
	return s.startCookieSession(ctx, tokens, begun)
}

func (s *Service) bearerSession(ctx context.Context, tokens Tokens) (Session, error) {
	claims, err := s.verifyIssued(ctx, tokens.AccessToken)
	if err != nil {
		return Session{}, err
	}
	return Session{
		Principal: Principal{Claims: claims, AccessToken: tokens.AccessToken},
		ExpiresAt: claims.ExpiresAt,
		Tokens:    &tokens,
	}, nil
}

// startCookieSession always creates a new id (an id known before sign-in must not become that of a session) and ends
// the session that the browser had, which nothing could reach any more. begun is a time before the provider issued the
// tokens: where all sessions of the account were ended since then, this one must not begin.
func (s *Service) startCookieSession(ctx context.Context, tokens Tokens, begun time.Time) (Session, error) {
	claims, err := s.verifyIssued(ctx, tokens.AccessToken)
	if err != nil {
		return Session{}, err
	}
	generation, replaced, err := s.beforeStart(ctx, claims.Subject)
	if err != nil {
		return Session{}, err
	}
	if begun.Before(generation.Since) {
		s.revoke(ctx, claims.Subject, tokens)
		return Session{}, ErrExpired
	}
	request, id, now := RequestFrom(ctx), newID(), s.now()
	record := Record{
		IDHash:  hashID(id),
		Subject: claims.Subject, Generation: generation.ID, CreatedAt: now, RefreshedAt: now, LastUsedAt: now,
		AccessExpiresAt: claims.ExpiresAt, ExpiresAt: now.Add(s.lifetime),
		UserAgent: bounded.Text(request.UserAgent, maxUserAgentLength), ClientIP: request.ClientIP,
	}
	if tokens.RefreshToken == "" {
		record.ExpiresAt = claims.ExpiresAt // without a refresh token, nothing can renew it
	}
	if record.SealedTokens, err = s.sealer.seal(record.IDHash, tokens); err != nil {
		return Session{}, err
	}
	if err := s.store.Create(ctx, record); err != nil {
		return Session{}, err
	}
	if err := s.endReplaced(ctx, replaced); err != nil {
		slog.WarnContext(ctx, "replaced session not ended", "error", err)
	}
	request.Cookie.SetSession(id, record.ExpiresAt)
	request.CookieID = id // what follows in this request belongs to the new session
	return cookieSession(claims, tokens, record), nil
}

// beforeStart reads what the start of a session needs, side by side: the generation of the subject's sessions, and
// how to end the session that the browser had.
func (s *Service) beforeStart(ctx context.Context, subject string) (Generation, replaced, error) {
	var old replaced
	var reading sync.WaitGroup
	if id := RequestFrom(ctx).CookieID; isID(id) {
		reading.Go(func() { old.record, old.err = s.store.Load(ctx, hashID(id)) })
	} else {
		old.err = ErrNoRecord
	}
	generation, err := s.store.Generation(ctx, subject)
	reading.Wait()
	return generation, old, err
}

// replaced is the session that a browser had before a sign-in, or why it could not be loaded.
type replaced struct {
	record Record
	err    error
}

func (s *Service) endReplaced(ctx context.Context, old replaced) error {
	if errors.Is(old.err, ErrNoRecord) {
		return nil
	}
	if old.err != nil {
		return s.endCookieSession(ctx, RequestFrom(ctx).CookieID) // perhaps it can be loaded now
	}
	last, err := s.store.Remove(ctx, old.record)
	s.cache.drop(old.record.IDHash)
	if err != nil {
		return err
	}
	RequestFrom(ctx).comesFrom(last.Subject)
	s.revokeTokensOf(ctx, last)
	return nil
}

func cookieSession(claims Claims, tokens Tokens, record Record) Session {
	return Session{Principal: Principal{Claims: claims, AccessToken: tokens.AccessToken}, ExpiresAt: record.ExpiresAt}
}

// Authenticate returns the caller of the request that ctx carries. The credential is verified once per request, when it
// is first needed: a request that needs no identity costs no verification. Errors: ErrUnauthenticated,
// fault.Unavailable.
func (s *Service) Authenticate(ctx context.Context) (Principal, error) {
	r := RequestFrom(ctx)
	r.once.Do(func() {
		r.err = errInterrupted // stays if the code below panics: nobody may take the zero principal for a caller
		if r.principal, r.err = s.authenticate(ctx, r); r.err == nil {
			r.subject.Store(&r.principal.Subject)
		}
	})
	return r.principal, r.err
}

// Recheck checks again whether the session of the request that ctx carries has ended, for long requests. Unlike
// Authenticate it does not renew tokens, since nobody would use them. Errors: ErrUnauthenticated, fault.Unavailable.
func (s *Service) Recheck(ctx context.Context) error {
	r := RequestFrom(ctx)
	if r.BearerToken != "" {
		_, err := s.verifier.Verify(ctx, r.BearerToken)
		return err
	}
	_, err := s.open(ctx, r.CookieID)
	return err
}

func (s *Service) authenticate(ctx context.Context, r *Request) (Principal, error) {
	switch {
	case r.BearerToken != "":
		claims, err := s.verifier.Verify(ctx, r.BearerToken)
		return Principal{Claims: claims, AccessToken: r.BearerToken}, err
	case r.CookieID != "":
		session, err := s.resume(ctx, r.CookieID)
		if errors.Is(err, ErrUnauthenticated) {
			r.forgetSession()
		}
		return session.Principal, err
	}
	return Principal{}, ErrUnauthenticated
}

// Refresh renews the session of a refresh token, or the cookie session if the token is empty. Errors: ErrExpired,
// fault.Unavailable.
func (s *Service) Refresh(ctx context.Context, refreshToken string) (Session, error) {
	if refreshToken != "" {
		tokens, err := s.provider.Refresh(ctx, refreshToken)
		if err != nil {
			return Session{}, err
		}
		return s.bearerSession(ctx, tokens)
	}
	request := RequestFrom(ctx)
	session, err := s.refreshCookieSession(ctx, request.CookieID)
	if errors.Is(err, ErrUnauthenticated) {
		request.forgetSession()
		return Session{}, ErrExpired
	}
	return session, err
}

// SignOut ends the session of a refresh token, or the cookie session if the token is empty. Ending no session succeeds.
// But a client that sends an access token has a session, which that token alone can't end: success would be reported
// although the session went on. Errors: ErrNoRefreshToken, fault.Unavailable.
func (s *Service) SignOut(ctx context.Context, refreshToken string) error {
	if refreshToken != "" {
		return s.provider.Revoke(ctx, refreshToken)
	}
	request := RequestFrom(ctx)
	if request.BearerToken != "" {
		return ErrNoRefreshToken
	}
	if err := s.endCookieSession(ctx, request.CookieID); err != nil {
		return err
	}
	request.Cookie.ClearSession()
	return nil
}

func (s *Service) endCookieSession(ctx context.Context, id string) error {
	if !isID(id) {
		return nil
	}
	subject, err := s.end(ctx, hashID(id))
	if subject != "" {
		RequestFrom(ctx).comesFrom(subject)
	}
	return err
}

// end deletes the record first: from then on the cookie is dead everywhere, except for the seconds that other instances
// remember it. The refresh token, which only the record held, is revoked afterwards. It returns the subject of the
// session. Ending no session succeeds.
func (s *Service) end(ctx context.Context, idHash string) (subject string, err error) {
	record, err := s.store.Delete(ctx, idHash)
	s.cache.drop(idHash)
	if errors.Is(err, ErrNoRecord) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	s.revokeTokensOf(ctx, record)
	return record.Subject, nil
}

// revokeTokensOf revokes the refresh token of a session whose record is deleted.
func (s *Service) revokeTokensOf(ctx context.Context, record Record) {
	tokens, err := s.sealer.open(record.IDHash, record.SealedTokens)
	if err != nil {
		slog.WarnContext(ctx, "refresh token of an ended session not opened", "subject", record.Subject, "error", err)
		return
	}
	s.revoke(ctx, record.Subject, tokens)
}

// revoke ends tokens that nobody holds any more. If the provider is down, that is logged, and the person is still
// signed out.
func (s *Service) revoke(ctx context.Context, subject string, tokens Tokens) {
	if tokens.RefreshToken == "" {
		return
	}
	if err := s.provider.Revoke(ctx, tokens.RefreshToken); err != nil {
		slog.WarnContext(ctx, "refresh token of an ended session not revoked", "subject", subject, "error", err)
	}
}
