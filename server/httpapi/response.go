package httpapi

import (
	"net/http"
	"slices"
	"sync"
)

// answer is the response writer that every handler here gets. It notes what the access log needs, and holds back the
// service's cookies until the header is written, so that the last value of each counts and concurrent resolvers don't
// race on the header.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
	// broken is set where the answer must not look whole.
	broken bool

	mu      sync.Mutex
	cookies []*http.Cookie // one of a name
}

func (a *answer) setCookie(c *http.Cookie) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cookies = append(slices.DeleteFunc(a.cookies, func(earlier *http.Cookie) bool { return earlier.Name == c.Name }), c)
}

// WriteHeader adds the cookies to set or clear. Informational answers (1xx) pass through.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status = status
		a.mu.Lock()
		for _, c := range a.cookies {
			http.SetCookie(a.ResponseWriter, c)
		}
		a.mu.Unlock()
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(body []byte) (int, error) {
	a.begin()
	n, err := a.ResponseWriter.Write(body)
	a.bytes += int64(n)
	return n, err
}

// FlushError sends what has been written so far (see [http.ResponseController]).
func (a *answer) FlushError() error {
	a.begin()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Unwrap gives [http.ResponseController] the server's own writer.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// breakOff cuts the connection once the handler returns, so that the client does not take a part for the whole.
func (a *answer) breakOff() { a.broken = true }

// begin answers 200 where the handler wrote no header of its own.
func (a *answer) begin() {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
}
