package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

// seen starts a service that hands each request's session.Request to the test.
func seen(t *testing.T, change func(*httpapi.Config)) (*httpapitest.Service, <-chan *session.Request) {
	t.Helper()
	requests := make(chan *session.Request, 1)
	return httpapitest.Start(t, func(c *httpapi.Config) {
		c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
			requests <- session.RequestFrom(ctx)
			return httpapitest.Greet(ctx)
		})
		if change != nil {
			change(c)
		}
	}), requests
}

func trustLoopback(c *httpapi.Config) {
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

func TestReadsCredentials(t *testing.T) {
	s, requests := seen(t, nil)
	for _, test := range []struct {
		name    string
		headers []string
		bearer  string
		cookie  string
	}{
		{"none", nil, "", ""},
		{"bearer", []string{"Authorization", "Bearer a.b.c"}, "a.b.c", ""},
		{"scheme in another case", []string{"Authorization", "bEARER   a.b.c"}, "a.b.c", ""},
		{"cookie", []string{"Cookie", "theme=dark; unicornpursuit-session-8080=abc", graphqlhttp.PreflightHeader, "1"}, "", "abc"},
		{"both", []string{"Authorization", "Bearer a.b.c", "Cookie", "unicornpursuit-session-8080=abc"}, "a.b.c", "abc"},
		// A client that tried to authenticate must not be taken for a guest.
		{"another scheme", []string{"Authorization", "Token a.b.c"}, "unusable", ""},
		// Browsers add these by themselves where a proxy in front asks for them.
		{"of a proxy", []string{"Authorization", "Basic dTpw"}, "", ""},
		{"of a proxy, with the cookie", []string{"Authorization", "digest username=u", "Cookie", "unicornpursuit-session-8080=abc", graphqlhttp.PreflightHeader, "1"}, "", "abc"},
		{"scheme without a token", []string{"Authorization", "Bearer"}, "unusable", ""},
		{"scheme and spaces", []string{"Authorization", "Bearer   "}, "unusable", ""},
		{"empty", []string{"Authorization", ""}, "unusable", ""},
		{"bare token", []string{"Authorization", "a.b.c"}, "unusable", ""},
		{"two tokens in a line", []string{"Authorization", "Bearer a.b.c d.e.f"}, "unusable", ""},
		{"list of tokens", []string{"Authorization", "Bearer a.b.c,Bearer d.e.f"}, "unusable", ""},
		{"two lines", []string{"Authorization", "Bearer a.b.c", "Authorization", "Bearer d.e.f"}, "unusable", ""},
		{"malformed, with a cookie", []string{"Authorization", "Token x", "Cookie", "unicornpursuit-session-8080=abc"}, "unusable", "abc"},
		// Cookie tossing: of two cookies with the name, one was planted.
		{"two cookies", []string{"Cookie", "unicornpursuit-session-8080=abc; unicornpursuit-session-8080=def", graphqlhttp.PreflightHeader, "1"}, "", ""},
		{"two cookies in two lines", []string{"Cookie", "unicornpursuit-session-8080=abc", "Cookie", "unicornpursuit-session-8080=abc", graphqlhttp.PreflightHeader, "1"}, "", ""},
		{"name of the other scheme", []string{"Cookie", "__Host-unicornpursuit-session-8080=abc"}, "", ""},
		{"another copy, at another port", []string{"Cookie", "unicornpursuit-session-8081=abc"}, "", ""},
		{"another program of this host", []string{"Cookie", "session=abc"}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if r := s.Post(t, httpapitest.NameQuery, test.headers...); r.StatusCode != http.StatusOK {
				t.Fatalf("%d %s", r.StatusCode, r.Text)
			}
			request := <-requests
			if request.BearerToken != test.bearer || request.CookieID != test.cookie {
				t.Errorf("bearer %q, cookie %q", request.BearerToken, request.CookieID)
			}
		})
	}
}

// requestID is the form of ids that are fit for a log line.
var requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

func TestNamesTheRequest(t *testing.T) {
	const given = "0b9f6a2e-4c1d.A_7"
	direct, directRequests := seen(t, nil)
	proxied, proxiedRequests := seen(t, trustLoopback)
	for _, test := range []struct {
		name     string
		service  *httpapitest.Service
		requests <-chan *session.Request
		id       string
		taken    bool
	}{
		{"from a trusted proxy", proxied, proxiedRequests, given, true},
		{"from anybody", direct, directRequests, given, false},
		{"too short", proxied, proxiedRequests, "1234567", false},
		{"too long", proxied, proxiedRequests, strings.Repeat("a", 65), false},
		{"not for a log line", proxied, proxiedRequests, `id" level=ERROR`, false},
		{"none", proxied, proxiedRequests, "", false},
	} {
		r := test.service.Post(t, httpapitest.NameQuery, "X-Request-Id", test.id)
		request := <-test.requests
		if (request.ID == test.id) != test.taken || !requestID.MatchString(request.ID) || r.Header.Get("X-Request-Id") != request.ID {
			t.Errorf("%s: id %q, answered %q", test.name, request.ID, r.Header.Get("X-Request-Id"))
		}
	}
}

func TestNotesWhereTheRequestComesFrom(t *testing.T) {
	s, requests := seen(t, trustLoopback)
	s.Post(t, httpapitest.NameQuery, "X-Forwarded-For", "2001:DB8::1", "User-Agent", "Mozilla/5.0 \xff(test)")
	if r := <-requests; r.ClientIP != "2001:db8::1" || r.UserAgent != "Mozilla/5.0 (test)" {
		t.Errorf("%s, %q", r.ClientIP, r.UserAgent)
	}
	s.Post(t, httpapitest.NameQuery, "User-Agent", strings.Repeat("x", 1000))
	if r := <-requests; r.ClientIP != "127.0.0.1" || len(r.UserAgent) != 256 {
		t.Errorf("%s, %d bytes", r.ClientIP, len(r.UserAgent))
	}
}

func TestWritesTheSessionCookie(t *testing.T) {
	expires := time.Now().Add(time.Hour).Truncate(time.Second)
	set := func(w session.CookieWriter) { w.SetSession("opaque-id", expires) }
	clearIt := func(w session.CookieWriter) { w.ClearSession() }
	for _, test := range []struct {
		name   string
		public string
		write  []func(session.CookieWriter)
		want   http.Cookie
	}{
		{"https", "https://vote.example.com", []func(session.CookieWriter){set}, http.Cookie{Name: "__Host-unicornpursuit-session", Value: "opaque-id", Secure: true, Expires: expires}},
		{"http", "http://localhost:8080", []func(session.CookieWriter){set}, http.Cookie{Name: "unicornpursuit-session-8080", Value: "opaque-id", Expires: expires}},
		{"cleared", "https://vote.example.com", []func(session.CookieWriter){clearIt}, http.Cookie{Name: "__Host-unicornpursuit-session", Secure: true, MaxAge: -1}},
		{"set, then cleared", "http://localhost", []func(session.CookieWriter){set, clearIt}, http.Cookie{Name: "unicornpursuit-session", MaxAge: -1}},
		{"cleared, then set", "http://localhost", []func(session.CookieWriter){clearIt, set}, http.Cookie{Name: "unicornpursuit-session", Value: "opaque-id", Expires: expires}},
		{"set when it has ended", "http://localhost", []func(session.CookieWriter){func(w session.CookieWriter) { w.SetSession("opaque-id", time.Unix(1e9, 0)) }}, http.Cookie{Name: "unicornpursuit-session", MaxAge: -1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := httpapitest.Start(t, func(c *httpapi.Config) {
				c.PublicURL = httpapitest.URL(test.public)
				c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
					for _, write := range test.write {
						write(session.RequestFrom(ctx).Cookie)
					}
					return httpapitest.Greet(ctx)
				})
			})
			cookies := s.Post(t, httpapitest.NameQuery).Cookies()
			if len(cookies) != 1 {
				t.Fatalf("cookies: %v", cookies)
			}
			got := cookies[0]
			if got.Name != test.want.Name || got.Value != test.want.Value || got.Secure != test.want.Secure {
				t.Errorf("got %s", got)
			}
			if !got.HttpOnly || got.SameSite != http.SameSiteStrictMode || got.Path != "/" || got.Domain != "" {
				t.Errorf("attributes: %s", got)
			}
			if test.want.MaxAge < 0 {
				if got.MaxAge >= 0 || !got.Expires.Equal(time.Unix(0, 0)) {
					t.Errorf("not cleared: %s", got)
				}
			} else if !got.Expires.Equal(expires) || got.MaxAge < 3500 || got.MaxAge > 3600 {
				t.Errorf("lasts until %s, %d s", got.Expires, got.MaxAge)
			}
		})
	}
}

func TestTheChallengeCookieIsKeptAsTheSessionCookieIsAndBesideIt(t *testing.T) {
	expires := time.Now().Add(3 * time.Minute).Truncate(time.Second)
	for public, name := range map[string]string{
		"https://vote.example.com": "__Host-unicornpursuit-challenge", "http://localhost:8080": "unicornpursuit-challenge-8080",
	} {
		s, requests := seen(t, func(c *httpapi.Config) {
			c.PublicURL = httpapitest.URL(public)
			serve := c.GraphQL
			c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				cookies := session.RequestFrom(r.Context()).Cookie
				cookies.SetSession("session-id", expires)
				cookies.ClearChallenge()
				cookies.SetChallenge("challenge-id", expires)
				cookies.ClearSession()
				serve.ServeHTTP(w, r)
			})
		})
		reply := s.Post(t, httpapitest.NameQuery, "Cookie", name+"=sent")
		if id := (<-requests).ChallengeID; id != "sent" {
			t.Errorf("read %q", id)
		}
		set := reply.Cookies()
		if len(set) != 2 || set[1].MaxAge >= 0 || set[1].Name != strings.Replace(name, "challenge", "session", 1) {
			t.Fatalf("%s", set)
		}
		c := set[0]
		if c.Name != name || c.Value != "challenge-id" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" ||
			c.Secure != strings.HasPrefix(public, "https") || !c.Expires.Equal(expires) || c.MaxAge < 170 || c.MaxAge > 180 {
			t.Errorf("set %s", c)
		}
		s.Post(t, httpapitest.NameQuery, "Cookie", name+"=sent; "+name+"=planted")
		if id := (<-requests).ChallengeID; id != "" {
			t.Errorf("of two cookies, %q was believed", id)
		}
	}
}

func TestResolversMayWriteTheCookieAtOnce(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.GraphQL = httpapitest.GraphQL(func(ctx context.Context) *graphql.Response {
			done := make(chan struct{})
			for i := range 8 {
				go func() {
					session.RequestFrom(ctx).Cookie.SetSession(fmt.Sprint(i), time.Now().Add(time.Hour))
					done <- struct{}{}
				}()
			}
			for range 8 {
				<-done
			}
			return httpapitest.Greet(ctx)
		})
	})
	if cookies := s.Post(t, httpapitest.NameQuery).Cookies(); len(cookies) != 1 {
		t.Errorf("%v", cookies)
	}
}

func TestCookiesAreNamedAfterTheProductAndItsPort(t *testing.T) {
	for public, want := range map[string]string{
		"http://localhost:8080":         "unicornpursuit-session-8080",
		"http://127.0.0.1:41234":        "unicornpursuit-session-41234",
		"http://[::1]:8080/":            "unicornpursuit-session-8080",
		"http://localhost":              "unicornpursuit-session",
		"http://localhost:80":           "unicornpursuit-session",
		"http://localhost:443":          "unicornpursuit-session-443",
		"https://vote.example.com":      "__Host-unicornpursuit-session",
		"HTTPS://Vote.Example.com:443/": "__Host-unicornpursuit-session",
		"https://localhost:8443":        "__Host-unicornpursuit-session-8443",
	} {
		if got := httpapi.CookieName("session", httpapitest.URL(public)); got != want {
			t.Errorf("%s: %s, want %s", public, got, want)
		}
	}
}
