package respond

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

func TestAProblemIsWrittenInTheShapeOfAGraphQLResponse(t *testing.T) {
	for name, test := range map[string]struct {
		problem *problem.Problem
		status  int
		body    string
		headers map[string]string
	}{
		"a bad request": {
			problem.BadRequest("No."), 400, `{"errors":[{"message":"No.","extensions":{"code":"BAD_USER_INPUT"}}]}`, nil,
		},
		"another method": {
			problem.MethodNotAllowed("GET", "Use GET."), 405, `{"errors":[{"message":"Use GET.","extensions":{"code":"BAD_USER_INPUT"}}]}`,
			map[string]string{"Allow": "GET"},
		},
		"too large": {
			&problem.Problem{Status: 413, Code: problem.CodeBadInput, Message: "Less."}, 413, `{"errors":[{"message":"Less.","extensions":{"code":"BAD_USER_INPUT"}}]}`,
			map[string]string{"Connection": "close"},
		},
		"not now": {
			&problem.Problem{Status: 503, Code: problem.CodeUnavailable, Message: "Later.", RetryAfter: 5}, 503,
			`{"errors":[{"message":"Later.","extensions":{"code":"SERVICE_UNAVAILABLE","retryAfter":5}}]}`, map[string]string{"Retry-After": "5"},
		},
		"ours, which names the request": {
			problem.Internal(), 500,
			`{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL_SERVER_ERROR","requestId":"request-1"}}]}`, nil,
		},
	} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r = r.WithContext(session.WithRequest(r.Context(), &session.Request{ID: "request-1"}))
		w := httptest.NewRecorder()
		Problem(w, r, JSON, test.problem)
		if w.Code != test.status || w.Body.String() != test.body {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		header := w.Header()
		if header.Get("Content-Type") != JSON || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", name, header)
		}
		for _, special := range []string{"Allow", "Connection", "Retry-After"} {
			if got := header.Get(special); got != test.headers[special] {
				t.Errorf("%s: %s is %q", name, special, got)
			}
		}
	}
}

func TestOnlyReadsAreLetThrough(t *testing.T) {
	for method, want := range map[string]bool{
		http.MethodGet: true, http.MethodHead: true, http.MethodPost: false, http.MethodOptions: false, "get": false,
	} {
		w := httptest.NewRecorder()
		got := ReadOnly(w, httptest.NewRequest(method, "/", nil))
		if got != want || (w.Code == http.StatusMethodNotAllowed) == want {
			t.Errorf("%s: %v, %d", method, got, w.Code)
		}
	}
}
