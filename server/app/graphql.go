package app

import (
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/selection"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
)

// requestDeadline is how long a request may take in all, however many calls it makes, and how long a stream may take to
// begin.
const requestDeadline = 3 * time.Second

// newGraphQL assembles the executor.
func newGraphQL(c Config, s *services, streams *graphqlhttp.Streams, trusted *graph.TrustedDocuments) http.Handler {
	explore := *c.Playground // turns on what shows the schema: introspection and suggestions
	executor := handler.New(exec.NewExecutableSchema(exec.Config{Resolvers: s.resolver, Directives: s.directives.Root()}))
	deadline := time.Duration(c.Unhurried) * requestDeadline
	gate := graphqlhttp.NewGate(graphqlhttp.GateConfig{Deadline: deadline, Urgent: trusted.SignsOut, Max: c.MaxExecuting})
	graphqlhttp.AddTransports(executor, graphqlhttp.Limits{Deadline: deadline, Streams: streams, Gate: gate})
	executor.SetErrorPresenter(graph.PresentError)
	executor.SetRecoverFunc(graph.Recover)
	executor.Use(trusted)
	documents := graph.NewDocuments(explore)
	documents.Keep(trusted.Texts())
	documents.Objects = s.resolver.Objects()
	executor.Use(documents)
	executor.SetQueryCache(documents)
	executor.Use(&selection.Extension{}) // before Accounting, which looks at what fields return
	executor.Use(graph.Credentials{Sessions: s.sessions})
	executor.Use(graph.Accounting{Recorder: s.recorder})
	executor.Use(graph.SharedVoter{})
	if explore {
		executor.Use(extension.Introspection{})
	}
	return executor
}
