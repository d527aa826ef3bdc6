package graphqlhttp_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

const (
	adaEvent  = "event: next\ndata: {\"data\":{\"name\":\"Ada\"}}\n\n"
	completed = "event: complete\ndata:\n\n"
)

func TestASubscriptionIsStreamedAndCompletes(t *testing.T) {
	for _, accept := range []string{"text/event-stream", "Text/Event-Stream; charset=utf-8", httpapitest.URQLAccept} {
		s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of("Ada", "Grace").Begin)
		r := s.Post(t, httpapitest.NameSubscription, "Accept", accept)
		want := ":\n\n" + adaEvent + "event: next\ndata: {\"data\":{\"name\":\"Grace\"}}\n\n" + completed
		if r.StatusCode != http.StatusOK || r.Text != want {
			t.Errorf("%s: %d %q", accept, r.StatusCode, r.Text)
		}
		for name, want := range map[string]string{
			"Content-Type":      "text/event-stream; charset=utf-8",
			"Cache-Control":     "no-store, no-transform",
			"X-Accel-Buffering": "no",
			"Vary":              "Accept",
			"Content-Length":    "",
			"Content-Encoding":  "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", accept, name, got, want)
			}
		}
	}
}

func TestASubscriptionMayBeAskedForByGET(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of("Ada").Begin)
	path := "/graphql?query=" + url.QueryEscape("subscription { name }")
	if r := s.Send(t, http.MethodGet, path, "", "Accept", "text/event-stream"); r.StatusCode != http.StatusOK || r.Text != ":\n\n"+adaEvent+completed {
		t.Errorf("%d %q", r.StatusCode, r.Text)
	}
	r := s.Send(t, http.MethodGet, path, "", "Accept", "text/event-stream", "Cookie", "unicornpursuit-session-8080=abc")
	if r.StatusCode != http.StatusForbidden || !strings.Contains(r.Text, graphqlhttp.PreflightHeader) {
		t.Errorf("by a form of another site: %d %s", r.StatusCode, r.Text)
	}
}

// Clients name events on every request, so they get JSON where that is possible.
func TestOtherOperationsAreStreamedOnlyWhereNothingElseIsAcceptable(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of().Begin)
	for _, body := range []string{httpapitest.NameQuery, `{"query":"mutation { rename(name: \"Ada\") }"}`} {
		if r := s.Post(t, body, "Accept", httpapitest.URQLAccept); r.Header.Get("Content-Type") != "application/graphql-response+json; charset=utf-8" || r.Text != `{"data":{"name":"Ada"}}` {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.Text)
		}
		r := s.Post(t, body, "Accept", "text/event-stream")
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" || r.Text != adaEvent+completed {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.Text)
		}
	}
}

func TestARefusedDocumentIsAnEventOnlyWhereNothingElseIsAcceptable(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of().Begin)
	for _, body := range []string{`{"query":"{"}`, `{"query":"subscription { nobody }"}`, `{"query":"query($id: Int!) { find(id: $id) }"}`} {
		if r := s.Post(t, body, "Accept", httpapitest.URQLAccept); r.StatusCode != http.StatusBadRequest || r.ErrorCode(t) == "" {
			t.Errorf("%s: %d %s", body, r.StatusCode, r.Text)
		}
		r := s.Post(t, body, "Accept", "text/event-stream")
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Text, "event: next\ndata: {\"errors\":[{") || !strings.HasSuffix(r.Text, "}\n\n"+completed) || strings.Contains(r.Text, `"data":`) {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.Text)
		}
	}
}

func TestProblemsOutsideGraphQLKeepTheirStatus(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), httpapitest.Of().Begin)
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"no JSON":           {`{"query"`, http.StatusBadRequest},
		"too large":         {strings.Repeat("x", graphqlhttp.MaxBodyBytes+1), http.StatusRequestEntityTooLarge},
		"deferred":          {`{"query":"{ ... @defer { name } }"}`, http.StatusBadRequest},
		"deferred, streams": {`{"query":"subscription { ... @defer { name } }"}`, http.StatusBadRequest},
	} {
		for _, accept := range []string{"text/event-stream", httpapitest.URQLAccept} {
			if r := s.Post(t, test.body, "Accept", accept); r.StatusCode != test.status || r.ErrorCode(t) != problem.CodeBadInput {
				t.Errorf("%s, Accept %s: %d %s", name, accept, r.StatusCode, r.Text)
			}
		}
	}
	if r := s.Send(t, http.MethodPost, "/graphql", httpapitest.NameSubscription, "Content-Type", "text/plain", "Accept", "text/event-stream"); r.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form: %d %s", r.StatusCode, r.Text)
	}
	r := s.Send(t, http.MethodGet, "/graphql?query=mutation%7Brename(name:%22a%22)%7D", "", "Accept", "text/event-stream")
	if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != http.MethodPost {
		t.Errorf("mutation by GET: %d %s", r.StatusCode, r.Text)
	}
	if r := s.Send(t, http.MethodPut, "/graphql", httpapitest.NameSubscription, "Accept", "text/event-stream"); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d %s", r.StatusCode, r.Text)
	}
}

func TestWhatTheFieldOfASubscriptionRefusesIsAnEvent(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), func(ctx context.Context) graphql.ResponseHandler {
		graphql.AddError(ctx, &gqlerror.Error{Message: "Sign in first.", Extensions: map[string]any{"code": "UNAUTHENTICATED"}})
		return func(context.Context) *graphql.Response { return nil }
	})
	want := ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"Sign in first.\",\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}\n\n" + completed
	for _, accept := range []string{"text/event-stream", httpapitest.URQLAccept} {
		if r := s.Post(t, httpapitest.NameSubscription, "Accept", accept); r.StatusCode != http.StatusOK || r.Text != want {
			t.Errorf("%d %q", r.StatusCode, r.Text)
		}
	}
}

func TestAnEventIsOneLineOfData(t *testing.T) {
	s := httpapitest.StartStreaming(t, testStreams(t), func(context.Context) graphql.ResponseHandler {
		return graphql.OneShot(&graphql.Response{Data: []byte("{\"name\":{\r\n\t\"a\":\"\\n\"}\n}")})
	})
	want := ":\n\nevent: next\ndata: {\"data\":{\"name\":{  \t\"a\":\"\\n\"} }}\n\n" + completed
	if r := s.Post(t, httpapitest.NameSubscription, "Accept", "text/event-stream"); r.Text != want {
		t.Errorf("%q", r.Text)
	}
}

func TestAResponseThatCanNotBeWrittenIsAnInternalErrorInTheStream(t *testing.T) {
	for name, resolve := range map[string]httpapitest.Resolver{
		"empty": func(context.Context) *graphql.Response { return &graphql.Response{} },
		"not encodable": func(ctx context.Context) *graphql.Response {
			graphql.RegisterExtension(ctx, "function", httpapitest.Greet)
			return &graphql.Response{Data: []byte("{}")}
		},
	} {
		s := httpapitest.StartStreaming(t, testStreams(t), func(context.Context) graphql.ResponseHandler {
			sent := false
			return func(ctx context.Context) *graphql.Response {
				if sent {
					return nil
				}
				sent = true
				return resolve(ctx)
			}
		})
		r := s.Post(t, httpapitest.NameSubscription, "Accept", "text/event-stream")
		want := ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"Something went wrong on our side.\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\",\"requestId\":\"" +
			r.Header.Get("X-Request-Id") + "\"}}]}\n\n" + completed
		if r.Text != want {
			t.Errorf("%s: %q", name, r.Text)
		}
	}
}

func TestAPanicIsTheLastEventOfItsStream(t *testing.T) {
	const canary = "c4nary"
	for name, begin := range map[string]func(context.Context) graphql.ResponseHandler{
		"at the beginning": func(context.Context) graphql.ResponseHandler { panic(canary) },
		"under way": func(context.Context) graphql.ResponseHandler {
			return func(context.Context) *graphql.Response { panic(canary) }
		},
	} {
		executor := httpapitest.Executor(testStreams(t), time.Minute, begin)
		executor.SetRecoverFunc(func(context.Context, any) error { return errors.New("recovered") })
		s := httpapitest.StartWith(t, executor, nil)
		r := s.Post(t, httpapitest.NameSubscription, "Accept", "text/event-stream")
		if r.Text != ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"recovered\"}]}\n\n"+completed {
			t.Errorf("%s: %q", name, r.Text)
		}
		s.Close()
		if strings.Contains(r.Text+s.Logs.String(), canary) {
			t.Errorf("%s: the panic's value comes out: %s %s", name, r.Text, s.Logs)
		}
	}
}
