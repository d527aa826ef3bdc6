package transport

import (
	"net/http"
	"testing"
	"testing/fstest"
)

func TestFilesAreSentInTheBestFormThatTheClientTakes(t *testing.T) {
	s := start(t, func(c *Config) {
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
		{"/assets/a-1.js", "br", "bytes=0-4", "plain", "", "Accept-Encoding"},
		{"/assets/b-2.css", "br, gzip", "", "gz style", "gzip", "Accept-Encoding"},
		{"/photo.webp", "br, gzip", "", "photo", "", ""},
		{"/archive.gz", "br, gzip", "", "archive", "", ""}, // it is no form of another file
	} {
		r := s.send(t, http.MethodGet, c.path, "", "Accept", "*/*", "Accept-Encoding", c.accept, "Range", c.ranges)
		if r.body != c.body || r.Header.Get("Content-Encoding") != c.encoding || r.Header.Get("Vary") != c.vary {
			t.Errorf("%s for %q: %q as %q, Vary %q", c.path, c.accept, r.body, r.Header.Get("Content-Encoding"), r.Header.Get("Vary"))
		}
	}
	for _, path := range []string{"/index.html.br", "/assets/a-1.js.gz"} {
		if r := s.send(t, http.MethodGet, path, "", "Accept", "*/*", "Accept-Encoding", "identity"); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestEachFormOfAPageHasItsOwnTag(t *testing.T) {
	s := start(t, func(c *Config) {
		c.App = fstest.MapFS{"index.html": {Data: []byte("plain page")}, "index.html.br": {Data: []byte("br page")}}
	})
	plain := s.send(t, http.MethodGet, "/", "", "Accept-Encoding", "identity").Header.Get("ETag")
	compressed := s.send(t, http.MethodGet, "/", "", "Accept-Encoding", "br").Header.Get("ETag")
	if plain == compressed || plain == "" {
		t.Errorf("%s and %s", plain, compressed)
	}
	r := s.send(t, http.MethodGet, "/", "", "Accept-Encoding", "br", "If-None-Match", compressed)
	if r.StatusCode != http.StatusNotModified || r.Header.Get("Content-Encoding") != "" {
		t.Errorf("%d, %q", r.StatusCode, r.Header.Get("Content-Encoding"))
	}
}
