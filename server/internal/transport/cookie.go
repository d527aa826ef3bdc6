package transport

import (
	"net/http"
	"net/url"
	"time"
)

// sessionCookie says how the session cookie is called and kept.
type sessionCookie struct {
	name   string
	secure bool
	now    func() time.Time
}

// newSessionCookie takes the strictest form that the public URL allows. The prefix __Host- has browsers refuse a cookie of
// that name which lacks Secure, has a Domain or another Path: a sub-domain or a plain-http page can't plant one. Browsers
// refuse the prefix, too, on plain http, which is what a laptop serves.
func newSessionCookie(public *url.URL, now func() time.Time) sessionCookie {
	if public.Scheme == "https" {
		return sessionCookie{name: "__Host-session", secure: true, now: now}
	}
	return sessionCookie{name: "session", now: now}
}

// read returns the id in the session cookie, and whether the request has any cookie of that name.
func (c sessionCookie) read(r *http.Request) (id string, sent bool) {
	switch cookies := r.CookiesNamed(c.name); len(cookies) {
	case 0:
		return "", false
	case 1:
		return cookies[0].Value, true
	default:
		// Browsers send one. Two mean that somebody planted a second (cookie tossing), and which comes first is up to that
		// somebody: neither is to be believed.
		return "", true
	}
}

func (c sessionCookie) holding(id string) *http.Cookie {
	return &http.Cookie{
		Name:     c.name,
		Value:    id,
		Path:     "/",
		Secure:   c.secure,
		HttpOnly: true,                    // no script reads it, so injected script can't carry it off
		SameSite: http.SameSiteStrictMode, // it does not travel with requests that another site begins
	}
}

// cookieWriter is the session.CookieWriter of one answer.
type cookieWriter struct {
	policy sessionCookie
	answer *answer
}

// SetSession has the browser keep id until expiresAt. Max-Age counts where the browser's clock is wrong, Expires where
// Max-Age is not known.
func (w cookieWriter) SetSession(id string, expiresAt time.Time) {
	cookie := w.policy.holding(id)
	cookie.Expires = expiresAt
	cookie.MaxAge = int(expiresAt.Sub(w.policy.now()).Seconds())
	if cookie.MaxAge <= 0 {
		w.ClearSession()
		return
	}
	w.answer.setCookie(cookie)
}

// ClearSession has the browser forget the cookie; its attributes must be those that it was set with.
func (w cookieWriter) ClearSession() {
	cookie := w.policy.holding("")
	cookie.Expires = time.Unix(0, 0)
	cookie.MaxAge = -1
	w.answer.setCookie(cookie)
}
