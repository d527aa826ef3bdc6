package graph

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// SignIn answers a session, the challenge that comes before it, or user errors.
func (r *mutationResolver) SignIn(ctx context.Context, input SignInInput) (SignInPayload, error) {
	s, err := r.Sessions.SignIn(ctx, input.Email, input.Password, input.Transport)
	return r.signInPayload(s, input.Email, err)
}

// AnswerChallenge answers as SignIn does.
func (r *mutationResolver) AnswerChallenge(ctx context.Context, input AnswerChallengeInput) (SignInPayload, error) {
	s, err := r.Sessions.Answer(ctx, input.Handle, session.Answer{
		Code: given(input.Code), Method: given(input.Method), NewPassword: given(input.NewPassword),
	})
	return r.signInPayload(s, "", err)
}

// signInPayload turns the outcome of a step of a sign-in into its payload.
func (r *Resolver) signInPayload(s session.Session, email string, err error) (SignInPayload, error) {
	var pending *session.PendingChallenge
	switch {
	case err == nil:
		return SignInPayload{Session: &s}, nil
	case errors.As(err, &pending):
		return r.challengePayload(pending)
	case errors.Is(err, session.ErrNotConfirmed):
		email, err := account.NormalizeEmail(email)
		return SignInPayload{Challenge: ConfirmSignUpChallenge{Email: email}}, err
	case errors.Is(err, session.ErrPasswordResetRequired) && email != "":
		email, err := account.NormalizeEmail(email)
		return SignInPayload{Challenge: ResetPasswordChallenge{Email: email}}, err
	}
	userErrors, err := asUserErrors(err)
	return SignInPayload{UserErrors: userErrors}, err
}

// challengePayload holds the challenge and what was wrong with the answer before.
func (r *Resolver) challengePayload(pending *session.PendingChallenge) (SignInPayload, error) {
	userErrors, err := asUserErrors(pending.Err)
	if err != nil {
		return SignInPayload{}, err
	}
	challenge, err := r.challenge(pending)
	return SignInPayload{Challenge: challenge, UserErrors: userErrors}, err
}

var errUnknownChallenge = errors.New("challenge of an unknown kind")

func (r *Resolver) challenge(p *session.PendingChallenge) (SignInChallenge, error) {
	switch p.Kind {
	case session.ChallengeSMS:
		return SmsMfaChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, CodeDelivery: p.Delivery}, nil
	case session.ChallengeEmail:
		return EmailOtpChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, CodeDelivery: p.Delivery}, nil
	case session.ChallengeTOTP:
		return TotpChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt}, nil
	case session.ChallengeTOTPSetup:
		setup, err := r.totpSetup(p.Email, p.Secret)
		return TotpSetupChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, Setup: setup}, err
	case session.ChallengeSelectMFA:
		return SelectMfaChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, Methods: p.Methods}, nil
	case session.ChallengeNewPassword:
		return NewPasswordChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt}, nil
	}
	return nil, errUnknownChallenge
}

// totpSetup is the secret in the three forms that people can take it in.
func (r *Resolver) totpSetup(email, secret string) (TotpSetup, error) {
	uri := account.OTPAuthURI(email, secret)
	code, err := r.QRCode(uri)
	return TotpSetup{Secret: secret, OtpauthURI: uri, QRCode: code}, err
}
