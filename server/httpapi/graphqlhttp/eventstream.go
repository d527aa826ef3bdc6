package graphqlhttp

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// The parts of a stream. A comment only keeps the connection alive; clients ignore it.
const (
	nextEvent     = "event: next\ndata: "
	completeEvent = "event: complete\ndata:\n\n"
	comment       = ":\n\n"
	endOfEvent    = "\n\n"
)

// eventStream is a response of server-sent events. The handler writes values, and a timer comments, when they are due;
// a stream that is idle has no goroutine and no buffer of its own.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	streams *Streams
	// ctx ends with the stream, and fail ends it.
	ctx  context.Context
	fail context.CancelCauseFunc

	mu    sync.Mutex // one write at a time
	ended bool
	timer *time.Timer
}

// begin sends the header and a comment, so that the client and any proxies see at once that there is a stream.
func (s *eventStream) begin() {
	header := s.w.Header()
	header.Set("Content-Type", mediaEvents)
	header.Set("Cache-Control", "no-store, no-transform") // proxies must not compress, which would hold events back
	header.Set("X-Accel-Buffering", "no")                 // nginx must not buffer, which would, too
	// The server's timeouts are for requests that end; from now on, each write has its own. Where there is no http.Server,
	// as on Lambda, there are none, and setting them fails.
	_ = s.control.SetReadDeadline(time.Time{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = time.AfterFunc(s.streams.keepAlive, s.ping)
	s.write([]byte(comment))
}

// next sends a response. It returns once the network has taken it, so that the next response is computed only for a
// client that keeps up.
func (s *eventStream) next(response *graphql.Response) (ok bool) {
	buffer := responses.Get().(*bytes.Buffer)
	defer recycle(buffer)
	appendNext(buffer, response, session.RequestFrom(s.ctx).ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer.Reset(s.streams.keepAlive)
	return s.write(buffer.Bytes())
}

// ping sends a comment that keeps the connection alive.
func (s *eventStream) ping() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended && s.write([]byte(comment)) {
		s.timer.Reset(s.streams.keepAlive)
	}
}

// complete sends the last event.
func (s *eventStream) complete() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write([]byte(completeEvent))
}

// end returns when nothing writes any more. The response writer must not be used after its handler returns.
func (s *eventStream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.timer.Stop()
	_ = s.control.SetWriteDeadline(time.Now().Add(s.streams.writeTimeout)) // for what the server itself still writes
}

// write sends a part and waits until the network has taken it. A part that can't be sent ends the stream.
func (s *eventStream) write(part []byte) (ok bool) {
	_ = s.control.SetWriteDeadline(time.Now().Add(s.streams.writeTimeout))
	if s.ctx.Err() != nil { // after the deadline is set: interrupt may have set its own just before
		return false
	}
	_, err := s.w.Write(part)
	if err == nil {
		err = s.control.Flush()
	}
	if err != nil {
		s.fail(err)
		return false
	}
	_ = s.control.SetWriteDeadline(time.Time{})
	return true
}

// interrupt ends the stream from outside, also while it waits for a client that does not read.
func (s *eventStream) interrupt() {
	s.fail(errStopping)
	_ = s.control.SetWriteDeadline(time.Now())
}

// appendNext writes a response as the event that carries it.
func appendNext(buffer *bytes.Buffer, response *graphql.Response, requestID string) {
	buffer.WriteString(nextEvent)
	start := buffer.Len()
	if len(response.Errors)+len(response.Data) == 0 || encode(buffer, response) != nil {
		buffer.Truncate(start)
		buffer.Write(problem.Internal().Body(requestID))
	}
	// A line break would end the data. In JSON it can only be white space, which some scalars leave behind them.
	for i, c := range buffer.Bytes()[start:] {
		if c == '\n' || c == '\r' {
			buffer.Bytes()[start+i] = ' '
		}
	}
	buffer.WriteString(endOfEvent)
}
