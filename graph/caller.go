package graph

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// optionalCaller returns the caller of a public field, if somebody is signed in.
func (r *Resolver) optionalCaller(ctx context.Context) (p session.Principal, signedIn bool, err error) {
	p, err = r.Sessions.Authenticate(ctx)
	if errors.Is(err, session.ErrUnauthenticated) {
		return session.Principal{}, false, nil
	}
	return p, err == nil, err
}

// caller is the signed-in person, with the account.
func (r *Resolver) caller(ctx context.Context) (session.Principal, account.Identity, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return session.Principal{}, account.Identity{}, err
	}
	identity, err := r.Identities.Identity(ctx, principal)
	return principal, identity, err
}

// asCaller does something in the signed-in person's name. The result is nil if that failed.
func asCaller[T any](
	ctx context.Context,
	r *Resolver,
	do func(p session.Principal, identity account.Identity) (T, error),
) (*T, []exec.UserError, error) {
	principal, identity, err := r.caller(ctx)
	if err != nil {
		return nil, nil, err
	}
	result, err := do(principal, identity)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return nil, userErrors, err
	}
	return &result, nil, nil
}

// asViewer does something in the viewer's name. It returns the viewer on success, and otherwise the user errors.
func (r *Resolver) asViewer(
	ctx context.Context,
	do func(session.Principal) error,
) (*session.Principal, []exec.UserError, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, nil, err
	}
	userErrors, err := asUserErrors(do(principal))
	if err != nil || len(userErrors) > 0 {
		return nil, userErrors, err
	}
	return &principal, userErrors, nil
}
