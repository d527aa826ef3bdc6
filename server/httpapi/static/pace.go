package static

import (
	"net/http"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// pace is the slowest rate at which a file may reach the client.
type pace struct {
	base           time.Duration // for any file
	bytesPerSecond int64
}

// defaultPace is 16 KB/s, which slow phone networks reach: the largest file of the app may take half a minute longer
// than any other answer, and the playground's editor, of 700 KB, three quarters of a minute.
var defaultPace = pace{base: respond.Timeout, bytesPerSecond: 16 << 10}

// allow gives a response that begins now the time that its size takes. A client that stops reading is dropped at the
// end of it.
func (p pace) allow(w http.ResponseWriter, size int64) {
	allowed := p.base + time.Duration(float64(size)/float64(p.bytesPerSecond)*float64(time.Second))
	// Where there is no http.Server, as on Lambda, there is no deadline, and setting one fails.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(allowed))
}
