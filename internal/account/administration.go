package account

import "context"

// Administration executes what administrators do to the accounts of others, by the rules that hold for their owners.
type Administration struct {
	directory  Directory
	provider   IdentityProvider
	policy     Policy
	parsePhone PhoneParser
}

// NewAdministration returns the service over a directory, and over the provider that sends codes.
func NewAdministration(d Directory, p IdentityProvider, policy Policy, parsePhone PhoneParser) *Administration {
	return &Administration{directory: d, provider: p, policy: policy, parsePhone: parsePhone}
}

// Invite creates an account and sends its person a temporary password, which the first sign-in replaces. Errors: those
// of the fields as [fault.Field], joined, and those of [Directory.Invite].
func (a *Administration) Invite(ctx context.Context, i Invitation) (User, error) {
	given, err := ProfileChange{Name: &i.Name, PhoneNumber: &i.PhoneNumber, Email: &i.Email}.normalized(
		a.policy, a.parsePhone,
	)
	if err != nil {
		return User{}, err
	}
	i.Email, i.Name, i.PhoneNumber = *given.Email, *given.Name, *given.PhoneNumber
	user, err := a.directory.Invite(ctx, i, newTemporaryPassword(a.policy.Password))
	return user, attribute(ofChange(err))
}

// InviteAgain sends the invitation again, with a new temporary password; the one before stops working. Errors: those of
// [Directory.InviteAgain].
func (a *Administration) InviteAgain(ctx context.Context, u User, media ...DeliveryMedium) error {
	if u.Status != UserStatusForceChangePassword {
		return ErrNotInvited
	}
	return a.directory.InviteAgain(ctx, u, media, newTemporaryPassword(a.policy.Password))
}

// Correct changes a person's name, email address and phone number. An address that an administrator types has been
// proven by nobody, so the person has to verify it. How the person gets in until then depends on the account:
//
//   - Before its first sign-in nothing of it has been proven, and there may be no way in except by the corrected
//     address. So the address counts at once, unverified, and what the person waits for is sent there: the code of the
//     sign-up, or the invitation, whose temporary password is replaced, since the one before may be with a stranger.
//   - Later it is as if the person had made the change: the address waits for its code, and until then the old one
//     stays, also for sign-ins. So what was proven, on which votes depend, is never lost to a mistyped correction, and
//     nobody gets into an account by having its address corrected to their own.
//
// Errors: those of the fields as [fault.Field], joined, those of [Directory.Change] and [Directory.Replace], and
// ErrInvitationNotDelivered.
func (a *Administration) Correct(ctx context.Context, u User, change ProfileChange) error {
	change, err := change.normalized(a.policy, a.parsePhone)
	if err != nil || change == (ProfileChange{}) {
		return err
	}
	switch u.Status {
	case UserStatusForceChangePassword, UserStatusUnconfirmed:
		if err := a.directory.Replace(ctx, u.Subject, change); err != nil {
			return attribute(ofChange(err))
		}
		return a.sendAgain(ctx, u, change)
	default:
		err := a.directory.Change(ctx, u.Subject, change)
		return attribute(ofChange(notDelivered(err, change.PhoneNumber != nil, change.Email != nil)))
	}
}

// sendAgain sends what a person waits for whose address has been corrected.
func (a *Administration) sendAgain(ctx context.Context, u User, corrected ProfileChange) error {
	if corrected.Email != nil {
		u.Email = *corrected.Email
	}
	switch {
	case u.Status == UserStatusForceChangePassword && corrected.Email != nil:
		return a.InviteAgain(ctx, u, DeliveryMediumEmail)
	case u.Status == UserStatusForceChangePassword && corrected.PhoneNumber != nil:
		// Nobody knows how the first one was sent, and its password does not work any more.
		return a.InviteAgain(ctx, u, DeliveryMediumSms, DeliveryMediumEmail)
	case u.Status == UserStatusUnconfirmed && corrected.PhoneNumber != nil:
		return attribute(notDelivered(a.provider.ResendConfirmationCode(ctx, u.Email), true, false))
	}
	return nil
}
