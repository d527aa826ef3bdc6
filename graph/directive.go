package graph

import (
	"context"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Directives implements the schema's directives.
type Directives struct {
	Sessions *session.Service
	Limiter  *ratelimit.Limiter
	// Now is the clock.
	Now func() time.Time
	// ClientKey is what a client's attempts are counted by, from its address.
	ClientKey func(clientIP string) string
	// Phone reads a phone number as a person typed it: in E.164 form, and its country. ok is false if it is not a phone
	// number.
	Phone func(typed string) (number, country string, ok bool)
}

// Root returns the directives in the form that the executable schema takes.
func (d *Directives) Root() exec.DirectiveRoot {
	return exec.DirectiveRoot{Auth: d.auth, RateLimit: d.rateLimit}
}

// auth identifies the caller. Package voting decides what the caller may do with a project or a vote.
func (d *Directives) auth(
	ctx context.Context, _ any, next graphql.Resolver, groups []string, maxAge *int,
) (any, error) {
	principal, err := d.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	// An empty list admits nobody: it can only be a mistake, and a mistake must not open a field.
	if groups != nil && !slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(principal.Groups, g) }) {
		return nil, session.ErrForbidden
	}
	if maxAge != nil && !principal.AuthenticatedWithin(time.Duration(*maxAge)*time.Second, d.Now()) {
		return nil, session.ErrStepUpRequired
	}
	return next(ctx)
}
