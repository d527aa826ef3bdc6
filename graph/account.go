package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

type mutationResolver struct{ *Resolver }

// SignUp registers an account.
func (r *mutationResolver) SignUp(ctx context.Context, input account.Registration) (SignUpPayload, error) {
	delivery, err := r.Accounts.SignUp(ctx, input)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return SignUpPayload{UserErrors: userErrors}, err
	}
	return SignUpPayload{CodeDelivery: &delivery}, nil
}

// ConfirmOtp proves the phone number.
func (r *mutationResolver) ConfirmOtp(ctx context.Context, input ConfirmOtpInput) (ConfirmOtpPayload, error) {
	userErrors, err := asUserErrors(r.Accounts.ConfirmOTP(ctx, input.Email, input.Code))
	return ConfirmOtpPayload{Confirmed: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ResendOtp sends a new code.
func (r *mutationResolver) ResendOtp(ctx context.Context, input ResendOtpInput) (ResendOtpPayload, error) {
	userErrors, err := asUserErrors(r.Accounts.ResendOTP(ctx, input.Email))
	return ResendOtpPayload{Accepted: len(userErrors) == 0, UserErrors: userErrors}, err
}
