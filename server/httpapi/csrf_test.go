package httpapi_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// What browsers send for requests that a page of another origin makes, by form, fetch, image or link: each is refused and
// none is executed, with cookie and without.
func TestRefusesEveryCrossOriginRequest(t *testing.T) {
	var executed atomic.Int64
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
			executed.Add(1)
			return httpapitest.Greet(ctx)
		})
	})
	origins := map[string][]string{
		"other site":                {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		"sibling sub-domain":        {"Sec-Fetch-Site", "same-site", "Origin", "http://evil.localhost:8080"},
		"other port":                {"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:9999"},
		"sandboxed frame":           {"Sec-Fetch-Site", "cross-site", "Origin", "null"},
		"old browser":               {"Origin", "https://evil.example"},
		"old browser, opaque":       {"Origin", "null"},
		"no origin named":           {"Sec-Fetch-Site", "cross-site"},
		"look-alike of this origin": {"Origin", "http://localhost:8080.evil.example"},
		"public host, other scheme": {"Sec-Fetch-Site", "cross-site", "Origin", "https://localhost:8080"},
		"value that nobody sends":   {"Sec-Fetch-Site", "elsewhere"},
	}
	contentTypes := []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""}
	for name, origin := range origins {
		for _, cookie := range []string{"", "unicornpursuit-session-8080=abc"} {
			headers := append([]string{graphqlhttp.PreflightHeader, "1"}, origin...) // as if the attacker could set it
			if cookie != "" {
				headers = append(headers, "Cookie", cookie)
			}
			for _, contentType := range contentTypes {
				withType := headers
				if contentType != "" {
					withType = append(headers[:len(headers):len(headers)], "Content-Type", contentType)
				}
				for _, path := range []string{"/graphql", "/", "/auth/sign-out", "/healthz"} {
					if r := s.Send(t, http.MethodPost, path, httpapitest.NameQuery, withType...); r.StatusCode != http.StatusForbidden || r.ErrorCode(t) != problem.CodeForbidden {
						t.Errorf("%s, POST %s as %q: %d %s", name, path, contentType, r.StatusCode, r.Text)
					}
				}
			}
			if r := s.Send(t, http.MethodGet, "/graphql?query={name}", "", headers...); r.StatusCode != http.StatusForbidden {
				t.Errorf("%s, GET: %d %s", name, r.StatusCode, r.Text)
			}
			preflight := append([]string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type,graphql-preflight"}, headers...)
			r := s.Send(t, http.MethodOptions, "/graphql", "", preflight...)
			for header := range r.Header {
				if strings.HasPrefix(header, "Access-Control-") {
					t.Errorf("%s: preflight is granted by %s", name, header)
				}
			}
		}
	}
	if n := executed.Load(); n > 0 {
		t.Errorf("%d requests were executed", n)
	}
}

// Forms of browsers that send no origin at all are refused by their media type.
func TestRefusesFormsOfUnknownOrigin(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, contentType := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""} {
		var headers []string
		if contentType != "" {
			headers = []string{"Content-Type", contentType}
		}
		if r := s.Send(t, http.MethodPost, "/graphql", httpapitest.NameQuery, headers...); r.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%q without cookie: %d", contentType, r.StatusCode)
		}
		if r := s.Send(t, http.MethodPost, "/graphql", httpapitest.NameQuery, append(headers, "Cookie", "unicornpursuit-session-8080=abc")...); r.StatusCode != http.StatusForbidden {
			t.Errorf("%q with cookie: %d", contentType, r.StatusCode)
		}
	}
}

func TestAdmitsItsOwnPagesAndOtherPrograms(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) { c.PublicURL = httpapitest.URL("HTTPS://Vote.Example.com:443/") })
	for name, headers := range map[string][]string{
		"page":                    {"Sec-Fetch-Site", "same-origin", "Origin", s.URL, "Cookie", "__Host-unicornpursuit-session=abc", graphqlhttp.PreflightHeader, "1"},
		"page, old browser":       {"Origin", s.URL, "Cookie", "__Host-unicornpursuit-session=abc", graphqlhttp.PreflightHeader, "1"},
		"page behind a proxy":     {"Sec-Fetch-Site", "same-origin", "Origin", "https://vote.example.com"},
		"page, old, behind proxy": {"Origin", "https://vote.example.com"},
		"curl":                    {},
		"generated client":        {"Authorization", "Bearer a.b.c"},
		"address bar":             {"Sec-Fetch-Site", "none"},
		"bearer and the cookie":   {"Authorization", "Bearer a.b.c", "Cookie", "__Host-unicornpursuit-session=abc"},
	} {
		if r := s.Post(t, httpapitest.NameQuery, headers...); r.StatusCode != http.StatusOK {
			t.Errorf("%s: POST %d %s", name, r.StatusCode, r.Text)
		}
		if r := s.Send(t, http.MethodGet, "/graphql?query={name}", "", headers...); r.StatusCode != http.StatusOK {
			t.Errorf("%s: GET %d %s", name, r.StatusCode, r.Text)
		}
	}
}

func TestCookieRequestsNeedThePreflightHeader(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for name, headers := range map[string][]string{
		"none":                        {"Cookie", "unicornpursuit-session-8080=abc"},
		"empty":                       {"Cookie", "unicornpursuit-session-8080=abc", graphqlhttp.PreflightHeader, ""},
		"with what a proxy asked for": {"Authorization", "Basic dTpw", "Cookie", "unicornpursuit-session-8080=abc"},
		"cookie tossed":               {"Cookie", "unicornpursuit-session-8080=abc; unicornpursuit-session-8080=def"},
	} {
		r := s.Post(t, httpapitest.NameQuery, headers...)
		if r.StatusCode != http.StatusForbidden || r.ErrorCode(t) != problem.CodeForbidden || !strings.Contains(r.Text, graphqlhttp.PreflightHeader) {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Text)
		}
	}
}

// An EventSource can't set a header, so what the browser says distinguishes a page's own subscription from another site's.
func TestAnEventSourceOfThisOriginNeedsNoHeader(t *testing.T) {
	const cookie = "unicornpursuit-session-8080=abc"
	stream, query := "/graphql?query="+url.QueryEscape("subscription { name }"), "/graphql?query="+url.QueryEscape("{ name }")
	s := httpapitest.StartStreaming(t, httpapitest.Streams(t), func(ctx context.Context) graphql.ResponseHandler { return httpapitest.Of("Ada").Begin(ctx) })
	for _, test := range []struct {
		name, method, path, accept, site string
		status                           int
	}{
		{"a subscription", http.MethodGet, stream, "text/event-stream", "same-origin", http.StatusOK},
		{"a query", http.MethodGet, query, "text/event-stream", "same-origin", http.StatusForbidden},
		{"a query by fetch", http.MethodGet, query, "application/graphql-response+json", "same-origin", http.StatusForbidden},
		{"a subscription by POST", http.MethodPost, "/graphql", "text/event-stream", "same-origin", http.StatusForbidden},
		{"an image", http.MethodGet, stream, "image/avif,image/*,*/*;q=0.8", "same-origin", http.StatusForbidden},
		{"a sub-domain", http.MethodGet, stream, "text/event-stream", "same-site", http.StatusForbidden},
		{"another site", http.MethodGet, stream, "text/event-stream", "cross-site", http.StatusForbidden},
		{"the address bar", http.MethodGet, stream, "text/event-stream", "none", http.StatusForbidden},
		{"a browser that does not say", http.MethodGet, stream, "text/event-stream", "", http.StatusForbidden},
	} {
		headers := []string{"Cookie", cookie, "Accept", test.accept, "Content-Type", "application/json"}
		if test.site != "" {
			headers = append(headers, "Sec-Fetch-Site", test.site)
		}
		body := ""
		if test.method == http.MethodPost {
			body = httpapitest.NameSubscription
		}
		if r := s.Send(t, test.method, test.path, body, headers...); r.StatusCode != test.status {
			t.Errorf("%s: %d %s", test.name, r.StatusCode, r.Text)
		}
	}
}
