package httpapi

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// maxLoggedPath bounds what a request can make the log grow by, in bytes.
const maxLoggedPath = 256

// edge is the outermost handler: it identifies each request, logs it once, and answers for handlers that panic.
type edge struct {
	next    http.Handler
	proxies proxies
	cookies cookies
	logger  *slog.Logger
	now     func() time.Time
}

func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := e.now()
	a := &answer{ResponseWriter: w}
	request := e.identify(r, a)
	a.Header().Set(requestIDHeader, request.ID)
	r = r.WithContext(session.WithRequest(r.Context(), request))
	defer func() {
		abort := a.broken
		if value := recover(); value != nil {
			abort = e.recovered(a, r, value)
		}
		if !abort {
			a.begin()
		}
		e.log(a, r, request, start)
		if abort {
			panic(http.ErrAbortHandler)
		}
	}()
	e.next.ServeHTTP(a, r)
}

// recovered logs a panic and answers it with 500. Where an answer is under way it returns true instead: the connection
// must then be cut, or the client would take the part for the whole.
func (e *edge) recovered(a *answer, r *http.Request, value any) (abort bool) {
	if value == http.ErrAbortHandler { //nolint:errorlint // net/http compares it the same way
		return true
	}
	id := session.RequestFrom(r.Context()).ID
	e.logger.LogAttrs(r.Context(), slog.LevelError, "panic in a handler",
		slog.String("panic", fault.PanicText(value)),
		slog.String("stack", string(debug.Stack())), slog.String("requestId", id))
	if a.status != 0 {
		return true
	}
	respond.Problem(a, r, respond.JSON, problem.Internal())
	return false
}

// log writes the access log line. It has the path without the query string, which contains variables on GET /graphql
// and codes on the way back from a hosted sign-in. It has no header and no body.
func (e *edge) log(a *answer, r *http.Request, request *session.Request, start time.Time) {
	level := slog.LevelInfo
	if a.status == http.StatusOK && (r.URL.Path == livePath || r.URL.Path == readyPath) {
		level = slog.LevelDebug // probes come every few seconds and say nothing while all is well
	}
	path := r.URL.Path
	if len(path) > maxLoggedPath {
		path = path[:maxLoggedPath]
	}
	e.logger.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method),
		slog.String("path", path),
		slog.Int("status", a.status),
		slog.Int64("bytes", a.bytes),
		slog.Duration("duration", e.now().Sub(start)),
		slog.String("requestId", request.ID),
		slog.String("clientIp", request.ClientIP),
	)
}
