package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

const otherOrigin = "https://app.example.com"

func allowOthers(c *httpapi.Config) {
	c.AllowedOrigins = []string{otherOrigin, "http://localhost:3000"}
}

// corsHeaders are those of the CORS protocol in an answer, as `name: value`, in order.
func corsHeaders(r httpapitest.Reply) []string {
	var lines []string
	for name, values := range r.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			lines = append(lines, name+": "+strings.Join(values, " | "))
		}
	}
	slices.Sort(lines)
	return lines
}

func TestAPreflightOfAnAllowedOriginIsGranted(t *testing.T) {
	s := httpapitest.Start(t, allowOthers)
	const sent = "accept,authorization,content-type,graphql-preflight"
	r := s.Send(t, http.MethodOptions, "/graphql", "", "Origin", otherOrigin, "Sec-Fetch-Site", "cross-site",
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", sent)
	want := []string{
		"Access-Control-Allow-Headers: " + sent, "Access-Control-Allow-Methods: POST", "Access-Control-Allow-Origin: " + otherOrigin, "Access-Control-Max-Age: 7200",
	}
	if got := corsHeaders(r); r.StatusCode != http.StatusNoContent || !slices.Equal(got, want) {
		t.Errorf("%d %q", r.StatusCode, got)
	}
	if vary := strings.Join(r.Header.Values("Vary"), ", "); vary != "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" {
		t.Errorf("Vary: %s", vary)
	}
	for name, headers := range map[string][]string{
		"another origin":           {"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"},
		"another port":             {"Origin", otherOrigin + ":8443", "Access-Control-Request-Method", "POST"},
		"another scheme":           {"Origin", "http://app.example.com", "Access-Control-Request-Method", "POST"},
		"a sub-domain":             {"Origin", "https://x.app.example.com", "Access-Control-Request-Method", "POST"},
		"a look-alike":             {"Origin", otherOrigin + ".evil.example", "Access-Control-Request-Method", "POST"},
		"an opaque origin":         {"Origin", "null", "Access-Control-Request-Method", "POST"},
		"no origin":                {"Access-Control-Request-Method", "POST"},
		"a method that is not had": {"Origin", otherOrigin, "Access-Control-Request-Method", "DELETE"},
		"a header that is not had": {"Origin", otherOrigin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "x-forwarded-for"},
	} {
		if r := s.Send(t, http.MethodOptions, "/graphql", "", headers...); r.StatusCode != http.StatusNoContent || len(corsHeaders(r)) > 0 {
			t.Errorf("%s: %d %q", name, r.StatusCode, corsHeaders(r))
		}
	}
}

func TestAnAllowedOriginReadsItsAnswers(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		allowOthers(c)
		c.GraphQL = httpapitest.Executor(httpapitest.Streams(t), time.Minute, httpapitest.Of("Ada").Begin)
	})
	want := []string{"Access-Control-Allow-Origin: " + otherOrigin, "Access-Control-Expose-Headers: Retry-After, Www-Authenticate, X-Request-Id"}
	browser := []string{"Origin", otherOrigin, "Sec-Fetch-Site", "cross-site"}
	for name, r := range map[string]httpapitest.Reply{
		"a query":             s.Post(t, httpapitest.NameQuery, browser...),
		"with a token":        s.Post(t, httpapitest.NameQuery, append(browser, "Authorization", "Bearer a.b.c")...),
		"a query by GET":      s.Send(t, http.MethodGet, "/graphql?query={name}", "", browser...),
		"of an old browser":   s.Post(t, httpapitest.NameQuery, "Origin", otherOrigin),
		"a refused document":  s.Post(t, `{"query":"{"}`, browser...),
		"a refused body":      s.Post(t, `{`, browser...),
		"a cookie, no token":  s.Post(t, httpapitest.NameQuery, append(browser, "Cookie", "unicornpursuit-session-8080=abc", graphqlhttp.PreflightHeader, "1")...),
		"a subscription":      s.Post(t, httpapitest.NameSubscription, append(browser, "Accept", "text/event-stream")...),
		"an unknown mutation": s.Post(t, `{"query":"mutation { nothing }"}`, browser...),
	} {
		if got := corsHeaders(r); !slices.Equal(got, want) {
			t.Errorf("%s: %d %q", name, r.StatusCode, got)
		}
		if vary := strings.Join(r.Header.Values("Vary"), ", "); !strings.HasPrefix(vary, "Origin") || r.StatusCode < 400 && vary != "Origin, Accept" {
			t.Errorf("%s: Vary: %s", name, vary)
		}
		if refused := r.StatusCode == http.StatusForbidden; refused != (name == "a cookie, no token") {
			t.Errorf("%s: %d %s", name, r.StatusCode, r.Text)
		}
	}
}

// Nothing changes for other origins, for other paths, and where no origin is allowed.
func TestOnlyAllowedOriginsAreServedAndOnlyTheAPI(t *testing.T) {
	var executed atomic.Int64
	count := func(c *httpapi.Config) {
		allowOthers(c)
		c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
			executed.Add(1)
			return httpapitest.Greet(ctx)
		})
	}
	s, closed := httpapitest.Start(t, count), httpapitest.Start(t, nil)
	for name, r := range map[string]httpapitest.Reply{
		"another origin":            s.Post(t, httpapitest.NameQuery, "Origin", "https://evil.example", "Authorization", "Bearer a.b.c"),
		"another origin, by GET":    s.Send(t, http.MethodGet, "/graphql?query={name}", "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"),
		"no origin named":           s.Post(t, httpapitest.NameQuery, "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer a.b.c"),
		"an image of an allowed":    s.Send(t, http.MethodGet, "/graphql?query={name}", "", "Sec-Fetch-Site", "cross-site"),
		"sign-out":                  s.Send(t, http.MethodPost, "/auth/sign-out", "", "Origin", otherOrigin, "Sec-Fetch-Site", "cross-site"),
		"a path below":              s.Send(t, http.MethodPost, "/graphql/", httpapitest.NameQuery, "Origin", otherOrigin, "Sec-Fetch-Site", "cross-site"),
		"where no origin is listed": closed.Post(t, httpapitest.NameQuery, "Origin", otherOrigin, "Authorization", "Bearer a.b.c"),
	} {
		if r.StatusCode != http.StatusForbidden || len(corsHeaders(r)) > 0 {
			t.Errorf("%s: %d %q", name, r.StatusCode, corsHeaders(r))
		}
	}
	if n := executed.Load(); n > 0 {
		t.Errorf("%d requests were executed", n)
	}
	if vary := closed.Post(t, httpapitest.NameQuery).Header.Get("Vary"); vary != "Accept" {
		t.Errorf("Vary: %s", vary)
	}
}

func TestAPageOfAnotherOriginHasNoCookiesAndGetsNone(t *testing.T) {
	const cookies = "unicornpursuit-session-8080=abc; unicornpursuit-challenge-8080=def"
	s, requests := seen(t, func(c *httpapi.Config) {
		allowOthers(c)
		serve := c.GraphQL
		c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			writer := session.RequestFrom(r.Context()).Cookie
			writer.SetSession("id", time.Now().Add(time.Hour))
			writer.ClearChallenge()
			serve.ServeHTTP(w, r)
		})
	})
	for name, test := range map[string]struct {
		headers []string
		session string
	}{
		"another origin": {[]string{"Origin", otherOrigin, "Sec-Fetch-Site", "cross-site"}, ""},
		"a sibling":      {[]string{"Origin", "http://localhost:3000", "Sec-Fetch-Site", "same-site"}, ""},
		"its own":        {[]string{"Origin", s.URL, "Sec-Fetch-Site", "same-origin"}, "abc"},
		"no browser":     {nil, "abc"},
	} {
		r := s.Post(t, httpapitest.NameQuery, append([]string{"Authorization", "Bearer a.b.c", "Cookie", cookies}, test.headers...)...)
		request := <-requests
		if request.CookieID != test.session || (request.ChallengeID == "") != (test.session == "") || request.BearerToken != "a.b.c" {
			t.Errorf("%s: session %q, challenge %q", name, request.CookieID, request.ChallengeID)
		}
		if set := len(r.Cookies()); set != 0 && test.session == "" || set != 2 && test.session != "" {
			t.Errorf("%s: %d cookies are set", name, set)
		}
	}
}

func TestOriginsAreReadAsBrowsersWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"https://app.example.com":       otherOrigin,
		" HTTPS://App.Example.COM:443 ": otherOrigin,
		"https://app.example.com:8443":  otherOrigin + ":8443",
		"https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
		"https://192.0.2.7":             "https://192.0.2.7",
		"https://[2001:DB8:0:0::1]:444": "https://[2001:db8::1]:444",
		"http://localhost:3000":         "http://localhost:3000",
		"http://localhost:80":           "http://localhost",
		"http://vote.localhost":         "http://vote.localhost",
		"http://127.0.0.1:8081":         "http://127.0.0.1:8081",
		"http://[::1]:3000":             "http://[::1]:3000",
	} {
		if got, err := httpapi.ParseOrigin(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "*", "null", "app.example.com", "app.example.com:443", "//app.example.com", "https://", "ftp://app.example.com", "file:///tmp",
		"https://*", "https://*.example.com", "https://app.example.com/", "https://app.example.com/x", "https://app.example.com?", "https://app.example.com?x=1",
		"https://app.example.com#", "https://app.example.com#x", "https://user@app.example.com", "https://app.example.com:", "https://app.example.com:0",
		"https://app.example.com:65536", "https://app.example.com:0443", "https://app.example.com:*", "https://bücher.example", "https://app..example.com",
		"https://app example.com", "https://%61pp.example.com", "https://127.1", "https://0x7f.0.0.1", "https://192.0.2.007", "https://2001:db8::1", "https://[2001:db8::1", "https://[fe80::1%25eth0]",
		"https://[::ffff:192.0.2.7]", "https://a.example.com https://b.example.com", "http://app.example.com", "http://10.0.0.1", "http://localhost.example.com",
	} {
		if got, err := httpapi.ParseOrigin(text); err == nil {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}
