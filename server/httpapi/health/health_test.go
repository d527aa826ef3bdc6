package health_test

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

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

func probe(r http.Handler) (int, string) {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, health.ReadyPath, nil))
	return w.Code, w.Body.String()
}

func passes(context.Context) error { return nil }

func TestReadinessNamesWhatFailsAndNothingElse(t *testing.T) {
	r := health.NewReadiness(map[string]health.Check{
		"cognito":  passes,
		"dynamodb": func(context.Context) error { return errors.New("arn:aws:dynamodb:secret") },
	})
	if code, body := probe(r); code != http.StatusServiceUnavailable || body != `{"status":"unready","checks":{"cognito":true,"dynamodb":false}}` {
		t.Errorf("%d %s", code, body)
	}
	if code, body := probe(health.NewReadiness(map[string]health.Check{"cognito": passes})); code != http.StatusOK || body != `{"status":"ready","checks":{"cognito":true}}` {
		t.Errorf("%d %s", code, body)
	}
	if code, body := probe(health.NewReadiness(nil)); code != http.StatusOK || body != `{"status":"ready","checks":{}}` {
		t.Errorf("%d %s", code, body)
	}
}

func TestDrainingIsNotReadyAtOnceButAlive(t *testing.T) {
	r := health.NewReadiness(map[string]health.Check{"cognito": passes})
	s := httpapitest.Start(t, func(c *httpapi.Config) { c.Ready = r })
	if got := s.Send(t, http.MethodGet, health.ReadyPath, ""); got.StatusCode != http.StatusOK {
		t.Fatalf("%d", got.StatusCode)
	}
	r.Drain()
	if got := s.Send(t, http.MethodGet, health.ReadyPath, ""); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(got.Text, `"draining"`) {
		t.Errorf("%d %s", got.StatusCode, got.Text)
	}
	if got := s.Send(t, http.MethodGet, health.LivePath, ""); got.StatusCode != http.StatusOK || got.Text != `{"status":"alive"}` {
		t.Errorf("%d %s", got.StatusCode, got.Text)
	}
}

func TestProbesShareAResultForASecond(t *testing.T) {
	var runs atomic.Int64
	r := health.NewReadiness(map[string]health.Check{"cognito": func(context.Context) error {
		if runs.Add(1) > 1 {
			return errors.New("down")
		}
		return nil
	}})
	now := time.Unix(1e9, 0)
	r.SetNow(func() time.Time { return now })
	var probes sync.WaitGroup
	for range 50 {
		probes.Go(func() { probe(r) })
	}
	probes.Wait()
	now = now.Add(health.CheckEvery - 1)
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
	if code, body := probe(health.NewReadiness(map[string]health.Check{"a": meet, "b": meet})); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}

func TestAHangingCheckFails(t *testing.T) {
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	started := time.Now()
	if code, body := probe(health.NewReadiness(map[string]health.Check{"a": passes, "b": hang})); code != http.StatusServiceUnavailable || !strings.Contains(body, `"a":true,"b":false`) {
		t.Errorf("%d %s", code, body)
	}
	if took := time.Since(started); took < health.CheckTimeout {
		t.Errorf("gave up after %s", took)
	}
}

// A probe that hangs up must not make the others see a failure.
func TestAProbeThatGoesAwayDoesNotEndTheChecks(t *testing.T) {
	r := health.NewReadiness(map[string]health.Check{"a": func(ctx context.Context) error { return ctx.Err() }})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, health.ReadyPath, nil).WithContext(ctx))
	if code, body := probe(r); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}
