package httpapi

import (
	"net/http"
	"net/url"
	"time"
)

// cookie is the name and the attributes of one of the service's own cookies.
type cookie struct {
	name   string
	secure bool
	now    func() time.Time
}

// cookies are the two that the service sets: that of the session, and the one that binds a challenged sign-in to its
// browser.
type cookies struct {
	session, challenge cookie
}

func newCookies(public *url.URL, now func() time.Time) cookies {
	return cookies{session: newCookie("session", public, now), challenge: newCookie("challenge", public, now)}
}

func newCookie(purpose string, public *url.URL, now func() time.Time) cookie {
	return cookie{name: CookieName(purpose, public), secure: public.Scheme == "https", now: now}
}

// CookieName is the name of the product's cookie for a purpose at a public URL. Browsers share the cookies of a host
// between ports, so the name is the product's own, and contains the port where there is one: another program on the
// host, or another copy of the product, then neither reads nor replaces it.
//
// On https it takes the strictest form. With the prefix __Host-, browsers refuse a cookie that lacks Secure or has a
// Domain or another Path: a subdomain or a plain-http page can't plant one. Browsers also refuse the prefix on plain
// http, which is what a laptop serves.
func CookieName(purpose string, public *url.URL) string {
	name := "unicornpursuit-" + purpose
	if port := public.Port(); port != "" && port != defaultPorts[public.Scheme] {
		name += "-" + port
	}
	if public.Scheme == "https" {
		return "__Host-" + name
	}
	return name
}

// read returns the id in the cookie, and whether the request has any cookie of that name.
func (c cookie) read(r *http.Request) (id string, sent bool) {
	switch cookies := r.CookiesNamed(c.name); len(cookies) {
	case 0:
		return "", false
	case 1:
		return cookies[0].Value, true
	default:
		// Browsers send one. Two mean that somebody planted a second one (cookie tossing), and that attacker decides
		// which comes first, so neither can be trusted.
		return "", true
	}
}

func (c cookie) holding(id string) *http.Cookie {
	return &http.Cookie{
		Name:     c.name,
		Value:    id,
		Path:     "/",
		Secure:   c.secure,
		HttpOnly: true,                    // no script reads it, so injected script can't carry it off
		SameSite: http.SameSiteStrictMode, // browsers don't send it with requests that another site starts
	}
}

// until sets id until expiresAt. Max-Age counts where the browser's clock is wrong, Expires where
// Max-Age is not known.
func (c cookie) until(id string, expiresAt time.Time) *http.Cookie {
	kept := c.holding(id)
	kept.Expires = expiresAt
	kept.MaxAge = int(expiresAt.Sub(c.now()).Seconds())
	if kept.MaxAge <= 0 {
		return c.cleared()
	}
	return kept
}

// cleared clears the cookie; its attributes must be those that it was set with.
func (c cookie) cleared() *http.Cookie {
	gone := c.holding("")
	gone.Expires = time.Unix(0, 0)
	gone.MaxAge = -1
	return gone
}

// cookieWriter is the session.CookieWriter of one response.
type cookieWriter struct {
	cookies cookies
	writer  *responseWriter
}

// SetSession implements [session.CookieWriter].
func (w cookieWriter) SetSession(id string, expiresAt time.Time) {
	w.writer.setCookie(w.cookies.session.until(id, expiresAt))
}

// ClearSession implements [session.CookieWriter].
func (w cookieWriter) ClearSession() { w.writer.setCookie(w.cookies.session.cleared()) }

// SetChallenge implements [session.CookieWriter].
func (w cookieWriter) SetChallenge(id string, expiresAt time.Time) {
	w.writer.setCookie(w.cookies.challenge.until(id, expiresAt))
}

// ClearChallenge implements [session.CookieWriter].
func (w cookieWriter) ClearChallenge() { w.writer.setCookie(w.cookies.challenge.cleared()) }
