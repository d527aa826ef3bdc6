package graphqlhttp

import (
	"net/http"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

func TestNegotiatesTheMediaType(t *testing.T) {
	for _, test := range []struct {
		accept []string
		want   string
	}{
		{nil, respond.JSON},
		{[]string{""}, respond.JSON},
		{[]string{"*/*"}, respond.JSON},
		{[]string{"application/*"}, respond.JSON},
		{[]string{"application/json"}, respond.JSON},
		{[]string{"APPLICATION/JSON; Charset=UTF-8"}, respond.JSON},
		{[]string{"application/graphql-response+json"}, mediaGraphQL},
		{[]string{"application/json, application/graphql-response+json"}, mediaGraphQL},
		{[]string{"application/json", "application/graphql-response+json"}, mediaGraphQL},
		{[]string{"application/graphql-response+json, application/json;q=0.9"}, mediaGraphQL},
		{[]string{"application/graphql-response+json;q=0.8, application/json"}, respond.JSON},
		{[]string{"application/json;q=0.5, */*"}, mediaGraphQL},
		{[]string{"application/graphql-response+json;q=0, */*"}, respond.JSON},
		{[]string{"application/json;q=0, */*"}, mediaGraphQL},
		// What urql sends.
		{[]string{"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"}, mediaGraphQL},
		// What browsers send for a page.
		{[]string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, respond.JSON},
		// A malformed range is no range.
		{[]string{"nonsense/;;, application/json"}, respond.JSON},
		{[]string{"application/json;q=2, application/graphql-response+json;q=nan"}, ""},
		{[]string{"application/json; charset=utf-16"}, ""},
		{[]string{"text/html"}, ""},
		{[]string{"text/event-stream"}, ""},
		{[]string{"*/*;q=0"}, ""},
	} {
		header := http.Header{}
		if test.accept != nil {
			header["Accept"] = test.accept
		}
		if got, ok := negotiate(header); got != test.want || ok != (test.want != "") {
			t.Errorf("%q: got %q, want %q", test.accept, got, test.want)
		}
	}
}

func TestTakesPlainJSONOnly(t *testing.T) {
	for contentType, want := range map[string]bool{
		"application/json":                       true,
		"Application/JSON; charset=UTF-8":        true,
		`application/json; charset="utf-8"`:      true,
		"application/json; charset=iso-8859-1":   false,
		"application/json, text/plain":           false,
		"application/graphql+json":               false,
		"text/json":                              false,
		"":                                       false,
		"application/json; charset=utf-8; x=\"a": false,
	} {
		if got := hasJSONBody(http.Header{"Content-Type": {contentType}}); got != want {
			t.Errorf("%q: %v", contentType, got)
		}
	}
	if !hasJSONBody(http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"identity"}}) {
		t.Error("identity is no encoding")
	}
}
