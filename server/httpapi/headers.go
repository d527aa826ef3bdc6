package httpapi

import (
	"maps"
	"net/http"
	"strings"
)

// appPolicy is the content security policy of everything but the playground page. Scripts, styles and connections are
// this origin's own files: injected markup runs nothing and sends nothing away.
var appPolicy = policy(
	"default-src 'self'",
	"object-src 'none'",      // no plugins
	"base-uri 'none'",        // an injected <base> can't redirect relative script URLs
	"frame-ancestors 'none'", // no clickjacking: no site can show the app in a frame
	"form-action 'self'",     // an injected form can't post a password elsewhere
)

func policy(directives ...string) string { return strings.Join(directives, "; ") }

const policyHeader = "Content-Security-Policy"

// strictTransport is the value of Strict-Transport-Security: a year without plain http, so that no network on the way
// can downgrade a visit. It is empty where the public URL is not https: over http browsers ignore the header, and it
// must not apply to a laptop's localhost. By default it does not include the subdomains: a vote at a company's apex
// domain would force https on all its other sites for a year. The product does not need that: the prefix __Host- keeps
// subdomains from planting its cookies.
func strictTransport(c Config) string {
	switch {
	case c.PublicURL.Scheme != "https":
		return ""
	case c.StrictSubdomains:
		return "max-age=31536000; includeSubDomains"
	}
	return "max-age=31536000"
}

// withSecurityHeaders puts the headers on every response, errors too. strict is the value of Strict-Transport-Security.
func withSecurityHeaders(strict string, next http.Handler) http.Handler {
	headers := http.Header{
		policyHeader:                 {appPolicy},
		"X-Content-Type-Options":     {"nosniff"},     // a response is never taken for a script because of how it looks
		"Referrer-Policy":            {"same-origin"}, // paths and codes in URLs don't reach other sites
		"Cross-Origin-Opener-Policy": {"same-origin"}, // a page that opens the app gets no handle on its window
		// Other sites can't load responses into their process as images or scripts.
		"Cross-Origin-Resource-Policy": {"same-origin"},
		// Features the app does not use stay off for injected script as well.
		"Permissions-Policy": {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	}
	if strict != "" {
		headers.Set("Strict-Transport-Security", strict)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(
			w.Header(),
			headers,
		) // the values are shared by all responses: Set and Add replace them, nothing writes into them
		next.ServeHTTP(w, r)
	})
}
