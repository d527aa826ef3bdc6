package graphqlhttp

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

const (
	// maxExecuting is how many operations one instance executes at once. Each may take 150 KB, with its connection to
	// DynamoDB, so that all of them fit in an instance of 512 MiB; the arrival of a whole company does too.
	maxExecuting = 1024
	// leastExecuting are executed at once however slow the instance is: enough to keep its processors busy while most of
	// them wait for DynamoDB or Cognito.
	leastExecuting = 64
	// urgentExecuting is how many more there may be of those that free the instance, or that must not fail.
	urgentExecuting = 64
	// busyWait is how long goroutines that could run wait for a processor, on average, where processors are what is
	// lacking. It is a hundred times what they wait at half of the load that an instance carries.
	busyWait = 5 * time.Millisecond
	// waitsPerDeadline is how much sooner than its deadline an operation should end under overload, since some take a
	// multiple of the average.
	waitsPerDeadline = 3
)

// Gate limits how many operations an instance executes at once. Those that come in excess are refused before any work
// is done for them: an instance that begins everything ends nothing in time, and its clients try again on top.
//
// An instance that lacks processor time executes as many operations at once as it completed in the last third of the
// deadline, so that each of them has the time. An instance that waits for DynamoDB or Cognito has processors to spare,
// and does not lower its limit: then it would be the limit that makes it slow.
type Gate struct {
	max, least int64
	urgent     func(*graphql.RawParams) bool
	// window is how long the completed operations are counted.
	window time.Duration
	// wait returns how long goroutines have waited for a processor since it was last called, on average.
	wait func() time.Duration
	now  func() time.Time

	executing, completed atomic.Int64
	limit                atomic.Int64

	observing sync.Mutex // by one request at a time; the others do not wait for it
	since     time.Time
	before    int64 // what was completed then
}

// GateConfig configures a Gate.
type GateConfig struct {
	// Deadline is how long an operation may take.
	Deadline time.Duration
	// Urgent reports whether a request is one of the few that are served first, without any work of note; nil for none.
	Urgent func(*graphql.RawParams) bool
	// Max is how many operations are executed at once at most; zero means the default.
	Max int64
}

// NewGate returns the gate of one instance.
func NewGate(c GateConfig) *Gate {
	limit := cmp.Or(c.Max, maxExecuting)
	g := &Gate{
		max: limit, least: min(leastExecuting, limit), window: c.Deadline / waitsPerDeadline, urgent: c.Urgent,
		wait: newProcessorWait(), now: time.Now,
	}
	g.limit.Store(limit)
	return g
}

// enter counts an operation, or refuses it. Each call that succeeds must be followed by one of leave.
func (g *Gate) enter(params *graphql.RawParams) *problem.Problem {
	n := g.executing.Add(1)
	if n <= g.least || n <= g.current() || n <= g.max+urgentExecuting && g.urgent != nil && g.urgent(params) {
		return nil
	}
	g.executing.Add(-1)
	return &problem.Problem{
		Status: http.StatusServiceUnavailable, Code: problem.CodeUnavailable,
		RetryAfter: 1 + rand.N(3), // spread, or all would come back together
		Message:    "The service is busy. Try again in a moment.",
	}
}

// leave ends an operation. One that its deadline has cut off counts for nothing: it must not raise the limit.
func (g *Gate) leave(inTime bool) {
	if inTime {
		g.completed.Add(1)
	}
	g.executing.Add(-1)
}

// current is the limit, observed anew once a window is over. No goroutine of its own does that: it only matters while
// requests come.
func (g *Gate) current() int64 {
	if g.observing.TryLock() {
		defer g.observing.Unlock()
		now, completed := g.now(), g.completed.Load()
		if age := now.Sub(g.since); age >= g.window {
			g.limit.Store(g.observe(age, completed-g.before))
			g.since, g.before = now, completed
		}
	}
	return g.limit.Load()
}

// observe returns the limit after a window in which some operations were completed. A window that began long ago says
// nothing about now: there was too little to do.
func (g *Gate) observe(age time.Duration, completed int64) int64 {
	if busy := g.wait() >= busyWait; !busy || age >= 2*g.window {
		return g.max
	}
	return min(max(int64(float64(completed)*float64(g.window)/float64(age)), g.least), g.max)
}
