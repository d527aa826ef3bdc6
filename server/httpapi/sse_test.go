package httpapi

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

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

const (
	adaEvent  = "event: next\ndata: {\"data\":{\"name\":\"Ada\"}}\n\n"
	completed = "event: complete\ndata:\n\n"
)

func TestASubscriptionIsStreamedAndCompletes(t *testing.T) {
	for _, accept := range []string{typeEvents, "Text/Event-Stream; charset=utf-8", urqlAccept} {
		s := startStreaming(t, testStreams(t), of("Ada", "Grace").begin)
		r := s.post(t, nameSubscription, "Accept", accept)
		want := ":\n\n" + adaEvent + "event: next\ndata: {\"data\":{\"name\":\"Grace\"}}\n\n" + completed
		if r.StatusCode != http.StatusOK || r.body != want {
			t.Errorf("%s: %d %q", accept, r.StatusCode, r.body)
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
	s := startStreaming(t, testStreams(t), of("Ada").begin)
	path := "/graphql?query=" + url.QueryEscape("subscription { name }")
	if r := s.send(t, http.MethodGet, path, "", "Accept", typeEvents); r.StatusCode != http.StatusOK || r.body != ":\n\n"+adaEvent+completed {
		t.Errorf("%d %q", r.StatusCode, r.body)
	}
	r := s.send(t, http.MethodGet, path, "", "Accept", typeEvents, "Cookie", "unicornpursuit-session-8080=abc")
	if r.StatusCode != http.StatusForbidden || !strings.Contains(r.body, PreflightHeader) {
		t.Errorf("by a form of another site: %d %s", r.StatusCode, r.body)
	}
}

// An EventSource can't set a header, so what the browser says distinguishes a page's own subscription from another site's.
func TestAnEventSourceOfThisOriginNeedsNoHeader(t *testing.T) {
	const cookie = "unicornpursuit-session-8080=abc"
	stream, query := "/graphql?query="+url.QueryEscape("subscription { name }"), "/graphql?query="+url.QueryEscape("{ name }")
	s := startStreaming(t, testStreams(t), func(ctx context.Context) graphql.ResponseHandler { return of("Ada").begin(ctx) })
	for _, test := range []struct {
		name, method, path, accept, site string
		status                           int
	}{
		{"a subscription", http.MethodGet, stream, typeEvents, "same-origin", http.StatusOK},
		{"a query", http.MethodGet, query, typeEvents, "same-origin", http.StatusForbidden},
		{"a query by fetch", http.MethodGet, query, typeGraphQL, "same-origin", http.StatusForbidden},
		{"a subscription by POST", http.MethodPost, "/graphql", typeEvents, "same-origin", http.StatusForbidden},
		{"an image", http.MethodGet, stream, "image/avif,image/*,*/*;q=0.8", "same-origin", http.StatusForbidden},
		{"a sub-domain", http.MethodGet, stream, typeEvents, "same-site", http.StatusForbidden},
		{"another site", http.MethodGet, stream, typeEvents, "cross-site", http.StatusForbidden},
		{"the address bar", http.MethodGet, stream, typeEvents, "none", http.StatusForbidden},
		{"a browser that does not say", http.MethodGet, stream, typeEvents, "", http.StatusForbidden},
	} {
		headers := []string{"Cookie", cookie, "Accept", test.accept, "Content-Type", typeJSON}
		if test.site != "" {
			headers = append(headers, "Sec-Fetch-Site", test.site)
		}
		body := ""
		if test.method == http.MethodPost {
			body = nameSubscription
		}
		if r := s.send(t, test.method, test.path, body, headers...); r.StatusCode != test.status {
			t.Errorf("%s: %d %s", test.name, r.StatusCode, r.body)
		}
	}
}

// Clients name events on every request, so that JSON is what they mean where it can be had.
func TestOtherOperationsAreStreamedOnlyWhereNothingElseIsAcceptable(t *testing.T) {
	s := startStreaming(t, testStreams(t), of().begin)
	for _, body := range []string{nameQuery, `{"query":"mutation { rename(name: \"Ada\") }"}`} {
		if r := s.post(t, body, "Accept", urqlAccept); r.Header.Get("Content-Type") != mediaGraphQL || r.body != `{"data":{"name":"Ada"}}` {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.body)
		}
		r := s.post(t, body, "Accept", typeEvents)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != mediaEvents || r.body != adaEvent+completed {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.body)
		}
	}
}

func TestARefusedDocumentIsAnEventOnlyWhereNothingElseIsAcceptable(t *testing.T) {
	s := startStreaming(t, testStreams(t), of().begin)
	for _, body := range []string{`{"query":"{"}`, `{"query":"subscription { nobody }"}`, `{"query":"query($id: Int!) { find(id: $id) }"}`} {
		if r := s.post(t, body, "Accept", urqlAccept); r.StatusCode != http.StatusBadRequest || r.errorCode(t) == "" {
			t.Errorf("%s: %d %s", body, r.StatusCode, r.body)
		}
		r := s.post(t, body, "Accept", typeEvents)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.body, "event: next\ndata: {\"errors\":[{") || !strings.HasSuffix(r.body, "}\n\n"+completed) || strings.Contains(r.body, `"data":`) {
			t.Errorf("%s: %d %q", body, r.StatusCode, r.body)
		}
	}
}

func TestProblemsOutsideGraphQLKeepTheirStatus(t *testing.T) {
	s := startStreaming(t, testStreams(t), of().begin)
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"no JSON":           {`{"query"`, http.StatusBadRequest},
		"too large":         {strings.Repeat("x", MaxBodyBytes+1), http.StatusRequestEntityTooLarge},
		"deferred":          {`{"query":"{ ... @defer { name } }"}`, http.StatusBadRequest},
		"deferred, streams": {`{"query":"subscription { ... @defer { name } }"}`, http.StatusBadRequest},
	} {
		for _, accept := range []string{typeEvents, urqlAccept} {
			if r := s.post(t, test.body, "Accept", accept); r.StatusCode != test.status || r.errorCode(t) != problem.CodeBadInput {
				t.Errorf("%s, Accept %s: %d %s", name, accept, r.StatusCode, r.body)
			}
		}
	}
	if r := s.send(t, http.MethodPost, "/graphql", nameSubscription, "Content-Type", "text/plain", "Accept", typeEvents); r.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form: %d %s", r.StatusCode, r.body)
	}
	r := s.send(t, http.MethodGet, "/graphql?query=mutation%7Brename(name:%22a%22)%7D", "", "Accept", typeEvents)
	if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != http.MethodPost {
		t.Errorf("mutation by GET: %d %s", r.StatusCode, r.body)
	}
	if r := s.send(t, http.MethodPut, "/graphql", nameSubscription, "Accept", typeEvents); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d %s", r.StatusCode, r.body)
	}
}

func TestWhatTheFieldOfASubscriptionRefusesIsAnEvent(t *testing.T) {
	s := startStreaming(t, testStreams(t), func(ctx context.Context) graphql.ResponseHandler {
		graphql.AddError(ctx, &gqlerror.Error{Message: "Sign in first.", Extensions: map[string]any{"code": "UNAUTHENTICATED"}})
		return func(context.Context) *graphql.Response { return nil }
	})
	want := ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"Sign in first.\",\"extensions\":{\"code\":\"UNAUTHENTICATED\"}}]}\n\n" + completed
	for _, accept := range []string{typeEvents, urqlAccept} {
		if r := s.post(t, nameSubscription, "Accept", accept); r.StatusCode != http.StatusOK || r.body != want {
			t.Errorf("%d %q", r.StatusCode, r.body)
		}
	}
}

func TestAnEventIsOneLineOfData(t *testing.T) {
	s := startStreaming(t, testStreams(t), func(context.Context) graphql.ResponseHandler {
		return graphql.OneShot(&graphql.Response{Data: []byte("{\"name\":{\r\n\t\"a\":\"\\n\"}\n}")})
	})
	want := ":\n\nevent: next\ndata: {\"data\":{\"name\":{  \t\"a\":\"\\n\"} }}\n\n" + completed
	if r := s.post(t, nameSubscription, "Accept", typeEvents); r.body != want {
		t.Errorf("%q", r.body)
	}
}

func TestAResponseThatCanNotBeWrittenIsAnInternalErrorInTheStream(t *testing.T) {
	for name, resolve := range map[string]resolver{
		"empty": func(context.Context) *graphql.Response { return &graphql.Response{} },
		"not encodable": func(ctx context.Context) *graphql.Response {
			graphql.RegisterExtension(ctx, "function", greet)
			return &graphql.Response{Data: []byte("{}")}
		},
	} {
		s := startStreaming(t, testStreams(t), func(context.Context) graphql.ResponseHandler {
			sent := false
			return func(ctx context.Context) *graphql.Response {
				if sent {
					return nil
				}
				sent = true
				return resolve(ctx)
			}
		})
		r := s.post(t, nameSubscription, "Accept", typeEvents)
		want := ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"Something went wrong on our side.\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\",\"requestId\":\"" +
			r.Header.Get(requestIDHeader) + "\"}}]}\n\n" + completed
		if r.body != want {
			t.Errorf("%s: %q", name, r.body)
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
		executor := newExecutor(testStreams(t), time.Minute, begin)
		executor.SetRecoverFunc(func(context.Context, any) error { return errors.New("recovered") })
		s := startWith(t, executor, nil)
		r := s.post(t, nameSubscription, "Accept", typeEvents)
		if r.body != ":\n\nevent: next\ndata: {\"errors\":[{\"message\":\"recovered\"}]}\n\n"+completed {
			t.Errorf("%s: %q", name, r.body)
		}
		s.Close()
		if strings.Contains(r.body+s.logs.String(), canary) {
			t.Errorf("%s: the panic's value comes out: %s %s", name, r.body, s.logs)
		}
	}
}
