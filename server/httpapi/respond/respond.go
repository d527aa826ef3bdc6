// Package respond writes the responses that every route gives in the same way: those that no cache may keep, and
// problems, the refusals outside GraphQL.
package respond

import (
	"net/http"
	"strconv"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// JSON is the Content-Type of JSON.
const JSON = "application/json; charset=utf-8"

// Timeout is how long a response may take on its way to the client. It starts at the end of the request's header, so it
// includes the time to read the body and to work (3 s at most). Large files and streams extend it.
const Timeout = 30 * time.Second

// Problem refuses a request. contentType is a media type of JSON.
func Problem(w http.ResponseWriter, r *http.Request, contentType string, p *problem.Problem) {
	header := w.Header()
	if p.Allow != "" {
		header.Set("Allow", p.Allow)
	}
	if p.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusRequestEntityTooLarge {
		// The rest of the body is on its way: without this, the server would read on to keep the connection.
		header.Set("Connection", "close")
	}
	Uncached(w, p.Status, contentType, p.Body(session.RequestFrom(r.Context()).ID))
}

// noStore is shared by all responses: header values are replaced, never written to.
var noStore = []string{"no-store"}

// Uncached writes a response that no cache may keep, in one piece.
func Uncached(w http.ResponseWriter, status int, contentType string, body []byte) {
	header, values := w.Header(), []string{contentType, strconv.Itoa(len(body))}
	header["Content-Type"], header["Content-Length"] = values[:1:1], values[1:]
	header["Cache-Control"] = noStore
	w.WriteHeader(status)
	_, _ = w.Write(body) // the only cause of an error is a client that is gone
}

// ReadOnly reports whether the method is GET or HEAD, and refuses all others. net/http leaves out the body of the
// response to HEAD.
func ReadOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	Problem(w, r, JSON, problem.MethodNotAllowed("GET, HEAD", "Use GET."))
	return false
}
