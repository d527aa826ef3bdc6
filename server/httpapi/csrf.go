package httpapi

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// siteGuard refuses requests that another site makes in a visitor's name. Three things must each fail before one gets
// through: the cookie's SameSite=Strict, the browser's own statement of where a request comes from (Sec-Fetch-Site,
// Origin), and a header and media type that only a page of this origin can send.
type siteGuard struct {
	protection *http.CrossOriginProtection
	cookie     cookie
	// allowed are the other origins whose pages may use /graphql, with no identity but that of a token that they send.
	allowed []string
}

// newSiteGuard trusts the origin of the public URL: behind a proxy that changes Host, Origin would not match it.
func newSiteGuard(public *url.URL, cookie cookie, allowed []string) (*siteGuard, error) {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(denyCrossOrigin))
	if err := protection.AddTrustedOrigin(origin(public)); err != nil {
		return nil, err
	}
	return &siteGuard{protection: protection, cookie: cookie, allowed: allowed}, nil
}

// defaultPorts are those that browsers leave out of origins, by scheme.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// origin writes a URL's origin as browsers do in Origin: in lower case, without the scheme's default port.
func origin(u *url.URL) string {
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), ":"+defaultPorts[u.Scheme])
}

func denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	respond.Problem(w, r, respond.JSON, problem.Forbidden("Requests from other sites are not accepted."))
}

// everywhere refuses cross-origin requests by every method that may change something, on all routes but /graphql, which
// has a rule of its own.
func (g *siteGuard) everywhere(next http.Handler) http.Handler {
	elsewhere := g.protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == graphQLPath {
			next.ServeHTTP(w, r)
			return
		}
		elsewhere.ServeHTTP(w, r)
	})
}

// graphQL refuses more on /graphql: cross-origin requests by GET too, since a query's duration or size would reveal
// something about the visitor to another site, and cookie requests without the preflight header. A page of an allowed
// origin is served, but as if the browser had no cookies: what it may do must depend on the token that it sends.
func (g *siteGuard) graphQL(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, hasCookie := g.cookie.read(r)
		byCookie := hasCookie && bearerToken(r.Header["Authorization"]) == ""
		switch {
		case r.Method == http.MethodOptions: // a preflight, which has no credentials
		case g.isCrossOrigin(r):
			if !slices.Contains(g.allowed, r.Header.Get("Origin")) {
				denyCrossOrigin(w, r)
				return
			}
			if byCookie {
				respond.Problem(w, r, respond.JSON,
					problem.Forbidden("A page of another origin is served without cookies: send an access token."))
				return
			}
			session.RequestFrom(r.Context()).WithoutCookies()
		case byCookie && r.Header.Get(graphqlhttp.PreflightHeader) == "" && !isEventSource(r):
			respond.Problem(w, r, respond.JSON, graphqlhttp.PreflightMissing())
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isCrossOrigin reports whether a request comes from a page of another origin, whatever its method.
func (g *siteGuard) isCrossOrigin(r *http.Request) bool {
	asPost := *r
	asPost.Method = http.MethodPost // the protection passes every GET
	return g.protection.Check(&asPost) != nil
}

// isEventSource reports whether a page of this origin opens an EventSource. The browser says where the request comes
// from, and no page can change that. A browser that does not say is not trusted.
func isEventSource(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Site") == "same-origin" &&
		graphqlhttp.AcceptsEvents(r.Header)
}
