package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, request := range [][2]string{{"GET", "/"}, {"GET", "/assets/app-1a2b.js"}, {"GET", "/missing.js"}, {"GET", "/graphql"}, {"PUT", "/graphql"}, {"GET", "/auth/x"}, {"GET", "/readyz"}, {"GET", "/graphiql"}, {"GET", "/graphiql/assets/main-3c4d.js"}} {
		r := s.Send(t, request[0], request[1], "")
		for name, want := range map[string]string{
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
			"Strict-Transport-Security":    "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", request[1], name, got)
			}
		}
		csp := r.Header.Values("Content-Security-Policy")
		if len(csp) != 1 {
			t.Fatalf("%s: %d policies", request[1], len(csp))
		}
		for _, directive := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(csp[0], directive) {
				t.Errorf("%s: the policy lacks %s", request[1], directive)
			}
		}
		if unsafe := strings.Contains(csp[0], "unsafe") || strings.Contains(csp[0], "data:"); unsafe != (request[1] == "/graphiql") {
			t.Errorf("%s: policy %s", request[1], csp[0])
		}
		if strings.Contains(csp[0], "script-src") {
			t.Errorf("%s: scripts get a policy of their own: %s", request[1], csp[0])
		}
	}
}

func TestHTTPSIsRequiredOnlyWhereItIsServed(t *testing.T) {
	for _, c := range []struct {
		public     string
		subdomains bool
		want       string
	}{
		{"https://vote.example.com", false, "max-age=31536000"},
		{"https://example.com", true, "max-age=31536000; includeSubDomains"},
		{"http://localhost:8080", true, ""},
	} {
		s := httpapitest.Start(t, func(config *httpapi.Config) {
			config.PublicURL, config.StrictSubdomains = httpapitest.URL(c.public), c.subdomains
		})
		if got := s.Send(t, http.MethodGet, "/", "").Header.Get("Strict-Transport-Security"); got != c.want {
			t.Errorf("%s, subdomains %t: %q", c.public, c.subdomains, got)
		}
	}
}
