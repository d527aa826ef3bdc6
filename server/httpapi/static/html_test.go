package static_test

import (
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

func withHTMLOfPages(c *httpapi.Config) {
	c.Pages = []string{"/", "/projects", "/projects/$projectId", "/votes"}
	tree := fstest.MapFS{"index.html": {Data: []byte("index")}}
	for _, name := range []string{"index", "projects", "projects/$projectId", "any"} {
		for _, language := range []string{"en", "de"} {
			tree["pages/"+name+"."+language+".html"] = &fstest.MapFile{Data: []byte(name + " " + language)}
		}
	}
	tree["pages/projects.de.html.br"] = &fstest.MapFile{Data: []byte("de compressed")}
	c.App = tree
}

func TestAPageHasItsOwnHTMLInTheLanguageOfItsReader(t *testing.T) {
	s := httpapitest.Start(t, withHTMLOfPages)
	for _, c := range []struct {
		path, languages string
		status          int
		want            string
	}{
		{"/", "de", 200, "index de"},
		{"/projects", "de-AT,de;q=0.9,en;q=0.8", 200, "projects de"},
		{"/Projects/?q=kites", "en-GB,en;q=0.5,de;q=0.4", 200, "projects en"},
		{"/projects/01ABC", "fr-FR,fr;q=0.9,de;q=0.5,en;q=0.4", 200, "projects/$projectId de"},
		{"/projects", "en;q=0.3, DE;q=0.8", 200, "projects de"},
		{"/projects", "de;q=0, fr", 200, "projects en"},
		{"/projects", "fr", 200, "projects en"},
		{"/projects", "*", 200, "projects en"},
		{"/projects", "", 200, "projects en"},
		{"/projects", "../de, ;;q", 200, "projects en"},
		// Pages without HTML of their own, and no page.
		{"/votes", "de", 200, "any de"},
		{"/any", "de", 404, "any de"},
		{"/index", "en", 404, "any en"},
		{"/no-such-page", "de", 404, "any de"},
	} {
		r := s.Send(t, http.MethodGet, c.path, "", "Accept", browserAccept, "Accept-Language", c.languages)
		if r.StatusCode != c.status || r.Text != c.want {
			t.Errorf("%s in %q: %d %q", c.path, c.languages, r.StatusCode, r.Text)
		}
		if vary := r.Header.Values("Vary"); len(vary) == 0 || vary[0] != "Accept-Language" {
			t.Errorf("%s: Vary %q", c.path, vary)
		}
	}
}

func TestTheFormOfAPageDependsOnLanguageAndEncoding(t *testing.T) {
	s := httpapitest.Start(t, withHTMLOfPages)
	r := s.Send(t, http.MethodGet, "/projects", "", "Accept-Language", "de", "Accept-Encoding", "br")
	if r.Text != "de compressed" || len(r.Header.Values("Vary")) != 2 {
		t.Errorf("%q, Vary %q", r.Text, r.Header.Values("Vary"))
	}
	english := s.Send(t, http.MethodGet, "/projects", "", "Accept-Language", "en")
	if tag := english.Header.Get("ETag"); tag == "" || tag == r.Header.Get("ETag") {
		t.Errorf("the two languages have the tags %s and %s", r.Header.Get("ETag"), tag)
	}
}

func TestThereIsOneAddressForAPage(t *testing.T) {
	s := httpapitest.Start(t, withHTMLOfPages)
	for _, path := range []string{"/index.html", "/pages/projects.de.html", "/pages/projects/$projectId.en.html"} {
		r := s.Send(t, http.MethodGet, path, "", "Accept", browserAccept)
		if r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != "/" {
			t.Errorf("%s: %d to %s", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}
