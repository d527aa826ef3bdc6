package dynamotest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Modes imitate what the service does under load or over time, and what a stand-in on a quiet machine does not. The
// zero value has none of them.
type Modes struct {
	// Hold is how long a transaction holds its items before it takes effect. Any other call that writes one of them
	// meanwhile is refused: another transaction with the reason TransactionConflict, a single write with
	// TransactionConflictException.
	Hold time.Duration
	// IndexLag is how long indexes lag behind their table, by Config.Clock.
	IndexLag time.Duration
	// IndexLagWrites makes indexes lack that many of the table's latest writes, however old those are.
	IndexLagWrites int
	// ThrottleEvery throttles one in that many calls on items: a transaction is cancelled with a reason, any other call
	// refused. A call that the AWS SDK marks as a further attempt is not throttled.
	ThrottleEvery int
	// PageItems is the most items that a page of Query or Scan evaluates, as if the page were full.
	PageItems int
	// Unswept keeps expired items for ever: nothing sweeps them.
	Unswept bool
}

// ParseModes reads modes from a list such as "conflicts=20ms,lag=500ms,throttle=5,pages=2,unswept". A lag without a
// unit is in writes. An empty text means no modes.
func ParseModes(text string) (m Modes, err error) {
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "":
		case "conflicts":
			m.Hold, err = positive(time.ParseDuration(value))
		case "lag":
			if m.IndexLagWrites, err = positive(strconv.Atoi(value)); err != nil {
				m.IndexLag, err = positive(time.ParseDuration(value))
			}
		case "throttle":
			m.ThrottleEvery, err = positive(strconv.Atoi(value))
			if m.ThrottleEvery == 1 {
				err = errors.New("nothing would get through")
			}
		case "pages":
			m.PageItems, err = positive(strconv.Atoi(value))
		case "unswept":
			m.Unswept = true
		default:
			err = errors.New("there are conflicts, lag, throttle, pages and unswept")
		}
		if err != nil {
			return Modes{}, fmt.Errorf("mode %q: %w", part, err)
		}
	}
	return m, nil
}

func positive[N int | time.Duration](n N, err error) (N, error) {
	if err == nil && n <= 0 {
		err = errors.New("not more than zero")
	}
	return n, err
}

// InModes is an option of Start that sets modes from a text that ParseModes accepts.
func InModes(text string) func(*Config) {
	m, err := ParseModes(text)
	if err != nil {
		panic("dynamotest: " + err.Error())
	}
	return func(c *Config) { c.Modes = m }
}

// throttling counts the calls that ThrottleEvery applies to.
type throttling struct {
	mu sync.Mutex
	n  int
}

// aboutItems are the operations that consume capacity.
var aboutItems = map[string]bool{
	"GetItem": true, "BatchGetItem": true, "PutItem": true, "UpdateItem": true, "DeleteItem": true,
	"BatchWriteItem": true, "Query": true, "Scan": true, "TransactWriteItems": true, "TransactGetItems": true,
}

// turn reports whether a call is to be throttled, and with which of the two reasons.
func (t *throttling) turn(every int) (throttled bool, reason string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	if t.n/every%2 == 0 {
		return t.n%every == 0, reasonThrottled
	}
	return t.n%every == 0, reasonExceeded
}

// throttle refuses a call if it is to be throttled.
func (s *Server) throttle(c call) error {
	every := s.config.Modes.ThrottleEvery
	if every == 0 || !aboutItems[c.name] || !c.first {
		return nil
	}
	if throttled, reason := s.throttling.turn(every); throttled {
		return throttledItem(c.body, reason)
	}
	return nil
}
