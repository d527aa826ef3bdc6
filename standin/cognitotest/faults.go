package cognitotest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind int

// Kinds of fault.
const (
	Throttle      FaultKind = iota + 1 // TooManyRequestsException, nothing applied
	Delay                              // wait for Fault.Delay, then continue
	DropReply                          // apply, then close the connection without a reply
	InternalError                      // 500 InternalErrorException, nothing applied
	Refuse                             // Fault.Exception, nothing applied
	RefuseAfter                        // apply, then Fault.Exception, as after a code that could not be delivered
)

// Fault makes the next Count calls of an operation go wrong.
type Fault struct {
	Operation string // for example "SignUp"; "*" is any operation, for Refuse any that has the exception
	Count     int    // at least 1
	Kind      FaultKind
	Delay     time.Duration // wait before the fault, in real time, for any kind

	Exception, Message string // for Refuse and RefuseAfter: a type that Exceptions lists, and a text
}

// faults are the injected faults and the count of calls.
type faults struct {
	mu      sync.Mutex
	pending []Fault
	calls   map[string]int
}

// Inject adds a fault; faults of one operation occur in the order of injection. It
// panics for an exception that Cognito does not declare for the operation: a test with
// it would prove nothing.
func (s *Server) Inject(f Fault) {
	if f.refuses() && f.Operation != "*" && !canRefuse(f.Operation, f.Exception) {
		panic("cognitotest: Cognito does not refuse " + f.Operation + " with " + f.Exception)
	}
	f.Count = max(f.Count, 1)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.pending = append(s.faults.pending, f)
}

// ClearFaults drops the faults that have not occurred yet.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.pending = nil
}

// Calls counts requests by operation since the start or ResetCalls, including those
// with a fault.
func (s *Server) Calls() map[string]int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if s.faults.calls == nil {
		return map[string]int{}
	}
	return maps.Clone(s.faults.calls)
}

// ResetCalls starts counting from zero.
func (s *Server) ResetCalls() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.calls = nil
}

// take counts a call and returns its fault, if any.
func (f *faults) take(operation string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[operation]++
	for i := range f.pending {
		fault := f.pending[i]
		if !fault.strikes(operation) {
			continue
		}
		if f.pending[i].Count--; f.pending[i].Count == 0 {
			f.pending = slices.Delete(f.pending, i, i+1)
		}
		return fault
	}
	return Fault{}
}

func (f Fault) refuses() bool { return f.Kind == Refuse || f.Kind == RefuseAfter }

func (f Fault) refusal() *apiError {
	e := refuse(f.Exception, f.Message)
	if e.Type == internalError().Type {
		e.status = http.StatusInternalServerError
	}
	return e
}

func (f Fault) strikes(operation string) bool {
	if f.Operation == "*" {
		return !f.refuses() || canRefuse(operation, f.Exception)
	}
	return f.Operation == operation
}

// before applies the part of a fault that precedes the operation.
func (f Fault) before(ctx context.Context) error {
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return internalError()
		}
	}
	switch f.Kind {
	case Throttle:
		return refuse("TooManyRequestsException", "Rate exceeded")
	case InternalError:
		return internalError()
	case Refuse:
		return f.refusal()
	default:
		return nil
	}
}
