package cognito

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func withSecret(p *cognitotest.PoolSpec) { p.Client.Secret = true }

func withLegacyErrors(p *cognitotest.PoolSpec) {
	p.Client.PreventUserExistenceErrors = cognitotest.ExistenceErrorsLegacy
}

func TestSignUpSendsACodeThatConfirmsTheAccountOnce(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			got, err := w.SignUp(t.Context(), registration())
			want := account.CodeDelivery{Medium: account.DeliveryMediumSms, Destination: "+*******0123"}
			if err != nil || got != want {
				t.Fatalf("got %+v, %v", got, err)
			}
			if to := w.server.Outbox()[0].To; to != testPhone {
				t.Errorf("code sent to %s", to)
			}
			wantError(t, w.ConfirmSignUp(t.Context(), testEmail, "000000"), account.ErrCodeMismatch)
			code := w.lastCode()
			w.confirm()
			wantError(t, w.ConfirmSignUp(t.Context(), testEmail, code), account.ErrCodeExpired)
			if _, err := w.SignIn(t.Context(), testEmail, testPassword); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSignUpTellsWhatIsWrong(t *testing.T) {
	w := newWire(t, func(p *cognitotest.PoolSpec) {
		p.PreSignUp = func(_ context.Context, e cognitotest.SignUpEvent) error {
			if !strings.HasSuffix(strings.ToLower(e.Attributes["email"]), "@example.com") {
				return account.ErrEmailDomainNotAllowed
			}
			return nil
		}
	})
	w.signUp()
	for name, test := range map[string]struct {
		change func(*account.Registration)
		want   error
	}{
		"email taken":          {func(*account.Registration) {}, account.ErrEmailTaken},
		"taken in other case":  {func(r *account.Registration) { r.Email = strings.ToUpper(r.Email) }, account.ErrEmailTaken},
		"domain not allowed":   {func(r *account.Registration) { r.Email = "ada@elsewhere.example" }, account.ErrEmailDomainNotAllowed},
		"malformed email":      {func(r *account.Registration) { r.Email = "ada" }, account.ErrInvalidEmail},
		"email too long":       {func(r *account.Registration) { r.Email = strings.Repeat("a", 120) + "@example.com" }, account.ErrInvalidEmail},
		"malformed phone":      {func(r *account.Registration) { r.PhoneNumber = "0123" }, account.ErrInvalidPhoneNumber},
		"missing phone number": {func(r *account.Registration) { r.PhoneNumber = "" }, account.ErrInvalidPhoneNumber},
		"missing name":         {func(r *account.Registration) { r.Name = "" }, account.ErrInvalidName},
	} {
		r := registration()
		test.change(&r)
		_, err := w.SignUp(t.Context(), r)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignUpNamesThePasswordRule(t *testing.T) {
	w := newWire(t)
	for password, want := range map[string]account.PasswordRule{
		"Short-7": account.PasswordTooShort, "correct-horse-7": account.PasswordNeedsUppercase, "CORRECT-HORSE-7": account.PasswordNeedsLowercase,
		"Correct-Horse-X": account.PasswordNeedsDigit, "CorrectHorse77": account.PasswordNeedsSymbol,
		"Correct-Horse-7 ": account.PasswordHasSpaceAtEnd, strings.Repeat("Aa1-", 70): account.PasswordTooLong,
	} {
		r := registration()
		r.Password = password
		_, err := w.SignUp(t.Context(), r)
		var policy *account.PasswordPolicyError
		if !errors.As(err, &policy) || len(policy.Failed) != 1 || policy.Failed[0] != want || policy.Policy.MinimumLength == 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// What the policy accepts must be a password to Cognito. The policy is stricter in two rules only: Cognito minds ASCII
// white space at the ends, and no control characters inside.
func TestCognitoTakesThePasswordsThatThePolicyAccepts(t *testing.T) {
	w := newWire(t)
	raw, err := os.ReadFile("../account/testdata/passwords.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Passwords []struct {
			Password, Repeat string
			Broken           []string
		}
	}
	if err := json.Unmarshal(raw, &table); err != nil || len(table.Passwords) < 20 {
		t.Fatalf("%d passwords, %v", len(table.Passwords), err)
	}
	for i, row := range table.Passwords {
		password, broken := account.DefaultPasswordPolicy.Accept(row.Password + strings.Repeat(row.Repeat, 300))
		if broken != nil && len(row.Broken) == 1 && (row.Broken[0] == "SPACE_AT_END" || row.Broken[0] == "CONTROL") {
			continue
		}
		r := registration()
		r.Email, r.Password = fmt.Sprintf("person%d@example.com", i), password
		if _, err := w.SignUp(t.Context(), r); (err == nil) != (broken == nil) {
			t.Errorf("%+q: Cognito says %v, the policy %v", row.Password, err, broken)
		}
	}
}

func TestSignUpWhoseAnswerIsLostSucceedsOnce(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.fault(opSignUp, cognitotest.DropReply, 1)
			got, err := w.SignUp(t.Context(), registration())
			if want := (account.CodeDelivery{Medium: account.DeliveryMediumSms, Destination: "+*******0123"}); err != nil || got != want {
				t.Fatalf("got %+v, %v", got, err)
			}
			w.wantCalls(opSignUp, 1)
			if sent := w.server.Outbox(); len(sent) != 2 || sent[0].To != testPhone {
				t.Errorf("messages: %+v", sent)
			}
			w.confirm()
		})
	}
}

func TestSignUpThatWasNotCarriedOutIsUnavailable(t *testing.T) {
	w := newWire(t)
	for name, kind := range map[string]cognitotest.FaultKind{"internal error": cognitotest.InternalError, "throttled": cognitotest.Throttle} {
		w.fault(opSignUp, kind, 1)
		if _, err := w.SignUp(t.Context(), registration()); !fault.IsUnavailable(err) {
			t.Errorf("%s: %v", name, err)
		}
		w.wantCalls(opSignUp, 1)
	}
	w.fault(opSignUp, cognitotest.DropReply, 1)
	w.server.Inject(cognitotest.Fault{Operation: string(opResend), Kind: cognitotest.InternalError})
	if _, err := w.SignUp(t.Context(), registration()); !fault.IsUnavailable(err) {
		t.Errorf("lost, and nobody to ask: %v", err)
	}
}

func TestLostSignUpOfAnEmailOfSomebodyElseIsNoSuccess(t *testing.T) {
	for name, confirmed := range map[string]bool{"waits for its code": false, "is confirmed": true} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			w.signUp()
			if confirmed {
				w.confirm()
			}
			for _, password := range []string{"Other-Password-8", testPassword} {
				r := registration()
				r.Password, r.PhoneNumber = password, "+442079460124"
				w.fault(opSignUp, cognitotest.DropReply, 1)
				if got, err := w.SignUp(t.Context(), r); !fault.IsUnavailable(err) || got != (account.CodeDelivery{}) {
					t.Errorf("got %+v, %v", got, err)
				}
			}
			for _, m := range w.server.Outbox() {
				if m.To != testPhone {
					t.Errorf("a code went to %s", m.To)
				}
			}
		})
	}
}

func TestConfirmationWhoseAnswerIsLostSucceeds(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.fault(opConfirm, cognitotest.DropReply, 1)
	w.confirm()
	w.wantCalls(opConfirm, 2)
	if _, err := w.SignIn(t.Context(), testEmail, testPassword); err != nil {
		t.Error(err)
	}
}

func TestConfirmationAfterAnInternalErrorIsSentOnceMore(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.fault(opConfirm, cognitotest.InternalError, 1)
	w.confirm()
	w.wantCalls(opConfirm, 2)
}

func TestConfirmationIsSentTwiceAtMost(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.fault(opConfirm, cognitotest.InternalError, 5)
	if err := w.ConfirmSignUp(t.Context(), testEmail, w.lastCode()); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opConfirm, 2)
}

func TestConfirmationSucceedsThoughTheTriggerAfterItFailed(t *testing.T) {
	w := newWire(t, func(p *cognitotest.PoolSpec) {
		p.PostConfirmation = func(context.Context, cognitotest.ConfirmationEvent) error { return errors.New("voter table is down") }
	})
	w.signUp()
	w.confirm()
}

func TestCodeExpires(t *testing.T) {
	w := newWire(t)
	w.signUp()
	w.clock.Advance(25 * time.Hour)
	wantError(t, w.ConfirmSignUp(t.Context(), testEmail, w.lastCode()), account.ErrCodeExpired)
}

func TestUnknownAndConfirmedAccountsAreAnsweredAlike(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"errors prevented": nil, "legacy errors": {withLegacyErrors}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.signUp()
			w.confirm()
			for _, email := range []string{testEmail, "nobody@example.com", strings.Repeat("a", 150) + "@example.com"} {
				wantError(t, w.ConfirmSignUp(t.Context(), email, "123456"), account.ErrCodeExpired)
				if err := w.ResendConfirmationCode(t.Context(), email); err != nil {
					t.Errorf("resend to %s: %v", email, err)
				}
				_, err := w.SignIn(t.Context(), email, "Wrong-Password-9")
				wantError(t, err, session.ErrInvalidCredentials)
			}
		})
	}
}

func TestResendReplacesTheCode(t *testing.T) {
	w := newWire(t)
	w.signUp()
	old := w.lastCode()
	if err := w.ResendConfirmationCode(t.Context(), testEmail); err != nil {
		t.Fatal(err)
	}
	if w.lastCode() != old { // codes are random: one in a million is the same
		wantError(t, w.ConfirmSignUp(t.Context(), testEmail, old), account.ErrCodeMismatch)
	}
	w.confirm()
}

func TestResendsAreLimitedAndNeverRepeated(t *testing.T) {
	w := newWire(t)
	w.signUp()
	var tooMany *fault.TooManyAttempts
	for range 10 {
		if err := w.ResendConfirmationCode(t.Context(), testEmail); errors.As(err, &tooMany) {
			break
		}
	}
	if tooMany == nil || tooMany.RetryAfter <= 0 {
		t.Fatalf("got %v", tooMany)
	}
	w.server.ResetCalls()
	for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
		w.fault(opResend, kind, 5)
		if err := w.ResendConfirmationCode(t.Context(), testEmail); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		w.wantCalls(opResend, 1)
		w.server.ClearFaults()
	}
}

func TestWrongCodesAreLimited(t *testing.T) {
	w := newWire(t)
	w.signUp()
	var tooMany *fault.TooManyAttempts
	for range 20 {
		if err := w.ConfirmSignUp(t.Context(), testEmail, "000000"); errors.As(err, &tooMany) {
			return
		}
	}
	t.Error("20 wrong codes were taken")
}
