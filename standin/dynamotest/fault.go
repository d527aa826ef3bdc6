package dynamotest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind int

const (
	// Throttle returns ThrottlingException and does nothing.
	Throttle FaultKind = iota + 1
	// Delay waits for Fault.Delay, or until the caller gives up, before the call goes on.
	Delay
	// DropReply executes the call, then closes the connection without a reply.
	DropReply
	// InternalError returns InternalServerError with HTTP 500 and does nothing.
	InternalError
	// Conflict responds as if another transaction held the first item: TransactionCanceledException with the reason
	// TransactionConflict for a transaction, TransactionConflictException for any other operation. It does nothing.
	Conflict
	// ThrottleItem responds as if the first item's partition were at its limit: TransactionCanceledException with the
	// reason ThrottlingError for a transaction, ProvisionedThroughputExceededException for any other operation. It does
	// nothing.
	ThrottleItem
	// Unprocessed leaves the last request of a BatchGetItem or BatchWriteItem undone and returns it as unprocessed, as
	// the service does when it throttles a part of a batch. It has no effect on other operations.
	Unprocessed
)

// Fault affects the next Count calls of an operation.
type Fault struct {
	Operation string // such as "PutItem", or "*" for any
	Count     int
	Kind      FaultKind
	Delay     time.Duration // for the kind Delay, in real time
}

// Inject adds a fault after the pending ones. At most one of them affects a call.
func (s *Server) Inject(f Fault) { s.faults.add(f) }

// ClearFaults drops the faults that have not occurred yet.
func (s *Server) ClearFaults() { s.faults.clear() }

// faults are the pending faults, in order.
type faults struct {
	mu      sync.Mutex
	waiting []*Fault
}

func (f *faults) add(fault Fault) {
	if fault.Count < 1 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = append(f.waiting, &fault)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = nil
}

// take returns the fault for a call of an operation; its kind is zero when there is none.
func (f *faults) take(operation string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, fault := range f.waiting {
		if fault.Operation != operation && fault.Operation != "*" {
			continue
		}
		if fault.Count--; fault.Count <= 0 {
			f.waiting = slices.Delete(f.waiting, i, i+1)
		}
		return *fault
	}
	return Fault{}
}

// before runs ahead of the call: an error replaces the call.
func (f Fault) before(ctx context.Context, body []byte) error {
	switch f.Kind {
	case Throttle:
		return newError("ThrottlingException", "Rate of requests exceeds the allowed throughput.")
	case InternalError:
		return internalError("Internal server error")
	case Conflict:
		return cancelled(body, reasonConflict, newError("TransactionConflictException", conflictMessage))
	case ThrottleItem:
		return throttledItem(body, reasonThrottled)
	case Delay:
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	default: // the others act on the reply
	}
	return nil
}

const (
	conflictMessage  = "Transaction is ongoing for the item"
	throttledMessage = "Throughput exceeds the current capacity of your table or index"
)

// throttledItem is the refusal of a call for lack of capacity. The reasons are those of the API reference,
// TransactionCanceledException: ThrottlingError on a table on demand, ProvisionedThroughputExceeded on another.
func throttledItem(body []byte, reason string) error {
	return cancelled(body, reason, newError("ProvisionedThroughputExceededException", throttledMessage))
}

// cancelled cancels a transaction for its first item. A call that is not a transaction gets the other error.
func cancelled(body []byte, reason string, otherwise error) error {
	var in struct{ TransactItems []json.RawMessage }
	if err := json.Unmarshal(body, &in); err != nil {
		return malformed(err)
	}
	if len(in.TransactItems) == 0 {
		return otherwise
	}
	reasons := make([]cancellationReason, len(in.TransactItems))
	for i := range reasons {
		reasons[i].Code = reasonNone
	}
	reasons[0] = cancellationReason{Code: reason, Message: messages[reason]}
	return transactionCanceled(reasons)
}

// messages are those of the reasons that have one.
var messages = map[string]string{
	reasonConflict: conflictMessage, reasonThrottled: throttledMessage, reasonExceeded: throttledMessage,
}

// callCounter counts calls by operation.
type callCounter struct {
	mu sync.Mutex
	n  map[string]int // every call
	// first leaves out calls that the AWS SDK marks as further attempts.
	first map[string]int
}

func (c *callCounter) count(operation string, header http.Header) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n, c.first = make(map[string]int), make(map[string]int)
	}
	c.n[operation]++
	if isFirstAttempt(header) {
		c.first[operation]++
	}
}

// isFirstAttempt reports whether a call is not marked as a further attempt by the AWS SDK.
func isFirstAttempt(header http.Header) bool {
	attempt := header.Get("Amz-Sdk-Request")
	return attempt == "" || strings.HasPrefix(attempt, "attempt=1;")
}

// Calls is the number of calls of each operation since the start or the last ResetCalls, including each attempt of a
// retrying client.
func (s *Server) Calls() map[string]int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return maps.Clone(s.calls.n)
}

// FirstAttempts is Calls without the further attempts of an AWS SDK. It depends only on the calls made, whereas Calls
// also depends on how busy the machine is.
func (s *Server) FirstAttempts() map[string]int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return maps.Clone(s.calls.first)
}

// ResetCalls sets the counts of calls to zero.
func (s *Server) ResetCalls() {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	clear(s.calls.n)
	clear(s.calls.first)
}
