package graph

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// Limiter counts attempts over all instances.
type Limiter interface {
	// Allow counts an attempt by key, and returns fault.TooManyAttempts if there were max of them in the window before it. Errors:
	// fault.Unavailable.
	Allow(ctx context.Context, key string, max int, window time.Duration) error
}

// Directives carries out what the schema's directives ask for.
type Directives struct {
	Sessions   *session.Service
	Identities Identities
	Limiter    Limiter
	// Now is the clock.
	Now func() time.Time
	// ClientKey is what a client's attempts are counted by, from its address.
	ClientKey func(clientIP string) string
	// PhoneCountry names the country of a phone number as a person typed it; ok is false for what is no phone number.
	PhoneCountry func(number string) (country string, ok bool)
}

// Root is what the executable schema takes.
func (d *Directives) Root() DirectiveRoot {
	return DirectiveRoot{Auth: d.auth, RateLimit: d.rateLimit}
}

func (d *Directives) auth(ctx context.Context, _ any, next graphql.Resolver, groups []string, verified []account.ContactAttribute, maxAge *int) (any, error) {
	principal, err := d.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	// An empty list admits nobody: it can only be a mistake, and a mistake must not open a field.
	if groups != nil && !slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(principal.Groups, g) }) {
		return nil, session.ErrForbidden
	}
	if maxAge != nil && !principal.AuthenticatedWithin(time.Duration(*maxAge)*time.Second, d.Now()) {
		return nil, session.ErrStepUpRequired
	}
	if len(verified) > 0 {
		identity, err := d.Identities.Identity(ctx, principal)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(verified, func(a account.ContactAttribute) bool { return !isVerified(identity, a) }); i >= 0 {
			return nil, unverifiedError{verified[i]}
		}
	}
	return next(ctx)
}

// unverifiedError is a session.ErrForbidden that the caller can do something about.
type unverifiedError struct{ attribute account.ContactAttribute }

func (e unverifiedError) Error() string { return "not verified: " + string(e.attribute) }

// Unwrap returns session.ErrForbidden.
func (unverifiedError) Unwrap() error { return session.ErrForbidden }

func isVerified(identity account.Identity, a account.ContactAttribute) bool {
	switch a {
	case account.ContactAttributeEmail:
		return identity.EmailVerified
	case account.ContactAttributePhoneNumber:
		return identity.PhoneNumberVerified
	}
	return false
}

var errUnknownRateLimitKey = errors.New("rate limit by an unknown key")

func (d *Directives) rateLimit(ctx context.Context, _ any, next graphql.Resolver, max, window int, by RateLimitKey) (any, error) {
	field := graphql.GetFieldContext(ctx)
	value, counted, err := d.limitValue(ctx, by, field.Args["input"])
	if err != nil {
		return nil, err
	}
	if counted {
		key := strings.Join([]string{field.Field.Name, string(by), value}, "|")
		if err := d.Limiter.Allow(ctx, key, max, time.Duration(window)*time.Second); err != nil {
			return nil, err
		}
	}
	return next(ctx)
}

// limitValue returns what an attempt is counted by. Input that names no account or country is not counted by it: the domain
// refuses it before it costs anything.
func (d *Directives) limitValue(ctx context.Context, by RateLimitKey, input any) (value string, counted bool, err error) {
	switch by {
	case RateLimitKeyGlobal:
		return "", true, nil
	case RateLimitKeyClientIP:
		return d.ClientKey(session.RequestFrom(ctx).ClientIP), true, nil
	case RateLimitKeyAccount:
		email, err := account.NormalizeEmail(accountOf(input))
		return email, err == nil, nil
	case RateLimitKeyPhoneCountry:
		registration, _ := input.(account.Registration)
		country, ok := d.PhoneCountry(registration.PhoneNumber)
		return country, ok, nil
	}
	return "", false, errUnknownRateLimitKey
}

// accountOf returns the email address of the inputs that name an account.
func accountOf(input any) string {
	switch input := input.(type) {
	case account.Registration:
		return input.Email
	case ConfirmOtpInput:
		return input.Email
	case ResendOtpInput:
		return input.Email
	case SignInInput:
		return input.Email
	case ForgotPasswordInput:
		return input.Email
	case ResetPasswordInput:
		return input.Email
	}
	return ""
}
