package session

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Request is what the transport knows about a request: its credentials and where it comes from.
type Request struct {
	// ID names the request in logs and in the answer to an internal error.
	ID string
	// BearerToken is the access token of the Authorization header, or empty. It wins over the cookie.
	BearerToken string
	// CookieID is the id in the session cookie, or empty.
	CookieID string
	// ChallengeID is the id in the challenge cookie, or empty: the browser that a challenged sign-in began in.
	ChallengeID string
	// Cookie writes the cookies of the answer.
	Cookie CookieWriter
	// UserAgent and ClientIP are recorded with the session, for its owner to recognise it by.
	UserAgent, ClientIP string

	withoutCookies bool

	once      sync.Once
	principal Principal
	err       error

	// generation is that of the sessions of a subject, as the request has read or begun it.
	generation atomic.Pointer[generationOf]

	subject atomic.Pointer[string]
	email   atomic.Pointer[string]
}

// ByCookie reports whether the session cookie identifies the request's session.
func (r *Request) ByCookie() bool { return r.CookieID != "" && r.BearerToken == "" }

// Subject returns the subject that the request is known to come from, or empty: from a credential that was verified for
// it, or from the session that it ended. It verifies nothing itself, so it ignores a credential that no field has
// needed yet.
func (r *Request) Subject() string {
	if subject := r.subject.Load(); subject != nil {
		return *subject
	}
	return ""
}

// Adopt makes the person whose session the request has just begun or renewed its caller, for the other fields of the
// same request. A caller that was found earlier stays.
func (r *Request) Adopt(p Principal) {
	r.once.Do(func() {
		r.principal = p
		r.comesFrom(p.Subject)
	})
}

// WithoutCookies treats the request as that of a browser without cookies, and sets none, since a page of another origin
// has sent it.
func (r *Request) WithoutCookies() {
	r.CookieID, r.ChallengeID, r.Cookie, r.withoutCookies = "", "", noCookies{}, true
}

// forgetSession clears a session cookie that is no longer valid. A cookie that can't be one of ours is left alone:
// another program may have set it and still need it.
func (r *Request) forgetSession() {
	if isID(r.CookieID) {
		r.Cookie.ClearSession()
	}
}

// generationOf is the generation of a subject's sessions.
type generationOf struct {
	subject string
	Generation
}

// comesFrom records whose request it is.
func (r *Request) comesFrom(subject string) { r.subject.Store(&subject) }

// Email returns the email address that the request is about while its subject is unknown, as in a sign-in under way, or
// empty.
func (r *Request) Email() string {
	if email := r.email.Load(); email != nil {
		return *email
	}
	return ""
}

// concerns records the email address that a request is about.
func (r *Request) concerns(email string) { r.email.Store(&email) }

// CookieWriter writes the cookies of an answer.
type CookieWriter interface {
	// SetSession sets the session cookie to id until expiresAt.
	SetSession(id string, expiresAt time.Time)
	// ClearSession clears the session cookie.
	ClearSession()
	// SetChallenge sets the cookie with the id that a challenged sign-in is bound to.
	SetChallenge(id string, expiresAt time.Time)
	// ClearChallenge clears the challenge cookie.
	ClearChallenge()
}

type requestKey struct{}

// WithRequest returns a context that carries r.
func WithRequest(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestFrom returns the request that ctx carries, or an empty one without credentials.
func RequestFrom(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{Cookie: noCookies{}}
}

// noCookies is for callers that are not HTTP requests, or have no cookies.
type noCookies struct{}

func (noCookies) SetSession(string, time.Time)   {}
func (noCookies) ClearSession()                  {}
func (noCookies) SetChallenge(string, time.Time) {}
func (noCookies) ClearChallenge()                {}
