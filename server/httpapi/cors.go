package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rs/cors"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
)

// preflightAge is how long a browser may remember what a preflight granted, in seconds: the most that Chromium does.
const preflightAge = 2 * 60 * 60

var (
	// crossOriginHeaders are the headers that a page of another origin may send: those that /graphql reads, and those
	// that well-known clients and tracers add.
	crossOriginHeaders = []string{
		"Accept", "Authorization", "Content-Type", graphqlhttp.PreflightHeader, requestIDHeader,
		"Cache-Control", "Last-Event-ID", "X-Requested-With",
		"Apollo-Require-Preflight", "Apollographql-Client-Name", "Apollographql-Client-Version", "X-Apollo-Operation-Id",
		"X-Apollo-Operation-Name",
		"Graphql-Client-Name", "Graphql-Client-Version", "Baggage", "Sentry-Trace", "Traceparent", "Tracestate",
	}
	// exposedHeaders are the response headers that such a page may read, in addition to the few that every page may.
	exposedHeaders = []string{"Retry-After", "WWW-Authenticate", requestIDHeader}
)

// withCORS lets pages of the allowed origins read the responses of /graphql (the Fetch standard's CORS protocol). It
// grants no credentials: those pages send a bearer token, and a cookie never counts for them (see
// [siteGuard]).
func withCORS(allowed []string, next http.Handler) http.Handler {
	if len(allowed) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(allowed, origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodPost},
		AllowedHeaders:  crossOriginHeaders, ExposedHeaders: exposedHeaders, MaxAge: preflightAge,
		OptionsPassthrough: true, // whatever handles OPTIONS handles preflights, too
	}).Handler(next)
}

// hostPattern is what a host looks like in Origin: browsers write names in lower case and in ASCII.
var hostPattern = regexp.MustCompile(`^([a-z0-9_-]+\.)*[a-z0-9_-]+\.?$`)

// ParseOrigin reads an origin that is to be allowed, such as https://app.example.com, and writes it as browsers do in
// Origin. A text that no browser would send is an error, and so is plain http except from this machine: anyone on the
// network path could change such a page.
func ParseOrigin(text string) (string, error) { //nolint:cyclop // a flat list of what is refused
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return "", fmt.Errorf("%q is not an origin such as https://app.example.com", text)
	}
	if u.Path != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return "", fmt.Errorf("%q has more than scheme, host and port: leave out what follows, the last slash too", text)
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || port[0] == '0' {
			return "", fmt.Errorf("%q has a port that is none", text)
		}
	}
	host := strings.ToLower(u.Hostname())
	address, err := netip.ParseAddr(host)
	switch {
	case strings.Contains(u.Host, "["):
		if err != nil || address.Zone() != "" || address.Is4In6() {
			return "", fmt.Errorf("%q has an address that is none", text)
		}
		u.Host = strings.Replace(u.Host, u.Hostname(), address.String(), 1)
	case err != nil && (!hostPattern.MatchString(host) || isNumeric(host)):
		return "", fmt.Errorf("%q has a host that browsers write otherwise, or a wildcard: name each origin, in ASCII", text)
	}
	if u.Scheme == "http" && !isLoopback(host, address) {
		return "", errors.New(
			"must be https but for this machine's own origins: over http a page could be changed on the way",
		)
	}
	return origin(u), nil
}

// isNumeric reports whether browsers take a host for an IPv4 address: its last part is a number.
func isNumeric(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil || strings.Trim(last, "0123456789") == ""
}

func isLoopback(host string, address netip.Addr) bool {
	return address.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}
