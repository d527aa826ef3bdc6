package graph

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// SignIn returns a session, the challenge that comes before it, or user errors.
func (r mutationResolver) SignIn(ctx context.Context, input exec.SignInInput) (exec.SignInPayload, error) {
	s, err := r.Sessions.SignIn(ctx, input.Email, input.Password, input.Transport)
	return signInPayload(s, input.Email, err)
}

// AnswerChallenge answers as SignIn does.
func (r mutationResolver) AnswerChallenge(
	ctx context.Context,
	input exec.AnswerChallengeInput,
) (exec.SignInPayload, error) {
	s, err := r.Sessions.Answer(ctx, input.Handle, session.Answer{
		Code: inputValue(input.Code), Method: inputValue(input.Method), NewPassword: inputValue(input.NewPassword),
	})
	return signInPayload(s, "", err)
}

// signInPayload turns the outcome of a step of a sign-in into its payload.
func signInPayload(s session.Session, email string, err error) (exec.SignInPayload, error) {
	var pending *session.PendingChallenge
	switch {
	case err == nil:
		return exec.SignInPayload{Session: &s}, nil
	case errors.As(err, &pending):
		return challengePayload(pending)
	case errors.Is(err, session.ErrNotConfirmed):
		email, err := account.NormalizeEmail(email)
		return exec.SignInPayload{Challenge: exec.ConfirmSignUpChallenge{Email: email}}, err
	case errors.Is(err, session.ErrPasswordResetRequired) && email != "":
		email, err := account.NormalizeEmail(email)
		return exec.SignInPayload{Challenge: exec.ResetPasswordChallenge{Email: email}}, err
	}
	userErrors, err := asUserErrors(err)
	return exec.SignInPayload{UserErrors: userErrors}, err
}

// Refresh renews the session of the refresh token, or of the cookie.
func (r mutationResolver) Refresh(ctx context.Context, input *exec.RefreshInput) (exec.RefreshPayload, error) {
	var token string
	if input != nil {
		token = inputValue(input.RefreshToken)
	}
	s, err := r.Sessions.Refresh(ctx, token)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return exec.RefreshPayload{UserErrors: userErrors}, err
	}
	return exec.RefreshPayload{Session: &s}, nil
}

// SignOut ends the session of the refresh token, or of the cookie, or all sessions of the person.
func (r mutationResolver) SignOut(ctx context.Context, input *exec.SignOutInput) (exec.SignOutPayload, error) {
	if input == nil {
		input = &exec.SignOutInput{}
	}
	err := error(nil)
	if input.Everywhere {
		err = r.People.SignOutEverywhere(ctx)
	} else {
		err = r.Sessions.SignOut(ctx, inputValue(input.RefreshToken))
	}
	userErrors, err := asUserErrors(err)
	return exec.SignOutPayload{SignedOut: len(userErrors) == 0, UserErrors: userErrors}, err
}

// SignOutOthers ends all sessions of the person but the one of the request.
func (r mutationResolver) SignOutOthers(ctx context.Context) (exec.SignOutOthersPayload, error) {
	principal, err := r.Sessions.EndOthers(ctx)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return exec.SignOutOthersPayload{UserErrors: userErrors}, err
	}
	return exec.SignOutOthersPayload{Viewer: &principal}, nil
}

// RevokeSession ends one of the viewer's sessions.
func (r mutationResolver) RevokeSession(
	ctx context.Context,
	input exec.RevokeSessionInput,
) (exec.RevokeSessionPayload, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return exec.RevokeSessionPayload{}, err
	}
	if err := r.Sessions.RevokeSession(ctx, principal.Subject, input.ID); err != nil {
		userErrors, err := asUserErrors(fault.In("id", err))
		return exec.RevokeSessionPayload{UserErrors: userErrors}, err
	}
	return exec.RevokeSessionPayload{RevokedID: &input.ID}, nil
}

// Session returns the resolver of the fields that a session's domain type lacks.
func (r *Resolver) Session() exec.SessionResolver { return sessionResolver{r} }

type sessionResolver struct{ *Resolver }

// Viewer is the person signed in, who is also the caller of the fields selected below.
func (r sessionResolver) Viewer(ctx context.Context, s *session.Session) (session.Principal, error) {
	session.RequestFrom(ctx).Adopt(s.Principal)
	return s.Principal, nil
}
