package graph

import (
	"context"
	"errors"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Credentials is the extension of the executor that refuses an operation whose bearer token is not valid, whatever it
// asks for. If public fields were answered as for a guest, a client whose token has expired would not learn that it has
// to renew it, and would show a person's own data as missing.
//
// Mutations that need no sign-in stay open: they are how a client gets a valid token, and not every client can leave
// its old one out. A cookie is different: browsers send it by themselves, so a session that has ended simply turns its
// owner into a guest.
type Credentials struct {
	Sessions *session.Service
}

// refusedToken is a session.ErrUnauthenticated that is due to the token that the client sent.
type refusedToken struct{ error }

func (e refusedToken) Unwrap() error { return e.error }

// ExtensionName names the extension.
func (Credentials) ExtensionName() string { return "Credentials" }

// Validate admits every schema.
func (Credentials) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses the operation before any of it is executed; it changes nothing.
func (c Credentials) MutateOperationContext(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	if session.RequestFrom(ctx).BearerToken == "" || isOpen(operation.Operation) {
		return nil
	}
	_, err := c.Sessions.Authenticate(ctx)
	if errors.Is(err, session.ErrUnauthenticated) {
		err = refusedToken{err}
	}
	if err != nil {
		return gqlerror.WrapIfUnwrapped(err)
	}
	return nil
}

// isOpen reports whether clients without a valid credential may run an operation: a mutation of fields without @auth.
func isOpen(operation *ast.OperationDefinition) bool {
	return operation.Operation == ast.Mutation && selectsOpen(operation.SelectionSet)
}

func selectsOpen(set ast.SelectionSet) bool {
	for _, selection := range set {
		open := false
		switch selection := selection.(type) {
		case *ast.Field:
			open = strings.HasPrefix(selection.Name, "__") || selection.Definition.Directives.ForName("auth") == nil
		case *ast.InlineFragment:
			open = selectsOpen(selection.SelectionSet)
		case *ast.FragmentSpread:
			open = selectsOpen(selection.Definition.SelectionSet)
		}
		if !open {
			return false
		}
	}
	return true
}
