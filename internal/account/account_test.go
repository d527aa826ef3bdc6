package account_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// provider remembers what reaches it and fails as configured.
type provider struct {
	registered account.Registration
	confirmed  [2]string
	resent     string
	calls      int
	err        error
	yield      func() (free bool, err error)
}

func (p *provider) Yield(context.Context, string) (free bool, err error) {
	if p.yield == nil {
		return false, nil
	}
	return p.yield()
}

func (p *provider) SignUp(_ context.Context, r account.Registration) (account.CodeDelivery, error) {
	p.calls++
	p.registered = r
	return account.CodeDelivery{Medium: account.DeliveryMediumSms, Destination: "+*******0123"}, p.err
}

func (p *provider) ConfirmSignUp(_ context.Context, email, code string) error {
	p.calls++
	p.confirmed = [2]string{email, code}
	return p.err
}

func (p *provider) ResendConfirmationCode(_ context.Context, email string) error {
	p.calls++
	p.resent = email
	return p.err
}

func parsePhone(number string) (string, error) {
	if !strings.HasPrefix(number, "+") {
		return "", account.ErrInvalidPhoneNumber
	}
	return strings.ReplaceAll(number, " ", ""), nil
}

func newService(p *provider) *account.Service {
	policy := account.Policy{Password: account.DefaultPasswordPolicy, EmailDomains: []string{"example.com"}}
	return account.New(p, p, policy, parsePhone)
}

var registration = account.Registration{
	Email: " Ada@Example.com ", Name: " Ada  Lovelace", PhoneNumber: "+1 202 555 0123", Password: "Correct-horse-1",
}

// fields are the errors of err by field.
func fields(err error) map[string]error {
	found := map[string]error{}
	var collect func(error)
	collect = func(err error) {
		switch e := err.(type) {
		case *fault.Field:
			found[e.Name] = e.Err
		case interface{ Unwrap() []error }:
			for _, inner := range e.Unwrap() {
				collect(inner)
			}
		}
	}
	collect(err)
	return found
}

func TestSignUpRegistersTheNormalizedInput(t *testing.T) {
	p := &provider{}
	delivery, err := newService(p).SignUp(t.Context(), registration)
	if err != nil || delivery.Destination != "+*******0123" {
		t.Errorf("got %+v, %v", delivery, err)
	}
	want := account.Registration{Email: "ada@example.com", Name: "Ada Lovelace", PhoneNumber: "+12025550123", Password: "Correct-horse-1"}
	if p.registered != want {
		t.Errorf("registered %+v, want %+v", p.registered, want)
	}
}

func TestSignUpTellsAllThatIsWrongAtOnceAndAsksNobody(t *testing.T) {
	p := &provider{}
	_, err := newService(p).SignUp(t.Context(), account.Registration{Email: "ada", Name: "\x00", PhoneNumber: "070", Password: "weak"})
	got := fields(err)
	for name, want := range map[string]error{
		"email": account.ErrInvalidEmail, "name": account.ErrInvalidName, "phoneNumber": account.ErrInvalidPhoneNumber,
	} {
		if !errors.Is(got[name], want) {
			t.Errorf("%s: %v, want %v", name, got[name], want)
		}
	}
	var policy *account.PasswordPolicyError
	if !errors.As(got["password"], &policy) || len(got) != 4 {
		t.Errorf("errors %v", got)
	}
	if p.calls != 0 {
		t.Errorf("%d calls", p.calls)
	}
}

func TestSignUpRefusesADomainThatIsNotListed(t *testing.T) {
	r := registration
	r.Email = "ada@example.org"
	_, err := newService(&provider{}).SignUp(t.Context(), r)
	if want := map[string]error{"email": account.ErrEmailDomainNotAllowed}; !reflect.DeepEqual(fields(err), want) {
		t.Errorf("errors %v", fields(err))
	}
}

func TestTheProvidersRefusalsAreAttributedToTheirFields(t *testing.T) {
	for _, c := range []struct {
		err   error
		field string
	}{
		{account.ErrEmailTaken, "email"},
		{account.ErrEmailDomainNotAllowed, "email"},
		{account.ErrInvalidEmail, "email"},
		{account.ErrInvalidPhoneNumber, "phoneNumber"},
		{account.ErrSMSNotDelivered, "phoneNumber"},
		{account.ErrInvalidName, "name"},
		{&account.PasswordPolicyError{}, "password"},
	} {
		_, err := newService(&provider{err: c.err}).SignUp(t.Context(), registration)
		if got := fields(err)[c.field]; got != c.err {
			t.Errorf("%v became %v", c.err, err)
		}
	}
	outage := &fault.Unavailable{Upstream: "cognito", Err: errors.New("timeout")}
	if _, err := newService(&provider{err: outage}).SignUp(t.Context(), registration); err != outage {
		t.Errorf("an outage became %v", err)
	}
}

func TestAnAddressThatNobodyHasVerifiedYields(t *testing.T) {
	outage := &fault.Unavailable{Upstream: "cognito"}
	for name, c := range map[string]struct {
		yields  int   // how often the address is found to be free
		taken   int   // how often somebody else is faster
		failure error // of the last
		want    error
		calls   int
	}{
		"verified":                    {taken: 9, want: account.ErrEmailTaken, calls: 1},
		"free at once":                {yields: 1, taken: 1, calls: 2},
		"others sign it up as well":   {yields: 2, taken: 2, calls: 3},
		"they don't stop":             {yields: 9, taken: 9, want: outage, calls: 3},
		"verified meanwhile":          {yields: 1, taken: 2, want: account.ErrEmailTaken, calls: 2},
		"the provider's refusal then": {yields: 1, taken: 1, failure: account.ErrCodeNotDelivered, want: account.ErrCodeNotDelivered, calls: 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := &provider{err: account.ErrEmailTaken}
			yielded := 0
			p.yield = func() (bool, error) {
				yielded++
				if p.calls == c.taken {
					p.err = c.failure
				}
				return yielded <= c.yields, nil
			}
			_, err := newService(p).SignUp(t.Context(), registration)
			if !errors.Is(err, c.want) && (!fault.IsUnavailable(err) || c.want != outage) || p.calls != c.calls {
				t.Errorf("%v after %d calls", err, p.calls)
			}
		})
	}
	p := &provider{err: account.ErrEmailTaken, yield: func() (bool, error) { return false, outage }}
	if _, err := newService(p).SignUp(t.Context(), registration); err != outage {
		t.Errorf("the account can't be looked at: %v", err)
	}
}

func TestConfirmOTP(t *testing.T) {
	p := &provider{}
	if err := newService(p).ConfirmOTP(t.Context(), "Ada@example.com", "123 456"); err != nil {
		t.Error(err)
	}
	if p.confirmed != [2]string{"ada@example.com", "123456"} {
		t.Errorf("confirmed %q", p.confirmed)
	}
	p = &provider{}
	got := fields(newService(p).ConfirmOTP(t.Context(), "ada", "12"))
	if got["email"] != account.ErrInvalidEmail || !errors.Is(got["code"], account.ErrCodeMismatch) || p.calls != 0 {
		t.Errorf("errors %v after %d calls", got, p.calls)
	}
	for refusal, want := range map[error]error{
		account.ErrCodeMismatch: account.ErrCodeMismatch, account.ErrCodeExpired: account.ErrConfirmed,
	} {
		err := newService(&provider{err: refusal}).ConfirmOTP(t.Context(), "ada@example.com", "123456")
		if fields(err)["code"] != want {
			t.Errorf("%v became %v", refusal, err)
		}
	}
}

func TestResendOTP(t *testing.T) {
	p := &provider{}
	if err := newService(p).ResendOTP(t.Context(), " Ada@example.com"); err != nil || p.resent != "ada@example.com" {
		t.Errorf("resent to %q, %v", p.resent, err)
	}
	p = &provider{}
	if got := fields(newService(p).ResendOTP(t.Context(), tenKB)); got["email"] != account.ErrInvalidEmail || p.calls != 0 {
		t.Errorf("errors %v after %d calls", got, p.calls)
	}
}
