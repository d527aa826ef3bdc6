package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// rateLimit counts an attempt at a field, and gives it back if it fails through our fault.
func (d *Directives) rateLimit(
	ctx context.Context, _ any, next graphql.Resolver, limits []exec.RateLimit,
) (payload any, err error) {
	counted, err := d.limitsOf(ctx, graphql.GetFieldContext(ctx), limits)
	if err != nil {
		return nil, err
	}
	attempt, err := d.Limiter.Take(ctx, counted)
	if err != nil {
		return nil, err
	}
	err = errPanic // stays if next panics; the executor recovers the panic
	defer func() {
		if isOurFault(ctx, payload, err) {
			attempt.GiveBack(ctx)
		}
	}()
	payload, err = next(ctx)
	return payload, err
}

// isOurFault reports whether a mutation failed because we or an upstream failed. If the client hung up, it returns
// false: the guess may have been checked by then, and hanging up must not make guesses free.
func isOurFault(ctx context.Context, payload any, err error) bool {
	if errors.Is(ctx.Err(), context.Canceled) {
		return false
	}
	if err != nil {
		code := codeOf(err)
		return code == codeInternal || code == codeUnavailable
	}
	return slices.ContainsFunc(memberOf[[]exec.UserError](payload, "UserErrors"), func(e exec.UserError) bool {
		return e.Code == exec.UserErrorCodeCodeNotDelivered || e.Code == exec.UserErrorCodeInvitationNotDelivered
	})
}

// isRepeatedRefusal reports whether an attempt was refused from memory, as an earlier one was.
func isRepeatedRefusal(err error) bool {
	tooMany, ok := errors.AsType[*fault.TooManyAttempts](err)
	return ok && tooMany.Repeated
}

// limitsOf are the limits that an attempt at a field is counted in, in the order of the schema.
func (d *Directives) limitsOf(
	ctx context.Context, field *graphql.FieldContext, declared []exec.RateLimit,
) ([]ratelimit.Limit, error) {
	limits := make([]ratelimit.Limit, 0, len(declared))
	for _, limit := range declared {
		key, counted, err := d.limitKey(ctx, limit, field.Args["input"])
		if err != nil {
			return nil, err
		}
		if counted {
			limits = append(limits, ratelimit.Limit{
				Key: fmt.Sprintf("%s %d%s", field.Field.Name, limit.Window, key), Max: limit.Max,
				Window: time.Duration(limit.Window) * time.Second, Shared: !isClientsOwn(limit),
			})
		}
	}
	return limits, nil
}

// isClientsOwn reports whether a limit is shared only by those who share the client's address.
func isClientsOwn(limit exec.RateLimit) bool {
	return slices.Contains(limit.By, exec.RateLimitKeySubject) || slices.Contains(limit.By, exec.RateLimitKeyClientIP)
}

// limitKey joins the values of a limit's keys, quoted so that no two combinations look alike. A limit whose key the
// input does not name is not counted: the domain refuses such an input before it costs anything.
func (d *Directives) limitKey(
	ctx context.Context, limit exec.RateLimit, input any,
) (key string, counted bool, err error) {
	var b strings.Builder
	for _, by := range limit.By {
		value, ok, err := d.limitValue(ctx, by, input)
		if err != nil || !ok {
			return "", false, err
		}
		fmt.Fprintf(&b, " %s=%q", by, value)
	}
	return b.String(), b.Len() > 0, nil
}

var errUnknownRateLimitKey = errors.New("rate limit by an unknown key")

func (d *Directives) limitValue(
	ctx context.Context, by exec.RateLimitKey, input any,
) (value string, ok bool, err error) {
	switch by {
	case exec.RateLimitKeyGlobal:
		return "", true, nil
	case exec.RateLimitKeySubject:
		principal, err := d.Sessions.Authenticate(ctx)
		return principal.Subject, err == nil, err
	case exec.RateLimitKeyClientIP:
		return d.ClientKey(session.RequestFrom(ctx).ClientIP), true, nil
	case exec.RateLimitKeyAccount:
		email, err := account.NormalizeEmail(accountOf(input))
		return email, err == nil, nil
	case exec.RateLimitKeyPhoneNumber:
		number, _, ok := d.Phone(phoneOf(input))
		return number, ok, nil
	case exec.RateLimitKeyPhoneCountry:
		_, country, ok := d.Phone(phoneOf(input))
		return country, ok, nil
	}
	return "", false, errUnknownRateLimitKey
}

// accountOf returns the email address of the inputs that name an account.
func accountOf(input any) string {
	switch input := input.(type) {
	case account.Registration:
		return input.Email
	case exec.ConfirmOtpInput:
		return input.Email
	case exec.ResendOtpInput:
		return input.Email
	case exec.SignInInput:
		return input.Email
	case exec.ForgotPasswordInput:
		return input.Email
	case exec.ResetPasswordInput:
		return input.Email
	}
	return ""
}

// phoneOf returns the phone number of the inputs that have one.
func phoneOf(input any) string {
	switch input := input.(type) {
	case account.Registration:
		return input.PhoneNumber
	case account.ProfileChange:
		return valueOrZero(input.PhoneNumber)
	case account.Invitation:
		return input.PhoneNumber
	case exec.UpdateUserInput:
		return inputValue(input.PhoneNumber)
	}
	return ""
}
