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
		// closes and never sends a request into a connection that is just going away.
		IdleTimeout: 75 * time.Second,
		// An access token of 8 KiB, a GET query of up to 8 KiB percent-encoded, and the usual rest.
		MaxHeaderBytes: 32 << 10,
	}
}

// pace is the slowest at which a file may reach the client.
type pace struct {
	base           time.Duration // for any file
	bytesPerSecond int64
}

// defaultPace is 16 KB/s, which slow phone networks reach: the largest file of the app may take half a minute longer
// than any other answer, and the playground's editor, of 700 KB, three quarters of a minute.
var defaultPace = pace{base: respond.Timeout, bytesPerSecond: 16 << 10}

// allow gives an answer that begins now the time that its size takes. A client that stops reading is given up at its
// end.
func (p pace) allow(w http.ResponseWriter, size int64) {
	allowed := p.base + time.Duration(float64(size)/float64(p.bytesPerSecond)*float64(time.Second))
	// Where there is no http.Server, as on Lambda, there is no deadline, and setting one fails.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(allowed))
}
