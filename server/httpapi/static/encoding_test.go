package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

func TestFilesAreSentInTheBestFormThatTheClientTakes(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.App = fstest.MapFS{
			"index.html": {Data: []byte("plain page")}, "index.html.br": {Data: []byte("br page")}, "index.html.gz": {Data: []byte("gz page")},
			"assets/a-1.js": {Data: []byte("plain script")}, "assets/a-1.js.br": {Data: []byte("br script")}, "assets/a-1.js.gz": {Data: []byte("gz script")},
			"assets/b-2.css": {Data: []byte("plain style")}, "assets/b-2.css.gz": {Data: []byte("gz style")},
			"photo.webp": {Data: []byte("photo")}, "archive.gz": {Data: []byte("archive")},
		}
	})
	for _, c := range []struct{ path, accept, ranges, body, encoding, vary string }{
		{"/", "gzip, deflate, br, zstd", "", "br page", "br", "Accept-Encoding"},
		{"/", "gzip, deflate", "", "gz page", "gzip", "Accept-Encoding"},
		{"/", "identity", "", "plain page", "", "Accept-Encoding"},
		{"/assets/a-1.js", "gzip, br;q=0", "", "gz script", "gzip", "Accept-Encoding"},
		{"/assets/a-1.js", "BR;q=0.5", "", "br script", "br", "Accept-Encoding"},
		{"/assets/a-1.js", "br;q=nonsense", "", "plain script", "", "Accept-Encoding"},
		{"/assets/a-1.js", "brotli, xgzip", "", "plain script", "", "Accept-Encoding"},
		{"/assets/a-1.js", "*", "", "br script", "br", "Accept-Encoding"},
		{"/assets/a-1.js", "br;q=0, *", "", "gz script", "gzip", "Accept-Encoding"},
		{"/assets/a-1.js", "gzip;q=1.0, br;q=0.5", "", "gz script", "gzip", "Accept-Encoding"},
		{"/assets/a-1.js", "identity, gzip;q=0.5", "", "plain script", "", "Accept-Encoding"},
		{"/assets/a-1.js", "gzip;q=0.5, identity;q=0", "", "gz script", "gzip", "Accept-Encoding"},
		{"/assets/a-1.js", "*;q=0", "", "plain script", "", "Accept-Encoding"},
		{"/assets/a-1.js", "br", "bytes=0-4", "plain", "", "Accept-Encoding"},
		{"/assets/b-2.css", "br, gzip", "", "gz style", "gzip", "Accept-Encoding"},
		{"/photo.webp", "br, gzip", "", "photo", "", ""},
		{"/archive.gz", "br, gzip", "", "archive", "", ""}, // it is no form of another file
	} {
		r := s.Send(t, http.MethodGet, c.path, "", "Accept", "*/*", "Accept-Encoding", c.accept, "Range", c.ranges)
		if r.Text != c.body || r.Header.Get("Content-Encoding") != c.encoding || r.Header.Get("Vary") != c.vary {
			t.Errorf("%s for %q: %q as %q, Vary %q", c.path, c.accept, r.Text, r.Header.Get("Content-Encoding"), r.Header.Get("Vary"))
		}
		head := s.Send(t, http.MethodHead, c.path, "", "Accept", "*/*", "Accept-Encoding", c.accept, "Range", c.ranges)
		if size := int64(len(c.body)); r.ContentLength != size || head.ContentLength != size || head.Text != "" {
			t.Errorf("%s for %q: %d bytes, to HEAD %d", c.path, c.accept, r.ContentLength, head.ContentLength)
		}
	}
	for _, path := range []string{"/index.html.br", "/assets/a-1.js.gz"} {
		if r := s.Send(t, http.MethodGet, path, "", "Accept", "*/*", "Accept-Encoding", "identity"); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestEachFormOfAPageHasItsOwnTag(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.App = fstest.MapFS{"index.html": {Data: []byte("plain page")}, "index.html.br": {Data: []byte("br page")}}
	})
	plain := s.Send(t, http.MethodGet, "/", "", "Accept-Encoding", "identity").Header.Get("ETag")
	compressed := s.Send(t, http.MethodGet, "/", "", "Accept-Encoding", "br").Header.Get("ETag")
	if plain == compressed || plain == "" {
		t.Errorf("%s and %s", plain, compressed)
	}
	r := s.Send(t, http.MethodGet, "/", "", "Accept-Encoding", "br", "If-None-Match", compressed)
	if r.StatusCode != http.StatusNotModified || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("%d, %q", r.StatusCode, r.Header.Get("Content-Encoding"))
	}
}

func TestAPreconditionThatFailsIsAnsweredWhole(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.App = fstest.MapFS{"index.html": {Data: []byte("plain page")}, "index.html.br": {Data: []byte("br page")}}
	})
	r := s.Send(t, http.MethodGet, "/", "", "Accept-Encoding", "br", "If-Match", `"other"`)
	if r.StatusCode != http.StatusPreconditionFailed || r.Text != "" {
		t.Errorf("%d %q", r.StatusCode, r.Text)
	}
}

// The playground's build holds its files as they are.
func TestTextThatTheBuildDidNotCompressIsCompressedOnce(t *testing.T) {
	script := strings.Repeat("run(); ", 1000)
	s := httpapitest.Start(t, func(c *httpapi.Config) {
		c.Playground = fstest.MapFS{
			"index.html":      {Data: []byte("<p>" + strings.Repeat("text ", 100))},
			"assets/a-1.js":   {Data: []byte(script)},
			"assets/b-2.webp": {Data: bytes.Repeat([]byte{7}, 5000)},
		}
	})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			r := s.Send(t, http.MethodGet, "/graphiql/assets/a-1.js", "", "Accept-Encoding", "br, gzip")
			if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Vary") != "Accept-Encoding" || gunzip(t, r.Text) != script {
				t.Errorf("%v", r.Header)
			}
			if r.ContentLength != int64(len(r.Text)) || len(r.Text) > len(script)/10 {
				t.Errorf("%d of %d bytes", r.ContentLength, len(r.Text))
			}
		})
	}
	all.Wait()
	for path, encoding := range map[string]string{"/graphiql": "gzip", "/graphiql/assets/b-2.webp": ""} {
		r := s.Send(t, http.MethodHead, path, "", "Accept-Encoding", "gzip")
		if r.Header.Get("Content-Encoding") != encoding {
			t.Errorf("%s by %q", path, r.Header.Get("Content-Encoding"))
		}
	}
	etag := s.Send(t, http.MethodGet, "/graphiql", "", "Accept-Encoding", "gzip").Header.Get("ETag")
	plain := s.Send(t, http.MethodGet, "/graphiql", "", "Accept-Encoding", "identity").Header.Get("ETag")
	if etag == "" || etag == plain {
		t.Errorf("%s and %s", etag, plain)
	}
	r := s.Send(t, http.MethodGet, "/graphiql", "", "Accept-Encoding", "gzip", "If-None-Match", etag)
	if r.StatusCode != http.StatusNotModified {
		t.Errorf("%d", r.StatusCode)
	}
}

func TestTextThatDoesNotShrinkStaysAsItIs(t *testing.T) {
	s := httpapitest.Start(t, func(c *httpapi.Config) { c.App = fstest.MapFS{"a.txt": {Data: []byte("short")}} })
	r := s.Send(t, http.MethodGet, "/a.txt", "", "Accept-Encoding", "gzip")
	if r.Text != "short" || r.Header.Get("Content-Encoding") != "" || r.Header.Get("Vary") != "" {
		t.Errorf("%q %v", r.Text, r.Header)
	}
}

func gunzip(t *testing.T, body string) string {
	t.Helper()
	reader, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Error(err)
	}
	return string(content)
}
