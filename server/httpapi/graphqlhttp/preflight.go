package graphqlhttp

import (
	"net/http"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// PreflightHeader must be on every GraphQL request that is authenticated by the session cookie, with any value. A page
// of another origin can't send it without a CORS preflight, which is granted to allowed origins only, and to those
// without cookies. The only request that needs no header is a subscription of the browser's own EventSource, which
// can't set headers: package httpapi lets it pass, and this package serves it nothing but the subscription.
const PreflightHeader = "GraphQL-Preflight"

// lacksPreflight reports whether a request that is authenticated by its cookie lacks the header, as that of an
// EventSource does.
func lacksPreflight(r *http.Request) bool {
	request := session.RequestFrom(r.Context())
	return request.CookieID != "" && request.BearerToken == "" && r.Header.Get(PreflightHeader) == ""
}

// PreflightMissing refuses a request that lacks the header.
func PreflightMissing() *problem.Problem {
	return problem.Forbidden("Requests with the session cookie need the header " + PreflightHeader + ", with any value.")
}
