package httpapi

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

const index, missing = "<title>app</title>", "Not found.\n"

func TestServesTheApp(t *testing.T) {
	s := start(t, nil)
	for _, test := range []struct {
		path, accept string
		status       int
		body, cache  string
	}{
		{"/", browserAccept, 200, index, revalidate},
		{"/", "*/*", 200, index, revalidate},
		{"/favicon.svg", "image/*", 200, "<svg/>", revalidate},
		{"/assets/app-1a2b.js", "*/*", 200, "run()", immutable},
		{"/assets/app-1a2b.css", "text/css", 200, "a{}", immutable},
		// Pages that the app's router knows.
		{"/projects", browserAccept, 200, index, revalidate},
		{"/projects/01ABC/edit", browserAccept, 200, index, revalidate},
		{"/projects/", browserAccept, 200, index, revalidate},
		{"/projects/abc.def", browserAccept, 200, index, revalidate},
		{"/projects/v1.0/edit", "*/*", 200, index, revalidate},
		// Pages that it does not know: it says so itself.
		{"/no-such-page", browserAccept, 404, index, "no-store"},
		{"/no-such-page", "*/*", 404, index, "no-store"},
		{"/projects/01ABC/votes", browserAccept, 404, index, "no-store"},
		{"/assets", browserAccept, 404, index, "no-store"},
		{"/wp-login.php", browserAccept, 404, index, "no-store"},
		// Files that don't exist, and programs that want no page.
		{"/assets/old-9z9z.js", "*/*", 404, missing, "no-store"},
		{"/assets/old-9z9z.js", browserAccept, 404, missing, "no-store"},
		{"/assets/", browserAccept, 404, missing, "no-store"},
		{"/assets/no-extension", browserAccept, 404, missing, "no-store"},
		{"/robots.txt", browserAccept, 404, missing, "no-store"},
		{"/Photo.PNG", browserAccept, 404, missing, "no-store"},
		{"/projects/app.js", "*/*", 404, missing, "no-store"},
		{"/projects", "application/json", 404, missing, "no-store"},
		{"/no-such-page", "application/json", 404, missing, "no-store"},
		// Hidden files, and places that mean the same on every site.
		{"/.keep", browserAccept, 404, missing, "no-store"},
		{"/.git/config", browserAccept, 404, missing, "no-store"},
		{"/.well-known", browserAccept, 404, missing, "no-store"},
		{"/.well-known/", browserAccept, 404, missing, "no-store"},
		{"/.well-known/security.txt", browserAccept, 404, missing, "no-store"},
		{"/.well-known/openid-configuration", browserAccept, 404, missing, "no-store"},
		{"/.well-known/change-password/", browserAccept, 404, missing, "no-store"},
		{"/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200/", browserAccept, 404, missing, "no-store"},
		{"/.well-known/there.txt", browserAccept, 200, "there", revalidate},
		// Nothing of the service falls back to the app.
		{"/graphql/x", browserAccept, 404, missing, "no-store"},
		{"/auth", browserAccept, 404, missing, "no-store"},
		{"/auth/callback", browserAccept, 404, missing, "no-store"},
		{"/healthz/x", browserAccept, 404, missing, "no-store"},
		{"/readyz/x", browserAccept, 404, missing, "no-store"},
		{"/graphiql/x", browserAccept, 404, missing, "no-store"},
		// The playground.
		{"/graphiql", browserAccept, 200, "<title>playground</title>", revalidate},
		{"/graphiql/", browserAccept, 200, "<title>playground</title>", revalidate},
		{"/graphiql/assets/main-3c4d.js", "*/*", 200, "play()", immutable},
		{"/graphiql/assets/app-1a2b.js", "*/*", 404, missing, "no-store"},
		{"/graphiql/LICENSES.md", "*/*", 404, missing, "no-store"},
		{"/graphiql/assets", "*/*", 404, missing, "no-store"},
	} {
		r := s.send(t, http.MethodGet, test.path, "", "Accept", test.accept)
		if r.StatusCode != test.status || r.body != test.body || r.Header.Get("Cache-Control") != test.cache {
			t.Errorf("%s as %s: %d %q, %s", test.path, test.accept, r.StatusCode, r.body, r.Header.Get("Cache-Control"))
		}
		head := s.send(t, http.MethodHead, test.path, "", "Accept", test.accept)
		if head.StatusCode != test.status || head.body != "" || head.ContentLength != int64(len(test.body)) {
			t.Errorf("HEAD %s: %d, %d bytes", test.path, head.StatusCode, head.ContentLength)
		}
		if head.Header.Get("Content-Type") != r.Header.Get("Content-Type") {
			t.Errorf("HEAD %s is of %s", test.path, head.Header.Get("Content-Type"))
		}
	}
}

// Link previews, monitors, link checkers and people at a command line mostly do not say that they want HTML.
func TestAPageIsAPageUnlessSomethingElseIsAskedFor(t *testing.T) {
	s := start(t, nil)
	for _, test := range []struct {
		page    bool
		headers []string
	}{
		{true, nil},
		{true, []string{"Accept", ""}},
		{true, []string{"Accept", "*/*", "User-Agent", "facebookexternalhit/1.1"}},
		{true, []string{"Accept", "text/*"}},
		{true, []string{"Accept", "TEXT/HTML"}},
		{true, []string{"Accept", "application/xhtml+xml"}},
		{true, []string{"Accept", "application/json, text/html;q=0.1"}},
		{true, []string{"Accept", "application/json", "Accept", "text/html"}},
		{false, []string{"Accept", "application/json"}},
		{false, []string{"Accept", "text/html;q=0"}},
		{false, []string{"Accept", "text/html;q=0, */*"}},
		{false, []string{"Accept", "image/avif,image/webp,image/*"}},
		{true, []string{"Accept", browserAccept, "Sec-Fetch-Dest", "document", "Sec-Fetch-Mode", "navigate"}},
		{true, []string{"Accept", browserAccept, "Sec-Fetch-Dest", "iframe"}},
		{true, []string{"Accept", "*/*", "Sec-Fetch-Dest", "empty", "Sec-Fetch-Mode", "cors"}},
		{true, []string{"Accept", "*/*", "Sec-Fetch-Dest", "yet-to-come"}},
		{false, []string{"Accept", "*/*", "Sec-Fetch-Dest", "script"}},
		{false, []string{"Accept", "text/css,*/*;q=0.1", "Sec-Fetch-Dest", "style"}},
		{false, []string{"Accept", "image/avif,image/webp,*/*;q=0.8", "Sec-Fetch-Dest", "image"}},
		{false, []string{"Accept", browserAccept, "Sec-Fetch-Dest", "font"}},
		{false, []string{"Accept", "*/*", "Sec-Fetch-Dest", "manifest"}},
		{false, []string{"Accept", "*/*", "Sec-Fetch-Dest", "serviceworker"}},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			for path, status := range map[string]int{"/": 200, "/projects/01ABC": 200, "/no-such-page": 404} {
				r := s.send(t, method, path, "", test.headers...)
				contentType := "text/html; charset=utf-8"
				if !test.page {
					status, contentType = 404, "text/plain; charset=utf-8"
				}
				if r.StatusCode != status || r.Header.Get("Content-Type") != contentType {
					t.Errorf("%s %s with %q: %d, %s", method, path, test.headers, r.StatusCode, r.Header.Get("Content-Type"))
				}
			}
		}
	}
}

func TestAnUnknownPageIsNeitherComparedNorCutIntoParts(t *testing.T) {
	s := start(t, nil)
	etag := s.send(t, http.MethodGet, "/", "").Header.Get("ETag")
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Match", `"other"`}, {"Range", "bytes=0-3"}} {
		r := s.send(t, http.MethodGet, "/no-such-page", "", header...)
		if r.StatusCode != http.StatusNotFound || r.body != index || r.Header.Get("ETag") != "" {
			t.Errorf("%s: %d %q", header[0], r.StatusCode, r.body)
		}
	}
}

func TestLeadsOnFromOtherAddressesOfAPage(t *testing.T) {
	s := start(t, nil)
	for _, test := range []struct {
		path, location string
		permanent      bool
	}{
		{"/.well-known/change-password", "/profile/security", false},
		{"/index.html", "/", true},
		{"//projects", "/projects", false},
		{"/projects//01ABC", "/projects/01ABC", false},
		{"/projects/../sign-in", "/sign-in", false},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := s.send(t, method, test.path, "", "Accept", "*/*")
			temporary := r.StatusCode == http.StatusFound || r.StatusCode == http.StatusTemporaryRedirect
			if r.Header.Get("Location") != test.location || temporary == test.permanent || r.StatusCode/100 != 3 {
				t.Errorf("%s %s: %d to %q", method, test.path, r.StatusCode, r.Header.Get("Location"))
			}
		}
	}
}

func TestPathsDoNotLeadOutOfTheFiles(t *testing.T) {
	s := start(t, nil)
	for _, path := range []string{"/assets/../.keep", "/..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/assets%2fapp-1a2b.js%00", "/graphiql/assets/..%2findex.html"} {
		if r := s.send(t, http.MethodGet, path, "", "Accept", "*/*"); r.StatusCode == http.StatusOK {
			t.Errorf("%s: %q", path, r.body)
		}
	}
}

func TestContentTypesDoNotDependOnTheMachine(t *testing.T) {
	s := start(t, func(c *Config) {
		c.App = fstest.MapFS{"a.js": {}, "a.css": {}, "a.woff2": {}, "a.unknown": {}, "index.html": {},
			"a.ico": {}, "a.md": {}, "a.png": {}, "a.txt": {}, "a.webmanifest": {}}
	})
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/a.js": "text/javascript; charset=utf-8", "/a.css": "text/css; charset=utf-8", "/a.woff2": "font/woff2", "/a.unknown": "application/octet-stream",
		"/a.ico": "image/x-icon", "/a.md": "text/plain; charset=utf-8", "/a.png": "image/png", "/a.txt": "text/plain; charset=utf-8",
		"/a.webmanifest": "application/manifest+json",
	} {
		if got := s.send(t, http.MethodGet, path, "").Header.Get("Content-Type"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestFilesThatKeepTheirNameAreRevalidated(t *testing.T) {
	s := start(t, nil)
	etag := s.send(t, http.MethodGet, "/", "").Header.Get("ETag")
	if r := s.send(t, http.MethodGet, "/", "", "If-None-Match", etag); etag == "" || r.StatusCode != http.StatusNotModified || r.body != "" {
		t.Errorf("ETag %q: %d", etag, r.StatusCode)
	}
	changed := start(t, func(c *Config) { c.App = fstest.MapFS{"index.html": {Data: []byte("new")}} })
	if r := changed.send(t, http.MethodGet, "/", "", "If-None-Match", etag); r.StatusCode != http.StatusOK || r.body != "new" {
		t.Errorf("after a change: %d %q", r.StatusCode, r.body)
	}
}

func TestFilesTakeNoOtherMethods(t *testing.T) {
	s := start(t, nil)
	for _, path := range []string{
		"/", "/assets/app-1a2b.js", "/projects", "/no-such-page", "/index.html", changePasswordPath, "/graphiql", "/healthz", "/readyz",
	} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
			r := s.send(t, method, path, "")
			if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, r.StatusCode, r.Header.Get("Allow"))
			}
		}
	}
}

func TestThePlaygroundCanBeOff(t *testing.T) {
	s := start(t, func(c *Config) { c.Playground = nil })
	for _, path := range []string{"/graphiql", "/graphiql/", "/graphiql/assets/main-3c4d.js"} {
		if r := s.send(t, http.MethodGet, path, "", "Accept", browserAccept); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
		}
	}
}

func TestSaysHowToBuildTheApp(t *testing.T) {
	for _, playground := range []fs.FS{playgroundFiles, nil} {
		s := start(t, func(c *Config) { c.App, c.Playground = fstest.MapFS{".keep": {}}, playground })
		r := s.send(t, http.MethodGet, "/", "", "Accept", browserAccept)
		if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(r.body, "<code>make web</code>") || r.Header.Get("Content-Type") != "text/html; charset=utf-8" || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
		if strings.Contains(r.body, "/graphiql") != (playground != nil) {
			t.Errorf("playground %v: %s", playground != nil, r.body)
		}
		if r := s.post(t, nameQuery); r.StatusCode != http.StatusOK {
			t.Errorf("the API does not run: %d", r.StatusCode)
		}
	}
}
