package graphqlhttp

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

const (
	// maxStreams is how many streams one instance carries at once. At some 40 KB each, and the TCP buffers of the kernel
	// in addition, they leave room in an instance of 1 GiB.
	maxStreams = 10_000
	// keepAlive is how long a stream may be silent. Load balancers and proxies close connections that are silent for 60 s.
	keepAlive = 15 * time.Second
	// writeTimeout is how long one event may take to reach the client's network.
	writeTimeout = 10 * time.Second
	// streamRetryAfter is how long a client should wait when no stream is available, in seconds.
	streamRetryAfter = 5
)

// errStopping is the cause with which [Streams.Stop] ends streams.
var errStopping = errors.New("the instance stops")

// Streams tracks the streams of one instance: it limits their number, and ends them when the instance stops.
type Streams struct {
	max                     int64
	keepAlive, writeTimeout time.Duration

	open     atomic.Int64
	stopping context.Context // ends with Stop
	stop     context.CancelFunc
}

// NewStreams returns a tracker without streams.
func NewStreams() *Streams {
	s := &Streams{max: maxStreams, keepAlive: keepAlive, writeTimeout: writeTimeout}
	s.stopping, s.stop = context.WithCancel(context.Background())
	return s
}

// Stop breaks off all streams and refuses new ones from now on; it does not wait for them to end. A stream that breaks
// off has no `complete` event, so that its client connects again, to another instance. It is for
// [http.Server.RegisterOnShutdown], since a server waits for its streams but does not end them.
func (s *Streams) Stop() { s.stop() }

// enter counts a stream, or refuses it. Each call that succeeds must be followed by one of leave.
func (s *Streams) enter() *problem.Problem {
	if s.open.Add(1) > s.max || s.stopping.Err() != nil {
		s.leave()
		return &problem.Problem{
			Status: http.StatusServiceUnavailable, Code: problem.CodeUnavailable, RetryAfter: streamRetryAfter,
			Message: "No more subscriptions are served here just now. Try again in a moment.",
		}
	}
	return nil
}

func (s *Streams) leave() { s.open.Add(-1) }
