// Package account owns the rules of having an account: sign-up, the one-time password, the policy that both follow, and
// the identity of a person. It stores nothing and sends nothing: an [IdentityProvider] does. Sessions are not its
// business.
package account

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// Identity is what the identity provider knows of a person.
type Identity struct {
	// Subject is the provider's lasting id of the account.
	Subject string
	// Email is the login name, lower case.
	Email         string
	EmailVerified bool
	// Name is the full name.
	Name string
	// PhoneNumber is in E.164 form, or empty.
	PhoneNumber         string
	PhoneNumberVerified bool
	// MFA is how sign-ins are confirmed.
	MFA MFAStatus
}

// Registration is what a person gives to sign up.
type Registration struct {
	Email, Name, PhoneNumber, Password string
}

// DeliveryMedium is how a code travels.
type DeliveryMedium string

// The delivery media, in the contract's spelling.
const (
	DeliveryMediumSms   DeliveryMedium = "SMS"
	DeliveryMediumEmail DeliveryMedium = "EMAIL"
)

// CodeDelivery says where a code was sent.
type CodeDelivery struct {
	Medium DeliveryMedium
	// Destination is masked, such as `+*******0123`.
	Destination string
}

// IdentityProvider holds the accounts. Each method may also return [fault.Unavailable] or [fault.TooManyAttempts].
type IdentityProvider interface {
	// SignUp registers the account and sends the code. Errors: ErrEmailTaken, ErrCodeNotDelivered, PasswordPolicyError,
	// and ErrInvalidEmail, ErrInvalidPhoneNumber, ErrInvalidName, ErrEmailDomainNotAllowed or ErrPhoneCountryNotAllowed
	// where the provider is stricter.
	SignUp(ctx context.Context, r Registration) (CodeDelivery, error)
	// ConfirmSignUp verifies the phone. Errors: ErrCodeMismatch, ErrCodeExpired (also for an unknown or confirmed
	// account).
	ConfirmSignUp(ctx context.Context, email, code string) error
	// ResendConfirmationCode sends a new code; nil for an unknown or confirmed account too. Errors: ErrCodeNotDelivered.
	ResendConfirmationCode(ctx context.Context, email string) error
}

// Squatters are accounts that have an email address which nobody has verified.
type Squatters interface {
	// Yield makes way for a sign-up: where nobody has verified that the email address is theirs, it erases the account
	// that has it. It reports whether the address is free now. Errors: fault.Unavailable.
	Yield(ctx context.Context, email string) (free bool, err error)
}

// Service executes a person's requests to create and recover an account.
type Service struct {
	provider   IdentityProvider
	squatters  Squatters
	policy     Policy
	parsePhone PhoneParser
}

// PhoneParser turns what a person typed into E.164 form, or returns ErrInvalidPhoneNumber or ErrPhoneCountryNotAllowed.
type PhoneParser func(string) (string, error)

// New returns the service over a provider.
func New(provider IdentityProvider, squatters Squatters, policy Policy, parsePhone PhoneParser) *Service {
	return &Service{provider: provider, squatters: squatters, policy: policy, parsePhone: parsePhone}
}

// Policy returns what a sign-up must satisfy.
func (s *Service) Policy() Policy { return s.policy }

// SignUp checks every field, so that every problem is reported at once, and then registers the account. Errors are
// those of the fields as [fault.Field], joined, and those of [IdentityProvider.SignUp], except ErrEmailTaken where the
// policy hides accounts.
func (s *Service) SignUp(ctx context.Context, r Registration) (CodeDelivery, error) {
	r, err := s.check(r)
	if err != nil {
		return CodeDelivery{}, err
	}
	delivery, err := s.register(ctx, r)
	err = notDelivered(err, true, false)
	if s.policy.HideAccounts && errors.Is(err, ErrEmailTaken) {
		return CodeDelivery{Medium: DeliveryMediumSms, Destination: MaskPhoneNumber(r.PhoneNumber)}, nil
	}
	return delivery, attribute(err)
}

// maxRegistrations is how often a sign-up is tried: people who sign up the same address at the same time replace each
// other's accounts.
const maxRegistrations = 3

// register signs up, in place of an account of the address that nobody has verified. So a stranger can't keep the owner
// of a mailbox out, and a mistyped phone number can be corrected. This is also how a sign-up is repeated whose reply
// did not arrive. It has the password of the last request: that of an account which waits for its code can't be
// checked, and the owner must not confirm an account that a stranger knows the password of.
func (s *Service) register(ctx context.Context, r Registration) (CodeDelivery, error) {
	for range maxRegistrations {
		delivery, err := s.provider.SignUp(ctx, r)
		if !errors.Is(err, ErrEmailTaken) {
			return delivery, err
		}
		switch free, yieldErr := s.squatters.Yield(ctx, r.Email); {
		case yieldErr != nil:
			return CodeDelivery{}, yieldErr
		case !free:
			return CodeDelivery{}, err
		}
	}
	return CodeDelivery{}, &fault.Unavailable{
		Upstream: "accounts", Err: errors.New("the address is being signed up by others"),
	}
}

func (s *Service) check(r Registration) (Registration, error) {
	var emailErr, nameErr, phoneErr, passwordErr error
	if r.Email, emailErr = NormalizeEmail(r.Email); emailErr == nil {
		emailErr = s.policy.CheckEmailDomain(r.Email)
	}
	r.Name, nameErr = NormalizeName(r.Name)
	r.PhoneNumber, phoneErr = s.parsePhone(r.PhoneNumber)
	r.Password, passwordErr = s.policy.Password.Accept(r.Password)
	return r, errors.Join(
		fault.In("email", emailErr),
		fault.In("name", nameErr),
		fault.In("phoneNumber", phoneErr),
		fault.In("password", passwordErr),
	)
}

// attribute names the field that a provider's refusal is about.
func attribute(err error) error {
	var policy *PasswordPolicyError
	switch {
	case errors.Is(err, ErrEmailTaken), errors.Is(err, ErrEmailDomainNotAllowed), errors.Is(err, ErrInvalidEmail),
		errors.Is(err, ErrEmailNotDelivered):
		return fault.In("email", err)
	case errors.Is(err, ErrInvalidPhoneNumber), errors.Is(err, ErrPhoneCountryNotAllowed),
		errors.Is(err, ErrSMSNotDelivered):
		return fault.In("phoneNumber", err)
	case errors.Is(err, ErrInvalidName):
		return fault.In("name", err)
	case errors.Is(err, ErrCodeMismatch), errors.Is(err, ErrCodeExpired):
		return fault.In("code", err)
	case errors.As(err, &policy):
		return fault.In("password", err)
	}
	return err
}

// ConfirmOTP verifies the phone number with the code that was sent to it. Errors: ErrInvalidEmail, and those of
// [IdentityProvider.ConfirmSignUp].
func (s *Service) ConfirmOTP(ctx context.Context, email, code string) error {
	email, emailErr := NormalizeEmail(email)
	code, codeErr := NormalizeCode(code)
	if err := errors.Join(fault.In("email", emailErr), fault.In("code", codeErr)); err != nil {
		return err
	}
	err := s.provider.ConfirmSignUp(ctx, email, code)
	if errors.Is(err, ErrCodeExpired) {
		err = ErrConfirmed
	}
	return attribute(err)
}

// ResendOTP sends a new code to an account that waits for one, and does nothing for any other. Errors: ErrInvalidEmail,
// and those of [IdentityProvider.ResendConfirmationCode].
func (s *Service) ResendOTP(ctx context.Context, email string) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return fault.In("email", err)
	}
	return notDelivered(s.provider.ResendConfirmationCode(ctx, email), true, false)
}

// notDelivered says what a code that was not delivered was sent to, if that can be said: a phone number, an email
// address, or one of the two.
func notDelivered(err error, phone, email bool) error {
	switch {
	case !errors.Is(err, ErrCodeNotDelivered) || phone == email:
		return err
	case phone:
		return ErrSMSNotDelivered
	}
	return ErrEmailNotDelivered
}
