package account

import (
	"errors"
	"strings"
)

// What can be wrong with an account's data or codes.
var (
	ErrInvalidEmail          = errors.New("invalid email address")
	ErrInvalidName           = errors.New("invalid name")
	ErrInvalidPhoneNumber    = errors.New("invalid phone number")
	ErrEmailDomainNotAllowed = errors.New("email domain not allowed")
	ErrEmailTaken            = errors.New("email address has an account")
	ErrCodeMismatch          = errors.New("wrong code")
	ErrCodeExpired           = errors.New("code expired, used or replaced")
	ErrCodeNotDelivered      = errors.New("code not delivered")
	ErrWrongPassword         = errors.New("wrong password")
	ErrMFAMethodNotSetUp     = errors.New("second factor not set up")
	ErrNoUser                = errors.New("no such account")
	// ErrNotReady means that an account can't be changed so before it is confirmed, or before its password is reset.
	ErrNotReady = errors.New("account not confirmed, or its password to be reset")
	// ErrTokenRefused means that the provider does not take the access token any more: revoked, or of a deleted account.
	ErrTokenRefused = errors.New("access token refused")
)

// PasswordRule is one rule of the password policy.
type PasswordRule string

// The rules of the password policy.
const (
	PasswordTooShort         PasswordRule = "too short"
	PasswordTooLong          PasswordRule = "too long"
	PasswordNeedsUppercase   PasswordRule = "needs an upper case letter"
	PasswordNeedsLowercase   PasswordRule = "needs a lower case letter"
	PasswordNeedsDigit       PasswordRule = "needs a digit"
	PasswordNeedsSymbol      PasswordRule = "needs a symbol"
	PasswordHasInvalidSpaces PasswordRule = "has invalid spaces"
)

// PasswordPolicyError says which rules a password breaks. It never holds the password.
type PasswordPolicyError struct {
	// Failed holds at least one rule, in the order of the constants; it is empty only where the provider refused a
	// password that satisfies Policy, which means that the two differ.
	Failed []PasswordRule
	// Policy is the policy that was broken, for the message's numbers.
	Policy PasswordPolicy
}

func (e *PasswordPolicyError) Error() string {
	rules := make([]string, len(e.Failed))
	for i, r := range e.Failed {
		rules[i] = string(r)
	}
	return "password " + strings.Join(rules, ", ")
}
