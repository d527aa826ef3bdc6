// Package load sends HTTP requests as fast as a machine can, or at a steady rate, and notes how long each takes. It
// writes ready bytes to connections of its own, so that it costs a fraction of what it measures.
package load

import (
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Plan is what to send.
type Plan struct {
	// Address is that of the server: a host and a port.
	Address string
	// Requests are whole requests; the connections send them in turns.
	Requests [][]byte
	// Length is the length of the body of each response; others are failures. Zero admits all.
	Length int
	// Connections is how many are open at a time.
	Connections int
	// For is how long to send.
	For time.Duration
	// Opened is called once all connections are open, before anything is sent; nil for nothing.
	Opened func()
	// Patience is how long a client waits for a response before it gives up, and its connection too; zero for ten seconds.
	Patience time.Duration
}

const defaultPatience = 10 * time.Second

// Result is what came of a plan.
type Result struct {
	// Answered are the right responses; Shed those with 503; Failed all others, and those that did not come.
	Answered, Shed, Failed int
	// Skipped are the requests of a steady rate for which no connection was free in time.
	Skipped int
	Elapsed time.Duration
	sorted  []time.Duration
}

// Sent is how many requests were sent.
func (r Result) Sent() int { return r.Answered + r.Shed + r.Failed }

// PerSecond is the rate of right responses.
func (r Result) PerSecond() float64 { return float64(r.Answered) / r.Elapsed.Seconds() }

// Quantile returns the time within which a share of the right responses came.
func (r Result) Quantile(share float64) time.Duration { return Quantile(r.sorted, share) }

// Quantile returns a quantile of sorted values by the nearest rank; zero of none.
func Quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(share*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(rank, 0), len(sorted)-1)]
}

// Saturate has each connection send a request as soon as the one before is answered.
func Saturate(p Plan) Result {
	return p.run(func(_ int, started time.Time) (due time.Time, more bool) {
		now := time.Now()
		return now, now.Sub(started) < p.For
	})
}

// Steady sends a number of requests a second, whether or not those before are answered. A request waits for a free
// connection, and that wait counts; one that has waited for the time of the patience is skipped.
func Steady(p Plan, perSecond float64) Result {
	var next atomic.Int64
	interval := float64(time.Second) / perSecond
	return p.run(func(_ int, started time.Time) (due time.Time, more bool) {
		offset := time.Duration(float64(next.Add(1)-1) * interval)
		due = started.Add(offset)
		if wait := time.Until(due); wait > 0 && offset < p.For {
			time.Sleep(wait)
			due = time.Now() // timers are late by up to a millisecond, which is none of the server's
		}
		return due, offset < p.For
	})
}

// Each sends every request once, and returns how many were not answered right.
func Each(p Plan) (failed int) {
	turns := make([]int, p.Connections)
	sent := p.run(func(connection int, _ time.Time) (due time.Time, more bool) {
		turn := connection + turns[connection]*p.Connections // as the client counts
		turns[connection]++
		return time.Now(), turn < len(p.Requests)
	})
	return len(p.Requests) - sent.Answered
}

// run has each connection take the times at which its requests are due, until there are no more.
func (p Plan) run(next func(connection int, started time.Time) (due time.Time, more bool)) Result {
	if p.Patience == 0 {
		p.Patience = defaultPatience
	}
	clients := make([]*client, p.Connections)
	for i := range clients {
		clients[i] = &client{plan: p, turn: i}
		clients[i].dial()
	}
	if p.Opened != nil {
		p.Opened()
	}
	started := time.Now()
	var running sync.WaitGroup
	for i, c := range clients {
		running.Go(func() {
			defer c.hangUp()
			for due, more := next(i, started); more; due, more = next(i, started) {
				c.send(due)
			}
		})
	}
	running.Wait()
	total := Result{Elapsed: time.Since(started)}
	for _, c := range clients {
		total.Answered, total.Shed = total.Answered+len(c.took), total.Shed+c.shed
		total.Failed, total.Skipped = total.Failed+c.failed, total.Skipped+c.skipped
		total.sorted = append(total.sorted, c.took...)
	}
	slices.Sort(total.sorted)
	return total
}

// client is one connection, opened again when it breaks.
type client struct {
	plan Plan
	turn int
	conn net.Conn
	in   *reader

	took                  []time.Duration
	shed, failed, skipped int
}

func (c *client) dial() {
	conn, err := net.DialTimeout("tcp", c.plan.Address, c.plan.Patience) //nolint:noctx // the time bounds it
	if err != nil {
		return
	}
	if c.in == nil {
		c.in = newReader()
	}
	c.conn = conn
	c.in.reset(conn)
}

func (c *client) hangUp() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

func (c *client) send(due time.Time) {
	if time.Since(due) > c.plan.Patience {
		c.skipped++
		return
	}
	if c.conn == nil {
		c.dial()
	}
	status, length, err := c.ask(due)
	switch {
	case err != nil:
		c.failed++
		c.hangUp()
	case status == 503:
		c.shed++
	case status != 200 || c.plan.Length > 0 && length != c.plan.Length:
		c.failed++
	default:
		c.took = append(c.took, time.Since(due))
	}
	if err == nil && c.in.closing {
		c.hangUp()
	}
}

func (c *client) ask(due time.Time) (status, length int, err error) {
	if c.conn == nil {
		return 0, 0, net.ErrClosed
	}
	if err := c.conn.SetDeadline(due.Add(c.plan.Patience)); err != nil {
		return 0, 0, err
	}
	request := c.plan.Requests[c.turn%len(c.plan.Requests)]
	c.turn += c.plan.Connections
	if _, err := c.conn.Write(request); err != nil {
		return 0, 0, err
	}
	return c.in.response()
}
