package graphqlhttp

import "time"

// What the tests of the whole service need of this package's insides.

// DeadlineMargin is how long before the deadline of a function its streams end.
const DeadlineMargin = deadlineMargin

// Open returns how many streams are open.
func (s *Streams) Open() int64 { return s.open.Load() }

// SetMax sets how many streams are served at once.
func (s *Streams) SetMax(n int64) { s.max = n }

// SetKeepAlive sets how long a stream may be silent.
func (s *Streams) SetKeepAlive(d time.Duration) { s.keepAlive = d }

// SetWriteTimeout sets how long an event may take to the client's network.
func (s *Streams) SetWriteTimeout(d time.Duration) { s.writeTimeout = d }
