package httpapi

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// maxLoggedPath bounds what a request can make the log grow by, in bytes.
const maxLoggedPath = 256

// accessLog is the outermost handler: it identifies each request, logs it once, and responds when a handler panics.
type accessLog struct {
	next       http.Handler
	identifier identifier
	logger     *slog.Logger
	now        func() time.Time
}

func (l *accessLog) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	start := l.now()
	w := &responseWriter{ResponseWriter: to}
	request := l.identifier.identify(r, w)
	w.Header().Set(requestIDHeader, request.ID)
	r = r.WithContext(session.WithRequest(r.Context(), request))
	defer func() {
		abort := w.broken
		if value := recover(); value != nil {
			abort = l.recovered(w, r, value)
		}
		if !abort {
			w.begin()
		}
		l.log(w, r, request, start)
		if abort {
			panic(http.ErrAbortHandler)
		}
	}()
	l.next.ServeHTTP(w, r)
}

// recovered logs a panic and answers it with 500. If a response is under way it returns true instead: the connection
// must then be cut, or the client would take the part for the whole.
func (l *accessLog) recovered(w *responseWriter, r *http.Request, value any) (abort bool) {
	if value == http.ErrAbortHandler { //nolint:errorlint // net/http compares it the same way
		return true
	}
	id := session.RequestFrom(r.Context()).ID
	l.logger.LogAttrs(r.Context(), slog.LevelError, "panic in a handler",
		slog.String("panic", fault.PanicText(value)),
		slog.String("stack", string(debug.Stack())), slog.String("requestId", id))
	if w.status != 0 {
		return true
	}
	respond.Problem(w, r, respond.JSON, problem.Internal())
	return false
}

// log writes the access log line. It has the path without the query string, which contains variables on GET /graphql
// and codes on the way back from a hosted sign-in. It has no header and no body.
func (l *accessLog) log(w *responseWriter, r *http.Request, request *session.Request, start time.Time) {
	level := slog.LevelInfo
	if w.status == http.StatusOK && (r.URL.Path == health.LivePath || r.URL.Path == health.ReadyPath) {
		level = slog.LevelDebug // probes come every few seconds and say nothing while all is well
	}
	path := r.URL.Path
	if len(path) > maxLoggedPath {
		path = path[:maxLoggedPath]
	}
	handler := l.logger.Handler()
	if !handler.Enabled(r.Context(), level) {
		return
	}
	// Not by the logger's own methods: those look up the line of code that logs, with every request.
	end := l.now()
	line := slog.NewRecord(end, level, "request", 0)
	line.AddAttrs(
		slog.String("method", r.Method),
		slog.String("path", path),
		slog.Int("status", w.status),
		slog.Int64("bytes", w.bytes),
		slog.Duration("duration", end.Sub(start)),
		slog.String("requestId", request.ID),
		slog.String("clientIp", request.ClientIP),
	)
	_ = handler.Handle(r.Context(), line) // a log that can't be written must not fail the request
}
