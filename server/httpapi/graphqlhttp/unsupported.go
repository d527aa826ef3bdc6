package graphqlhttp

import (
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
)

// unsupported refuses valid operations that can't be executed by this method, or for a single response.
func unsupported(method string, operation *graphql.OperationContext) *problem.Problem {
	switch kind := operation.Operation.Operation; {
	case method == http.MethodGet && kind != ast.Query:
		// A GET changes nothing, ever: links, prefetching and image tags send them.
		return problem.MethodNotAllowed(http.MethodPost, "GET is for queries: send mutations with POST.")
	case kind == ast.Subscription:
		return problem.BadRequest("A subscription is not served as a single response: accept text/event-stream.")
	}
	return deferred(operation)
}

// deferred refuses @defer: gqlgen would leave out the deferred part, and leave its goroutines waiting for a reader.
func deferred(operation *graphql.OperationContext) *problem.Problem {
	if strings.Contains(operation.RawQuery, "defer") && defers(operation.Doc) {
		return problem.BadRequest("The directive @defer is not supported.")
	}
	return nil
}

// defers reports whether a document uses @defer anywhere.
func defers(document *ast.QueryDocument) bool {
	for _, operation := range document.Operations {
		if selectionDefers(operation.SelectionSet) {
			return true
		}
	}
	for _, fragment := range document.Fragments {
		if selectionDefers(fragment.SelectionSet) {
			return true
		}
	}
	return false
}

func selectionDefers(set ast.SelectionSet) bool {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if selectionDefers(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if s.Directives.ForName("defer") != nil {
				return true
			}
		case *ast.InlineFragment:
			if s.Directives.ForName("defer") != nil || selectionDefers(s.SelectionSet) {
				return true
			}
		}
	}
	return false
}
