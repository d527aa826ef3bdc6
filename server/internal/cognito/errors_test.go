package cognito

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/fault"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// everyMethod is for refusals that mean the same whatever was asked for.
var everyMethod = slices.Collect(maps.Keys(policies))

func TestExceptionsBecomeErrorsOfTheDomain(t *testing.T) {
	success := errors.New("success")
	for _, test := range []struct {
		operations         []operation
		exception, message string
		want               error
	}{
		{on(opSignUp), "UsernameExistsException", "An account with the given email already exists.", account.ErrEmailTaken},
		{on(opConfirm), "AliasExistsException", "An account with the email already exists.", account.ErrEmailTaken},
		{on(opSignUp), "UserLambdaValidationException", "PreSignUp failed with error domain.", account.ErrEmailDomainNotAllowed},
		{on(opSignUp, opResend), "CodeDeliveryFailureException", "Unable to deliver message", account.ErrCodeNotDelivered},
		{on(opSignUp), "InvalidParameterException", "Invalid phone number format.", account.ErrInvalidPhoneNumber},
		{on(opSignUp), "InvalidParameterException", "Invalid email address format.", account.ErrInvalidEmail},
		{on(opSignUp), "InvalidParameterException", "Username should be an email.", account.ErrInvalidEmail},
		{on(opConfirm), "CodeMismatchException", "Invalid verification code provided, please try again.", account.ErrCodeMismatch},
		{on(opConfirm), "ExpiredCodeException", "Invalid code provided, please request a code again.", account.ErrCodeExpired},
		{on(opConfirm), "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED", account.ErrCodeExpired},
		{on(opConfirm), "NotAuthorizedException", "User is disabled.", account.ErrCodeExpired},
		{on(opConfirm), "NotAuthorizedException", "a text of the future", account.ErrCodeExpired},
		{on(opConfirm), "UserNotFoundException", "Username/client id combination not found.", account.ErrCodeExpired},
		{on(opResend), "UserNotFoundException", "Username/client id combination not found.", success},
		{on(opResend), "InvalidParameterException", "User is already confirmed.", success},
		{on(opResend), "NotAuthorizedException", "User is disabled.", success},
		{on(opSignIn), "NotAuthorizedException", "Incorrect username or password.", session.ErrInvalidCredentials},
		{on(opSignIn), "NotAuthorizedException", "a text of the future", session.ErrInvalidCredentials},
		{on(opSignIn), "NotAuthorizedException", "", session.ErrInvalidCredentials},
		{on(opSignIn), "NotAuthorizedException", "User is disabled.", session.ErrAccountDisabled},
		{on(opSignIn), "UserNotFoundException", "User does not exist.", session.ErrInvalidCredentials},
		{on(opSignIn), "UserNotConfirmedException", "User is not confirmed.", session.ErrNotConfirmed},
		{on(opSignIn), "PasswordResetRequiredException", "Password reset required for the user", session.ErrPasswordResetRequired},
		{on(opSignIn), "InvalidParameterException", "1 validation error detected: Value at 'password' failed to satisfy constraint: x", session.ErrInvalidCredentials},
		{on(opRefresh), "NotAuthorizedException", "Refresh Token has expired", session.ErrExpired},
		{on(opRefresh), "NotAuthorizedException", "Refresh Token has been revoked", session.ErrExpired},
		{on(opRefresh), "NotAuthorizedException", "User is disabled.", session.ErrExpired},
		{on(opRefresh), "NotAuthorizedException", "a text of the future", session.ErrExpired},
		{on(opRefresh), "RefreshTokenReuseException", "Refresh token was used.", session.ErrExpired},
		{on(opRefresh), "UserNotFoundException", "User does not exist.", session.ErrExpired},
		{on(opRevoke), "UnauthorizedException", "Token was issued to another client", success},
		{on(opRevoke), "UnsupportedTokenTypeException", "Unsupported token type", success},
		{on(opGetUser), "NotAuthorizedException", "Access Token has been revoked", session.ErrUnauthenticated},
		{on(opGetUser), "NotAuthorizedException", "Access Token does not have required scopes", session.ErrUnauthenticated},
		{on(opGetUser), "UserNotFoundException", "User does not exist.", session.ErrUnauthenticated},
		{on(opGetUser), "PasswordResetRequiredException", "Password reset required for the user", session.ErrUnauthenticated},
	} {
		for _, op := range test.operations {
			s := newScript(t, "")
			s.refuse(test.exception, test.message)
			if err := methods(t)[op](s.adapter); !errors.Is(err, test.want) && (err != nil || test.want != success) {
				t.Errorf("%s: %s %q: got %v, want %v", op, test.exception, test.message, err, test.want)
			}
		}
	}
}

func TestLimitsBecomeTooManyAttempts(t *testing.T) {
	for exception, message := range map[string]string{
		"LimitExceededException": "Attempt limit exceeded, please try after some time.", "TooManyFailedAttemptsException": "",
		"NotAuthorizedException": "Password attempts exceeded",
	} {
		for _, op := range everyMethod {
			s := newScript(t, "")
			s.refuse(exception, message)
			var tooMany *fault.TooManyAttempts
			if err := methods(t)[op](s.adapter); !errors.As(err, &tooMany) || tooMany.RetryAfter <= 0 {
				t.Errorf("%s: %s: %v", op, exception, err)
			}
			if n := s.requests.Load(); n != 1 {
				t.Errorf("%s: %s: %d requests", op, exception, n)
			}
		}
	}
}

func TestConfigurationErrorsAreNamedAndNotBlamedOnThePerson(t *testing.T) {
	for _, test := range []struct {
		operations         []operation
		exception, message string
	}{
		{everyMethod, "ResourceNotFoundException", "User pool client abc does not exist."},
		{everyMethod, "NotAuthorizedException", "Client abc is configured with secret but SECRET_HASH was not received"},
		{everyMethod, "NotAuthorizedException", "Unable to verify secret hash for client abc"},
		{everyMethod, "InvalidUserPoolConfigurationException", "x"},
		{everyMethod, "InvalidSmsRoleAccessPolicyException", "x"},
		{everyMethod, "InvalidSmsRoleTrustRelationshipException", "x"},
		{everyMethod, "InvalidEmailRoleAccessPolicyException", "x"},
		{on(opSignIn), "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"},
		{on(opSignUp), "NotAuthorizedException", "SignUp is not permitted for this user pool"},
		{on(opResend), "InvalidParameterException", "Cannot resend codes. Auto verification not turned on."},
		{on(opRevoke), "UnsupportedOperationException", "Token revocation is disabled"},
	} {
		for _, op := range test.operations {
			s := newScript(t, "")
			s.refuse(test.exception, test.message)
			err := methods(t)[op](s.adapter)
			if !isConfigurationError(err) || !strings.Contains(err.Error(), string(op)) || !strings.Contains(err.Error(), test.exception) {
				t.Errorf("%s: %s %q: got %v", op, test.exception, test.message, err)
			}
		}
	}
}

func TestWrongClientSecretIsAConfigurationError(t *testing.T) {
	w := newWire(t, withSecret)
	tokens, _ := w.signIn()
	for name, secret := range map[string]string{"wrong": "abc", "missing": ""} {
		c := New(Config{AWS: awsConfig(w.server.URL()), ClientID: w.pool.ClientID, ClientSecret: secret})
		_, signInErr := c.SignIn(t.Context(), testEmail, testPassword)
		_, refreshErr := c.Refresh(t.Context(), tokens.RefreshToken)
		_, signUpErr := c.SignUp(t.Context(), registration())
		for _, err := range []error{signInErr, refreshErr, signUpErr, c.Revoke(t.Context(), tokens.RefreshToken)} {
			if !isConfigurationError(err) {
				t.Errorf("%s secret: %v", name, err)
			}
		}
	}
}

func TestMissingRegionIsAnErrorAndNoOutage(t *testing.T) {
	c := newAdapter(aws.Config{}, "")
	for op, do := range methods(t) {
		if err := do(c); err == nil || fault.IsUnavailable(err) {
			t.Errorf("%s: %v", op, err)
		}
	}
}

func TestPasswordRefusedForAnUnknownRuleSaysSo(t *testing.T) {
	s := newScript(t, "")
	s.refuse("InvalidPasswordException", "Password has previously been used")
	_, err := s.SignUp(t.Context(), registration())
	var policy *account.PasswordPolicyError
	if !errors.As(err, &policy) || len(policy.Failed) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestAnswersThatMakeNoSenseAreErrors(t *testing.T) {
	for _, body := range []string{"{}", `{"AuthenticationResult":{}}`, "null", "[]", `{"AuthenticationResult":`, "", "<html>"} {
		s := newScript(t, "")
		s.answerText(http.StatusOK, body)
		for _, op := range on(opSignUp, opSignIn, opRefresh, opGetUser) {
			if methods(t)[op](s.adapter) == nil {
				t.Errorf("%s: %q was taken", op, body)
			}
		}
	}
}

// TestNoSecretGetsOut makes the service echo all that it knows, through every method and every kind of failure.
func TestNoSecretGetsOut(t *testing.T) {
	var logs bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })

	const secret = "client-secret-CANARY"
	canaries := []string{
		testPassword, "123456", "refresh-token", "access-token", "CANARY", "arn:aws", testEmail, testPhone,
	}
	echo := "secret " + strings.Join(canaries, " ") + " arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x"
	exceptions := []string{"CANARY arn:aws:x", "arn", "UnheardOfException"}
	for _, r := range rules {
		exceptions = append(exceptions, r.exception)
	}
	exceptions = append(append(append(exceptions, throttlingExceptions...), internalExceptions...), triggerExceptions...)
	var group sync.WaitGroup
	for op, do := range methods(t) {
		s := newScript(t, secret)
		group.Go(func() {
			echoEverything(s, echo, exceptions, func(what string) {
				err := do(s.adapter)
				for _, canary := range canaries {
					if printed := fmt.Sprintf("%v %+v", err, err); strings.Contains(printed, canary) {
						t.Errorf("%s: %s: %q in %s", op, what, canary, printed)
					}
				}
				slog.Error("failed", "error", err)
			})
		})
	}
	group.Wait()
	for _, canary := range canaries {
		if strings.Contains(logs.String(), canary) {
			t.Errorf("%q in the log", canary)
		}
	}
}

// echoEverything has the service fail in every way that it has words for, and calls check each time.
func echoEverything(s *script, echo string, exceptions []string, check func(what string)) {
	for _, exception := range exceptions {
		s.answerText(http.StatusBadRequest, text(map[string]string{"__type": exception, "message": echo}))
		check(exception)
	}
	for _, status := range []int{403, 429, 500, 503} {
		s.answerText(status, text(map[string]string{"__type": "UnheardOfException", "message": echo}))
		check(fmt.Sprint(status))
	}
	for what, body := range map[string]string{"not JSON": echo, "wrong types": `{"AuthenticationResult":"` + echo + `","UserAttributes":"` + echo + `"}`} {
		for _, status := range []int{200, 301, 400, 500} {
			s.answerText(status, body)
			check(what)
		}
	}
	s.answer(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	check("connection closed")
	s.answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://127.0.0.1:1/"+strings.ReplaceAll(echo, " ", "-"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	check("redirect")
}
