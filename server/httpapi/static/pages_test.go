package static

import (
	"net/url"
	"strings"
	"testing"
)

func TestKnowsThePagesThatTheRouterKnows(t *testing.T) {
	known, err := newPages([]string{
		"/", "/sign-in", "/profile", "/profile/data", "/projects/$projectId", "/projects/$projectId/edit",
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"/":                                     true,
		"/sign-in":                              true,
		"/sign-in/":                             true,
		"/Sign-In":                              true,
		"/sign%2Din":                            true,
		"/profile":                              true,
		"/profile/data":                         true,
		"/projects/abc.def":                     true,
		"/projects/%E2%82%AC%2F%3F":             true,
		"/projects/x/edit/":                     true,
		"/projects/x%2Fedit":                    true, // one segment
		"/projects/%FF":                         false,
		"/projects/" + strings.Repeat("x", 2e4): true,
		"/projects":                             false,
		"/projects/":                            false,
		"/projects/x/votes":                     false,
		"/projects/x/edit/y":                    false,
		"/profile%2Fdata":                       false,
		"/profile/":                             true,
		"/sign":                                 false,
		"/sign-in/x":                            false,
		"/$projectId":                           false,
		"/" + strings.Repeat("x/", 1e4):         false,
	} {
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := known.find(u); got != want {
			t.Errorf("%.60s: %v", path, got)
		}
	}
}

func TestRefusesPatternsThatItDoesNotKnow(t *testing.T) {
	for _, pattern := range []string{"", "projects", "/files/$", "/files/a$b", "/{-$locale}/about", "/post-{$id}"} {
		if _, err := newPages([]string{"/", pattern}); err == nil || !strings.Contains(err.Error(), pattern) {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

func TestTakesAPageUnlessAcceptRulesItOut(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/html":                         true,
		"text/html;level=1":                 true,
		"text/html;charset=iso-8859-1":      true,
		"application/xhtml+xml":             true,
		"application/*":                     false,
		"*":                                 true,
		"nonsense/;;":                       true, // says nothing
		"text/html;q=0.001":                 true,
		"text/html;q=0.000":                 false,
		"text/*;q=0, application/xhtml+xml": false,
		"*/*;q=0":                           false,
		"text/plain, text/css":              false,
		"application/json;q=0.5":            false,
		"application/xml":                   false,
		"text/htmlx":                        false,
		"xtext/html":                        false,
		`text/plain;x="text/html"`:          false,
	} {
		if got := takesPage(map[string][]string{"Accept": {accept}}); got != want {
			t.Errorf("%s: %v", accept, got)
		}
	}
}
