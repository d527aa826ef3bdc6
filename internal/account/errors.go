package account

import (
	"errors"
	"fmt"
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

	// ErrConfirmed is ErrCodeExpired of a sign-up, where the phone may have been confirmed already.
	ErrConfirmed = fmt.Errorf("of a sign-up: %w", ErrCodeExpired)
	// ErrTOTPMismatch and ErrTOTPUsed are about the code of an authenticator app, which nobody sends.
	ErrTOTPMismatch = fmt.Errorf("of an authenticator app: %w", ErrCodeMismatch)
	ErrTOTPUsed     = fmt.Errorf("of an authenticator app: %w", ErrCodeExpired)
	// ErrEmailOfAnother is ErrEmailTaken for a person who is signed in: it is another account's.
	ErrEmailOfAnother = fmt.Errorf("for a change: %w", ErrEmailTaken)
	// ErrSMSNotDelivered and ErrEmailNotDelivered are ErrCodeNotDelivered where it is known what the code was sent to.
	ErrSMSNotDelivered   = fmt.Errorf("to a phone number: %w", ErrCodeNotDelivered)
	ErrEmailNotDelivered = fmt.Errorf("to an email address: %w", ErrCodeNotDelivered)

	// ErrNotInvited means that there is no invitation to send again: the person has signed in, or has signed up.
	ErrNotInvited = errors.New("account not waiting for its first sign-in")
	// ErrInvitationNotDelivered means that an invitation was not sent. The account exists.
	ErrInvitationNotDelivered = errors.New("invitation not delivered")
	// ErrNotReady means that an account can't be changed so before it is confirmed, or before its password is reset.
	ErrNotReady = errors.New("account not confirmed, or its password to be reset")
	// ErrTokenRefused means that the provider does not take the access token any more: revoked, or of a deleted account.
	ErrTokenRefused = errors.New("access token refused")
)

// TextRule is a rule that a text must keep.
type TextRule string

// The rules of texts.
const (
	TextCharacter       TextRule = "has a character that can't be part of it"
	TextTooLong         TextRule = "too long"
	TextNoLetter        TextRule = "has no letter"
	CodeNotSixDigits    TextRule = "not six digits"
	PhoneUnknownCountry TextRule = "no such country code"
	PhoneTooShort       TextRule = "too short for its country"
	PhoneTooLong        TextRule = "too long for its country"
	PhonePremiumRate    TextRule = "of premium rate"
)

// Malformed says which rule a name, address, number or code breaks. Its text never holds what was typed.
type Malformed struct {
	// Err is what is invalid, such as ErrInvalidName.
	Err  error
	Rule TextRule
	// Character is the one that can't be, for TextCharacter; U+FFFD where the text is not UTF-8.
	Character rune
}

func (e *Malformed) Error() string { return e.Err.Error() + ": " + string(e.Rule) }

// Unwrap returns what is invalid.
func (e *Malformed) Unwrap() error { return e.Err }

// OfAuthenticator turns the refusal of a code into that of an authenticator app's code.
func OfAuthenticator(err error) error {
	var malformed *Malformed
	switch {
	case errors.As(err, &malformed):
		return err
	case errors.Is(err, ErrCodeMismatch):
		return ErrTOTPMismatch
	case errors.Is(err, ErrCodeExpired):
		return ErrTOTPUsed
	}
	return err
}

// PasswordRule is one rule of the password policy.
type PasswordRule string

// The rules of the password policy.
const (
	PasswordTooShort       PasswordRule = "too short"
	PasswordTooLong        PasswordRule = "too long"
	PasswordNeedsUppercase PasswordRule = "needs an upper case letter"
	PasswordNeedsLowercase PasswordRule = "needs a lower case letter"
	PasswordNeedsDigit     PasswordRule = "needs a digit"
	PasswordNeedsSymbol    PasswordRule = "needs a symbol"
	PasswordHasSpaceAtEnd  PasswordRule = "has white space at an end"
	PasswordHasControl     PasswordRule = "has a control character"
	// PasswordLeaked is a rule of the provider alone, which knows passwords of other sites that became public.
	PasswordLeaked PasswordRule = "known from a leak"
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
