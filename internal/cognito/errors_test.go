package cognito

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// everyMethod is for refusals that mean the same for every method.
var everyMethod = slices.Collect(maps.Keys(policies))

func TestExceptionsBecomeErrorsOfTheDomain(t *testing.T) {
	success := errors.New("success")
	withToken := slices.DeleteFunc(slices.Clone(tokenOps), func(op operation) bool { return op == opGetUser })
	for _, test := range []struct {
		operations         []operation
		exception, message string
		want               error
	}{
		{on(opSignUp), "UsernameExistsException", "An account with the given email already exists.", account.ErrEmailTaken},
		{on(opConfirm), "AliasExistsException", "An account with the email already exists.", account.ErrEmailTaken},
		{on(opSignUp), "UserLambdaValidationException", "PreSignUp failed with error email domain not allowed.", account.ErrEmailDomainNotAllowed},
		{on(opSignUp), "UserLambdaValidationException", "PreSignUp failed with error invalid email address.", account.ErrInvalidEmail},
		{
			on(opSignUp), "UserLambdaValidationException",
			"PreSignUp failed with error phone number of a country that is not allowed.", account.ErrPhoneCountryNotAllowed,
		},
		{on(opSignUp), "UserLambdaValidationException", "PreSignUp failed with error invalid phone number.", account.ErrInvalidPhoneNumber},
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
		{on(opSignIn), "NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.", session.ErrInvitationExpired},
		{blockableOps, "NotAuthorizedException", "Unable to login because of security reasons.", session.ErrBlocked},
		{blockableOps, "NotAuthorizedException", "Request not allowed due to security reasons.", session.ErrBlocked},
		{on(opForgotPassword, opResend), "NotAuthorizedException", "Request not allowed due to security reasons.", success},
		{on(opForgotPassword, opResend), "InvalidParameterException", "a text of the future", success},
		{on(opConfirm), "InvalidParameterException", "a text of the future", account.ErrCodeExpired},
		{on(opResetPassword), "InvalidParameterException", "a text of the future", account.ErrCodeMismatch},
		{on(opAdminSetMFA), "PasswordResetRequiredException", "Password reset required for the user", account.ErrNotReady},
		{on(opAdminSetMFA), "UserNotConfirmedException", "User is not confirmed.", account.ErrNotReady},
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
		{on(opSendCode, opSignIn, opRespond, opForgotPassword), "CodeDeliveryFailureException", "Unable to deliver message", account.ErrCodeNotDelivered},

		{on(opRespond, opFinishTOTP, opVerify), "CodeMismatchException", "Invalid code or auth state for the user.", account.ErrCodeMismatch},
		{on(opFinishTOTP), "EnableSoftwareTokenMFAException", "Code mismatch", account.ErrCodeMismatch},
		{on(opRespond), "ExpiredCodeException", "Your software token has already been used once.", account.ErrCodeExpired},
		{on(opVerify), "ExpiredCodeException", "Invalid code provided, please request a code again.", account.ErrCodeExpired},
		{on(opVerify), "InvalidParameterException", "Value 'x y' at 'code' failed to satisfy constraint", account.ErrCodeMismatch},
		{on(opRespond), "NotAuthorizedException", "Invalid session for the user, session is expired.", session.ErrChallengeExpired},
		{on(opRespond), "NotAuthorizedException", "Invalid session for the user.", session.ErrChallengeExpired},
		{on(opRespond), "InvalidParameterException", "Value at 'session' failed to satisfy constraint", session.ErrChallengeExpired},
		{on(opRespond), "SoftwareTokenMFANotFoundException", "The user has no software token.", session.ErrChallengeExpired},
		{on(opRespond), "NotAuthorizedException", "User is disabled.", session.ErrAccountDisabled},
		{on(opRespond), "NotAuthorizedException", "a text of the future", session.ErrInvalidCredentials},
		{on(opRespond), "UserNotFoundException", "User does not exist.", session.ErrInvalidCredentials},
		{on(opRespond), "PasswordResetRequiredException", "Password reset required for the user", session.ErrPasswordResetRequired},
		{on(opRespond), "MFAMethodNotFoundException", "x", session.ErrInvalidAnswer},
		{on(opRespond), "InvalidParameterException", "Invalid attributes given, name is missing", session.ErrStepNotOffered},

		{on(opForgotPassword), "UserNotFoundException", "Username/client id combination not found.", success},
		{on(opForgotPassword), "NotAuthorizedException", "User password cannot be reset in the current state.", success},
		{on(opForgotPassword), "InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number", success},
		{on(opForgotPassword), "InvalidParameterException", "1 validation error detected: Value at 'username' failed to satisfy constraint: x", success},
		{on(opChangePassword), "NotAuthorizedException", "Incorrect username or password.", account.ErrWrongPassword},
		{on(opUpdateProfile), "AliasExistsException", "An account with the given email already exists.", account.ErrEmailTaken},
		{on(opUpdateProfile), "InvalidParameterException", "Invalid email address format.", account.ErrInvalidEmail},
		{on(opUpdateProfile), "InvalidParameterException", "Invalid phone number format.", account.ErrInvalidPhoneNumber},
		{on(opUpdateProfile), "InvalidParameterException", "Attributes did not conform to the schema: name: The attribute is required", account.ErrInvalidName},
		{on(opSendCode), "InvalidParameterException", "The user has no phone_number", account.ErrCodeNotDelivered},
		{on(opSetMFA), "InvalidParameterException", "User does not have delivery config set to turn on SMS_MFA", account.ErrMFAMethodNotSetUp},
		{on(opFinishTOTP), "SoftwareTokenMFANotFoundException", "The user has no software token.", account.ErrMFAMethodNotSetUp},
		{withToken, "NotAuthorizedException", "Access Token has been revoked", account.ErrTokenRefused},
		{withToken, "NotAuthorizedException", "Access Token has expired", account.ErrTokenRefused},
		{withToken, "NotAuthorizedException", "User is disabled.", account.ErrTokenRefused},
		{withToken, "UserNotFoundException", "User does not exist.", account.ErrTokenRefused},

		{on(opListUsers), "InvalidParameterException", "Invalid pagination token given.", page.ErrInvalidCursor},
		{on(opAdminGetUser, opAdminDisable, opAdminEnable, opAdminDelete, opAdminSetMFA, opAdminSignOut, opAdminListGroups), "UserNotFoundException", "User does not exist.", account.ErrNoUser},
		{on(opAdminGetUser), "InvalidParameterException", "1 validation error detected: Value at 'username' failed to satisfy constraint: x", account.ErrNoUser},

		{on(opAdminCreate), "UsernameExistsException", "An account with the given email already exists.", account.ErrEmailTaken},
		{on(opAdminUpdate), "AliasExistsException", "An account with the given email already exists.", account.ErrEmailTaken},
		{on(opAdminCreate), "UserLambdaValidationException", "PreSignUp failed with error email domain not allowed.", account.ErrEmailDomainNotAllowed},
		{on(opAdminCreate), "UnsupportedUserStateException", "Resend not possible. x status is not FORCE_CHANGE_PASSWORD", account.ErrNotInvited},
		{on(opAdminCreate), "CodeDeliveryFailureException", "Unable to deliver message", account.ErrInvitationNotDelivered},
		{on(opAdminUpdate), "CodeDeliveryFailureException", "Unable to deliver message", account.ErrCodeNotDelivered},
		{on(opAdminCreate), "InvalidParameterException", "Username should be an email.", account.ErrInvalidEmail},
		{on(opAdminCreate, opAdminUpdate), "InvalidParameterException", "Invalid phone number format.", account.ErrInvalidPhoneNumber},
		{on(opAdminUpdate), "InvalidParameterException", "Invalid email address format.", account.ErrInvalidEmail},
		{on(opAdminUpdate), "InvalidParameterException", "1 validation error detected: Value at 'username' failed to satisfy constraint: x", account.ErrNoUser},
		{on(opAdminCreate, opAdminUpdate), "UserNotFoundException", "User does not exist.", account.ErrNoUser},

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

// Each exception that Cognito declares means something to the person or to the operator, whatever its text.
func TestEveryDeclaredExceptionHasAMeaning(t *testing.T) {
	for _, op := range everyMethod {
		declared := cognitotest.Exceptions(string(op))
		if len(declared) == 0 {
			t.Errorf("%s declares no exceptions", op)
		}
		for _, exception := range declared {
			s := newScript(t, "")
			s.refuse(exception, "a text of the future")
			if err := methods(t)[op](s.adapter); err != nil && strings.Contains(err.Error(), "unexpected") {
				t.Errorf("%s: %s: %v", op, exception, err)
			}
		}
	}
}

func TestATriggerThatFailsIsAnOutage(t *testing.T) {
	for _, op := range everyMethod {
		for _, exception := range cognitotest.Exceptions(string(op)) {
			if !slices.Contains(triggerExceptions, exception) && exception != "ConcurrentModificationException" {
				continue
			}
			s := newScript(t, "")
			s.refuse(exception, "PreAuthentication failed with error table not found.")
			if err := methods(t)[op](s.adapter); !fault.IsUnavailable(err) {
				t.Errorf("%s: %s: %v", op, exception, err)
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
		{everyMethod, "FeatureUnavailableInTierException", "x"},
		{on(opSignUp), "InvalidParameterException", "Attributes did not conform to the schema: family_nickname: The attribute is required"},
		{everyMethod, "InvalidSmsRoleAccessPolicyException", "x"},
		{everyMethod, "InvalidSmsRoleTrustRelationshipException", "x"},
		{everyMethod, "InvalidEmailRoleAccessPolicyException", "x"},
		{on(opSignIn), "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client"},
		{on(opSignUp), "NotAuthorizedException", "SignUp is not permitted for this user pool"},
		{on(opResend), "InvalidParameterException", "Cannot resend codes. Auto verification not turned on."},
		{on(opRevoke), "UnsupportedOperationException", "Token revocation is disabled"},
		{on(opUpdateProfile), "NotAuthorizedException", "A client attempted to write unauthorized attribute"},
		{on(opStartTOTP), "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"},
		{adminOps, "AccessDeniedException", "User: arn:aws:iam::111122223333:user/x is not authorized to perform: cognito-idp:ListUsers"},
		{adminOps, "UnrecognizedClientException", "The security token included in the request is invalid."},
		{adminOps, "ExpiredTokenException", "The security token included in the request is expired"},
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
	for _, exception := range []string{"InvalidPasswordException", "PasswordHistoryPolicyViolationException"} {
		for _, op := range on(opSignUp, opResetPassword, opChangePassword, opRespond) {
			s := newScript(t, "")
			s.refuse(exception, "Password has previously been used")
			var policy *account.PasswordPolicyError
			if err := methods(t)[op](s.adapter); !errors.As(err, &policy) || len(policy.Failed) != 0 {
				t.Errorf("%s: %s: %v", op, exception, err)
			}
		}
	}
}

func TestRefusedResetCodeIsOneErrorWhateverTheReason(t *testing.T) {
	var texts []string
	for exception, message := range map[string]string{
		"CodeMismatchException": "Invalid verification code provided, please try again.",
		"ExpiredCodeException":  "Invalid code provided, please request a code again.",
		"UserNotFoundException": "Username/client id combination not found.", "NotAuthorizedException": "User is disabled.",
		"InvalidParameterException": "Cannot reset password for the user as there is no registered/verified email or phone_number",
	} {
		s := newScript(t, "")
		s.refuse(exception, message)
		err := s.ResetPassword(t.Context(), testEmail, "123456", testPassword)
		wantError(t, err, account.ErrCodeMismatch)
		wantError(t, err, account.ErrCodeExpired)
		texts = append(texts, err.Error())
	}
	if slices.Sort(texts); len(slices.Compact(texts)) != 1 {
		t.Errorf("got %q", texts)
	}
}

func TestAnswersThatMakeNoSenseAreErrors(t *testing.T) {
	for _, body := range []string{"{}", `{"AuthenticationResult":{}}`, "null", "[]", `{"AuthenticationResult":`, "", "<html>"} {
		s := newScript(t, "")
		s.answerText(http.StatusOK, body)
		for _, op := range on(opSignUp, opSignIn, opRefresh, opGetUser, opRespond, opStartTOTP, opFinishTOTP, opSendCode) {
			if methods(t)[op](s.adapter) == nil {
				t.Errorf("%s: %q was taken", op, body)
			}
		}
	}
}
