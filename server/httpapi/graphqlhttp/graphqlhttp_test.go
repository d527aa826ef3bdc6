package graphqlhttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

const (
	graphQLAny = "application/graphql-response+json"
)

func TestAnswersAQuery(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, test := range []struct{ accept, contentType string }{
		{graphQLAny, "application/graphql-response+json; charset=utf-8"},
		{"application/json", "application/json; charset=utf-8"},
		{"*/*", "application/json; charset=utf-8"},
	} {
		r := s.Post(t, httpapitest.NameQuery, "Accept", test.accept)
		if r.StatusCode != http.StatusOK || r.Text != `{"data":{"name":"Ada"}}` {
			t.Errorf("Accept %s: %d %s", test.accept, r.StatusCode, r.Text)
		}
		for name, want := range map[string]string{
			"Content-Type":   test.contentType,
			"Content-Length": fmt.Sprint(len(r.Text)),
			"Cache-Control":  "no-store",
			"Vary":           "Accept",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("Accept %s: %s is %q, want %q", test.accept, name, got, want)
			}
		}
	}
	if r := s.Send(t, http.MethodGet, "/graphql?query="+url.QueryEscape("query($id: Int!) { find(id: $id) }")+"&variables="+url.QueryEscape(`{"id":1}`), ""); r.StatusCode != http.StatusOK {
		t.Errorf("GET: %d %s", r.StatusCode, r.Text)
	}
}

func TestRefusesWithTheRightStatus(t *testing.T) {
	s := httpapitest.Start(t, nil)
	get := func(parameters string) string { return "/graphql?" + parameters }
	jsonBody := []string{"Content-Type", "application/json"}
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"PUT", "PUT", "/graphql", httpapitest.NameQuery, jsonBody, 405, problem.CodeBadInput},
		{"DELETE", "DELETE", "/graphql", "", nil, 405, problem.CodeBadInput},
		{"mutation by GET", "GET", get("query=mutation%7Brename(name:%22a%22)%7D"), "", nil, 405, problem.CodeBadInput},
		{"subscription by GET", "GET", get("query=subscription%7Bname%7D"), "", nil, 405, problem.CodeBadInput},
		{"subscription by POST", "POST", "/graphql", `{"query":"subscription { name }"}`, jsonBody, 400, problem.CodeBadInput},
		{"deferred fragment", "POST", "/graphql", `{"query":"{ ... @defer { name } }"}`, jsonBody, 400, problem.CodeBadInput},
		{"deferred spread in a fragment", "POST", "/graphql", `{"query":"{ ...A } fragment A on Query { ...B @ defer } fragment B on Query { name }"}`, jsonBody, 400, problem.CodeBadInput},
		{"subscription, Accept of JSON", "POST", "/graphql", httpapitest.NameSubscription, append([]string{"Accept", "application/json"}, jsonBody...), 400, problem.CodeBadInput},
		{"subscription, Accept of all", "POST", "/graphql", httpapitest.NameSubscription, append([]string{"Accept", "*/*, text/*"}, jsonBody...), 400, problem.CodeBadInput},
		{"subscription, Accept of pages", "POST", "/graphql", httpapitest.NameSubscription, append([]string{"Accept", "text/html"}, jsonBody...), 406, problem.CodeBadInput},
		{"subscription, events refused", "POST", "/graphql", httpapitest.NameSubscription, append([]string{"Accept", "application/json, text/event-stream;q=0"}, jsonBody...), 400, problem.CodeBadInput},
		{"Accept of pages only", "POST", "/graphql", httpapitest.NameQuery, append([]string{"Accept", "text/html"}, jsonBody...), 406, problem.CodeBadInput},
		{"Accept that excludes all", "POST", "/graphql", httpapitest.NameQuery, append([]string{"Accept", "*/*;q=0"}, jsonBody...), 406, problem.CodeBadInput},
		{"no content type", "POST", "/graphql", httpapitest.NameQuery, nil, 415, problem.CodeBadInput},
		{"form", "POST", "/graphql", "query={name}", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, problem.CodeBadInput},
		{"plain text", "POST", "/graphql", httpapitest.NameQuery, []string{"Content-Type", "text/plain"}, 415, problem.CodeBadInput},
		{"multipart", "POST", "/graphql", "--x", []string{"Content-Type", "multipart/form-data; boundary=x"}, 415, problem.CodeBadInput},
		{"graphql body", "POST", "/graphql", "{name}", []string{"Content-Type", "application/graphql"}, 415, problem.CodeBadInput},
		{"other charset", "POST", "/graphql", httpapitest.NameQuery, []string{"Content-Type", "application/json; charset=utf-16"}, 415, problem.CodeBadInput},
		{"two content types", "POST", "/graphql", httpapitest.NameQuery, append([]string{"Content-Type", "text/plain"}, jsonBody...), 415, problem.CodeBadInput},
		{"compressed body", "POST", "/graphql", httpapitest.NameQuery, append([]string{"Content-Encoding", "gzip"}, jsonBody...), 415, problem.CodeBadInput},
		{"batch", "POST", "/graphql", "[" + httpapitest.NameQuery + "]", jsonBody, 400, problem.CodeBadInput},
		{"no body", "POST", "/graphql", "", jsonBody, 400, problem.CodeBadInput},
		{"GET without query", "GET", "/graphql", "", nil, 400, problem.CodeBadInput},
		{"GET with two queries", "GET", get("query={name}&query={name}"), "", nil, 400, problem.CodeBadInput},
		{"GET with a broken escape", "GET", get("query=%zz"), "", nil, 400, problem.CodeBadInput},
		{"GET with bytes that are no text", "GET", get("query=%ff"), "", nil, 400, problem.CodeBadInput},
		{"GET with variables that are no object", "GET", get("query={name}&variables=[1]"), "", nil, 400, problem.CodeBadInput},
		{"GET with extensions that are no JSON", "GET", get("query={name}&extensions={"), "", nil, 400, problem.CodeBadInput},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := s.Send(t, test.method, test.path, test.body, test.headers...)
			if r.StatusCode != test.status || r.ErrorCode(t) != test.code {
				t.Errorf("%d %s, want %d %s", r.StatusCode, r.Text, test.status, test.code)
			}
			if strings.Contains(r.Text, `"data"`) {
				t.Errorf("a request error has data: %s", r.Text)
			}
			if allow := r.Header.Get("Allow"); (allow != "") != (test.status == 405) {
				t.Errorf("Allow is %q", allow)
			}
		})
	}
}

func TestSaysWhichMethodsAreAllowed(t *testing.T) {
	s := httpapitest.Start(t, nil)
	if r := s.Send(t, http.MethodOptions, "/graphql", ""); r.StatusCode != http.StatusNoContent || r.Header.Get("Allow") != "GET, POST, OPTIONS" {
		t.Errorf("OPTIONS: %d, Allow %q", r.StatusCode, r.Header.Get("Allow"))
	}
	if r := s.Send(t, http.MethodGet, "/graphql?query=mutation%7Brename(name:%22a%22)%7D", ""); r.Header.Get("Allow") != "POST" {
		t.Errorf("mutation by GET: Allow %q", r.Header.Get("Allow"))
	}
}

// Errors in the document: application/json answers 200, application/graphql-response+json 400.
func TestDocumentErrorsFollowTheMediaType(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for name, test := range map[string]struct{ body, code string }{
		"syntax":           {`{"query":"{"}`, "GRAPHQL_PARSE_FAILED"},
		"unknown field":    {`{"query":"{ nobody }"}`, "GRAPHQL_VALIDATION_FAILED"},
		"missing variable": {`{"query":"query($id: Int!) { find(id: $id) }"}`, "GRAPHQL_VALIDATION_FAILED"},
		"no such name":     {`{"query":"query A { name }","operationName":"B"}`, "GRAPHQL_VALIDATION_FAILED"},
		"two, none named":  {`{"query":"query A { name } query B { name }"}`, "GRAPHQL_VALIDATION_FAILED"},
	} {
		for accept, status := range map[string]int{"application/json": 200, graphQLAny: 400} {
			r := s.Post(t, test.body, "Accept", accept)
			if r.StatusCode != status || r.ErrorCode(t) != test.code || strings.Contains(r.Text, `"data"`) {
				t.Errorf("%s, Accept %s: %d %s", name, accept, r.StatusCode, r.Text)
			}
		}
	}
}

func TestBodyLimitHoldsWithAndWithoutContentLength(t *testing.T) {
	s := httpapitest.Start(t, nil)
	body := func(size int) string {
		frame := `{"query":"{ name }","filler":""}`
		return strings.Replace(frame, `""`, `"`+strings.Repeat("x", size-len(frame))+`"`, 1)
	}
	for _, test := range []struct{ size, status int }{{graphqlhttp.MaxBodyBytes, 200}, {graphqlhttp.MaxBodyBytes + 1, 413}, {20 * graphqlhttp.MaxBodyBytes, 413}} {
		for _, chunked := range []bool{false, true} {
			var reader io.Reader = strings.NewReader(body(test.size))
			if chunked {
				reader = io.MultiReader(reader) // hides the length
			}
			req, err := http.NewRequest(http.MethodPost, s.URL+"/graphql", reader)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			if chunked != (req.ContentLength == 0) {
				t.Fatal("test sends the wrong framing")
			}
			r := s.Do(t, req)
			if r.StatusCode != test.status {
				t.Errorf("%d bytes, chunked %v: %d %s", test.size, chunked, r.StatusCode, r.Text)
			}
			if test.status == 413 && (r.ErrorCode(t) != problem.CodeBadInput || !r.Close) {
				t.Errorf("%d bytes, chunked %v: closes %v, %s", test.size, chunked, r.Close, r.Text)
			}
		}
	}
}

func TestFieldErrorsKeepTheData(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
			graphql.RegisterExtension(ctx, "a", 1)
			return &graphql.Response{Data: []byte("null"), Errors: gqlerror.List{{Message: "no"}}}
		})
	})
	r := s.Post(t, httpapitest.NameQuery, "Accept", graphQLAny)
	if want := `{"errors":[{"message":"no"}],"data":null,"extensions":{"a":1}}`; r.StatusCode != 200 || r.Text != want {
		t.Errorf("%d %s", r.StatusCode, r.Text)
	}
}

func TestFailuresBeforeExecutionTellLoadBalancers(t *testing.T) {
	for _, test := range []struct {
		code          string
		graphQL, json int
	}{
		{problem.CodeInternal, 500, 500},
		{problem.CodeUnavailable, 503, 503},
		{problem.CodeRateLimited, 429, 200},
		{problem.CodeForbidden, 403, 200},
		{"PERSISTED_QUERY_NOT_FOUND", 400, 200},
	} {
		s := httpapitest.Start(t, func(c *httpapi.Config) {
			c.GraphQL = httpapitest.GraphQL(func(context.Context) *graphql.Response {
				return &graphql.Response{Errors: gqlerror.List{{Message: "no", Extensions: map[string]any{"code": test.code, "retryAfter": 7}}}}
			})
		})
		for accept, status := range map[string]int{graphQLAny: test.graphQL, "application/json": test.json} {
			if r := s.Post(t, httpapitest.NameQuery, "Accept", accept); r.StatusCode != status || r.Header.Get("Retry-After") != "7" {
				t.Errorf("%s, %s: %d, Retry-After %q", test.code, accept, r.StatusCode, r.Header.Get("Retry-After"))
			}
		}
	}
}

func TestAnEndedContextIsUnavailableAndNotNull(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		inner := httpapitest.GraphQL(httpapitest.Greet)
		c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithDeadline(r.Context(), time.Unix(0, 0))
			defer cancel()
			inner.ServeHTTP(w, r.WithContext(ctx))
		})
	})
	r := s.Post(t, httpapitest.NameQuery)
	if r.StatusCode != http.StatusServiceUnavailable || r.ErrorCode(t) != problem.CodeUnavailable || r.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.StatusCode, r.Text)
	}
}

func TestAResponseWithNothingInItIsAnInternalError(t *testing.T) {
	for name, resolve := range map[string]httpapitest.Resolver{
		"empty": func(context.Context) *graphql.Response { return &graphql.Response{} },
		"nil":   func(context.Context) *graphql.Response { return nil },
		"not encodable": func(ctx context.Context) *graphql.Response {
			graphql.RegisterExtension(ctx, "function", httpapitest.Greet)
			return &graphql.Response{Data: []byte("{}")}
		},
	} {
		s := httpapitest.Start(t, func(c *httpapi.Config) { c.GraphQL = httpapitest.GraphQL(resolve) })
		if r := s.Post(t, httpapitest.NameQuery); r.StatusCode != 500 || r.ErrorCode(t) != problem.CodeInternal || !strings.Contains(r.Text, `"requestId"`) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Text)
		}
	}
}

func TestAPanicInsideGraphQLIsPresented(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		server := httpapitest.GraphQL(func(context.Context) *graphql.Response { panic("hunter2") })
		server.SetRecoverFunc(func(context.Context, any) error { return errors.New("recovered") })
		server.SetErrorPresenter(func(context.Context, error) *gqlerror.Error {
			return &gqlerror.Error{Message: "sorry", Extensions: map[string]any{"code": problem.CodeInternal}}
		})
		c.GraphQL = server
	})
	r := s.Post(t, httpapitest.NameQuery)
	if r.StatusCode != 500 || r.Header.Get("Content-Type") != "application/json; charset=utf-8" || r.Text != `{"errors":[{"message":"sorry","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}` {
		t.Errorf("%d %s", r.StatusCode, r.Text)
	}
}

// A canary goes through every place of a request and every way to refuse it; it must appear nowhere.
func TestSecretsAreNeitherAnsweredNorLogged(t *testing.T) {
	const canary = "c4nary-hunter2"
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		server := httpapitest.GraphQL(func(context.Context) *graphql.Response { panic("password " + canary) })
		server.SetRecoverFunc(func(context.Context, any) error { return errors.New("recovered") })
		c.GraphQL = server
	})
	bodies := []string{
		canary, `"` + canary + `"`, `{"query":"` + canary, `{"query":["` + canary + `"]}`, `{"` + canary + `":1}`,
		`{"query":"{ name }","variables":"` + canary + `"}`, `{"query":"{ name }","variables":{"p":"` + canary + `"}}` + canary,
		`{"query":"{ name }","` + canary + `":"` + canary + `"}`, `[{"query":"` + canary + `"}]`, canary + strings.Repeat("x", graphqlhttp.MaxBodyBytes), "\xff" + canary,
		`{"query":1,"query":"` + canary + `"}`, `{"query":"{ name }","variables":` + strings.Repeat("[", 40) + `"` + canary + `"` + strings.Repeat("]", 40) + `}`,
	}
	for _, body := range bodies {
		for _, contentType := range []string{"application/json", "text/plain", canary} {
			r := s.Send(t, http.MethodPost, "/graphql", body, "Content-Type", contentType, "Authorization", "Basic "+canary, "Cookie", "unicornpursuit-session-8080="+canary, "Accept", "text/html;"+canary+", */*")
			if strings.Contains(r.Text, canary) || strings.Contains(fmt.Sprint(r.Header), canary) {
				t.Errorf("%q comes back: %d %s", body, r.StatusCode, r.Text)
			}
		}
	}
	for _, query := range []string{"query={name}&variables=" + canary, canary + "=%zz" + canary} {
		if r := s.Send(t, http.MethodGet, "/graphql?"+query, "", "Accept", "text/html"); strings.Contains(r.Text, canary) {
			t.Errorf("%q comes back: %s", query, r.Text)
		}
	}
	if strings.Contains(s.Logs.String(), canary) {
		t.Errorf("logged: %s", s.Logs)
	}
}
