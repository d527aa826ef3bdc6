package account

import (
	"context"
	"time"
)

// UserStatus says where an account stands.
type UserStatus string

// The states of an account, in the contract's spelling.
const (
	UserStatusUnconfirmed         UserStatus = "UNCONFIRMED"
	UserStatusConfirmed           UserStatus = "CONFIRMED"
	UserStatusForceChangePassword UserStatus = "FORCE_CHANGE_PASSWORD"
	UserStatusResetRequired       UserStatus = "RESET_REQUIRED"
	UserStatusExternalProvider    UserStatus = "EXTERNAL_PROVIDER"
	UserStatusUnknown             UserStatus = "UNKNOWN"
)

// User is an account as administrators see it.
type User struct {
	Identity
	Enabled   bool
	Status    UserStatus
	CreatedAt time.Time
	// ModifiedAt is when anything of the account was last changed.
	ModifiedAt time.Time
}

// ID is the subject of the account.
func (u User) ID() string { return u.Subject }

// InvitationExpiresAt is when the temporary password of a person who has been invited stops to work, at the latest: the
// provider says when the account was last changed, which is when the invitation was sent, unless it was disabled since.
// Nil for an account that is no invitation any more.
func (u User) InvitationExpiresAt() *time.Time {
	if u.Status != UserStatusForceChangePassword || u.ModifiedAt.IsZero() {
		return nil
	}
	return new(u.ModifiedAt.Add(InvitationValidity))
}

// UserPage is a page of accounts.
type UserPage struct {
	Users []User
	// Next is where to go on; empty at the end.
	Next string
}

// Directory is what administrators do with accounts. Each method may also return fault.Unavailable; those that take a
// subject may return ErrNoUser.
type Directory interface {
	// Users returns at most limit (1 to 50) accounts whose email, name or phone number (recognised by its +) begins with
	// search, from the place that an earlier page gave, or from the start. Errors: page.ErrInvalidCursor.
	Users(ctx context.Context, search string, limit int, from string) (UserPage, error)
	// User returns one account.
	User(ctx context.Context, subject string) (User, error)
	// Disable keeps the person from signing in.
	Disable(ctx context.Context, subject string) error
	// Enable undoes Disable.
	Enable(ctx context.Context, subject string) error
	// ResetMFA turns the second factors off.
	ResetMFA(ctx context.Context, subject string) error
	// Delete deletes the account, with its tokens.
	Delete(ctx context.Context, subject string) error
	// Invite creates an account with a temporary password, neither address verified, and sends the invitation. Errors:
	// ErrEmailTaken, ErrInvitationNotDelivered (the account is there), and ErrInvalidEmail, ErrInvalidPhoneNumber,
	// ErrInvalidName or ErrEmailDomainNotAllowed where the provider is stricter.
	Invite(ctx context.Context, i Invitation, password TemporaryPassword) (User, error)
	// InviteAgain gives an account that has been invited a new temporary password, and sends it. Errors: ErrNotInvited,
	// ErrInvitationNotDelivered.
	InviteAgain(ctx context.Context, u User, media []DeliveryMedium, password TemporaryPassword) error
	// Change changes what is given. A new address is sent a code, and counts once the person has entered it. Errors:
	// ErrEmailTaken, ErrCodeNotDelivered, and those of the fields as for Invite.
	Change(ctx context.Context, subject string, change ProfileChange) error
	// Replace changes what is given at once; an address is unverified then, and is sent nothing. It may be repeated.
	// Errors: ErrEmailTaken, and those of the fields as for Invite.
	Replace(ctx context.Context, subject string, change ProfileChange) error
	// SignOutUser ends every refresh and access token of the account.
	SignOutUser(ctx context.Context, subject string) error
}
