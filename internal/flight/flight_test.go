package flight_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/flight"
)

func TestThoseWhoAskMeanwhileShareOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group flight.Group[string, int]
		var calls atomic.Int64
		release := make(chan struct{})
		work := func(context.Context) (int, error) {
			<-release
			return int(calls.Add(1)), nil
		}
		var waiting sync.WaitGroup
		for range 100 {
			waiting.Go(func() {
				if got, err := group.Do(t.Context(), "a", time.Hour, work); got != 1 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			})
		}
		synctest.Wait()
		close(release)
		waiting.Wait()
		if got, err := group.Do(t.Context(), "a", time.Hour, work); got != 2 || err != nil {
			t.Errorf("after the first call: %d, %v", got, err)
		}
	})
}

func TestKeysAreApart(t *testing.T) {
	t.Parallel()
	type key struct {
		id   [2]byte
		seen uint64
	}
	synctest.Test(t, func(t *testing.T) {
		var group flight.Group[key, key]
		release := make(chan struct{})
		var waiting sync.WaitGroup
		for _, k := range []key{{[2]byte{1}, 0}, {[2]byte{1}, 1}, {[2]byte{2}, 0}} {
			waiting.Go(func() {
				got, err := group.Do(t.Context(), k, time.Hour, func(context.Context) (key, error) {
					<-release
					return k, nil
				})
				if got != k || err != nil {
					t.Errorf("%v: %v, %v", k, got, err)
				}
			})
		}
		synctest.Wait()
		close(release)
		waiting.Wait()
	})
}

type valueKey struct{}

func TestACallerWhoGivesUpTakesNothingFromTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group flight.Group[string, string]
		release := make(chan struct{})
		work := func(ctx context.Context) (string, error) {
			<-release
			value, _ := ctx.Value(valueKey{}).(string)
			return value, ctx.Err()
		}
		first, cancel := context.WithCancel(context.WithValue(t.Context(), valueKey{}, "of the first"))
		gaveUp := make(chan error)
		go func() {
			_, err := group.Do(first, "a", time.Hour, work)
			gaveUp <- err
		}()
		synctest.Wait()
		second := make(chan string)
		go func() {
			got, err := group.Do(t.Context(), "a", time.Hour, work)
			if err != nil {
				t.Error(err)
			}
			second <- got
		}()
		synctest.Wait()
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who gave up: %v", err)
		}
		close(release)
		if got := <-second; got != "of the first" {
			t.Errorf("got %q", got)
		}
	})
}

func TestACallHasItsOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group flight.Group[int, int]
		start := time.Now()
		_, err := group.Do(t.Context(), 0, time.Minute, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 0, context.Cause(ctx)
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestStartDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var group flight.Group[int, string]
		release := make(chan struct{})
		work := func(context.Context) (string, error) {
			<-release
			return "done", errors.ErrUnsupported
		}
		call := group.Start(t.Context(), 0, time.Hour, work)
		if again := group.Start(t.Context(), 0, time.Hour, work); again != call {
			t.Error("a second call while the first is under way")
		}
		close(release)
		for range 2 {
			if got, err := call.Wait(t.Context()); got != "done" || !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("got %q, %v", got, err)
			}
		}
	})
}

func TestEverybodyWhoWaitsLearnsOfWorkThatEndsWithoutAResult(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	for name, end := range map[string]func(){
		"panic":  func() { panic("what it panicked with") },
		"Goexit": runtime.Goexit,
	} {
		synctest.Test(t, func(t *testing.T) {
			var group flight.Group[int, int]
			release := make(chan struct{})
			var waiting sync.WaitGroup
			for range 10 {
				waiting.Go(func() {
					got, err := group.Do(t.Context(), 0, time.Hour, func(context.Context) (int, error) {
						<-release
						end()
						return 1, nil
					})
					if got != 0 || err == nil || errors.Is(err, flight.ErrPanic) != (name == "panic") || strings.Contains(err.Error(), "panicked with") {
						t.Errorf("%s: %d, %v", name, got, err)
					}
				})
			}
			synctest.Wait()
			close(release)
			waiting.Wait()
			if got, err := group.Do(t.Context(), 0, time.Hour, func(context.Context) (int, error) { return 2, nil }); got != 2 || err != nil {
				t.Errorf("after a %s: %d, %v", name, got, err)
			}
		})
	}
	if text := log.String(); strings.Count(text, "panic=string") != 1 || !strings.Contains(text, "flight_test.go") || strings.Contains(text, "panicked with") {
		t.Errorf("the log: %s", text)
	}
}

func TestCallsOfManyKeysRace(t *testing.T) {
	t.Parallel()
	var group flight.Group[int, int]
	var waiting sync.WaitGroup
	for i := range 1000 {
		waiting.Go(func() {
			got, err := group.Do(t.Context(), i%7, time.Minute, func(context.Context) (int, error) { return i % 7, nil })
			if got != i%7 || err != nil {
				t.Errorf("%d: %d, %v", i%7, got, err)
			}
		})
	}
	waiting.Wait()
}
