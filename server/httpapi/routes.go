package httpapi

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/static"
)

// graphQLPath is the one address of the API.
const graphQLPath = "/graphql"

// Config is what the routes are made of.
type Config struct {
	// PublicURL is where browsers reach the service; its scheme decides on secure cookies and HSTS, its origin is trusted.
	PublicURL *url.URL
	// StrictSubdomains has browsers use https for every subdomain of PublicURL's host as well.
	StrictSubdomains bool
	// AllowedOrigins are the other origins whose pages may use /graphql, without cookies; each is as [ParseOrigin] returns
	// it.
	AllowedOrigins []string
	// TrustedProxies are the networks whose X-Forwarded-For and X-Request-Id are believed.
	TrustedProxies []netip.Prefix
	// GraphQL answers /graphql: a gqlgen server with [graphqlhttp.AddTransports].
	GraphQL http.Handler
	// Hosted answers the paths below /auth; nil turns hosted sign-in off.
	Hosted http.Handler
	// App holds the build of the single-page app. Without an index.html in it, a page says how to build the app.
	App fs.FS
	// Pages are the addresses of the app's pages, as patterns of its router, such as `/projects/$projectId`.
	Pages []string
	// Playground holds the build of the playground; nil turns it off.
	Playground fs.FS
	// Ready answers /readyz.
	Ready *health.Readiness
	// Logger gets a line for each request.
	Logger *slog.Logger
}

// Handler returns the whole HTTP side of the service: every route, inside the middleware that all of them share.
func Handler(c Config) (http.Handler, error) {
	cookies := newCookies(c.PublicURL, time.Now)
	guard, err := newSiteGuard(c.PublicURL, cookies.session, c.AllowedOrigins)
	if err != nil {
		return nil, fmt.Errorf("public URL: %w", err)
	}
	routes, err := newRoutes(c, guard)
	if err != nil {
		return nil, err
	}
	// From the inside out: refusals have the security headers too, and everything is logged.
	handler := guard.everywhere(routes)
	handler = withSecurityHeaders(strictTransport(c), handler)
	return &accessLog{
		next: handler, identifier: identifier{c.TrustedProxies, cookies}, logger: c.Logger, now: time.Now,
	}, nil
}

// newRoutes is the one list of routes. The app answers whatever no other route does, except below a path of the
// service, where a page would hide that something is missing.
func newRoutes(c Config, guard *siteGuard) (http.Handler, error) {
	app, err := static.NewApp(c.App, c.Pages, c.Playground != nil)
	if err != nil {
		return nil, fmt.Errorf("files of the app: %w", err)
	}
	playground := http.Handler(http.HandlerFunc(static.NotFound))
	if c.Playground != nil {
		if playground, err = static.NewPlayground(c.Playground); err != nil {
			return nil, fmt.Errorf("files of the playground: %w", err)
		}
	}
	hosted := c.Hosted
	if hosted == nil {
		hosted = http.HandlerFunc(static.NotFound)
	}
	mux := http.NewServeMux()
	mux.Handle(graphQLPath, withCORS(c.AllowedOrigins, guard.graphQL(c.GraphQL)))
	mux.HandleFunc(graphQLPath+"/", static.NotFound)
	mux.Handle(static.PlaygroundPath, playground)
	mux.Handle(static.PlaygroundPath+"/", playground)
	mux.HandleFunc("/auth", static.NotFound)
	mux.Handle("/auth/", hosted)
	mux.HandleFunc(health.LivePath, health.Alive)
	mux.HandleFunc(health.LivePath+"/", static.NotFound)
	mux.Handle(health.ReadyPath, c.Ready)
	mux.HandleFunc(health.ReadyPath+"/", static.NotFound)
	mux.HandleFunc(static.ChangePasswordPath, static.ChangePassword)
	mux.Handle("/", app)
	return mux, nil
}
