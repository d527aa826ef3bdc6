// Package session owns signing in, staying signed in and signing out: cookie sessions, whose tokens stay with the BFF,
// and bearer sessions, whose tokens are with the client. It knows nothing of HTTP, AWS or JWTs: a [Provider] issues the
// tokens, a [Verifier] reads them, a [Store] keeps the records, and the transport passes in a [Request].
package session

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// The errors of sessions.
var (
	// ErrUnauthenticated means that there is no valid credential: none given, or one that is malformed, forged, expired or
	// revoked.
	ErrUnauthenticated = errors.New("not signed in")
	// ErrForbidden means that the caller is known and may not do this.
	ErrForbidden = errors.New("not allowed")
	// ErrExpired means that a refresh token or a cookie session can't be renewed any more.
	ErrExpired               = errors.New("session has ended")
	ErrInvalidCredentials    = errors.New("wrong email or password")
	ErrNotConfirmed          = errors.New("account not confirmed")
	ErrPasswordResetRequired = errors.New("password reset required")
	ErrAccountDisabled       = errors.New("account disabled")
	// ErrInvitationExpired means that the temporary password of an invitation is right, but too old.
	ErrInvitationExpired = errors.New("invitation expired")
	// ErrBlocked means that the provider took the request for an attack: for a risk that it saw, or an address that it was
	// told to block.
	ErrBlocked = errors.New("blocked for security reasons")
	// ErrStepNotOffered means that the account needs a sign-in step that this service does not offer.
	ErrStepNotOffered = errors.New("sign-in step not offered")
	// ErrChallengeExpired means that a challenge's handle has expired, was used already, or belongs to another browser.
	ErrChallengeExpired = errors.New("challenge expired")
	// ErrInvalidAnswer means that the answer is not of the kind that the challenge asks for.
	ErrInvalidAnswer = errors.New("answer of another kind")
	// ErrStepUpRequired means that the caller gave credentials too long ago for this.
	ErrStepUpRequired = errors.New("sign-in too long ago")
	// ErrNoCookies means that a request that gets no cookies asked for a cookie session: see [Request.WithoutCookies].
	ErrNoCookies = errors.New("no cookies for this request")
	// ErrNoSession means that the caller has no session of that id.
	ErrNoSession = errors.New("no such session of the caller")
	// ErrNoRefreshToken means that a client with tokens wants to end its session but did not send the refresh token.
	ErrNoRefreshToken = errors.New("no refresh token given")
)

// errInterrupted is what callers of a request get whose authentication panicked.
var errInterrupted = errors.New("authentication did not come to an end")

// Transport is how a session is carried between client and BFF.
type Transport string

// The transports, in the contract's spelling.
const (
	TransportCookie Transport = "COOKIE"
	TransportTokens Transport = "TOKENS"
)

// Tokens are what the identity provider issues.
type Tokens struct {
	AccessToken, IDToken, RefreshToken string
	// ExpiresIn is the life of the access token from its issue, in seconds.
	ExpiresIn int
}

// TokenType is the scheme that the access token is sent with.
func (Tokens) TokenType() string { return "Bearer" }

// String keeps the tokens out of logs.
func (Tokens) String() string { return "[tokens redacted]" }

// GoString keeps the tokens out of logs.
func (t Tokens) GoString() string { return t.String() }

// MarshalJSON keeps the tokens out of structured logs.
func (t Tokens) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

// Claims are the claims of a verified access token.
type Claims struct {
	// Subject is the lasting id of the account (`sub`).
	Subject string
	// Username is the identity provider's own name of the account.
	Username string
	// Groups are the groups of the account (`cognito:groups`).
	Groups []string
	// AuthenticatedAt is when the person last signed in (`auth_time`).
	AuthenticatedAt time.Time
	// ExpiresAt is when the token ends (`exp`).
	ExpiresAt time.Time
}

// Principal is a caller whose credential has been verified.
type Principal struct {
	Claims
	// AccessToken is the caller's own, for calls to the identity provider in the caller's name.
	AccessToken string `json:"-"` // not in structured logs either
}

// String keeps the token out of logs.
func (p Principal) String() string { return "principal " + p.Subject }

// GoString keeps the token out of logs.
func (p Principal) GoString() string { return p.String() }

// clockLeeway is how far the clocks of provider and service may differ.
const clockLeeway = 30 * time.Second

// AuthenticatedWithin reports whether the person signed in at most d ago: a renewal does not count. Nor does a token
// that does not say when that was.
func (p Principal) AuthenticatedWithin(d time.Duration, now time.Time) bool {
	age := now.Sub(p.AuthenticatedAt)
	return !p.AuthenticatedAt.IsZero() && age >= -clockLeeway && age <= d+clockLeeway
}

// Session is a session as its client sees it.
type Session struct {
	Principal Principal
	// ExpiresAt is when the session ends unless it is renewed: the cookie session, or the access token.
	ExpiresAt time.Time
	// Tokens is nil for a cookie session: a browser never gets a token.
	Tokens *Tokens
}

// Provider issues tokens. Each method may also return fault.Unavailable or fault.TooManyAttempts.
type Provider interface {
	// SignIn exchanges credentials for tokens. Errors: a *Challenge where more is asked for, ErrInvalidCredentials
	// (also for an unknown account), ErrInvitationExpired, ErrBlocked, ErrStepNotOffered; and, whatever the password is,
	// ErrNotConfirmed, ErrPasswordResetRequired, ErrAccountDisabled.
	SignIn(ctx context.Context, email, password string) (Tokens, error)
	// Respond answers a challenge. Errors: a *Challenge for another one, account.ErrCodeMismatch, account.ErrCodeExpired,
	// account.PasswordPolicyError, ErrChallengeExpired, and those of SignIn.
	Respond(ctx context.Context, c Challenge, a Answer) (Tokens, error)
	// Refresh exchanges a refresh token for new tokens; the answer holds the refresh token to use from then on. Errors:
	// ErrExpired.
	Refresh(ctx context.Context, refreshToken string) (Tokens, error)
	// Revoke ends a refresh token and the access tokens that were issued with it. Revoking a dead one succeeds.
	Revoke(ctx context.Context, refreshToken string) error
}

// Verifier reads access tokens. Errors: ErrUnauthenticated, fault.Unavailable (no key to verify with).
type Verifier interface {
	Verify(ctx context.Context, accessToken string) (Claims, error)
}
