package app

import (
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestWhoMaySendDocumentsOfTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		playground, adHoc bool
		request           *session.Request
		want              bool
	}{
		"a cookie session in production":                 {false, true, &session.Request{CookieID: "c"}, false},
		"a typed client where that is enabled":           {false, true, &session.Request{BearerToken: "t"}, true},
		"a token and a cookie, since the token wins":     {false, true, &session.Request{BearerToken: "t", CookieID: "c"}, true},
		"a typed client that has no token yet":           {false, true, &session.Request{}, true},
		"a typed client where that is not enabled":       {false, false, &session.Request{BearerToken: "t"}, false},
		"a stranger where that is not enabled":           {false, false, &session.Request{}, false},
		"a cookie session where the playground is on":    {true, false, &session.Request{CookieID: "c"}, true},
		"a typed client where only the playground is on": {true, false, &session.Request{BearerToken: "t"}, true},
	} {
		config := Config{Playground: &c.playground, AdHoc: c.adHoc}
		if got := config.mayAdHoc(c.request); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
