package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestExpectedOutcomesBecomeUserErrors(t *testing.T) {
	policy := account.DefaultPasswordPolicy
	cases := map[string]struct {
		err  error
		want []string // code, field, part of the message
	}{
		"nothing":                    {nil, nil},
		"a sentinel without a field": {session.ErrInvalidCredentials, []string{"INVALID_CREDENTIALS [] wrong"}},
		"a field":                    {fault.In("email", account.ErrEmailTaken), []string{"EMAIL_TAKEN [email] Sign in instead"}},
		"several fields at once": {
			errors.Join(fault.In("email", account.ErrInvalidEmail), fault.In("phoneNumber", account.ErrInvalidPhoneNumber)),
			[]string{"INVALID_EMAIL [email] valid email", "INVALID_PHONE_NUMBER [phoneNumber] country code"},
		},
		"the password rules that failed": {
			fault.In("password", &account.PasswordPolicyError{Failed: []account.PasswordRule{account.PasswordTooShort, account.PasswordNeedsUppercase, account.PasswordNeedsSymbol}, Policy: policy}),
			[]string{"PASSWORD_POLICY [password] at least 12 characters, an upper case letter and a symbol"},
		},
		"one password rule":      {&account.PasswordPolicyError{Failed: []account.PasswordRule{account.PasswordNeedsDigit}}, []string{"PASSWORD_POLICY [] needs a digit."}},
		"spaces at the ends":     {&account.PasswordPolicyError{Failed: []account.PasswordRule{account.PasswordHasSpaceAtEnd}}, []string{"PASSWORD_POLICY [] no white space at its beginning or end."}},
		"a control character":    {&account.PasswordPolicyError{Failed: []account.PasswordRule{account.PasswordHasControl}}, []string{"PASSWORD_POLICY [] no tabs"}},
		"a visible character":    {malformed(account.ErrInvalidEmail, account.TextCharacter, 'å'), []string{"INVALID_EMAIL [field] “å” (U+00E5)"}},
		"an unseen character":    {malformed(account.ErrInvalidName, account.TextCharacter, '\u202e'), []string{"INVALID_NAME [field] invisible one, U+202E"}},
		"a Hangul filler":        {malformed(account.ErrInvalidName, account.TextCharacter, '\u3164'), []string{"INVALID_NAME [field] invisible one, U+3164"}},
		"not UTF-8":              {malformed(account.ErrInvalidName, account.TextCharacter, '\ufffd'), []string{"INVALID_NAME [field] not valid UTF-8"}},
		"a long name":            {malformed(account.ErrInvalidName, account.TextTooLong, 0), []string{"INVALID_NAME [field] at most 100"}},
		"a name of digits":       {malformed(account.ErrInvalidName, account.TextNoLetter, 0), []string{"INVALID_NAME [field] at least one letter"}},
		"five digits":            {malformed(account.ErrCodeMismatch, account.CodeNotSixDigits, 0), []string{"CODE_MISMATCH [field] six digits"}},
		"no such country":        {malformed(account.ErrInvalidPhoneNumber, account.PhoneUnknownCountry, 0), []string{"INVALID_PHONE_NUMBER [field] No country has this code"}},
		"a short number":         {malformed(account.ErrInvalidPhoneNumber, account.PhoneTooShort, 0), []string{"INVALID_PHONE_NUMBER [field] too short"}},
		"a long number":          {malformed(account.ErrInvalidPhoneNumber, account.PhoneTooLong, 0), []string{"INVALID_PHONE_NUMBER [field] too long"}},
		"a premium number":       {malformed(account.ErrInvalidPhoneNumber, account.PhonePremiumRate, 0), []string{"INVALID_PHONE_NUMBER [field] cost extra"}},
		"a late code":            {account.ErrConfirmed, []string{"CODE_EXPIRED [] already confirmed your phone"}},
		"a late code, signed in": {account.ErrCodeExpired, []string{"CODE_EXPIRED [] no longer works. Request a new one."}},
		"an app's wrong code":    {account.OfAuthenticator(account.ErrCodeMismatch), []string{"CODE_MISMATCH [] check the clock of your phone"}},
		"an app's used code":     {account.OfAuthenticator(account.ErrCodeExpired), []string{"CODE_EXPIRED [] Wait for the app's next code"}},
		"an app's short code":    {account.OfAuthenticator(malformed(account.ErrCodeMismatch, account.CodeNotSixDigits, 0)), []string{"CODE_MISMATCH [field] six digits"}},
		"another's address":      {fault.In("email", account.ErrEmailOfAnother), []string{"EMAIL_TAKEN [email] Another account has"}},
		"a leaked password":      {&account.PasswordPolicyError{Failed: []account.PasswordRule{account.PasswordLeaked}}, []string{"PASSWORD_POLICY [] needs to be another one"}},
		"a blocked sign-in":      {session.ErrBlocked, []string{"REQUEST_BLOCKED [] looks unusual"}},
		"a code by SMS":          {account.ErrSMSNotDelivered, []string{"CODE_NOT_DELIVERED [] phone number"}},
		"a code by email":        {account.ErrEmailNotDelivered, []string{"CODE_NOT_DELIVERED [] email address"}},
		"a code":                 {account.ErrCodeNotDelivered, []string{"CODE_NOT_DELIVERED [] We couldn't send the code. Try again"}},
		"a stricter provider":    {&account.PasswordPolicyError{}, []string{"PASSWORD_POLICY [] not accepted"}},
		"too many attempts":      {&fault.TooManyAttempts{RetryAfter: 90 * time.Second}, []string{"TOO_MANY_ATTEMPTS [] 90 seconds"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := asUserErrors(c.err)
			if err != nil || len(got) != len(c.want) {
				t.Fatalf("%v, %v", got, err)
			}
			for i, want := range c.want {
				parts := strings.SplitN(want, " ", 3)
				if string(got[i].Code) != parts[0] || fmt.Sprint(got[i].Field) != parts[1] || !strings.Contains(got[i].Message, parts[2]) {
					t.Errorf("%+v, want %s", got[i], want)
				}
			}
		})
	}
}

func malformed(err error, rule account.TextRule, character rune) error {
	return fault.In("field", &account.Malformed{Err: err, Rule: rule, Character: character})
}

func TestUnexpectedErrorsAreNoUserErrors(t *testing.T) {
	unexpected := errors.New("disk on fire")
	for _, err := range []error{unexpected, errors.Join(fault.In("email", account.ErrInvalidEmail), unexpected)} {
		if got, rest := asUserErrors(err); len(got) != 0 || !errors.Is(rest, unexpected) {
			t.Errorf("%v, %v", got, rest)
		}
	}
}

func TestEveryUserErrorIsASentenceWithACodeOfTheContract(t *testing.T) {
	for _, known := range userErrors {
		if !known.code.IsValid() || !strings.HasSuffix(known.message, ".") {
			t.Errorf("%+v", known)
		}
	}
}

// canary stands for text that upstream errors may contain and nobody may see.
const canary = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/canary"

func TestSystemErrorsShowACodeAndNothingOfTheirCause(t *testing.T) {
	cause := errors.New(canary)
	cases := map[string]struct {
		err       error
		code      string
		extension string
		logged    bool
	}{
		"no credential":         {session.ErrUnauthenticated, "UNAUTHENTICATED", "", false},
		"wrapped":               {fmt.Errorf("%w: %w", session.ErrUnauthenticated, cause), "UNAUTHENTICATED", "", false},
		"signed in long ago":    {session.ErrStepUpRequired, "STEP_UP_REQUIRED", "", false},
		"token refused":         {account.ErrTokenRefused, "UNAUTHENTICATED", "", false},
		"bad cursor":            {page.ErrInvalidCursor, "BAD_USER_INPUT", "", false},
		"not allowed":           {session.ErrForbidden, "FORBIDDEN", "", false},
		"over a rate limit":     {&fault.TooManyAttempts{RetryAfter: 1500 * time.Millisecond}, "RATE_LIMITED", "retryAfter:2", false},
		"upstream down":         {&fault.Unavailable{Upstream: "cognito", RetryAfter: 3 * time.Second, Err: errors.New("timeout")}, "SERVICE_UNAVAILABLE", "retryAfter:3", true},
		"upstream without hint": {&fault.Unavailable{Upstream: "cognito", Err: errors.New("timeout")}, "SERVICE_UNAVAILABLE", "retryAfter:2", true},
		"out of time":           {fmt.Errorf("%w: %w", cause, context.DeadlineExceeded), "SERVICE_UNAVAILABLE", "retryAfter:2", false},
		"client gone":           {context.Canceled, "SERVICE_UNAVAILABLE", "retryAfter:2", false},
		"unexpected":            {cause, "INTERNAL_SERVER_ERROR", "requestId:req-1", true},
		"panic":                 {errPanic, "INTERNAL_SERVER_ERROR", "requestId:req-1", true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			log := captureLog(t)
			ctx := session.WithRequest(t.Context(), &session.Request{ID: "req-1"})
			// As the executor wraps the errors of resolvers.
			got := PresentError(ctx, gqlerror.WrapPath(ast.Path{ast.PathName("viewer")}, c.err))
			if got.Extensions["code"] != c.code || !strings.Contains(fmt.Sprint(got.Extensions), c.extension) {
				t.Errorf("extensions %v, want %s %s", got.Extensions, c.code, c.extension)
			}
			if strings.Contains(got.Error()+fmt.Sprint(got.Extensions), "canary") || errors.Unwrap(got) != nil {
				t.Errorf("shows its cause: %v", got)
			}
			if got.Path.String() != "viewer" {
				t.Errorf("path %v", got.Path)
			}
			if (log.Len() > 0) != c.logged {
				t.Errorf("log: %q", log)
			}
		})
	}
}

func TestRecoverLogsNoPanicValueButThoseOfTheRuntime(t *testing.T) {
	log := captureLog(t)
	if err := Recover(t.Context(), canary); !errors.Is(err, errPanic) {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(log.String(), "panic=string") || strings.Contains(log.String(), "canary") {
		t.Errorf("log: %s", log)
	}
	func() {
		defer func() { _ = Recover(t.Context(), recover()) }()
		var none []string
		_ = none[len(none)]
	}()
	if !strings.Contains(log.String(), "index out of range") {
		t.Errorf("log: %s", log)
	}
}

func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	var buffer bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&buffer, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &buffer
}
