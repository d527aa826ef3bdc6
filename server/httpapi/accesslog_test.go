package httpapi_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

func TestLogsEachRequestOnceWithoutItsContent(t *testing.T) {
	s := httpapitest.Start(t, trustLoopback)
	const canary = "c4nary"
	r := s.Send(t, http.MethodGet, "/graphql?query={name}&variables=%7B%22password%22:%22"+canary+"%22%7D", "",
		"Authorization", "Bearer "+canary, "Cookie", "unicornpursuit-session-8080="+canary, "User-Agent", canary, "Referer", "http://"+canary, "X-Forwarded-For", "203.0.113.5")
	s.Close()
	lines := s.Lines(t, "request")
	if len(lines) != 1 {
		t.Fatalf("%d lines: %s", len(lines), s.Logs)
	}
	for name, want := range map[string]any{
		"level": "INFO", "method": "GET", "path": "/graphql", "status": 200.0, "bytes": float64(len(r.Text)),
		"requestId": r.Header.Get("X-Request-Id"), "clientIp": "203.0.113.5",
	} {
		if lines[0][name] != want {
			t.Errorf("%s is %v, want %v", name, lines[0][name], want)
		}
	}
	if duration, ok := lines[0]["duration"].(float64); !ok || duration < 0 {
		t.Errorf("duration is %v", lines[0]["duration"])
	}
	if strings.Contains(s.Logs.String(), canary) {
		t.Errorf("content in the log: %s", s.Logs)
	}
}

func TestProbesThatPassAreLoggedAtDebugLevel(t *testing.T) {
	ready := health.NewReadiness(nil)
	s := httpapitest.Start(t, func(c *httpapi.Config) { c.Ready = ready })
	s.Send(t, http.MethodGet, "/healthz", "")
	s.Send(t, http.MethodGet, "/readyz", "")
	ready.Drain()
	s.Send(t, http.MethodGet, "/readyz", "")
	s.Close()
	var levels []any
	for _, line := range s.Lines(t, "request") {
		levels = append(levels, line["level"])
	}
	if len(levels) != 3 || levels[0] != "DEBUG" || levels[1] != "DEBUG" || levels[2] != "INFO" {
		t.Error(levels)
	}
}

func TestLongPathsAreCutInTheLog(t *testing.T) {
	s := httpapitest.Start(t, nil)
	s.Send(t, http.MethodGet, "/"+strings.Repeat("a", 5000), "")
	s.Close()
	if path := s.Lines(t, "request")[0]["path"].(string); len(path) != 256 {
		t.Errorf("%d bytes", len(path))
	}
}

func TestAPanicIsAnsweredAndLoggedOnce(t *testing.T) {
	const canary = "c4nary"
	for name, test := range map[string]struct {
		value  func()
		logged string
	}{
		"text":          {func() { panic("password " + canary) }, "string"},
		"runtime error": {func() { _ = []int{}[len(canary)] }, "runtime error: index out of range [6] with length 0"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httpapitest.Start(t, func(c *httpapi.Config) {
				c.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { test.value() })
			})
			r := s.Post(t, `{"query":"`+canary+`"}`)
			id := r.Header.Get("X-Request-Id")
			if r.StatusCode != http.StatusInternalServerError || r.ErrorCode(t) != problem.CodeInternal || !strings.Contains(r.Text, `"requestId":"`+id+`"`) {
				t.Errorf("%d %s", r.StatusCode, r.Text)
			}
			s.Close()
			panics := s.Lines(t, "panic in a handler")
			if len(panics) != 1 || panics[0]["panic"] != test.logged || panics[0]["requestId"] != id || !strings.Contains(panics[0]["stack"].(string), "accesslog_test.go") {
				t.Errorf("%v", panics)
			}
			if requests := s.Lines(t, "request"); len(requests) != 1 || requests[0]["status"] != 500.0 {
				t.Errorf("%v", requests)
			}
			if strings.Contains(s.Logs.String()+r.Text, canary) {
				t.Errorf("content in the log or the answer: %s", s.Logs)
			}
		})
	}
}

func TestAnAnswerUnderWayIsCutOff(t *testing.T) {
	for name, test := range map[string]struct {
		value  any
		panics int
	}{
		"panic": {"boom", 1},
		"abort": {http.ErrAbortHandler, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := httpapitest.Start(t, func(c *httpapi.Config) {
				c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					_, _ = io.WriteString(w, "{")
					_ = http.NewResponseController(w).Flush()
					panic(test.value)
				})
			})
			resp, err := s.Client().Get(s.URL + "/graphql")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(resp.Body); err == nil {
				t.Error("the client takes the part for the whole")
			}
			_ = resp.Body.Close()
			s.Close()
			if got := len(s.Lines(t, "panic in a handler")); got != test.panics {
				t.Errorf("%d panics logged", got)
			}
			if got := len(s.Lines(t, "request")); got != 1 {
				t.Errorf("%d requests logged", got)
			}
		})
	}
}
