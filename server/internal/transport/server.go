package transport

import (
	"net/http"
	"time"
)

// NewServer returns a server whose every wait on a client is bounded, so that slow clients can't hold its connections.
func NewServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler,
		// Headers come in the first packets of a connection; a slow phone network needs a second or two.
		ReadHeaderTimeout: 5 * time.Second,
		// 32 KiB within ten seconds is 3 KB/s, which the slowest phone networks reach.
		ReadTimeout: 10 * time.Second,
		// Counted from the end of the header: reading the body, working (3 s at most), and sending the largest file to a
		// phone, a few hundred KB. Streams extend it for themselves through http.ResponseController.
		WriteTimeout: 30 * time.Second,
		// Longer than load balancers keep idle connections (60 s is usual), so that the balancer is the side that closes and
		// never sends a request into a connection that is just going away.
		IdleTimeout: 75 * time.Second,
		// An access token of 8 KiB, a GET query of up to 8 KiB percent-encoded, and the usual rest.
		MaxHeaderBytes: 32 << 10,
	}
}
