package app

import (
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/server/internal/transport"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

const (
	// requestDeadline is how long a request may take in all, however many calls it makes, and how long a stream may take to begin.
	requestDeadline = 3 * time.Second
	// cachedDocuments bounds the parsed documents that are kept; each is at most some ten kilobytes.
	cachedDocuments = 512
)

// newGraphQL assembles the executor, for an app that sends the given documents.
func newGraphQL(c Config, s *services, streams *transport.Streams, documents map[string]string) http.Handler {
	explore := *c.Playground // turns on what shows the schema: introspection and suggestions
	executor := handler.New(graph.NewExecutableSchema(graph.Config{Resolvers: s.resolver, Directives: s.directives.Root()}))
	transport.AddTransports(executor, requestDeadline, streams)
	executor.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	executor.SetParserTokenLimit(graph.MaxTokens)
	executor.SetDisableSuggestion(!explore)
	executor.SetErrorPresenter(graph.PresentError)
	executor.SetRecoverFunc(graph.Recover)
	executor.Use(graph.NewTrustedDocuments(documents, c.mayAdHoc))
	executor.Use(graph.Guard{Introspection: explore})
	executor.Use(graph.Accounting{Recorder: s.recorder})
	executor.Use(graph.SharedVoter{})
	if explore {
		executor.Use(extension.Introspection{})
	}
	return executor
}

// mayAdHoc tells whether a request may send a document that is not the app's. Everybody may where the playground is on: it is there to
// explore, and sends its documents with the same cookie as the app.
func (c *Config) mayAdHoc(r *session.Request) bool {
	withCookie := r.CookieID != "" && r.BearerToken == ""
	return *c.Playground || c.AdHoc && !withCookie
}
