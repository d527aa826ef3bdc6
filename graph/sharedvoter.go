package graph

import (
	"context"
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
	once sync.Once
	// read panics each time if it did so the first time: no field may take the zero voter for the caller's record.
	read func() (voting.Voter, error)
}

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
	shared.once.Do(func() { shared.read = sync.OnceValues(read) })
	return shared.read()
}
