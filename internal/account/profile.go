package account

import (
	"context"
	"errors"
	"net/url"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// MFAMethod is a second factor of a sign-in.
type MFAMethod string

// The second factors, in the contract's spelling.
const (
	MFAMethodSMS   MFAMethod = "SMS"
	MFAMethodTOTP  MFAMethod = "TOTP"
	MFAMethodEmail MFAMethod = "EMAIL"
)

// MFAStatus says how sign-ins of an account are confirmed.
type MFAStatus struct {
	// Preferred is the method that a sign-in asks for first; nil if the password is enough.
	Preferred *MFAMethod
	// Enabled are the methods that are set up.
	Enabled []MFAMethod
}

// ContactAttribute is a way to reach a person, which the person verifies by entering a code.
type ContactAttribute string

// The contact attributes, in the contract's spelling.
const (
	ContactAttributeEmail       ContactAttribute = "EMAIL"
	ContactAttributePhoneNumber ContactAttribute = "PHONE_NUMBER"
)

// ProfileChange is what a person changes; nil leaves a field as it is.
type ProfileChange struct {
	Name, PhoneNumber, Email *string
}

// ProfileProvider changes an account in its owner's name, by the owner's access token. Each method may also return
// fault.Unavailable, fault.TooManyAttempts, and ErrTokenRefused where the token has been revoked.
type ProfileProvider interface {
	// ForgotPassword sends a code for a new password; nil for an unknown account too. Errors: ErrCodeNotDelivered.
	ForgotPassword(ctx context.Context, email string) error
	// ResetPassword sets a new password with that code. Errors: ErrCodeMismatch, ErrCodeExpired (also for an unknown
	// account), PasswordPolicyError.
	ResetPassword(ctx context.Context, email, code, newPassword string) error
	// ChangePassword errors: ErrWrongPassword, PasswordPolicyError.
	ChangePassword(ctx context.Context, accessToken, current, next string) error
	// UpdateProfile returns where codes were sent that verify changed addresses. Errors: ErrEmailTaken, ErrInvalidEmail,
	// ErrInvalidPhoneNumber, ErrInvalidName, ErrCodeNotDelivered.
	UpdateProfile(ctx context.Context, accessToken string, change ProfileChange) ([]CodeDelivery, error)
	// RequestVerification sends a code to a contact attribute. Errors: ErrCodeNotDelivered.
	RequestVerification(ctx context.Context, accessToken string, attribute ContactAttribute) (CodeDelivery, error)
	// VerifyAttribute errors: ErrCodeMismatch, ErrCodeExpired, ErrEmailTaken (someone else has verified the address in the
	// meantime).
	VerifyAttribute(ctx context.Context, accessToken string, attribute ContactAttribute, code string) error
	// StartTOTP returns the secret of a new authenticator app, in base32.
	StartTOTP(ctx context.Context, accessToken string) (secret string, err error)
	// FinishTOTP errors: ErrCodeMismatch.
	FinishTOTP(ctx context.Context, accessToken, code string) error
	// SetMFA sets the method that a sign-in asks for; nil for none. Errors: ErrMFAMethodNotSetUp.
	SetMFA(ctx context.Context, accessToken string, preferred *MFAMethod) error
	// DeleteUser deletes the account.
	DeleteUser(ctx context.Context, accessToken string) error
	// SignOutEverywhere ends every refresh and access token of the account.
	SignOutEverywhere(ctx context.Context, accessToken string) error
}

// Profiles executes a person's requests for their account after sign-up.
type Profiles struct {
	provider   ProfileProvider
	policy     Policy
	parsePhone PhoneParser
}

// NewProfiles returns the service over a provider.
func NewProfiles(provider ProfileProvider, policy Policy, parsePhone PhoneParser) *Profiles {
	return &Profiles{provider: provider, policy: policy, parsePhone: parsePhone}
}

// ForgotPassword sends a code for a new password to an account, and does nothing for an unknown one. Errors:
// ErrInvalidEmail.
func (s *Profiles) ForgotPassword(ctx context.Context, email string) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return fault.In("email", err)
	}
	return s.provider.ForgotPassword(ctx, email)
}

// ResetPassword sets a new password with the code of ForgotPassword. Errors: those of the fields, and of the provider.
func (s *Profiles) ResetPassword(ctx context.Context, email, code, newPassword string) error {
	email, emailErr := NormalizeEmail(email)
	code, codeErr := NormalizeCode(code)
	newPassword, passwordErr := s.policy.Password.Accept(newPassword)
	err := errors.Join(
		fault.In("email", emailErr), fault.In("code", codeErr), fault.In("newPassword", passwordErr),
	)
	if err != nil {
		return err
	}
	return attributeNewPassword(s.provider.ResetPassword(ctx, email, code, newPassword))
}

// ChangePassword replaces the password of the token's owner.
func (s *Profiles) ChangePassword(ctx context.Context, accessToken, current, next string) error {
	var currentErr error
	if len(current) > maxPasswordInput(s.policy.Password.MaximumLength) {
		currentErr = ErrWrongPassword
	} else if current = CurrentPassword(current); current == "" {
		currentErr = ErrWrongPassword
	}
	next, nextErr := s.policy.Password.Accept(next)
	err := errors.Join(fault.In("currentPassword", currentErr), fault.In("newPassword", nextErr))
	if err != nil {
		return err
	}
	err = s.provider.ChangePassword(ctx, accessToken, current, next)
	if errors.Is(err, ErrWrongPassword) {
		return fault.In("currentPassword", err)
	}
	return attributeNewPassword(err)
}

func attributeNewPassword(err error) error {
	var policy *PasswordPolicyError
	if errors.As(err, &policy) {
		return fault.In("newPassword", err)
	}
	return attribute(err)
}

// UpdateProfile changes what is given, after checking all of it. It returns where codes were sent that verify changed
// addresses.
func (s *Profiles) UpdateProfile(
	ctx context.Context, accessToken string, change ProfileChange,
) ([]CodeDelivery, error) {
	change, err := change.normalized(s.policy, s.parsePhone)
	if err != nil {
		return nil, err
	}
	if change == (ProfileChange{}) {
		return nil, nil
	}
	deliveries, err := s.provider.UpdateProfile(ctx, accessToken, change)
	return deliveries, attribute(ofChange(notDelivered(err, change.PhoneNumber != nil, change.Email != nil)))
}

// normalized checks all that is given. Errors: those of the fields, joined.
func (c ProfileChange) normalized(policy Policy, parsePhone PhoneParser) (ProfileChange, error) {
	var problems []error
	normalize := func(field string, value **string, by func(string) (string, error)) {
		if *value == nil {
			return
		}
		normalized, err := by(**value)
		problems = append(problems, fault.In(field, err))
		*value = &normalized
	}
	normalize("name", &c.Name, NormalizeName)
	normalize("phoneNumber", &c.PhoneNumber, parsePhone)
	normalize("email", &c.Email, func(email string) (string, error) {
		email, err := NormalizeEmail(email)
		if err == nil {
			err = policy.CheckEmailDomain(email)
		}
		return email, err
	})
	return c, errors.Join(problems...)
}

// RequestVerification sends a code that verifies a contact attribute.
func (s *Profiles) RequestVerification(
	ctx context.Context, accessToken string, a ContactAttribute,
) (CodeDelivery, error) {
	delivery, err := s.provider.RequestVerification(ctx, accessToken, a)
	return delivery, notDelivered(err, a == ContactAttributePhoneNumber, a == ContactAttributeEmail)
}

// VerifyAttribute verifies a contact attribute with its code.
func (s *Profiles) VerifyAttribute(ctx context.Context, accessToken string, a ContactAttribute, code string) error {
	code, err := NormalizeCode(code)
	if err == nil {
		err = s.provider.VerifyAttribute(ctx, accessToken, a, code)
	}
	return attribute(ofChange(err))
}

// ofChange turns the refusal of an address into that of a change: the person has an account, and is signed in.
func ofChange(err error) error {
	if errors.Is(err, ErrEmailTaken) {
		return ErrEmailOfAnother
	}
	return err
}

// StartTOTP begins the set-up of an authenticator app.
func (s *Profiles) StartTOTP(ctx context.Context, accessToken string) (secret string, err error) {
	return s.provider.StartTOTP(ctx, accessToken)
}

// totpIssuer is the name that an authenticator app shows with the code.
const totpIssuer = "Unicorn Pursuit"

// OTPAuthURI returns what an authenticator app reads from a QR code (the Key URI format). It holds the secret.
func OTPAuthURI(email, secret string) string {
	uri := url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/" + totpIssuer + ":" + email,
		RawQuery: "secret=" + url.QueryEscape(secret) + "&issuer=" + url.PathEscape(totpIssuer),
	}
	return uri.String()
}

// FinishTOTP ends the set-up with a first code, and asks for such codes at sign-in from then on.
func (s *Profiles) FinishTOTP(ctx context.Context, accessToken, code string) error {
	code, err := NormalizeCode(code)
	if err == nil {
		err = s.provider.FinishTOTP(ctx, accessToken, code)
	}
	if err != nil {
		return attribute(OfAuthenticator(err))
	}
	method := MFAMethodTOTP
	return s.provider.SetMFA(ctx, accessToken, &method)
}

// SetMFA sets the method that a sign-in asks for; nil for none.
func (s *Profiles) SetMFA(ctx context.Context, accessToken string, preferred *MFAMethod) error {
	return fault.In("preferred", s.provider.SetMFA(ctx, accessToken, preferred))
}
