package graph

import (
	"context"
	"errors"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// SharedVoter is the extension of the executor that lets the fields of one response share the caller's voter record: a
// page of a hundred projects needs it a hundred times.
type SharedVoter struct{}

type sharedVoterKey struct{}

// voterOnce is the record of one response.
type voterOnce struct {
	mu    sync.Mutex // held while it is read
	known bool
	voter voting.Voter
	err   error
}

// errVoterPanic stays if the reading panics: no field may take the zero voter for the caller's record.
var errVoterPanic = errors.New("reading the voter record panicked")

// ExtensionName names the extension.
func (SharedVoter) ExtensionName() string { return "SharedVoter" }

// Validate admits every schema.
func (SharedVoter) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse starts over with each response, so that a stream does not keep showing the votes it began with.
func (SharedVoter) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	return next(context.WithValue(ctx, sharedVoterKey{}, &voterOnce{}))
}

// sharedVoter reads the caller's record with the first field that asks.
func sharedVoter(ctx context.Context, read func() (voting.Voter, error)) (voting.Voter, error) {
	shared, ok := ctx.Value(sharedVoterKey{}).(*voterOnce)
	if !ok {
		return read()
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.known {
		shared.known, shared.err = true, errVoterPanic
		shared.voter, shared.err = read()
	}
	return shared.voter, shared.err
}
