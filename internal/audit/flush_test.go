package audit_test

import (
	"context"
	"errors"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
)

func TestFlushWaitsUntilEveryEventIsWritten(t *testing.T) {
	writing, released := make(chan struct{}, 1), make(chan struct{})
	store := &memory{hook: func(context.Context, int) error {
		writing <- struct{}{}
		<-released
		return nil
	}}
	r := recorder(t, audit.RecorderConfig{Store: store, Workers: 1})
	r.Record(t.Context(), audit.Event{Action: "signIn"})
	<-writing

	ended, end := context.WithCancel(t.Context())
	end()
	if err := r.Flush(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("with an event under way: %v", err)
	}
	flushed := make(chan error)
	go func() { flushed <- r.Flush(t.Context()) }()
	close(released)
	if err := <-flushed; err != nil || r.Stats().Written != 1 {
		t.Errorf("%v, written: %+v", err, r.Stats())
	}
}

func TestFlushDoesNotWaitWhereNothingIsToBeWritten(t *testing.T) {
	r := recorder(t, audit.RecorderConfig{Store: &memory{}})
	if err := r.Flush(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFlushEndsWhereAnEventIsLost(t *testing.T) {
	logged(t)
	r := recorder(t, audit.RecorderConfig{Store: &memory{hook: func(context.Context, int) error { return errors.New("refused") }}})
	r.Record(t.Context(), audit.Event{Action: "signIn"})
	if err := r.Flush(t.Context()); err != nil || r.Stats().Lost != 1 {
		t.Errorf("%v, %+v", err, r.Stats())
	}
}
