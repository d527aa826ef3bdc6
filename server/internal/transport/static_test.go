package transport

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestServesTheApp(t *testing.T) {
	s := start(t, nil)
	const index = "<title>app</title>"
	for _, test := range []struct {
		path, accept string
		status       int
		body, cache  string
	}{
		{"/", browserAccept, 200, index, revalidate},
		{"/", "*/*", 200, index, revalidate},
		{"/index.html", "*/*", 200, index, revalidate},
		{"/favicon.svg", "image/*", 200, "<svg/>", revalidate},
		{"/assets/app-1a2b.js", "*/*", 200, "run()", immutable},
		{"/assets/app-1a2b.css", "text/css", 200, "a{}", immutable},
		// Pages that the app's router knows.
		{"/projects", browserAccept, 200, index, revalidate},
		{"/projects/01ABC/edit", browserAccept, 200, index, revalidate},
		{"/projects/", browserAccept, 200, index, revalidate},
		{"/assets", browserAccept, 200, index, revalidate},
		// Files that don't exist, and programs that want no page.
		{"/assets/old-9z9z.js", "*/*", 404, "Not found.\n", "no-store"},
		{"/assets/old-9z9z.js", browserAccept, 404, "Not found.\n", "no-store"},
		{"/robots.txt", browserAccept, 404, "Not found.\n", "no-store"},
		{"/projects", "application/json", 404, "Not found.\n", "no-store"},
		{"/projects", "", 404, "Not found.\n", "no-store"},
		{"/.keep", browserAccept, 404, "Not found.\n", "no-store"},
		// Nothing of the service falls back to the app.
		{"/graphql/x", browserAccept, 404, "Not found.\n", "no-store"},
		{"/auth", browserAccept, 404, "Not found.\n", "no-store"},
		{"/auth/callback", browserAccept, 404, "Not found.\n", "no-store"},
		{"/healthz/x", browserAccept, 404, "Not found.\n", "no-store"},
		{"/readyz/x", browserAccept, 404, "Not found.\n", "no-store"},
		{"/graphiql/x", browserAccept, 404, "Not found.\n", "no-store"},
		// The playground.
		{"/graphiql", browserAccept, 200, "<title>playground</title>", revalidate},
		{"/graphiql/", browserAccept, 200, "<title>playground</title>", revalidate},
		{"/graphiql/assets/main-3c4d.js", "*/*", 200, "play()", immutable},
		{"/graphiql/assets/app-1a2b.js", "*/*", 404, "Not found.\n", "no-store"},
		{"/graphiql/LICENSES.md", "*/*", 404, "Not found.\n", "no-store"},
		{"/graphiql/assets", "*/*", 404, "Not found.\n", "no-store"},
	} {
		r := s.send(t, http.MethodGet, test.path, "", "Accept", test.accept)
		if r.StatusCode != test.status || r.body != test.body || r.Header.Get("Cache-Control") != test.cache {
			t.Errorf("%s as %s: %d %q, %s", test.path, test.accept, r.StatusCode, r.body, r.Header.Get("Cache-Control"))
		}
		head := s.send(t, http.MethodHead, test.path, "", "Accept", test.accept)
		if head.StatusCode != test.status || head.body != "" || head.Header.Get("Content-Type") != r.Header.Get("Content-Type") || head.ContentLength != int64(len(test.body)) {
			t.Errorf("HEAD %s: %d, %d bytes of %s", test.path, head.StatusCode, head.ContentLength, head.Header.Get("Content-Type"))
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
		c.App = fstest.MapFS{"a.js": {}, "a.css": {}, "a.woff2": {}, "a.unknown": {}, "index.html": {}}
	})
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/a.js": "text/javascript; charset=utf-8", "/a.css": "text/css; charset=utf-8", "/a.woff2": "font/woff2", "/a.unknown": "application/octet-stream",
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
	for _, path := range []string{"/", "/assets/app-1a2b.js", "/projects", "/graphiql", "/healthz", "/readyz"} {
		if r := s.send(t, http.MethodPost, path, ""); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s: %d, Allow %q", path, r.StatusCode, r.Header.Get("Allow"))
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
