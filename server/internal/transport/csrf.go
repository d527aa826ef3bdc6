package transport

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// PreflightHeader must be on every GraphQL request that is authenticated by the session cookie, with any value. A page of
// another origin can't send it without a CORS preflight, and no preflight is ever granted.
const PreflightHeader = "GraphQL-Preflight"

// siteGuard refuses requests that another site makes in a visitor's name. Three things must each fail before one gets
// through: the cookie's SameSite=Strict, the browser's own word on where a request comes from (Sec-Fetch-Site, Origin), and a
// header and media type that only a page of this origin can send.
type siteGuard struct {
	protection *http.CrossOriginProtection
	cookie     cookie
}

// newSiteGuard trusts the origin of the public URL: behind a proxy that changes Host, Origin would not match it.
func newSiteGuard(public *url.URL, cookie cookie) (*siteGuard, error) {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(denyCrossOrigin))
	if err := protection.AddTrustedOrigin(origin(public)); err != nil {
		return nil, err
	}
	return &siteGuard{protection: protection, cookie: cookie}, nil
}

// defaultPorts are those that browsers leave out of origins, by scheme.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// origin writes a URL's origin as browsers do in Origin: in lower case, without the scheme's default port.
func origin(u *url.URL) string {
	return u.Scheme + "://" + strings.TrimSuffix(strings.ToLower(u.Host), ":"+defaultPorts[u.Scheme])
}

func denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	forbidden("Requests from other sites are not accepted.").write(w, mediaJSON, session.RequestFrom(r.Context()).ID)
}

// everywhere refuses cross-origin requests by every method that may change something, on all routes.
func (g *siteGuard) everywhere(next http.Handler) http.Handler { return g.protection.Handler(next) }

// graphQL refuses more on /graphql: cross-origin requests by GET too, since a query's duration or size would tell another
// site about the visitor, and cookie requests without the preflight header.
func (g *siteGuard) graphQL(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			probe := *r
			probe.Method = http.MethodPost // the protection passes every GET
			if g.protection.Check(&probe) != nil {
				denyCrossOrigin(w, r)
				return
			}
		}
		_, hasCookie := g.cookie.read(r)
		_, hasAuthorization := r.Header["Authorization"]
		if hasCookie && !hasAuthorization && r.Method != http.MethodOptions && r.Header.Get(PreflightHeader) == "" {
			forbidden("Requests with the session cookie need the header "+PreflightHeader+", with any value.").
				write(w, mediaJSON, session.RequestFrom(r.Context()).ID)
			return
		}
		next.ServeHTTP(w, r)
	})
}
