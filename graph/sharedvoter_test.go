package graph

import (
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func TestAPanicOfTheFirstReaderReachesEveryField(t *testing.T) {
	reads := 0
	field := func(ctx context.Context) (voter voting.Voter, panicked any, err error) {
		defer func() { panicked = recover() }()
		voter, err = sharedVoter(ctx, func() (voting.Voter, error) {
			reads++
			panic("a broken store")
		})
		return voter, nil, err
	}
	SharedVoter{}.InterceptResponse(t.Context(), func(ctx context.Context) *graphql.Response {
		for i := range 3 {
			if voter, panicked, err := field(ctx); panicked == nil && err == nil {
				t.Errorf("field %d takes %+v for the caller's record", i+1, voter)
			}
		}
		return nil
	})
	if reads != 1 {
		t.Errorf("read %d times", reads)
	}
}
