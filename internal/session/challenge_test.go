package session_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const rightCode = "123456"

var sms = session.Challenge{
	Kind: session.ChallengeSMS, State: "state of the provider", Username: subject,
	Delivery: account.CodeDelivery{Medium: account.DeliveryMediumSms, Destination: "+*******0123"},
}

// challenged has the issuer ask for c, which takes rightCode.
func (f *fixture) challenged(c session.Challenge) {
	f.issuer.set(func(i *issuer) {
		i.challenge = &c
		i.respond = func(asked session.Challenge, a session.Answer) error {
			if !reflect.DeepEqual(asked, c) {
				return fmt.Errorf("asked %+v", asked)
			}
			if a != (session.Answer{Code: rightCode}) {
				return account.ErrCodeMismatch
			}
			return nil
		}
	})
}

// pendingIn returns the challenge that err is.
func pendingIn(t *testing.T, err error) *session.PendingChallenge {
	t.Helper()
	var pending *session.PendingChallenge
	if !errors.As(err, &pending) {
		t.Fatalf("got error %v, want a challenge", err)
	}
	return pending
}

// wantField checks that the error names the field.
func wantField(t *testing.T, err error, name string, want error) {
	t.Helper()
	var field *fault.Field
	if !errors.As(err, &field) || field.Name != name || !errors.Is(err, want) {
		t.Errorf("got error %v, want %v in %s", err, want, name)
	}
}

// beginSignIn signs a browser in as far as the challenge.
func (f *fixture) beginSignIn(s *session.Service, b *browser, transport session.Transport) *session.PendingChallenge {
	f.t.Helper()
	_, err := s.SignIn(b.request(f.t.Context()), " Ada@Example.com", password, transport)
	return pendingIn(f.t, err)
}

func (f *fixture) answer(s *session.Service, b *browser, handle, code string) error {
	_, err := s.Answer(b.request(f.t.Context()), handle, session.Answer{Code: code})
	return err
}

func TestAChallengeIsAnsweredOnAnotherInstance(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	b := &browser{}
	pending := f.beginSignIn(f.instance(), b, session.TransportCookie)
	want := session.PendingChallenge{
		Handle: pending.Handle, ExpiresAt: f.clock.Now().Add(challengeLifetime), Email: email, Kind: session.ChallengeSMS,
		Delivery: sms.Delivery, Methods: []account.MFAMethod{},
	}
	if !reflect.DeepEqual(*pending, want) || b.id != "" || len(b.challengeID) != 43 {
		t.Errorf("challenge %+v, browser %+v", pending, b)
	}
	service := f.instance()
	got, err := service.Answer(b.request(t.Context()), pending.Handle, session.Answer{Code: " 123-456 "})
	if err != nil || got.Tokens != nil || got.Principal.Subject != subject || b.challengeID != "" {
		t.Fatalf("%+v, %v, browser %+v", got, err, b)
	}
	f.wantSignedIn(service, b)
}

func TestATokenSignInIsChallengedWithoutACookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportTokens)
	if *b != (browser{}) {
		t.Errorf("browser %+v", b)
	}
	got, err := service.Answer(t.Context(), pending.Handle, session.Answer{Code: rightCode})
	if err != nil || got.Tokens == nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFiveWrongCodesEndTheSignIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	instances := []*session.Service{f.instance(), f.instance()}
	b := &browser{}
	handles := []string{f.beginSignIn(instances[0], b, session.TransportCookie).Handle}
	for i := range 4 {
		err := f.answer(instances[i%2], b, handles[i], "654321")
		wantField(t, err, "code", account.ErrCodeMismatch)
		pending := pendingIn(t, err)
		if pending.Kind != session.ChallengeSMS || pending.Delivery != sms.Delivery || pending.Email != email {
			t.Errorf("challenge %+v", pending)
		}
		handles = append(handles, pending.Handle)
	}
	wantErr(t, f.answer(instances[0], b, handles[4], "654321"), session.ErrChallengeExpired)
	if b.challengeID != "" {
		t.Error("the challenge cookie is kept")
	}
	for _, handle := range handles {
		wantErr(t, f.answer(instances[1], b, handle, rightCode), session.ErrChallengeExpired)
	}
	f.wantCalls("Respond", 5)
}

func TestAChallengeMayFollowAnother(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	choose := session.Challenge{
		Kind: session.ChallengeSelectMFA, State: "first", Username: subject, Methods: []account.MFAMethod{account.MFAMethodTOTP, account.MFAMethodSMS},
	}
	f.issuer.set(func(i *issuer) {
		i.challenge = &choose
		i.respond = func(c session.Challenge, a session.Answer) error {
			switch {
			case c.Kind == session.ChallengeSelectMFA && a == session.Answer{Method: account.MFAMethodSMS}:
				return &sms
			case c.Kind == session.ChallengeSMS && c.State == sms.State && a == session.Answer{Code: rightCode}:
				return nil
			}
			return fmt.Errorf("answered %+v with %+v", c, a)
		}
	})
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	if !slices.Equal(pending.Methods, choose.Methods) {
		t.Errorf("methods %v", pending.Methods)
	}
	_, err := service.Answer(b.request(t.Context()), pending.Handle, session.Answer{Method: account.MFAMethodEmail})
	wantField(t, err, "method", session.ErrInvalidAnswer)
	f.clock.Advance(2 * time.Minute)
	_, err = service.Answer(b.request(t.Context()), pending.Handle, session.Answer{Method: account.MFAMethodSMS, Code: "999999"})
	next := pendingIn(t, err)
	if next.Kind != session.ChallengeSMS || next.Err != nil || !next.ExpiresAt.Equal(f.clock.Now().Add(challengeLifetime)) {
		t.Errorf("challenge %+v", next)
	}
	wantErr(t, f.answer(service, b, next.Handle, rightCode), nil)
	f.wantSignedIn(service, b)
}

func TestANewPasswordIsHeldToThePolicyBeforeTheProviderAndByIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const good, refused = "Correct-horse-2", "Correct-horse-3"
	f.issuer.set(func(i *issuer) {
		i.challenge = &session.Challenge{Kind: session.ChallengeNewPassword, State: "state", Username: subject}
		i.respond = func(_ session.Challenge, a session.Answer) error {
			switch a {
			case session.Answer{NewPassword: good}:
				return nil
			case session.Answer{NewPassword: refused}:
				return &account.PasswordPolicyError{Policy: account.DefaultPasswordPolicy}
			}
			return fmt.Errorf("answered %+v", a)
		}
	})
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	answer := func(handle, password string) error {
		_, err := service.Answer(b.request(t.Context()), handle, session.Answer{NewPassword: password})
		return err
	}
	var policy *account.PasswordPolicyError
	wantField(t, answer(pending.Handle, ""), "newPassword", session.ErrInvalidAnswer)
	err := answer(pending.Handle, "short")
	if again := pendingIn(t, err); !errors.As(err, &policy) || again.Handle != pending.Handle {
		t.Errorf("%v, challenge %+v", err, again)
	}
	f.wantCalls("Respond", 0)
	policy, err = nil, answer(pending.Handle, refused)
	again := pendingIn(t, err)
	if !errors.As(err, &policy) || again.Handle == pending.Handle {
		t.Errorf("%v, challenge %+v", err, again)
	}
	wantErr(t, answer(again.Handle, good), nil)
}

func TestAnswersThatCannotBeRightCostNoCallAndNoHandle(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	wantField(t, f.answer(service, b, pending.Handle, ""), "code", session.ErrInvalidAnswer)
	for _, code := range []string{"12345", "1234567", "12345678", "12345a", "१२३४५", strings.Repeat("1", 10<<10)} {
		err := f.answer(service, b, pending.Handle, code)
		wantField(t, err, "code", account.ErrCodeMismatch)
		if again := pendingIn(t, err); again.Handle != pending.Handle {
			t.Errorf("%.20q: another handle", code)
		}
	}
	f.wantCalls("Respond", 0)
	if calls := f.server.Calls(); len(calls) != 0 {
		t.Errorf("store calls %v", calls)
	}
	wantErr(t, f.answer(service, b, pending.Handle, rightCode), nil)
}

func TestACodeByEmailMayHaveEightDigits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.issuer.set(func(i *issuer) {
		i.challenge = &session.Challenge{Kind: session.ChallengeEmail, State: "state", Username: subject}
		i.respond = func(_ session.Challenge, a session.Answer) error {
			if a.Code != "12345678" {
				return account.ErrCodeMismatch
			}
			return nil
		}
	})
	service, b := f.instance(), &browser{}
	wantErr(t, f.answer(service, b, f.beginSignIn(service, b, session.TransportCookie).Handle, " 12345678"), nil)
}

func TestWhatTheProviderCouldNotJudgeCostsNoHandle(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	handle := f.beginSignIn(service, b, session.TransportCookie).Handle
	for _, outage := range []error{errDown, &fault.TooManyAttempts{RetryAfter: time.Second}, context.Canceled} {
		f.issuer.set(func(i *issuer) { i.err = outage })
		wantErr(t, f.answer(service, b, handle, rightCode), outage)
		f.issuer.set(func(i *issuer) { i.err = nil })
	}
	wantErr(t, f.answer(service, b, handle, rightCode), nil)
	f.wantSignedIn(service, b)
}

func TestWhatTheProviderRefusesForGoodEndsTheSignIn(t *testing.T) {
	t.Parallel()
	for _, refusal := range []error{session.ErrChallengeExpired, session.ErrAccountDisabled, session.ErrInvalidCredentials} {
		f := newFixture(t)
		f.challenged(sms)
		service, b := f.instance(), &browser{}
		handle := f.beginSignIn(service, b, session.TransportCookie).Handle
		f.issuer.set(func(i *issuer) { i.err = refusal })
		wantErr(t, f.answer(service, b, handle, rightCode), refusal)
		f.issuer.set(func(i *issuer) { i.err = nil })
		wantErr(t, f.answer(service, b, handle, rightCode), session.ErrChallengeExpired)
		if b.challengeID != "" {
			t.Error("the challenge cookie is kept")
		}
	}
}

func TestAnAnswerSucceedsThoughTheAnswersOfTheStoreAreLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	handle := f.beginSignIn(service, b, session.TransportCookie).Handle
	drop := func(operation string, count int) {
		f.server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.DropReply, Count: count})
	}
	f.issuer.set(func(i *issuer) { i.err = errDown })
	drop("PutItem", 2)
	drop("DeleteItem", 2)
	wantErr(t, f.answer(service, b, handle, rightCode), errDown)
	f.issuer.set(func(i *issuer) { i.err = nil })
	drop("PutItem", 2) // of the mark
	drop("GetItem", 2) // of the generation
	wantErr(t, f.answer(service, b, handle, rightCode), nil)
	f.wantSignedIn(service, b)
	f.wantCalls("Respond", 2)
}

func TestAStoreThatIsDownKeepsTheAnswerFromTheProvider(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	handle := f.beginSignIn(service, b, session.TransportCookie).Handle
	f.server.Inject(dynamotest.Fault{Operation: "PutItem", Kind: dynamotest.InternalError, Count: 3})
	if err := f.answer(service, b, handle, rightCode); !fault.IsUnavailable(err) {
		t.Error(err)
	}
	f.wantCalls("Respond", 0)
	wantErr(t, f.answer(service, b, handle, rightCode), nil)
}
