package cognito

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const newPassword = "Staple-Battery-8"

// forget requests a code for a new password, and returns it.
func (w *wire) forget() string {
	w.t.Helper()
	if err := w.ForgotPassword(w.t.Context(), testEmail); err != nil {
		w.t.Fatal(err)
	}
	return w.lastCode()
}

func (w *wire) wantPassword(password string, want error) {
	w.t.Helper()
	_, err := w.SignIn(w.t.Context(), testEmail, password)
	wantError(w.t, err, want)
}

func TestForgottenPasswordIsReplacedByItsCodeOnce(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"public client": nil, "client with a secret": {withSecret}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.signIn()
			code := w.forget()
			wantError(t, w.ResetPassword(t.Context(), testEmail, "000000", newPassword), account.ErrCodeMismatch)
			var policy *account.PasswordPolicyError
			if err := w.ResetPassword(t.Context(), testEmail, code, "Short-8"); !errors.As(err, &policy) || policy.Failed[0] != account.PasswordTooShort {
				t.Errorf("got %v", err)
			}
			wantError(t, w.ResetPassword(t.Context(), testEmail, code, newPassword), nil)
			w.wantPassword(newPassword, nil)
			w.wantPassword(testPassword, session.ErrInvalidCredentials)
			wantError(t, w.ResetPassword(t.Context(), testEmail, code, newPassword), account.ErrCodeExpired)
		})
	}
}

func TestResetCodeExpires(t *testing.T) {
	w := newWire(t)
	w.signIn()
	code := w.forget()
	w.clock.Advance(2 * time.Hour)
	wantError(t, w.ResetPassword(t.Context(), testEmail, code, newPassword), account.ErrCodeExpired)
}

func TestRecoveryAnswersUnknownAccountsAsKnownOnes(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){"errors prevented": nil, "legacy errors": {withLegacyErrors}} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.signIn()
			var texts []string
			for _, email := range []string{testEmail, "nobody@example.com", strings.Repeat("a", 150) + "@example.com"} {
				unasked := w.ResetPassword(t.Context(), email, "000000", newPassword)
				if err := w.ForgotPassword(t.Context(), email); err != nil {
					t.Errorf("%s: %v", email, err)
				}
				wrong := w.ResetPassword(t.Context(), email, "000000", newPassword)
				wantError(t, wrong, account.ErrCodeExpired)
				texts = append(texts, unasked.Error()+wrong.Error())
			}
			if texts[0] != texts[1] || texts[0] != texts[2] {
				t.Errorf("got %q", texts)
			}
		})
	}
}

func TestCodesForANewPasswordAreLimitedAndNeverRepeated(t *testing.T) {
	w := newWire(t)
	w.signIn()
	for _, kind := range []cognitotest.FaultKind{cognitotest.DropReply, cognitotest.InternalError, cognitotest.Throttle} {
		w.fault(opForgotPassword, kind, 5)
		if err := w.ForgotPassword(t.Context(), testEmail); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
		w.wantCalls(opForgotPassword, 1)
		w.server.ClearFaults()
	}
	var tooMany *fault.TooManyAttempts
	for range 10 {
		if err := w.ForgotPassword(t.Context(), testEmail); errors.As(err, &tooMany) {
			return
		}
	}
	t.Error("ten codes were sent")
}

func TestResetWhoseAnswerIsLostSucceeds(t *testing.T) {
	for name, options := range map[string][]func(*cognitotest.PoolSpec){
		"no second factor": nil, "client with a secret": {withSecret}, "second factor": {withMFA(cognitotest.MFARequired)},
		"trigger failed": {func(p *cognitotest.PoolSpec) {
			p.PostConfirmation = func(_ context.Context, e cognitotest.ConfirmationEvent) error {
				if e.TriggerSource == "PostConfirmation_ConfirmForgotPassword" {
					return errors.New("down")
				}
				return nil
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t, options...)
			w.signUp()
			w.confirm()
			code := w.forget()
			if name != "trigger failed" {
				w.fault(opResetPassword, cognitotest.DropReply, 1)
			}
			wantError(t, w.ResetPassword(t.Context(), testEmail, code, newPassword), nil)
		})
	}
}

func TestResetAfterAnInternalErrorIsSentOnceMore(t *testing.T) {
	w := newWire(t)
	w.signIn()
	code := w.forget()
	w.fault(opResetPassword, cognitotest.InternalError, 1)
	wantError(t, w.ResetPassword(t.Context(), testEmail, code, newPassword), nil)
	w.wantCalls(opResetPassword, 2)
	w.wantCalls(opSignIn, 0)
	w.fault(opResetPassword, cognitotest.InternalError, 5)
	if err := w.ResetPassword(t.Context(), testEmail, code, newPassword); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	w.wantCalls(opResetPassword, 2)
}

func TestLostRefusalOfAResetIsNoSuccess(t *testing.T) {
	w := newWire(t)
	w.signIn()
	w.fault(opResetPassword, cognitotest.DropReply, 1)
	wantError(t, w.ResetPassword(t.Context(), testEmail, "123456", newPassword), account.ErrCodeExpired)
	w.wantPassword(testPassword, nil)
}

func TestPasswordIsChangedByTheOldOne(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	wantError(t, w.ChangePassword(t.Context(), tokens.AccessToken, "Wrong-Password-9", newPassword), account.ErrWrongPassword)
	wantError(t, w.ChangePassword(t.Context(), tokens.AccessToken, "with a space", newPassword), account.ErrWrongPassword)
	var policy *account.PasswordPolicyError
	if err := w.ChangePassword(t.Context(), tokens.AccessToken, testPassword, "short"); !errors.As(err, &policy) {
		t.Errorf("got %v", err)
	}
	wantError(t, w.ChangePassword(t.Context(), tokens.AccessToken, testPassword, newPassword), nil)
	w.wantPassword(newPassword, nil)
	wantError(t, w.ChangePassword(t.Context(), "dead-token", newPassword, testPassword), account.ErrTokenRefused)
}

func TestWrongOldPasswordsAreLimited(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	var tooMany *fault.TooManyAttempts
	for range 10 {
		if err := w.ChangePassword(t.Context(), tokens.AccessToken, "Wrong-Password-9", newPassword); errors.As(err, &tooMany) {
			return
		}
	}
	t.Error("ten wrong passwords were taken")
}

func TestPasswordChangeWhoseAnswerIsLostSucceeds(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	w.fault(opChangePassword, cognitotest.DropReply, 1)
	wantError(t, w.ChangePassword(t.Context(), tokens.AccessToken, testPassword, newPassword), nil)
	w.wantCalls(opChangePassword, 2)
	w.wantPassword(newPassword, nil)
}

func TestPasswordChangeThatWasNotCarriedOutIsUnavailable(t *testing.T) {
	w := newWire(t)
	tokens, _ := w.signIn()
	for name, test := range map[string]struct {
		kind    cognitotest.FaultKind
		current string
		calls   int
	}{
		"internal error": {cognitotest.InternalError, testPassword, 2}, "throttled": {cognitotest.Throttle, testPassword, 1},
		"lost refusal": {cognitotest.DropReply, "Wrong-Password-9", 2},
	} {
		w.fault(opChangePassword, test.kind, 1)
		if err := w.ChangePassword(t.Context(), tokens.AccessToken, test.current, newPassword); !fault.IsUnavailable(err) {
			t.Errorf("%s: %v", name, err)
		}
		w.wantCalls(opChangePassword, test.calls)
		w.wantPassword(testPassword, nil)
	}
}
