package graphqlhttp

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// allowedMethods is the Allow header of what these transports answer.
const allowedMethods = "GET, POST, OPTIONS"

// Limits bound what an instance takes on.
type Limits struct {
	// Deadline is how long an operation may take in all, however many calls it makes; of a stream, how long it may take to
	// begin.
	Deadline time.Duration
	Streams  *Streams
	Gate     *Gate
}

// AddTransports adds GraphQL over HTTP to a gqlgen server (handler.Server): server-sent events, POST, GET for queries,
// OPTIONS, and a refusal of every other method. gqlgen takes the first transport that supports a request.
func AddTransports(server interface{ AddTransport(t graphql.Transport) }, limits Limits) {
	server.AddTransport(sse{limits})
	server.AddTransport(post{limits})
	server.AddTransport(get{limits})
	server.AddTransport(otherMethods{})
}

type post struct{ Limits }

func (post) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

func (t post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	t.serve(w, r, exec, postParams)
}

type get struct{ Limits }

func (get) Supports(r *http.Request) bool { return r.Method == http.MethodGet }

func (t get) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	t.serve(w, r, exec, queryParams)
}

type otherMethods struct{}

func (otherMethods) Supports(*http.Request) bool { return true }

// Do answers OPTIONS. What a preflight grants is already in the header. Without a grant, the browser does not send the
// request of the other origin.
func (otherMethods) Do(w http.ResponseWriter, r *http.Request, _ graphql.GraphExecutor) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowedMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	respond.Problem(w, r, respond.JSON, problem.MethodNotAllowed(allowedMethods, "Use POST, or GET for queries."))
}

// paramsReader takes a GraphQL request out of an HTTP request.
type paramsReader func(*http.Request) (*graphql.RawParams, *problem.Problem)

// serve executes one GraphQL request, which read takes from r, and sends a single response.
func (l Limits) serve(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, read paramsReader) {
	varyByAccept(w.Header())
	contentType, ok := negotiate(r.Header)
	if !ok {
		respond.Problem(w, r, respond.JSON, &problem.Problem{
			Status:  http.StatusNotAcceptable,
			Code:    problem.CodeBadInput,
			Message: "Accept application/graphql-response+json or application/json.",
		})
		return
	}
	params, p := read(r)
	var response *graphql.Response
	if p == nil {
		response, p = l.answer(r, exec, params)
	}
	if p == nil {
		p = writeResponse(w, contentType, response)
	}
	if p != nil {
		respond.Problem(w, r, contentType, p)
	}
}

var varyAccept = []string{"Accept"} // shared by all responses: Set and Add replace values, nothing writes into them

// varyByAccept tells caches that the response depends on the Accept header.
func varyByAccept(header http.Header) {
	if header["Vary"] != nil {
		header.Add("Vary", varyAccept[0])
	} else {
		header["Vary"] = varyAccept
	}
}

// answer executes a request that has been read: a client that sends slowly must neither hold a place at the gate nor
// choose where the deadline strikes.
func (l Limits) answer(
	r *http.Request, exec graphql.GraphExecutor, params *graphql.RawParams,
) (*graphql.Response, *problem.Problem) {
	if p := l.Gate.enter(params); p != nil {
		return nil, p
	}
	ctx, cancel := context.WithTimeout(r.Context(), l.Deadline)
	defer cancel()
	defer func() { l.Gate.leave(ctx.Err() == nil) }()
	operation, refusal := parse(ctx, exec, params)
	if refusal != nil {
		return refusal, nil
	}
	return execute(ctx, exec, r.Method, operation)
}

// parse has gqlgen parse and validate the request; a response means that it was refused. The headers are not passed on:
// credentials end here.
func parse(
	ctx context.Context, exec graphql.GraphExecutor, params *graphql.RawParams,
) (operation *graphql.OperationContext, refusal *graphql.Response) {
	defer func() {
		if value := recover(); value != nil {
			refusal = recovered(ctx, exec, value)
		}
	}()
	operation, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		refusal = exec.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	}
	return operation, refusal
}

// execute has gqlgen execute the operation, for a single response.
func execute(
	ctx context.Context, exec graphql.GraphExecutor, method string, operation *graphql.OperationContext,
) (response *graphql.Response, p *problem.Problem) {
	defer func() {
		if value := recover(); value != nil {
			response = recovered(ctx, exec, value)
		}
	}()
	if p := unsupported(method, operation); p != nil {
		return nil, p
	}
	next, ctx := exec.DispatchOperation(ctx, operation)
	if response = next(ctx); response == nil { // gqlgen's answer to a context that has ended, which encodes as `null`
		return nil, ended(ctx)
	}
	return response, nil
}

// recovered answers a panic outside of a resolver, such as in an extension. gqlgen's server would answer it too,
// without a content type and with a `data` member.
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

func ended(ctx context.Context) *problem.Problem {
	if ctx.Err() == nil {
		return problem.Internal()
	}
	return &problem.Problem{
		Status:     http.StatusServiceUnavailable,
		Code:       problem.CodeUnavailable,
		Message:    "The service took too long. Try again in a moment.",
		RetryAfter: 2,
	}
}
