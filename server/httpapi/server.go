package httpapi

import (
	"net/http"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// NewServer returns a server whose every wait on a client is bounded, so that slow clients can't hold its connections.
func NewServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler,
		// Headers come in the first packets of a connection; a slow phone network needs a second or two.
		ReadHeaderTimeout: 5 * time.Second,
		// 32 KiB within ten seconds is 3 KB/s, which the slowest phone networks reach.
		ReadTimeout:  10 * time.Second,
		WriteTimeout: respond.Timeout,
		// Longer than load balancers keep idle connections (60 s is usual), so that the balancer is the side that
		// closes, and never sends a request on a connection that is just closing.
		IdleTimeout: 75 * time.Second,
		// An access token of 8 KiB, a GET query of up to 8 KiB percent-encoded, and the usual rest.
		MaxHeaderBytes: 32 << 10,
	}
}
