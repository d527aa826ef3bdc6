package graph_test

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestTrustedDocuments(t *testing.T) {
	const board, hash = "query Board { leaderboard { totalVotes } }", "sha256:1a2b"
	byHash := func(hash any) map[string]any {
		return map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}
	}
	byID := func(id string) map[string]any { return map[string]any{"documentId": id} }
	stranger, page := &session.Request{}, &session.Request{CookieID: "c"}
	for name, c := range map[string]struct {
		adHoc   bool
		caller  *session.Request
		request graphql.RawParams
		query   string
		code    string
	}{
		"named by its hash":                 {false, page, graphql.RawParams{Extensions: byHash(hash)}, board, ""},
		"by its hash without the prefix":    {false, page, graphql.RawParams{Extensions: byHash("1a2b")}, board, ""},
		"named by its id":                   {false, page, graphql.RawParams{Extensions: byID(hash)}, board, ""},
		"by its id without the prefix":      {false, page, graphql.RawParams{Extensions: byID("1a2b")}, board, ""},
		"sent as it is":                     {false, page, graphql.RawParams{Query: board}, board, ""},
		"sent in another print":             {false, page, graphql.RawParams{Query: "query Board{leaderboard{__typename totalVotes}}"}, "query Board{leaderboard{__typename totalVotes}}", ""},
		"sent with its hash":                {false, page, graphql.RawParams{Query: board, Extensions: byHash(hash)}, board, ""},
		"sent with an unknown hash":         {false, stranger, graphql.RawParams{Query: board, Extensions: byHash("ffff")}, board, ""},
		"another one under a known hash":    {false, page, graphql.RawParams{Query: "{ viewer { id } }", Extensions: byHash(hash)}, "", "DOCUMENT_NOT_TRUSTED"},
		"another one under a known id":      {false, page, graphql.RawParams{Query: "{ viewer { id } }", Extensions: byID(hash)}, "", "DOCUMENT_NOT_TRUSTED"},
		"another one":                       {false, stranger, graphql.RawParams{Query: "{ viewer { id } }"}, "", "DOCUMENT_NOT_TRUSTED"},
		"another one by who may":            {true, stranger, graphql.RawParams{Query: "{ viewer { id } }"}, "{ viewer { id } }", ""},
		"a health check":                    {false, stranger, graphql.RawParams{Query: "query { __typename }"}, "query { __typename }", ""},
		"an unknown hash of the app":        {false, page, graphql.RawParams{Extensions: byHash("ffff")}, "", "PERSISTED_QUERY_NOT_FOUND"},
		"of a typed client":                 {false, &session.Request{BearerToken: "t"}, graphql.RawParams{Extensions: byHash("ffff")}, "", "PERSISTED_QUERY_NOT_SUPPORTED"},
		"of one and a cookie":               {false, &session.Request{BearerToken: "t", CookieID: "c"}, graphql.RawParams{Extensions: byHash("ffff")}, "", "PERSISTED_QUERY_NOT_SUPPORTED"},
		"of a stranger":                     {false, stranger, graphql.RawParams{Extensions: byHash("ffff")}, "", "PERSISTED_QUERY_NOT_SUPPORTED"},
		"of who may send any document":      {true, page, graphql.RawParams{Extensions: byHash("ffff")}, "", "PERSISTED_QUERY_NOT_SUPPORTED"},
		"an unknown id":                     {true, stranger, graphql.RawParams{Extensions: byID("ffff")}, "", "PERSISTED_QUERY_NOT_FOUND"},
		"a hash that is none":               {false, stranger, graphql.RawParams{Extensions: byHash(7)}, "", "DOCUMENT_NOT_TRUSTED"},
		"an empty hash":                     {false, stranger, graphql.RawParams{Extensions: byHash("")}, "", "PERSISTED_QUERY_NOT_SUPPORTED"},
		"no document, left to the executor": {true, stranger, graphql.RawParams{}, "", ""},
		"an extension of a wrong shape":     {false, stranger, graphql.RawParams{Extensions: map[string]any{"persistedQuery": "x"}}, "", "DOCUMENT_NOT_TRUSTED"},
	} {
		documents, err := graph.NewTrustedDocuments(func(*session.Request) bool { return c.adHoc }, trusted.FromMap("test", map[string]string{hash: board}))
		if err != nil {
			t.Fatal(err)
		}
		refusal := documents.MutateOperationParameters(session.WithRequest(t.Context(), c.caller), &c.request)
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

// Clients go by these messages, not by the codes, and an operator by the names of the settings.
func TestRefusalsSayWhatToDo(t *testing.T) {
	documents, err := graph.NewTrustedDocuments(func(*session.Request) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	for extensions, want := range map[string][]string{
		"persistedQuery": {"PersistedQueryNotSupported"}, "documentId": {"PersistedQueryNotFound"}, "": {"TRUSTED_DOCUMENTS", "AD_HOC_DOCUMENTS"},
	} {
		request := graphql.RawParams{Query: "{ viewer { id } }"}
		switch extensions {
		case "persistedQuery":
			request = graphql.RawParams{Extensions: map[string]any{extensions: map[string]any{"sha256Hash": "ffff"}}}
		case "documentId":
			request = graphql.RawParams{Extensions: map[string]any{extensions: "ffff"}}
		}
		refusal := documents.MutateOperationParameters(t.Context(), &request)
		for _, text := range want {
			if refusal == nil || !strings.Contains(refusal.Message, text) {
				t.Errorf("%q: %v", extensions, refusal)
			}
		}
	}
}

func TestADocumentIsCheckedAsItWouldBeAtARequest(t *testing.T) {
	for text, want := range map[string]string{
		"query Board { leaderboard { totalVotes } }": "",
		"{ viewer {\n id shoeSize } }":               "line 2: Cannot query field \"shoeSize\" on type \"Viewer\".",
		"{ viewer { id }":                            "line 1: Expected Name, found <EOF>",
		"":                                           "the document has no operation",
		"{ " + strings.Repeat("a ", 500) + "}":       "The document has more than",
		"mutation { signOut { signedOut } refresh { userErrors { message } } }": "A request may hold one mutation field; this one holds 2.",
	} {
		if err := graph.CheckDocument(text); (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func TestOnlyTrustedDocumentsThatSignOutAndNothingElseAreUrgent(t *testing.T) {
	const leave, both = `mutation Leave { signOut { userErrors { code } } }`, `mutation A { signOut { userErrors { code } } } mutation B { refresh { userErrors { code } } }`
	documents, err := graph.NewTrustedDocuments(func(*session.Request) bool { return true }, trusted.FromMap("test", map[string]string{
		"leave": leave, "both": both, "board": "query { leaderboard { totalVotes } }",
	}))
	if err != nil {
		t.Fatal(err)
	}
	named := func(id string) map[string]any { return map[string]any{"documentId": id} }
	for name, c := range map[string]struct {
		request graphql.RawParams
		want    bool
	}{
		"by its text":      {graphql.RawParams{Query: leave}, true},
		"by its id":        {graphql.RawParams{Extensions: named("leave")}, true},
		"not trusted":      {graphql.RawParams{Query: leave + " # now"}, false},
		"and something":    {graphql.RawParams{Query: both, OperationName: "A"}, false},
		"something else":   {graphql.RawParams{Extensions: named("board")}, false},
		"text over the id": {graphql.RawParams{Query: "{ viewer { id } }", Extensions: named("leave")}, false},
		"nothing":          {graphql.RawParams{}, false},
	} {
		if got := documents.SignsOut(&c.request); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
