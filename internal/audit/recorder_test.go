package audit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// memory is a store that calls hook before each write.
type memory struct {
	hook func(ctx context.Context, try int) error

	mu     sync.Mutex
	tries  int
	events map[string]audit.Event
}

func (m *memory) Append(ctx context.Context, e audit.Event) error {
	m.mu.Lock()
	m.tries++
	try := m.tries
	m.mu.Unlock()
	if m.hook != nil {
		if err := m.hook(ctx, try); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.events == nil {
		m.events = map[string]audit.Event{}
	}
	m.events[e.ID] = e
	return nil
}

func recorder(t *testing.T, c audit.RecorderConfig) *audit.Recorder {
	t.Helper()
	c.Now = func() time.Time { return noon }
	if c.Backoff == 0 {
		c.Backoff = time.Nanosecond
	}
	r := audit.NewRecorder(c)
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	return r
}

// logged captures the default logger for a test.
func logged(t *testing.T) func() string {
	t.Helper()
	var mu sync.Mutex
	var log bytes.Buffer
	previous := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(p)
	}), nil)))
	t.Cleanup(func() { slog.SetDefault(previous) })
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return log.String()
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func closed(t *testing.T, r *audit.Recorder) audit.Stats {
	t.Helper()
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r.Stats()
}

var errDown = &fault.Unavailable{Upstream: "dynamodb", Err: errors.New("timeout")}

var signIn = audit.Event{Action: "signIn", Outcome: audit.OutcomeSuccess, RequestID: "request-1"}

func TestEveryEventRecordedBeforeCloseIsWrittenOnceWithItsOwnID(t *testing.T) {
	store := new(memory)
	r := recorder(t, audit.RecorderConfig{Store: store})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 50 {
				r.Record(t.Context(), signIn)
			}
		})
	}
	all.Wait()
	if stats := closed(t, r); stats != (audit.Stats{Written: 1000}) || len(store.events) != 1000 {
		t.Errorf("%+v, %d events", stats, len(store.events))
	}
	for id, e := range store.events {
		if at, ok := audit.TimeOf(id); !ok || !e.At.Equal(at) || !at.Equal(noon) {
			t.Errorf("event %s at %s", id, e.At)
		}
	}
}

func TestAnEventOutlivesTheRequestThatReportsIt(t *testing.T) {
	store := new(memory)
	r := recorder(t, audit.RecorderConfig{Store: store})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.Record(ctx, signIn)
	if stats := closed(t, r); stats.Written != 1 {
		t.Errorf("%+v", stats)
	}
}

func TestAnOutageThatPassesLosesNothing(t *testing.T) {
	store := &memory{hook: func(_ context.Context, try int) error {
		switch try {
		case 1:
			return errDown
		case 2:
			return context.DeadlineExceeded
		}
		return nil
	}}
	r := recorder(t, audit.RecorderConfig{Store: store})
	r.Record(t.Context(), signIn)
	if stats := closed(t, r); stats != (audit.Stats{Written: 1}) || len(store.events) != 1 {
		t.Errorf("%+v", stats)
	}
}

func TestAStoreThatIsDownCostsTheReporterNothingAndIsTold(t *testing.T) {
	log := logged(t)
	blocked := make(chan struct{})
	store := &memory{hook: func(context.Context, int) error { <-blocked; return errDown }}
	r := recorder(t, audit.RecorderConfig{Store: store, Workers: 1})
	for range 10 { // returns though nothing has been written
		r.Record(t.Context(), signIn)
	}
	close(blocked)
	if stats := closed(t, r); stats != (audit.Stats{Lost: 10}) {
		t.Errorf("%+v", stats)
	}
	if store.tries != 30 {
		t.Errorf("%d tries of 10 events", store.tries)
	}
	for _, want := range []string{"level=ERROR", "audit event lost", `reason="write failed"`, "timeout", "action=signIn", "outcome=SUCCESS", "requestId=request-1"} {
		if !strings.Contains(log(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log())
		}
	}
}

func TestAMistakeIsNotRetried(t *testing.T) {
	logged(t)
	store := &memory{hook: func(context.Context, int) error { return errors.New("no permission") }}
	r := recorder(t, audit.RecorderConfig{Store: store})
	r.Record(t.Context(), signIn)
	if stats := closed(t, r); stats.Lost != 1 || store.tries != 1 {
		t.Errorf("%+v after %d tries", stats, store.tries)
	}
}

func TestAWriteThatHangsIsCutOff(t *testing.T) {
	logged(t)
	store := &memory{hook: func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() }}
	r := recorder(t, audit.RecorderConfig{Store: store, Timeout: time.Nanosecond})
	r.Record(t.Context(), signIn)
	if stats := closed(t, r); stats.Lost != 1 || store.tries != 3 {
		t.Errorf("%+v after %d tries", stats, store.tries)
	}
}

func TestAFullQueueLosesVisiblyAndNeverBlocks(t *testing.T) {
	log := logged(t)
	taken, blocked := make(chan struct{}, 1), make(chan struct{})
	store := &memory{hook: func(context.Context, int) error { taken <- struct{}{}; <-blocked; return nil }}
	r := recorder(t, audit.RecorderConfig{Store: store, Capacity: 2, Workers: 1})
	r.Record(t.Context(), signIn)
	<-taken // the worker holds one, so the queue is empty
	for range 5 {
		r.Record(t.Context(), signIn)
	}
	if stats := r.Stats(); stats != (audit.Stats{Lost: 3, Waiting: 2}) {
		t.Errorf("%+v", stats)
	}
	if got := strings.Count(log(), `reason="queue full"`); got != 3 {
		t.Errorf("%d lines:\n%s", got, log())
	}
	go func() {
		for range taken { // lets the rest through
		}
	}()
	close(blocked)
	if stats := closed(t, r); stats != (audit.Stats{Written: 3, Lost: 3}) {
		t.Errorf("%+v", stats)
	}
	close(taken)
}

func TestCloseGivesUpWithItsContextAndCountsTheRestAsLost(t *testing.T) {
	logged(t)
	store := &memory{hook: func(ctx context.Context, _ int) error { <-ctx.Done(); return ctx.Err() }}
	r := recorder(t, audit.RecorderConfig{Store: store, Timeout: time.Hour})
	for range 20 {
		r.Record(t.Context(), signIn)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	r.Record(t.Context(), signIn)
	if stats := r.Stats(); stats != (audit.Stats{Lost: 21}) {
		t.Errorf("%+v", stats)
	}
}

func TestWhatAClientChoosesIsBounded(t *testing.T) {
	store := new(memory)
	r := recorder(t, audit.RecorderConfig{Store: store})
	long, empty := strings.Repeat("ü", 1000), ""
	r.Record(t.Context(), audit.Event{Action: "signIn", Target: &long, Email: &long, UserAgent: long + "\xff", IPAddress: long, RequestID: long, Actor: &empty})
	closed(t, r)
	for _, e := range store.events {
		for _, text := range []string{*e.Target, *e.Email, e.UserAgent, e.IPAddress, e.RequestID} {
			if len(text) > 256 || text != strings.ToValidUTF8(text, "") {
				t.Errorf("%d bytes: %q", len(text), text)
			}
		}
		if e.Actor != nil {
			t.Error("an empty actor is none")
		}
	}
}

func TestAnAnonymizedEventKeepsWhatHappened(t *testing.T) {
	subject, email := "ada", "ada@example.com"
	e := audit.Event{Action: "signIn", Actor: &subject, Target: &subject, Email: &email, IPAddress: "192.0.2.1", UserAgent: "Firefox", RequestID: "r"}
	want := audit.Event{Action: "signIn", Actor: &subject, Target: &subject, RequestID: "r"}
	if got := e.Anonymized(); got != want {
		t.Errorf("%+v", got)
	}
}
