// Package graph is the GraphQL layer: it turns fields into calls of the domain packages and their errors into codes. It
// knows nothing of HTTP, AWS or JWTs. `make generate` makes package exec from schema.graphqls.
package graph

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Resolver holds what the fields call.
type Resolver struct {
	Accounts   *account.Service
	Profiles   *account.Profiles
	Sessions   *session.Service
	People     *person.Service
	Identities Identities
	Voting     *voting.Service
	Trail      audit.Trail
	// SessionCheck is how often a stream checks whether its session has ended; zero means every 15 s.
	SessionCheck time.Duration
}

// Identities knows who the caller is.
type Identities interface {
	person.Identities
	// Known reports whether Identity returns without a call, as far as that can be told.
	Known(p session.Principal) bool
}

var _ exec.ResolverRoot = (*Resolver)(nil)

// Query returns the resolver of the fields that read.
func (r *Resolver) Query() exec.QueryResolver { return queryResolver{r} }

// Mutation returns the resolver of the fields that change something.
func (r *Resolver) Mutation() exec.MutationResolver { return mutationResolver{r} }

type queryResolver struct{ *Resolver }

type mutationResolver struct{ *Resolver }
