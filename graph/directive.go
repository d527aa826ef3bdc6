package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Directives implements the schema's directives.
type Directives struct {
	Sessions *session.Service
	Rights   Rights
	Limiter  *ratelimit.Limiter
	// Now is the clock.
	Now func() time.Time
	// ClientKey is what a client's attempts are counted by, from its address.
	ClientKey func(clientIP string) string
	// Phone reads a phone number as a person typed it: in E.164 form, and its country. ok is false if it is not a phone
	// number.
	Phone func(typed string) (number, country string, ok bool)
}

// Rights says what a caller may do beyond what everybody may who is signed in.
type Rights interface {
	// InGroup reports whether the caller is in one of the groups now. Errors: session.ErrUnauthenticated where the account
	// was disabled or deleted, fault.Unavailable.
	InGroup(ctx context.Context, p session.Principal, groups []string) (bool, error)
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
	if groups != nil {
		// An empty list admits nobody: it can only be a mistake, and a mistake must not open a field.
		if admitted, err := d.Rights.InGroup(ctx, principal, groups); err != nil {
			return nil, err
		} else if !admitted {
			return nil, session.ErrForbidden
		}
	}
	if maxAge != nil && !principal.AuthenticatedWithin(time.Duration(*maxAge)*time.Second, d.Now()) {
		return nil, session.ErrStepUpRequired
	}
	return next(ctx)
}
