package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// SignIn answers a session, the challenge that comes before it, or user errors.
func (r *mutationResolver) SignIn(ctx context.Context, input SignInInput) (SignInPayload, error) {
	s, err := r.Sessions.SignIn(ctx, input.Email, input.Password, input.Transport)
	if errors.Is(err, session.ErrNotConfirmed) {
		email, err := account.NormalizeEmail(input.Email)
		return SignInPayload{Challenge: ConfirmSignUpChallenge{Email: email}}, err
	}
	if err != nil {
		userErrors, err := asUserErrors(err)
		return SignInPayload{UserErrors: userErrors}, err
	}
	return SignInPayload{Session: &s}, nil
}

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

// SignOut ends the session of the refresh token, or of the cookie.
func (r *mutationResolver) SignOut(ctx context.Context, input *SignOutInput) (SignOutPayload, error) {
	var token string
	if input != nil {
		token = given(input.RefreshToken)
	}
	userErrors, err := asUserErrors(r.Sessions.SignOut(ctx, token))
	return SignOutPayload{SignedOut: len(userErrors) == 0, UserErrors: userErrors}, err
}

func given(text graphql.Omittable[*string]) string {
	if value := text.Value(); value != nil {
		return *value
	}
	return ""
}

type sessionResolver struct{ *Resolver }

// Viewer is the person signed in.
func (r *sessionResolver) Viewer(_ context.Context, s *session.Session) (Viewer, error) {
	return *r.newViewer(s.Principal), nil
}
