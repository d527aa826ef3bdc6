package cognitotest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind int

// Kinds of fault.
const (
	Throttle      FaultKind = iota + 1 // TooManyRequestsException, nothing applied
	Delay                              // wait for Fault.Delay, then carry on
	DropReply                          // apply, then close the connection without a reply
	InternalError                      // 500 InternalErrorException, nothing applied
)

// Fault makes the next Count calls of an operation go wrong.
type Fault struct {
	Operation string // for example "SignUp"; "*" is any operation
	Count     int    // at least 1
	Kind      FaultKind
	Delay     time.Duration // waited first, in real time, whatever the kind
}

// faults are the injected faults and the count of calls.
type faults struct {
	mu      sync.Mutex
	pending []Fault
	calls   map[string]int
}

// Inject adds a fault; faults of one operation strike in the order of injection.
func (s *Server) Inject(f Fault) {
	f.Count = max(f.Count, 1)
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.pending = append(s.faults.pending, f)
}

// ClearFaults forgets the faults that have not struck yet.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.pending = nil
}

// Calls counts requests by operation since the start or ResetCalls, those that
// a fault struck included.
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

// take counts a call and returns the fault that strikes it, if any.
func (f *faults) take(operation string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[operation]++
	for i := range f.pending {
		fault := f.pending[i]
		if fault.Operation != operation && fault.Operation != "*" {
			continue
		}
		if f.pending[i].Count--; f.pending[i].Count == 0 {
			f.pending = slices.Delete(f.pending, i, i+1)
		}
		return fault
	}
	return Fault{}
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
	default:
		return nil
	}
}
