package transport

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// graphQLMethods is what /graphql takes.
const graphQLMethods = "GET, POST, OPTIONS"

// AddTransports adds GraphQL over HTTP to a gqlgen server (handler.Server): POST, GET for queries, OPTIONS, and a refusal of
// every other method. gqlgen takes the first transport that supports a request, so streaming ones must be added before.
func AddTransports(server interface{ AddTransport(t graphql.Transport) }) {
	server.AddTransport(post{})
	server.AddTransport(get{})
	server.AddTransport(otherMethods{})
}

type post struct{}

func (post) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	serve(w, r, exec, postParams)
}

type get struct{}

func (get) Supports(r *http.Request) bool { return r.Method == http.MethodGet }

func (get) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	serve(w, r, exec, queryParams)
}

type otherMethods struct{}

func (otherMethods) Supports(*http.Request) bool { return true }

// Do answers OPTIONS without any CORS header: a browser then refuses the request of another origin that it asked about.
func (otherMethods) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", graphQLMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	methodNotAllowed(graphQLMethods, "Use POST, or GET for queries.").write(w, mediaJSON, "")
}

// serve carries out one GraphQL request, which read takes from r.
func serve(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, read func(*http.Request) (*graphql.RawParams, *problem)) {
	w.Header().Set("Vary", "Accept")
	contentType, ok := negotiate(r.Header)
	if !ok {
		p := &problem{status: http.StatusNotAcceptable, code: codeBadInput, message: "Accept application/graphql-response+json or application/json."}
		p.write(w, mediaJSON, "")
		return
	}
	params, p := read(r)
	var response *graphql.Response
	if p == nil {
		response, p = execute(r, exec, params)
	}
	if p == nil {
		p = writeResponse(w, contentType, response)
	}
	if p != nil {
		p.write(w, contentType, session.RequestFrom(r.Context()).ID)
	}
}

// execute has gqlgen run the request. The headers are not handed on: credentials end here.
func execute(r *http.Request, exec graphql.GraphExecutor, params *graphql.RawParams) (response *graphql.Response, p *problem) {
	ctx := r.Context()
	defer func() {
		if value := recover(); value != nil {
			response = recovered(ctx, exec, value)
		}
	}()
	operation, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		return exec.DispatchError(graphql.WithOperationContext(ctx, operation), errs), nil
	}
	if p := unsupported(r.Method, operation); p != nil {
		return nil, p
	}
	next, ctx := exec.DispatchOperation(ctx, operation)
	if response = next(ctx); response == nil { // gqlgen's answer to a context that has ended, which encodes as `null`
		return nil, ended(ctx)
	}
	return response, nil
}

// recovered answers a panic outside of a resolver, such as in an extension. gqlgen's server would answer it too, without a
// content type and with a `data` member.
func recovered(ctx context.Context, exec graphql.GraphExecutor, value any) *graphql.Response {
	presenter, ok := exec.(interface {
		PresentRecoveredError(ctx context.Context, value any) error
	})
	if !ok {
		panic(value)
	}
	var presented *gqlerror.Error
	if !errors.As(presenter.PresentRecoveredError(ctx, value), &presented) {
		return &graphql.Response{}
	}
	return &graphql.Response{Errors: gqlerror.List{presented}}
}

func ended(ctx context.Context) *problem {
	if ctx.Err() == nil {
		return internalProblem()
	}
	return &problem{status: http.StatusServiceUnavailable, code: codeUnavailable, message: "The service took too long. Try again in a moment.", retryAfter: 2}
}

// unsupported refuses valid operations that this method can't carry out.
func unsupported(method string, operation *graphql.OperationContext) *problem {
	switch kind := operation.Operation.Operation; {
	case method == http.MethodGet && kind != ast.Query:
		// A GET changes nothing, ever: links, prefetching and image tags send them.
		return methodNotAllowed(http.MethodPost, "GET is for queries: send mutations with POST.")
	case kind == ast.Subscription:
		return badRequest("Subscriptions are not served as a single response.")
	case strings.Contains(operation.RawQuery, "defer") && defers(operation.Doc):
		// gqlgen would leave out the deferred part, and leave its goroutines waiting for a reader.
		return badRequest("The directive @defer is not supported.")
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
