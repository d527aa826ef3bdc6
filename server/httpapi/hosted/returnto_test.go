package hosted

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestReturnToLeadsToPathsOfTheProductOnly(t *testing.T) {
	for asked, want := range map[string]string{
		"/": "/", "/projects": "/projects", "/projects/01J?tab=votes&x=1#top": "/projects/01J?tab=votes&x=1#top", "/a%20b": "/a%20b", "/naïve": "/na%C3%AFve",
		"/authors": "/authors", "/?next=//evil.example.com": "/?next=//evil.example.com",
		"": "/", "projects": "/", "//evil.example.com": "/", "///evil.example.com": "/", `/\evil.example.com`: "/", `\/evil.example.com`: "/", `\\evil.example.com`: "/",
		"https://evil.example.com": "/", "https:/evil.example.com": "/", "https:evil.example.com": "/", "javascript:alert(1)": "/", "data:text/html,x": "/",
		"/%2Fevil.example.com": "/", "/%2f%2fevil.example.com": "/", "/%5Cevil.example.com": "/", "/%5c%5cevil.example.com": "/", "/a//evil.example.com": "/",
		"/.//evil.example.com": "/", "/..//evil.example.com": "/", "/a/..//evil.example.com": "/", "/%2e%2e/%2fevil.example.com": "/", "/a/../b": "/",
		"/\t/evil.example.com": "/", "/\n/evil.example.com": "/", "/%09/evil.example.com": "/", "/%0d%0aSet-Cookie:x": "/", " /projects": "/", "\t//evil.example.com": "/", "/\x00": "/",
		"/@evil.example.com": "/@evil.example.com", "@evil.example.com": "/", "/:80": "/:80", "/%zz": "/", "?x": "/", "#x": "/",
		"/auth/sign-in": "/", "/auth": "/", "/%61uth/sign-in": "/", "/" + strings.Repeat("a", maxReturnTo): "/",
	} {
		got := returnTo(asked)
		if got != want {
			t.Errorf("%q: %q, want %q", asked, got, want)
		}
		base := &url.URL{Scheme: "https", Host: "vote.example.com", Path: "/auth/callback"}
		if u, err := base.Parse(got); err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			t.Errorf("%q leads to %v", asked, u)
		}
	}
}

func TestErrorCodesOfTheProviderAreLoggedOnlyIfTheyLookLikeOnes(t *testing.T) {
	for text, want := range map[string]string{"invalid_scope": "invalid_scope", "my password is x": "an error code that is malformed", "": "an error code that is malformed"} {
		if got := errorCode(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestEveryProblemSaysWhatToDoNext(t *testing.T) {
	for _, p := range []problem{cancelled, stale, refused, unavailable, internal} {
		if p.status < http.StatusBadRequest || p.title == "" || !strings.Contains(p.text, ". ") || !strings.HasSuffix(p.text, ".") {
			t.Errorf("%+v", p)
		}
	}
}
