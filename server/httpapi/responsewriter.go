package httpapi

import (
	"net/http"
	"slices"
	"sync"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// responseWriter is passed to every handler here. It records what the access log needs, and holds back the service's
// cookies until the header is written, so that the last value of each counts and concurrent resolvers don't race on the
// header.
type responseWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
	// broken is set if the response must not look complete.
	broken bool
	// request is what this is the response to, and own sets its cookies: they live as long as the response does.
	request session.Request
	own     cookieWriter

	mu      sync.Mutex
	cookies []*http.Cookie // one of a name
}

func (w *responseWriter) setCookie(c *http.Cookie) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cookies = append(slices.DeleteFunc(w.cookies, func(earlier *http.Cookie) bool { return earlier.Name == c.Name }), c)
}

// WriteHeader adds the cookies to set or clear. Informational responses (1xx) pass through.
func (w *responseWriter) WriteHeader(status int) {
	if w.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		w.status = status
		w.mu.Lock()
		for _, c := range w.cookies {
			http.SetCookie(w.ResponseWriter, c)
		}
		w.mu.Unlock()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *responseWriter) Write(body []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(body)
	w.bytes += int64(n)
	return n, err
}

// FlushError sends what has been written so far (see [http.ResponseController]).
func (w *responseWriter) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap gives [http.ResponseController] the server's own writer.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// BreakOff cuts the connection once the handler returns, so that the client does not take a part for the whole.
func (w *responseWriter) BreakOff() { w.broken = true }

// begin answers 200 where the handler wrote no header of its own.
func (w *responseWriter) begin() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
}
