package httpapi

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func probe(r http.Handler) (int, string) {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, readyPath, nil))
	return w.Code, w.Body.String()
}

func passes(context.Context) error { return nil }

func TestReadinessNamesWhatFailsAndNothingElse(t *testing.T) {
	r := NewReadiness(map[string]Check{
		"cognito":  passes,
		"dynamodb": func(context.Context) error { return errors.New("arn:aws:dynamodb:secret") },
	})
	if code, body := probe(r); code != http.StatusServiceUnavailable || body != `{"status":"unready","checks":{"cognito":true,"dynamodb":false}}` {
		t.Errorf("%d %s", code, body)
	}
	if code, body := probe(NewReadiness(map[string]Check{"cognito": passes})); code != http.StatusOK || body != `{"status":"ready","checks":{"cognito":true}}` {
		t.Errorf("%d %s", code, body)
	}
	if code, body := probe(NewReadiness(nil)); code != http.StatusOK || body != `{"status":"ready","checks":{}}` {
		t.Errorf("%d %s", code, body)
	}
}

func TestDrainingIsNotReadyAtOnceButAlive(t *testing.T) {
	r := NewReadiness(map[string]Check{"cognito": passes})
	s := start(t, func(c *Config) { c.Ready = r })
	if got := s.send(t, http.MethodGet, readyPath, ""); got.StatusCode != http.StatusOK {
		t.Fatalf("%d", got.StatusCode)
	}
	r.Drain()
	if got := s.send(t, http.MethodGet, readyPath, ""); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(got.body, `"draining"`) {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if got := s.send(t, http.MethodGet, livePath, ""); got.StatusCode != http.StatusOK || got.body != `{"status":"alive"}` {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestProbesShareAResultForASecond(t *testing.T) {
	var runs atomic.Int64
	r := NewReadiness(map[string]Check{"cognito": func(context.Context) error {
		if runs.Add(1) > 1 {
			return errors.New("down")
		}
		return nil
	}})
	now := time.Unix(1e9, 0)
	r.now = func() time.Time { return now }
	var probes sync.WaitGroup
	for range 50 {
		probes.Go(func() { probe(r) })
	}
	probes.Wait()
	now = now.Add(checkEvery - 1)
	if code, _ := probe(r); runs.Load() != 1 || code != http.StatusOK {
		t.Errorf("%d runs, %d", runs.Load(), code)
	}
	now = now.Add(1)
	if code, _ := probe(r); runs.Load() != 2 || code != http.StatusServiceUnavailable {
		t.Errorf("after a second: %d runs, %d", runs.Load(), code)
	}
}

func TestChecksRunAtOnceAndHaveADeadline(t *testing.T) {
	var together sync.WaitGroup
	together.Add(2)
	meet := func(ctx context.Context) error {
		together.Done()
		together.Wait() // for ever, if checks ran one after the other
		if _, ok := ctx.Deadline(); !ok {
			return errors.New("no deadline")
		}
		return nil
	}
	if code, body := probe(NewReadiness(map[string]Check{"a": meet, "b": meet})); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}

func TestAHangingCheckFails(t *testing.T) {
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	started := time.Now()
	if code, body := probe(NewReadiness(map[string]Check{"a": passes, "b": hang})); code != http.StatusServiceUnavailable || !strings.Contains(body, `"a":true,"b":false`) {
		t.Errorf("%d %s", code, body)
	}
	if took := time.Since(started); took < checkTimeout {
		t.Errorf("gave up after %s", took)
	}
}

// A probe that hangs up must not make the others see a failure.
func TestAProbeThatGoesAwayDoesNotEndTheChecks(t *testing.T) {
	r := NewReadiness(map[string]Check{"a": func(ctx context.Context) error { return ctx.Err() }})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, readyPath, nil).WithContext(ctx))
	if code, body := probe(r); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}
