package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// ChangePassword replaces the viewer's password.
func (r mutationResolver) ChangePassword(
	ctx context.Context,
	input exec.ChangePasswordInput,
) (exec.ChangePasswordPayload, error) {
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.ChangePassword(ctx, p.AccessToken, input.CurrentPassword, input.NewPassword)
	})
	return exec.ChangePasswordPayload{Changed: len(userErrors) == 0, UserErrors: userErrors}, err
}

// UpdateProfile changes the viewer's name and addresses.
func (r mutationResolver) UpdateProfile(
	ctx context.Context,
	input account.ProfileChange,
) (exec.UpdateProfilePayload, error) {
	deliveries := []account.CodeDelivery{}
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		sent, err := r.People.UpdateProfile(ctx, p, input)
		deliveries = append(deliveries, sent...)
		return err
	})
	return exec.UpdateProfilePayload{Viewer: viewer, CodeDeliveries: deliveries, UserErrors: userErrors}, err
}

// RequestVerification sends a code that verifies a contact attribute.
func (r mutationResolver) RequestVerification(
	ctx context.Context,
	input exec.RequestVerificationInput,
) (exec.RequestVerificationPayload, error) {
	var delivery *account.CodeDelivery
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		sent, err := r.Profiles.RequestVerification(ctx, p.AccessToken, input.Attribute)
		if err == nil {
			delivery = &sent
		}
		return err
	})
	return exec.RequestVerificationPayload{CodeDelivery: delivery, UserErrors: userErrors}, err
}

// VerifyAttribute verifies a contact attribute with its code.
func (r mutationResolver) VerifyAttribute(
	ctx context.Context,
	input exec.VerifyAttributeInput,
) (exec.VerifyAttributePayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.People.VerifyAttribute(ctx, p, input.Attribute, input.Code)
	})
	return exec.VerifyAttributePayload{Viewer: viewer, UserErrors: userErrors}, err
}

// StartTotpSetup begins to set up an authenticator app.
func (r mutationResolver) StartTotpSetup(ctx context.Context) (exec.StartTotpSetupPayload, error) {
	var setup *exec.TotpSetup
	_, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		made, err := r.People.StartTOTP(ctx, p)
		if err != nil {
			return err
		}
		setup = new(totpSetup(made.Email, made.Secret))
		return nil
	})
	return exec.StartTotpSetupPayload{Setup: setup, UserErrors: userErrors}, err
}

// FinishTotpSetup ends the set-up with a first code.
func (r mutationResolver) FinishTotpSetup(
	ctx context.Context,
	input exec.FinishTotpSetupInput,
) (exec.FinishTotpSetupPayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.FinishTOTP(ctx, p.AccessToken, input.Code)
	})
	return exec.FinishTotpSetupPayload{Viewer: viewer, UserErrors: userErrors}, err
}

// SetMfaPreference chooses how the viewer's sign-ins are confirmed.
func (r mutationResolver) SetMfaPreference(
	ctx context.Context,
	input exec.SetMfaPreferenceInput,
) (exec.SetMfaPreferencePayload, error) {
	viewer, userErrors, err := r.asViewer(ctx, func(p session.Principal) error {
		return r.Profiles.SetMFA(ctx, p.AccessToken, preferredMethod(input.Preferred))
	})
	return exec.SetMfaPreferencePayload{Viewer: viewer, UserErrors: userErrors}, err
}

// preferredMethod is the method of a preference, nil for none.
func preferredMethod(preference exec.MfaPreference) *account.MFAMethod {
	if preference == exec.MfaPreferenceNone {
		return nil
	}
	method := account.MFAMethod(preference)
	return &method
}
