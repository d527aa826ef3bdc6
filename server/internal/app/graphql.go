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
)

const (
	// requestDeadline is how long a request may take in all, however many calls it makes, and how long a stream may take to begin.
	requestDeadline = 3 * time.Second
	// cachedDocuments bounds the parsed documents that are kept; each is at most some ten kilobytes.
	cachedDocuments = 512
)

// newGraphQL assembles the executor.
func newGraphQL(c Config, s *services, streams *transport.Streams, documents *graph.TrustedDocuments) http.Handler {
	explore := *c.Playground // turns on what shows the schema: introspection and suggestions
	executor := handler.New(graph.NewExecutableSchema(graph.Config{Resolvers: s.resolver, Directives: s.directives.Root()}))
	transport.AddTransports(executor, requestDeadline, streams)
	executor.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	executor.SetParserTokenLimit(graph.MaxTokens)
	executor.SetDisableSuggestion(!explore)
	executor.SetErrorPresenter(graph.PresentError)
	executor.SetRecoverFunc(graph.Recover)
	executor.Use(documents)
	executor.Use(graph.Guard{Introspection: explore})
	executor.Use(graph.Credentials{Sessions: s.sessions})
	executor.Use(graph.Accounting{Recorder: s.recorder})
	executor.Use(graph.SharedVoter{})
	if explore {
		executor.Use(extension.Introspection{})
	}
	return executor
}
