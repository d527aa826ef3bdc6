package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdaurl"
)

// flushTime is how long the end of a response may wait for its audit events.
const flushTime = 3 * time.Second

// product is what has to be done before a response ends.
type product interface {
	// Flush writes the events that a request has left to be written.
	Flush(context.Context) error
	// FinishDeletions does what a server does by itself now and then: a frozen process has no now and then.
	FinishDeletions(context.Context)
}

// adapt makes up for what is different between a function URL and a server. An answer that breaks off panics
// ([http.ErrAbortHandler]), which ends the process and so the stream: that is how Lambda's caller learns of it.
func adapt(p product, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		restoreCookies(r)
		next.ServeHTTP(streamed{w}, r)
		// Lambda freezes the process once an answer has ended, perhaps for good. So the answer does not end before its events
		// are written; the body has been sent by then.
		ctx, cancel := context.WithTimeout(r.Context(), flushTime)
		defer cancel()
		if err := p.Flush(ctx); err != nil {
			slog.WarnContext(ctx, "audit events wait for the next request", "error", err)
		}
		p.FinishDeletions(ctx)
	})
}

// restoreCookies gives the request its header Cookie where the event has the cookies in their own field only, as the
// format allows.
func restoreCookies(r *http.Request) {
	event, ok := lambdaurl.RequestFromContext(r.Context())
	if ok && len(event.Cookies) > 0 && r.Header.Get("Cookie") == "" {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
}

// streamed is a response writer whose writes go out at once, so that there is nothing to flush; streams call Flush
// anyway.
type streamed struct{ http.ResponseWriter }

// Flush implements [http.Flusher].
func (streamed) Flush() {}

// Unwrap is for [http.ResponseController].
func (w streamed) Unwrap() http.ResponseWriter { return w.ResponseWriter }
