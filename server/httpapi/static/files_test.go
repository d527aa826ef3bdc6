package static_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/static"
)

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

const index, missing = "<title>app</title>", "Not found.\n"

func TestServesTheApp(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, test := range []struct {
		path, accept string
		status       int
		body, cache  string
	}{
		{"/", browserAccept, 200, index, "no-cache"},
		{"/", "*/*", 200, index, "no-cache"},
		{"/favicon.svg", "image/*", 200, "<svg/>", "no-cache"},
		{"/assets/app-1a2b.js", "*/*", 200, "run()", "public, max-age=31536000, immutable"},
		{"/assets/app-1a2b.css", "text/css", 200, "a{}", "public, max-age=31536000, immutable"},
		// Pages that the app's router knows.
		{"/projects", browserAccept, 200, index, "no-cache"},
		{"/projects/01ABC/edit", browserAccept, 200, index, "no-cache"},
		{"/projects/", browserAccept, 200, index, "no-cache"},
		{"/projects/abc.def", browserAccept, 200, index, "no-cache"},
		{"/projects/v1.0/edit", "*/*", 200, index, "no-cache"},
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
		{"/.well-known/there.txt", browserAccept, 200, "there", "no-cache"},
		// Nothing of the service falls back to the app.
		{"/graphql/x", browserAccept, 404, missing, "no-store"},
		{"/auth", browserAccept, 404, missing, "no-store"},
		{"/auth/callback", browserAccept, 404, missing, "no-store"},
		{"/healthz/x", browserAccept, 404, missing, "no-store"},
		{"/readyz/x", browserAccept, 404, missing, "no-store"},
		{"/graphiql/x", browserAccept, 404, missing, "no-store"},
		// The playground.
		{"/graphiql", browserAccept, 200, "<title>playground</title>", "no-cache"},
		{"/graphiql/", browserAccept, 200, "<title>playground</title>", "no-cache"},
		{"/graphiql/assets/main-3c4d.js", "*/*", 200, "play()", "public, max-age=31536000, immutable"},
		{"/graphiql/assets/app-1a2b.js", "*/*", 404, missing, "no-store"},
		{"/graphiql/LICENSES.md", "*/*", 404, missing, "no-store"},
		{"/graphiql/assets", "*/*", 404, missing, "no-store"},
	} {
		r := s.Send(t, http.MethodGet, test.path, "", "Accept", test.accept)
		if r.StatusCode != test.status || r.Text != test.body || r.Header.Get("Cache-Control") != test.cache {
			t.Errorf("%s as %s: %d %q, %s", test.path, test.accept, r.StatusCode, r.Text, r.Header.Get("Cache-Control"))
		}
		head := s.Send(t, http.MethodHead, test.path, "", "Accept", test.accept)
		if head.StatusCode != test.status || head.Text != "" || head.ContentLength != int64(len(test.body)) {
			t.Errorf("HEAD %s: %d, %d bytes", test.path, head.StatusCode, head.ContentLength)
		}
		if head.Header.Get("Content-Type") != r.Header.Get("Content-Type") {
			t.Errorf("HEAD %s is of %s", test.path, head.Header.Get("Content-Type"))
		}
	}
}

// Link previews, monitors, link checkers and people at a command line mostly do not say that they want HTML.
func TestAPageIsAPageUnlessSomethingElseIsAskedFor(t *testing.T) {
	s := httpapitest.Start(t, nil)
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
				r := s.Send(t, method, path, "", test.headers...)
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
	s := httpapitest.Start(t, nil)
	etag := s.Send(t, http.MethodGet, "/", "").Header.Get("ETag")
	for _, header := range [][]string{{"If-None-Match", etag}, {"If-Match", `"other"`}, {"Range", "bytes=0-3"}} {
		r := s.Send(t, http.MethodGet, "/no-such-page", "", header...)
		if r.StatusCode != http.StatusNotFound || r.Text != index || r.Header.Get("ETag") != "" {
			t.Errorf("%s: %d %q", header[0], r.StatusCode, r.Text)
		}
	}
}

func TestLeadsOnFromOtherAddressesOfAPage(t *testing.T) {
	s := httpapitest.Start(t, nil)
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
			r := s.Send(t, method, test.path, "", "Accept", "*/*")
			temporary := r.StatusCode == http.StatusFound || r.StatusCode == http.StatusTemporaryRedirect
			if r.Header.Get("Location") != test.location || temporary == test.permanent || r.StatusCode/100 != 3 {
				t.Errorf("%s %s: %d to %q", method, test.path, r.StatusCode, r.Header.Get("Location"))
			}
		}
	}
}

func TestPathsDoNotLeadOutOfTheFiles(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, path := range []string{"/assets/../.keep", "/..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/assets%2fapp-1a2b.js%00", "/graphiql/assets/..%2findex.html"} {
		if r := s.Send(t, http.MethodGet, path, "", "Accept", "*/*"); r.StatusCode == http.StatusOK {
			t.Errorf("%s: %q", path, r.Text)
		}
	}
}

func TestContentTypesDoNotDependOnTheMachine(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.App = fstest.MapFS{"a.js": {}, "a.css": {}, "a.woff2": {}, "a.unknown": {}, "index.html": {},
			"a.ico": {}, "a.md": {}, "a.png": {}, "a.txt": {}, "a.webmanifest": {}}
	})
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/a.js": "text/javascript; charset=utf-8", "/a.css": "text/css; charset=utf-8", "/a.woff2": "font/woff2", "/a.unknown": "application/octet-stream",
		"/a.ico": "image/x-icon", "/a.md": "text/plain; charset=utf-8", "/a.png": "image/png", "/a.txt": "text/plain; charset=utf-8",
		"/a.webmanifest": "application/manifest+json",
	} {
		if got := s.Send(t, http.MethodGet, path, "").Header.Get("Content-Type"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestFilesThatKeepTheirNameAreRevalidated(t *testing.T) {
	s := httpapitest.Start(t, nil)
	etag := s.Send(t, http.MethodGet, "/", "").Header.Get("ETag")
	if r := s.Send(t, http.MethodGet, "/", "", "If-None-Match", etag); etag == "" || r.StatusCode != http.StatusNotModified || r.Text != "" {
		t.Errorf("ETag %q: %d", etag, r.StatusCode)
	}
	changed := httpapitest.Start(t, func(c *httpapi.Config) { c.App = fstest.MapFS{"index.html": {Data: []byte("new")}} })
	if r := changed.Send(t, http.MethodGet, "/", "", "If-None-Match", etag); r.StatusCode != http.StatusOK || r.Text != "new" {
		t.Errorf("after a change: %d %q", r.StatusCode, r.Text)
	}
}

func TestFilesTakeNoOtherMethods(t *testing.T) {
	s := httpapitest.Start(t, nil)
	for _, path := range []string{
		"/", "/assets/app-1a2b.js", "/projects", "/no-such-page", "/index.html", static.ChangePasswordPath, "/graphiql", "/healthz", "/readyz",
	} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
			r := s.Send(t, method, path, "")
			if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, r.StatusCode, r.Header.Get("Allow"))
			}
		}
	}
}

func TestThePlaygroundCanBeOff(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) { c.Playground = nil })
	for _, path := range []string{"/graphiql", "/graphiql/", "/graphiql/assets/main-3c4d.js"} {
		if r := s.Send(t, http.MethodGet, path, "", "Accept", browserAccept); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Text)
		}
	}
}

func TestSaysHowToBuildTheApp(t *testing.T) {
	for _, playground := range []fs.FS{httpapitest.PlaygroundFiles, nil} {
		s := httpapitest.Start(t, func(c *httpapi.Config) { c.App, c.Playground = fstest.MapFS{".keep": {}}, playground })
		r := s.Send(t, http.MethodGet, "/", "", "Accept", browserAccept)
		if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(r.Text, "<code>make web</code>") || r.Header.Get("Content-Type") != "text/html; charset=utf-8" || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %s", r.StatusCode, r.Text)
		}
		if strings.Contains(r.Text, "/graphiql") != (playground != nil) {
			t.Errorf("playground %v: %s", playground != nil, r.Text)
		}
		if r := s.Post(t, httpapitest.NameQuery); r.StatusCode != http.StatusOK {
			t.Errorf("the API does not run: %d", r.StatusCode)
		}
	}
}

// The server's own timeout has passed before the first byte is written, as it would have on a slow line in the middle
// of a file.
func TestAFileHasTheTimeThatItsSizeTakes(t *testing.T) {
	big := bytes.Repeat([]byte("horn"), 256<<10)
	s := httpapitest.Unstarted(t, func(c *httpapi.Config) {
		c.App = fstest.MapFS{"index.html": {Data: big}, "big.bin": {Data: big}, "assets/big-1.bin": {Data: big}}
		c.Playground = fstest.MapFS{"assets/big-2.bin": {Data: big}}
	})
	s.Config.WriteTimeout = time.Nanosecond
	s.Start()
	t.Cleanup(s.Close)
	for _, path := range []string{"/", "/big.bin", "/assets/big-1.bin", "/no-such-page", "/graphiql/assets/big-2.bin"} {
		if r := s.Send(t, http.MethodGet, path, "", "Accept", "*/*", "Accept-Encoding", "identity"); r.Text != string(big) {
			t.Errorf("%s: %d of %d bytes", path, len(r.Text), len(big))
		}
	}
	if response, err := s.Client().Get(s.URL + "/healthz"); err == nil {
		_ = response.Body.Close()
		t.Errorf("the server's timeout shows nothing: %d", response.StatusCode)
	}
}
