package graph_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

func TestTrustedDocuments(t *testing.T) {
	const board, hash = "query Board { leaderboard { totalVotes } }", "1a2b"
	named := func(hash any) map[string]any {
		return map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}
	}
	for name, c := range map[string]struct {
		adHoc   bool
		request graphql.RawParams
		query   string
		code    string
	}{
		"named by its hash":                 {false, graphql.RawParams{Extensions: named(hash)}, board, ""},
		"sent as it is":                     {false, graphql.RawParams{Query: board}, board, ""},
		"sent with its hash":                {false, graphql.RawParams{Query: board, Extensions: named(hash)}, board, ""},
		"another one under a known hash":    {false, graphql.RawParams{Query: "{ viewer { id } }", Extensions: named(hash)}, "", "DOCUMENT_NOT_TRUSTED"},
		"another one":                       {false, graphql.RawParams{Query: "{ viewer { id } }"}, "", "DOCUMENT_NOT_TRUSTED"},
		"another one by who may":            {true, graphql.RawParams{Query: "{ viewer { id } }"}, "{ viewer { id } }", ""},
		"a health check":                    {false, graphql.RawParams{Query: "{__typename}"}, "{__typename}", ""},
		"an unknown hash":                   {true, graphql.RawParams{Extensions: named("ffff")}, "", "PERSISTED_QUERY_NOT_FOUND"},
		"a hash that is none":               {false, graphql.RawParams{Extensions: named(7)}, "", "DOCUMENT_NOT_TRUSTED"},
		"no document, left to the executor": {true, graphql.RawParams{}, "", ""},
		"an extension of a wrong shape":     {false, graphql.RawParams{Extensions: map[string]any{"persistedQuery": "x"}}, "", "DOCUMENT_NOT_TRUSTED"},
	} {
		documents, err := graph.NewTrustedDocuments(func(*session.Request) bool { return c.adHoc }, trusted.FromMap("test", map[string]string{hash: board}))
		if err != nil {
			t.Fatal(err)
		}
		refusal := documents.MutateOperationParameters(t.Context(), &c.request)
		code := ""
		if refusal != nil {
			code, _ = refusal.Extensions["code"].(string)
		} else if c.request.Query != c.query {
			t.Errorf("%s: %q is executed", name, c.request.Query)
		}
		if code != c.code {
			t.Errorf("%s: code %q", name, code)
		}
	}
}
