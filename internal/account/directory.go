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
}

// ID is the subject of the account.
func (u User) ID() string { return u.Subject }

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
	// SignOutUser ends every refresh and access token of the account.
	SignOutUser(ctx context.Context, subject string) error
}
