package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Refresh renews the session of the refresh token, or of the cookie.
func (r *mutationResolver) Refresh(ctx context.Context, input *RefreshInput) (RefreshPayload, error) {
	var token string
	if input != nil {
		token = given(input.RefreshToken)
	}
	s, err := r.Sessions.Refresh(ctx, token)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return RefreshPayload{UserErrors: userErrors}, err
	}
	return RefreshPayload{Session: &s}, nil
}

// SignOut ends the session of the refresh token, or of the cookie, or all sessions of the person.
func (r *mutationResolver) SignOut(ctx context.Context, input *SignOutInput) (SignOutPayload, error) {
	if input == nil {
		input = &SignOutInput{}
	}
	err := error(nil)
	if input.Everywhere {
		err = r.People.SignOutEverywhere(ctx)
	} else {
		err = r.Sessions.SignOut(ctx, given(input.RefreshToken))
	}
	userErrors, err := asUserErrors(err)
	return SignOutPayload{SignedOut: len(userErrors) == 0, UserErrors: userErrors}, err
}

// RevokeSession ends one of the viewer's sessions.
func (r *mutationResolver) RevokeSession(ctx context.Context, input RevokeSessionInput) (RevokeSessionPayload, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return RevokeSessionPayload{}, err
	}
	if err := r.Sessions.RevokeSession(ctx, principal.Subject, input.ID); err != nil {
		userErrors, err := asUserErrors(fault.In("id", err))
		return RevokeSessionPayload{UserErrors: userErrors}, err
	}
	return RevokeSessionPayload{RevokedID: &input.ID}, nil
}

// given returns what an input holds, or the zero value where it is null or left out.
func given[T any](value graphql.Omittable[*T]) (result T) {
	if pointer := value.Value(); pointer != nil {
		result = *pointer
	}
	return result
}

type sessionResolver struct{ *Resolver }

// Viewer is the person signed in, who is also the caller of what is asked below.
func (r *sessionResolver) Viewer(ctx context.Context, s *session.Session) (Viewer, error) {
	session.RequestFrom(ctx).Adopt(s.Principal)
	return *r.newViewer(s.Principal), nil
}
