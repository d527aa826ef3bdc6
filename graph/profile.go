package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// ForgotPassword sends a code for a new password.
func (r *mutationResolver) ForgotPassword(
	ctx context.Context,
	input ForgotPasswordInput,
) (ForgotPasswordPayload, error) {
	userErrors, err := asUserErrors(r.Profiles.ForgotPassword(ctx, input.Email))
	return ForgotPasswordPayload{Accepted: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ResetPassword sets a new password with a code, and ends the account's sessions.
func (r *mutationResolver) ResetPassword(ctx context.Context, input ResetPasswordInput) (ResetPasswordPayload, error) {
	userErrors, err := asUserErrors(r.People.ResetPassword(ctx, input.Email, input.Code, input.NewPassword))
	return ResetPasswordPayload{Reset: len(userErrors) == 0, UserErrors: userErrors}, err
}

// ChangePassword replaces the viewer's password.
func (r *mutationResolver) ChangePassword(
	ctx context.Context,
	input ChangePasswordInput,
) (ChangePasswordPayload, error) {
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.ChangePassword(ctx, p.AccessToken, input.CurrentPassword, input.NewPassword)
	})
	return ChangePasswordPayload{Changed: len(userErrors) == 0, UserErrors: userErrors}, err
}

// UpdateProfile changes the viewer's name and addresses.
func (r *mutationResolver) UpdateProfile(
	ctx context.Context,
	input account.ProfileChange,
) (UpdateProfilePayload, error) {
	deliveries := []account.CodeDelivery{}
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		sent, err := r.People.UpdateProfile(ctx, p, input)
		deliveries = append(deliveries, sent...)
		return err
	})
	return UpdateProfilePayload{Viewer: viewer, CodeDeliveries: deliveries, UserErrors: userErrors}, err
}

// RequestVerification sends a code that proves a contact attribute.
func (r *mutationResolver) RequestVerification(
	ctx context.Context,
	input RequestVerificationInput,
) (RequestVerificationPayload, error) {
	var delivery *account.CodeDelivery
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		sent, err := r.Profiles.RequestVerification(ctx, p.AccessToken, input.Attribute)
		if err == nil {
			delivery = &sent
		}
		return err
	})
	return RequestVerificationPayload{CodeDelivery: delivery, UserErrors: userErrors}, err
}

// VerifyAttribute proves a contact attribute with its code.
func (r *mutationResolver) VerifyAttribute(
	ctx context.Context,
	input VerifyAttributeInput,
) (VerifyAttributePayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.VerifyAttribute(ctx, p.AccessToken, input.Attribute, input.Code)
	})
	return VerifyAttributePayload{Viewer: viewer, UserErrors: userErrors}, err
}

// StartTotpSetup begins to set up an authenticator app.
func (r *mutationResolver) StartTotpSetup(ctx context.Context) (StartTotpSetupPayload, error) {
	var setup *TotpSetup
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		made, err := r.People.StartTOTP(ctx, p)
		if err != nil {
			return err
		}
		drawn, err := r.totpSetup(made.Email, made.Secret)
		setup = &drawn
		return err
	})
	return StartTotpSetupPayload{Setup: setup, UserErrors: userErrors}, err
}

// FinishTotpSetup ends the set-up with a first code.
func (r *mutationResolver) FinishTotpSetup(
	ctx context.Context,
	input FinishTotpSetupInput,
) (FinishTotpSetupPayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.FinishTOTP(ctx, p.AccessToken, input.Code)
	})
	return FinishTotpSetupPayload{Viewer: viewer, UserErrors: userErrors}, err
}

// SetMfaPreference chooses how the viewer's sign-ins are confirmed.
func (r *mutationResolver) SetMfaPreference(
	ctx context.Context,
	input SetMfaPreferenceInput,
) (SetMfaPreferencePayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.SetMFA(ctx, p.AccessToken, preferredMethod(input.Preferred))
	})
	return SetMfaPreferencePayload{Viewer: viewer, UserErrors: userErrors}, err
}

// preferredMethod is the method of a preference, nil for none.
func preferredMethod(preference MfaPreference) *account.MFAMethod {
	if preference == MfaPreferenceNone {
		return nil
	}
	method := account.MFAMethod(preference)
	return &method
}

// DeleteAccount deletes the viewer's account and personal data.
func (r *mutationResolver) DeleteAccount(ctx context.Context, input DeleteAccountInput) (DeleteAccountPayload, error) {
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.People.Delete(ctx, p, input.Email)
	})
	return DeleteAccountPayload{Deleted: err == nil && len(userErrors) == 0, UserErrors: userErrors}, err
}

// asViewer does something in the viewer's name. It returns the viewer where that succeeded, and else what was wrong.
func (r *Resolver) asViewer(ctx context.Context, do func(session.Principal) error) (*Viewer, []UserError, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, nil, err
	}
	userErrors, err := asUserErrors(do(principal))
	if err != nil || len(userErrors) > 0 {
		return nil, userErrors, err
	}
	return r.newViewer(principal), userErrors, nil
}
