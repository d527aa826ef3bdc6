package httpapi

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/internal/bounded"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const requestIDHeader = "X-Request-Id"

// unusableToken stands for an Authorization header that holds no bearer token. It is not a JWT, so it is never valid: a
// client that meant to authenticate must get UNAUTHENTICATED, not a guest's answer or that for the cookie's owner. The
// header's own text may be a password of another scheme, so it goes no further.
const unusableToken = "unusable"

// maxUserAgent bounds what is kept of User-Agent, in bytes.
const maxUserAgent = 256

// identifier finds out who sends a request, and where from.
type identifier struct {
	proxies proxies
	cookies cookies
}

// identify collects what a request says about its sender. Cookies for the sender go into w.
func (i identifier) identify(r *http.Request, w *responseWriter) *session.Request {
	addr, forwarded := i.proxies.client(r)
	w.own = cookieWriter{cookies: i.cookies, writer: w}
	request := &w.request
	request.Cookie = &w.own
	request.BearerToken = bearerToken(r.Header["Authorization"])
	request.UserAgent = bounded.Text(r.Header.Get("User-Agent"), maxUserAgent)
	request.CookieID, _ = i.cookies.session.read(r)
	request.ChallengeID, _ = i.cookies.challenge.read(r)
	if addr.IsValid() {
		request.ClientIP = addr.String()
	}
	// Only a trusted proxy may name the request: anybody else could make two requests look like one in the log.
	if id := r.Header.Get(requestIDHeader); forwarded && isRequestID(id) {
		request.ID = id
	} else {
		request.ID = rand.Text()
	}
	return request
}

// ofBrowsers are the schemes, in lower case, that browsers answer by themselves where a proxy in front of the service
// asks for a password, as in front of a staging site. They are between browser and proxy, and say nothing about who is
// signed in here.
var ofBrowsers = map[string]bool{"basic": true, "digest": true, "negotiate": true, "ntlm": true}

// bearerToken returns the token of the Authorization header, empty if there is no such header or it is for a proxy. The
// name of a scheme is case-insensitive (RFC 9110, 11.1).
func bearerToken(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	if len(lines) > 1 {
		return unusableToken
	}
	scheme, token, _ := strings.Cut(lines[0], " ")
	if scheme = strings.ToLower(scheme); ofBrowsers[scheme] {
		return ""
	}
	token = strings.Trim(token, " ")
	if scheme != "bearer" || token == "" || strings.ContainsAny(token, " \t,") {
		return unusableToken
	}
	return token
}

// isRequestID reports whether an id from outside is fit for a log line: 8 to 64 letters, digits, dots, dashes,
// underscores.
func isRequestID(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}
