package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// SignUp registers an account.
func (r mutationResolver) SignUp(ctx context.Context, input account.Registration) (exec.SignUpPayload, error) {
	delivery, err := r.Accounts.SignUp(ctx, input)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return exec.SignUpPayload{UserErrors: userErrors}, err
	}
	return exec.SignUpPayload{CodeDelivery: &delivery}, nil
}

// ConfirmOtp verifies the phone number.
func (r mutationResolver) ConfirmOtp(ctx context.Context, input exec.ConfirmOtpInput) (exec.ConfirmOtpPayload, error) {
	userErrors, err := asUserErrors(r.Accounts.ConfirmOTP(ctx, input.Email, input.Code))
	return exec.ConfirmOtpPayload{Confirmed: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ResendOtp sends a new code.
func (r mutationResolver) ResendOtp(ctx context.Context, input exec.ResendOtpInput) (exec.ResendOtpPayload, error) {
	userErrors, err := asUserErrors(r.Accounts.ResendOTP(ctx, input.Email))
	return exec.ResendOtpPayload{Accepted: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ForgotPassword sends a code for a new password.
func (r mutationResolver) ForgotPassword(
	ctx context.Context,
	input exec.ForgotPasswordInput,
) (exec.ForgotPasswordPayload, error) {
	userErrors, err := asUserErrors(r.Profiles.ForgotPassword(ctx, input.Email))
	return exec.ForgotPasswordPayload{Accepted: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ResetPassword sets a new password with a code, and ends the account's sessions.
func (r mutationResolver) ResetPassword(
	ctx context.Context,
	input exec.ResetPasswordInput,
) (exec.ResetPasswordPayload, error) {
	userErrors, err := asUserErrors(r.People.ResetPassword(ctx, input.Email, input.Code, input.NewPassword))
	return exec.ResetPasswordPayload{Reset: len(userErrors) == 0, UserErrors: userErrors}, err
}

// DeleteAccount deletes the viewer's account and personal data.
func (r mutationResolver) DeleteAccount(
	ctx context.Context,
	input exec.DeleteAccountInput,
) (exec.DeleteAccountPayload, error) {
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.People.Delete(ctx, p, input.Email)
	})
	return exec.DeleteAccountPayload{Deleted: err == nil && len(userErrors) == 0, UserErrors: userErrors}, err
}

// SignUpPolicy is what a sign-up must satisfy.
func (r queryResolver) SignUpPolicy(context.Context) (account.Policy, error) {
	return r.Accounts.Policy(), nil
}
