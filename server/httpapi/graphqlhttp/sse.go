package graphqlhttp

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/problem"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// deadlineMargin is how long before the deadline of a request that has one, as on Lambda, its stream ends. The rest is
// for the work after a response, before the process is stopped in the middle of it.
const deadlineMargin = 5 * time.Second

// sse is GraphQL over server-sent events, by the protocol of graphql-sse in its mode of distinct connections: a stream
// is the response to its request. It takes the requests whose Accept names text/event-stream. Clients name it in
// addition to JSON on every request, so the kind of operation decides: a subscription is streamed. Everything else gets
// a single response if JSON is acceptable too, and otherwise a stream of one event.
//
// A document that is refused gets the same kind of response: 4xx in JSON where that is acceptable, and otherwise with
// 200 and a `next` event that holds the errors, as the protocol asks, because a client of events alone could not read
// the body of a failure. What a subscription's own field refuses, such as a missing session, is such an event in any
// case: the stream is then under way. Problems outside GraphQL keep their HTTP status whatever the client accepts, so
// that load balancers and clients recognise them.
type sse struct{ Limits }

func (sse) Supports(r *http.Request) bool {
	return (r.Method == http.MethodPost || r.Method == http.MethodGet) && AcceptsEvents(r.Header)
}

func (t sse) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	varyByAccept(w.Header())
	read := postParams
	if r.Method == http.MethodGet {
		read = queryParams
	}
	contentType, single := negotiate(r.Header)
	if !single {
		contentType = respond.JSON // for problems
	}
	if p := t.serve(w, r, exec, read, contentType, single); p != nil {
		respond.Problem(w, r, contentType, p)
	}
}

// serve answers the request, unless it returns a problem. single is whether a single response of contentType is
// acceptable.
func (t sse) serve(
	w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, read paramsReader, contentType string, single bool,
) *problem.Problem {
	params, p := read(r)
	if p != nil {
		return p
	}
	if p := t.Gate.enter(params); p != nil {
		return p
	}
	ctx, cancel := context.WithTimeout(r.Context(), t.Deadline)
	defer cancel()
	leave := sync.OnceFunc(func() { t.Gate.leave(ctx.Err() == nil) })
	defer leave()
	operation, response := parse(ctx, exec, params)
	if response == nil && operation.Operation.Operation == ast.Subscription {
		begun := func() {
			leave()
			cancel() // the timer need not wait for the stream
		}
		return t.stream(w, r, exec, operation, begun)
	}
	if response == nil && lacksPreflight(r) {
		return PreflightMissing() // an EventSource, which is for subscriptions
	}
	if response == nil {
		if response, p = execute(ctx, exec, r.Method, operation); p != nil {
			return p
		}
	}
	if single {
		return writeResponse(w, contentType, response)
	}
	writeEvent(w, response, session.RequestFrom(ctx).ID)
	return nil
}

// writeEvent writes a response as a whole stream.
func writeEvent(w http.ResponseWriter, response *graphql.Response, requestID string) {
	buffer := responses.Get().(*bytes.Buffer)
	defer recycle(buffer)
	appendNext(buffer, response, requestID)
	buffer.WriteString(completeEvent)
	respond.Uncached(w, http.StatusOK, mediaEvents, buffer.Bytes())
}

// stream answers a subscription, unless it returns a problem. It calls begun once there is a stream.
func (t sse) stream(
	w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, operation *graphql.OperationContext, begun func(),
) *problem.Problem {
	if p := deferred(operation); p != nil {
		return p
	}
	if p := t.Streams.enter(); p != nil {
		return p
	}
	defer t.Streams.leave()
	ctx, fail := context.WithCancelCause(r.Context())
	defer fail(nil)
	if deadline, bounded := ctx.Deadline(); bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-deadlineMargin))
		defer cancel()
	}
	s := &eventStream{w: w, control: http.NewResponseController(w), streams: t.Streams, ctx: ctx, fail: fail}
	interrupted := make(chan struct{})
	watching := context.AfterFunc(t.Streams.stopping, func() {
		defer close(interrupted)
		s.interrupt()
	})
	defer func() {
		if !watching() {
			<-interrupted // it uses the response writer
		}
	}()
	start := time.AfterFunc(t.Deadline, func() { fail(context.DeadlineExceeded) })
	responses, ctx := dispatch(ctx, exec, operation)
	if !start.Stop() || ctx.Err() != nil {
		return ended(ctx)
	}
	begun()
	s.begin()
	defer s.end()
	for response := responses(); response != nil && s.next(response); {
		response = responses()
	}
	t.finish(s)
	return nil
}

// finish shows the client how the stream ended. Where it broke off, only a stop has to cut the connection: otherwise
// the client has gone, or can't be reached, or the process is on Lambda, where that would end it. Clients treat a
// stream that just ends as broken too.
func (t sse) finish(s *eventStream) {
	if s.ctx.Err() == nil {
		s.complete()
		return
	}
	if w, ok := s.w.(interface{ BreakOff() }); ok && errors.Is(context.Cause(s.ctx), errStopping) {
		w.BreakOff()
	}
}

// dispatch begins a subscription. The function that it returns waits for the next response, and returns nil when there
// are no more. A panic outside a resolver becomes the last response.
func dispatch(
	ctx context.Context, exec graphql.GraphExecutor, operation *graphql.OperationContext,
) (next func() *graphql.Response, inner context.Context) {
	defer func() {
		if value := recover(); value != nil {
			last := graphql.OneShot(recovered(ctx, exec, value))
			next, inner = func() *graphql.Response { return last(ctx) }, ctx
		}
	}()
	responses, inner := exec.DispatchOperation(ctx, operation)
	panicked := false
	return func() (response *graphql.Response) {
		if panicked {
			return nil
		}
		defer func() {
			if value := recover(); value != nil {
				panicked, response = true, recovered(ctx, exec, value)
			}
		}()
		return responses(inner)
	}, inner
}
