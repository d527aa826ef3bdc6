package cognito

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// This file is the only place where exceptions of Cognito become errors of the domain.

const (
	// retryAfter is how long a caller should wait when Cognito is unavailable.
	retryAfter = 2 * time.Second
	// lockOut is the wait for a person who is locked out. Cognito does not say how long: from one second after the fifth
	// wrong password, doubling up to 15 minutes. A minute outlasts the first six lock-outs, and is short enough for a
	// person to wait.
	lockOut = time.Minute
	// quotaPause is the wait for a person who has used up an hourly quota of codes or attempts, whose end Cognito does not
	// report either.
	quotaPause = 15 * time.Minute
)

// rule says what a refusal means. A rule without operations applies to all of them; a rule without a text matches any
// message. Texts are parts of messages, in lower case.
type rule struct {
	operations []operation
	exception  string
	text       string
	meaning    func(*failure) error
}

func on(ops ...operation) []operation { return ops }

// rules are tried in order, and the first match decides. Cognito often says only in the message (NotAuthorizedException
// means a dozen things), so texts it does not use today end in the strictest meaning of their exception. Configuration
// errors come first: a wrong client secret must not look like a wrong password.
var rules = []rule{
	{nil, "ResourceNotFoundException", "", misconfigured("no such user pool or app client")},
	{nil, "NotAuthorizedException", "secret", misconfigured("the client secret is missing or wrong")},
	{nil, "UnauthorizedException", "secret", misconfigured("the client secret is missing or wrong")},
	{nil, "InvalidParameterException", "secret", misconfigured("the client secret is missing or wrong")},
	{nil, "InvalidParameterException", "flow not enabled", misconfigured("the app client does not allow USER_PASSWORD_AUTH")},
	{nil, "InvalidParameterException", "auto verification", misconfigured("the user pool verifies no phone number")},
	{nil, "InvalidUserPoolConfigurationException", "", misconfigured("the user pool's configuration is not valid")},
	{nil, "InvalidSmsRoleAccessPolicyException", "", misconfigured("the user pool may not send messages")},
	{nil, "InvalidSmsRoleTrustRelationshipException", "", misconfigured("the user pool may not send messages")},
	{nil, "InvalidEmailRoleAccessPolicyException", "", misconfigured("the user pool may not send messages")},
	{nil, "OperationNotEnabledException", "", misconfigured("the operation is not enabled")},
	{nil, "FeatureUnavailableInTierException", "", misconfigured("the user pool's feature plan does not include it")},
	{nil, "UnsupportedOperationException", "", misconfigured("the app client does not allow the operation")},
	{nil, "AccessDeniedException", "", misconfigured("the AWS credentials do not allow the operation")},
	{nil, "UnrecognizedClientException", "", misconfigured("the AWS credentials are not valid")},
	{nil, "InvalidSignatureException", "", misconfigured("the AWS credentials are not valid")},
	{nil, "IncompleteSignature", "", misconfigured("the AWS credentials are not valid")},
	{nil, "OptInRequired", "", misconfigured("the AWS account is not subscribed to the service")},
	{nil, "RequestExpired", "", misconfigured("the server's clock is wrong")},
	{nil, "ExpiredTokenException", "", misconfigured("the AWS credentials have expired")},
	{nil, "MissingAuthenticationTokenException", "", misconfigured("there are no AWS credentials")},
	{on(opSignUp), "NotAuthorizedException", "not permitted", misconfigured("the user pool does not let people sign up")},
	{on(opUpdateProfile), "NotAuthorizedException", "unauthorized attribute", misconfigured("the app client may not write an attribute")},
	{on(opStartTOTP), "SoftwareTokenMFANotFoundException", "", misconfigured("the user pool takes no authenticator apps")},

	// Five changes an hour, and successful ones count too.
	{on(opChangePassword), "LimitExceededException", "", tooMany(time.Hour)},
	{nil, "LimitExceededException", "", tooMany(quotaPause)},
	{nil, "TooManyFailedAttemptsException", "", tooMany(quotaPause)},
	{nil, "NotAuthorizedException", "attempts exceeded", tooMany(lockOut)},
	// A firewall rule (AWS WAF) in front of the user pool.
	{nil, "ForbiddenException", "", unavailable},

	{nil, "UsernameExistsException", "", is(account.ErrEmailTaken)},
	{nil, "AliasExistsException", "", is(account.ErrEmailTaken)},
	// The product has chosen this password, by the rules of the policy that it knows.
	{on(opAdminCreate), "InvalidPasswordException", "", misconfigured("the user pool asks for more of a password than the product's policy")},
	{nil, "InvalidPasswordException", "", weakPassword},
	{nil, "PasswordHistoryPolicyViolationException", "", weakPassword},
	{on(opSignUp, opResetPassword), "InvalidParameterException", "'password'", weakPassword},
	{on(opChangePassword), "InvalidParameterException", "'proposedpassword'", weakPassword},
	{on(opRespond), "InvalidParameterException", "password", weakPassword},
	{attributeOps, "InvalidParameterException", "phone", is(account.ErrInvalidPhoneNumber)},
	{attributeOps, "InvalidParameterException", "email", is(account.ErrInvalidEmail)},
	{on(opSignUp, opAdminCreate), "InvalidParameterException", "'username'", is(account.ErrInvalidEmail)},
	{attributeOps, "InvalidParameterException", " name:", is(account.ErrInvalidName)},
	// The trigger before sign-up refuses with a text of the domain. Any other text, or one of another trigger, means that
	// the trigger has failed.
	{on(opSignUp, opAdminCreate), "UserLambdaValidationException", account.ErrEmailDomainNotAllowed.Error(), is(account.ErrEmailDomainNotAllowed)},
	{on(opSignUp, opAdminCreate), "UserLambdaValidationException", account.ErrInvalidEmail.Error(), is(account.ErrInvalidEmail)},
	{on(opSignUp, opAdminCreate), "UserLambdaValidationException", account.ErrPhoneCountryNotAllowed.Error(), is(account.ErrPhoneCountryNotAllowed)},
	{on(opSignUp, opAdminCreate), "UserLambdaValidationException", account.ErrInvalidPhoneNumber.Error(), is(account.ErrInvalidPhoneNumber)},
	{nil, "UserLambdaValidationException", "", unavailable},
	{nil, "UnexpectedLambdaException", "", unavailable},
	{nil, "InvalidLambdaResponseException", "", unavailable},
	{on(opAdminCreate), "CodeDeliveryFailureException", "", is(account.ErrInvitationNotDelivered)},
	// By then the account has been created or changed: what remains is to request the code again.
	{nil, "CodeDeliveryFailureException", "", is(account.ErrCodeNotDelivered)},

	{on(opConfirm), "CodeMismatchException", "", is(account.ErrCodeMismatch)},
	{on(opConfirm), "InvalidParameterException", "'confirmationcode'", is(account.ErrCodeMismatch)},
	// These must not reveal whether an account exists or is confirmed.
	{on(opConfirm), "ExpiredCodeException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "UserNotFoundException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "NotAuthorizedException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "InvalidParameterException", "", is(account.ErrCodeExpired)},
	{on(opResend), "UserNotFoundException", "", is(nil)},
	{on(opResend), "NotAuthorizedException", "", is(nil)},
	// With any text: Cognito may return this for a name that does not exist, every other time.
	{on(opResend), "InvalidParameterException", "", is(nil)},

	// Threat protection: "Unable to login because of security reasons." for a risk, "Request not allowed due to security
	// reasons." for an address that the operator blocks. What must not reveal who has an account answers as ever.
	{blockableOps, "NotAuthorizedException", "security reasons", is(session.ErrBlocked)},

	{on(opSignIn), "UserNotConfirmedException", "", is(session.ErrNotConfirmed)},
	{on(opSignIn), "PasswordResetRequiredException", "", is(session.ErrPasswordResetRequired)},
	{on(opSignIn), "NotAuthorizedException", "user is disabled", is(session.ErrAccountDisabled)},
	{on(opSignIn), "NotAuthorizedException", "temporary password has expired", is(session.ErrInvitationExpired)},
	{on(opSignIn), "NotAuthorizedException", "", is(session.ErrInvalidCredentials)},
	{on(opSignIn), "UserNotFoundException", "", is(session.ErrInvalidCredentials)},
	// A name or password that nobody can have: too long, or with spaces.
	{on(opSignIn), "InvalidParameterException", "failed to satisfy constraint", is(session.ErrInvalidCredentials)},

	{on(opRefresh), "NotAuthorizedException", "", is(session.ErrExpired)},
	{on(opRefresh), "RefreshTokenReuseException", "", is(session.ErrExpired)},
	{on(opRefresh), "UserNotFoundException", "", is(session.ErrExpired)},
	{on(opRefresh), "UserNotConfirmedException", "", is(session.ErrExpired)},
	{on(opRefresh), "PasswordResetRequiredException", "", is(session.ErrExpired)},
	{on(opRefresh), "InvalidParameterException", "", is(session.ErrExpired)},

	// A text that is not a refresh token of this app client has no session here, so there is nothing to end (RFC 7009
	// 2.2).
	{on(opRevoke), "UnauthorizedException", "", is(nil)},
	{on(opRevoke), "NotAuthorizedException", "", is(nil)},
	{on(opRevoke), "UnsupportedTokenTypeException", "", is(nil)},
	{on(opRevoke), "InvalidParameterException", "", is(nil)},

	{sessionOps, "NotAuthorizedException", "session", is(session.ErrChallengeExpired)},
	{sessionOps, "InvalidParameterException", "'session'", is(session.ErrChallengeExpired)},
	{codeOps, "CodeMismatchException", "", is(account.ErrCodeMismatch)},
	{codeOps, "EnableSoftwareTokenMFAException", "", is(account.ErrCodeMismatch)},
	{on(opRespond, opFinishTOTP, opVerify), "InvalidParameterException", "code'", is(account.ErrCodeMismatch)}, // 'code', 'userCode'
	{codeOps, "ExpiredCodeException", "", is(account.ErrCodeExpired)},
	{on(opFinishTOTP), "SoftwareTokenMFANotFoundException", "", is(account.ErrMFAMethodNotSetUp)},

	{on(opRespond), "NotAuthorizedException", "user is disabled", is(session.ErrAccountDisabled)},
	{on(opRespond), "NotAuthorizedException", "", is(session.ErrInvalidCredentials)},
	{on(opRespond), "UserNotFoundException", "", is(session.ErrInvalidCredentials)},
	{on(opRespond), "UserNotConfirmedException", "", is(session.ErrNotConfirmed)},
	{on(opRespond), "PasswordResetRequiredException", "", is(session.ErrPasswordResetRequired)},
	{on(opRespond), "MFAMethodNotFoundException", "", is(session.ErrInvalidAnswer)},
	// The authenticator app has been removed since the sign-in began.
	{on(opRespond), "SoftwareTokenMFANotFoundException", "", is(session.ErrChallengeExpired)},
	{on(opRespond), "InvalidParameterException", "software token", is(session.ErrChallengeExpired)},
	{on(opRespond), "InvalidParameterException", "attributes", is(session.ErrStepNotOffered)},

	// These must not reveal whether an account exists or can be reached.
	{on(opForgotPassword), "UserNotFoundException", "", is(nil)},
	{on(opForgotPassword), "UserNotConfirmedException", "", is(nil)},
	{on(opForgotPassword), "NotAuthorizedException", "", is(nil)},
	{on(opForgotPassword), "InvalidParameterException", "", is(nil)},
	{on(opResetPassword), "CodeMismatchException", "", is(errCodeRefused)},
	{on(opResetPassword), "ExpiredCodeException", "", is(errCodeRefused)},
	{on(opResetPassword), "UserNotFoundException", "", is(errCodeRefused)},
	{on(opResetPassword), "UserNotConfirmedException", "", is(errCodeRefused)},
	{on(opResetPassword), "NotAuthorizedException", "", is(errCodeRefused)},
	{on(opResetPassword), "InvalidParameterException", "", is(errCodeRefused)},

	{on(opChangePassword), "NotAuthorizedException", "incorrect username or password", is(account.ErrWrongPassword)},
	{on(opChangePassword), "InvalidParameterException", "'previouspassword'", is(account.ErrWrongPassword)},
	{tokenOps, "NotAuthorizedException", "", is(account.ErrTokenRefused)},
	{tokenOps, "UserNotFoundException", "", is(account.ErrTokenRefused)},
	{tokenOps, "UserNotConfirmedException", "", is(account.ErrTokenRefused)},
	{tokenOps, "PasswordResetRequiredException", "", is(account.ErrTokenRefused)},
	{tokenOps, "InvalidParameterException", "'accesstoken'", is(account.ErrTokenRefused)},
	{on(opGetUser), "InvalidParameterException", "", is(account.ErrTokenRefused)},
	// There is no address to send a code to.
	{on(opSendCode), "InvalidParameterException", "", is(account.ErrCodeNotDelivered)},
	{on(opSetMFA), "InvalidParameterException", "", is(account.ErrMFAMethodNotSetUp)},

	{on(opAdminCreate), "UnsupportedUserStateException", "", is(account.ErrNotInvited)},
	{on(opAdminCreate), "PreconditionNotMetException", "", misconfigured("the user pool does not let the product invite people")},
	{on(opListUsers), "InvalidParameterException", "pagination", is(page.ErrInvalidCursor)},
	{adminOps, "NotAuthorizedException", "", misconfigured("the AWS credentials do not allow the operation")},
	{adminOps, "UserNotFoundException", "", is(account.ErrNoUser)},
	{on(opListUsers), "InvalidParameterException", "", misconfigured("the user pool can't be searched")},
	{on(opAdminCreate), "InvalidParameterException", "", misconfigured("the user pool asks for more than the product gives")},
	{on(opAdminUpdate), "InvalidParameterException", "'username'", is(account.ErrNoUser)},
	{on(opAdminUpdate), "InvalidParameterException", "", misconfigured("the user pool does not take an attribute")},
	{adminOps, "InvalidParameterException", "", is(account.ErrNoUser)},
	{adminOps, "UserNotConfirmedException", "", is(account.ErrNotReady)},
	{adminOps, "PasswordResetRequiredException", "", is(account.ErrNotReady)},

	// The rest has unknown texts. Either the person entered something that Cognito does not accept, or the operator's
	// user pool requires something that the product does not support.
	{on(opSignUp), "NotAuthorizedException", "", misconfigured("the user pool does not let people sign up")},
	{on(opSignUp), "InvalidParameterException", "", misconfigured("the user pool asks for more than the product gives")},
	{on(opUpdateProfile), "InvalidParameterException", "", misconfigured("the user pool does not take an attribute")},
	{on(opSignIn), "InvalidParameterException", "", misconfigured("the app client does not let people sign in")},
	{on(opRespond), "InvalidParameterException", "", is(session.ErrInvalidAnswer)},
	{on(opFinishTOTP), "InvalidParameterException", "", is(account.ErrCodeMismatch)},
	{on(opStartTOTP), "InvalidParameterException", "", misconfigured("the user pool takes no authenticator apps")},
	{on(opVerify), "InvalidParameterException", "", is(account.ErrCodeMismatch)},
	{on(opChangePassword), "InvalidParameterException", "", weakPassword},
	{tokenOps, "InvalidParameterException", "", is(account.ErrTokenRefused)},
}

// Groups of operations with the same refusals.
var (
	// blockableOps are those that threat protection looks at and whose caller may learn that it has blocked them.
	blockableOps = on(opSignUp, opSignIn, opRespond, opChangePassword)
	// sessionOps take the Session of a sign-in that is under way.
	sessionOps = on(opRespond, opStartTOTP, opFinishTOTP)
	// codeOps take a code from somebody whose account is known to exist.
	codeOps = on(opRespond, opFinishTOTP, opVerify, opUpdateProfile)
	// tokenOps take an access token.
	tokenOps = on(opGetUser, opStartTOTP, opFinishTOTP, opChangePassword, opUpdateProfile, opSendCode,
		opVerify, opSetMFA, opDeleteUser, opSignOutAll)
	// attributeOps take a name, an email address and a phone number.
	attributeOps = on(opSignUp, opUpdateProfile, opAdminCreate, opAdminUpdate)
	// adminOps are signed with AWS credentials.
	adminOps = on(opListUsers, opAdminGetUser, opAdminDisable, opAdminEnable, opAdminDelete, opAdminCreate,
		opAdminUpdate, opAdminSetMFA, opAdminSignOut, opAdminListGroups)
)

// errCodeRefused is the only error for a refused code for a new password. Cognito calls the code wrong for an account
// that does not exist, and expired for one that never requested it: the difference would reveal who has an account.
var errCodeRefused = fmt.Errorf("%w, or %w", account.ErrCodeMismatch, account.ErrCodeExpired)

// domainError turns the error of a call into one of the domain. An error that is not a failed call is returned
// unchanged.
func domainError(err error) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	if f.transient() {
		return unavailable(f)
	}
	if f.outcome == refused {
		for _, r := range rules {
			if r.fits(f) {
				return r.meaning(f)
			}
		}
	}
	return fmt.Errorf("cognito %s: unexpected: %s", f.operation, f.exception)
}

func (r rule) fits(f *failure) bool {
	return (r.operations == nil || slices.Contains(r.operations, f.operation)) &&
		r.exception == f.exception && strings.Contains(f.message, r.text)
}

func is(err error) func(*failure) error { return func(*failure) error { return err } }

func tooMany(retryAfter time.Duration) func(*failure) error {
	return is(&fault.TooManyAttempts{RetryAfter: retryAfter})
}

func misconfigured(what string) func(*failure) error {
	return func(f *failure) error {
		return fmt.Errorf("cognito %s: configuration: %s (%s)", f.operation, what, f.exception)
	}
}

func unavailable(f *failure) error {
	return &fault.Unavailable{Upstream: "cognito", RetryAfter: retryAfter, Err: errors.New(string(f.operation) + ": " + f.exception)}
}

// passwordTexts are the parts of messages with which Cognito names the rule that a password breaks.
var passwordTexts = []struct {
	text string
	rule account.PasswordRule
}{
	{"not long enough", account.PasswordTooShort},
	{"length less than or equal", account.PasswordTooLong},
	{"uppercase", account.PasswordNeedsUppercase},
	{"lowercase", account.PasswordNeedsLowercase},
	{"numeric", account.PasswordNeedsDigit},
	{"symbol", account.PasswordNeedsSymbol},
	{"security reasons", account.PasswordLeaked},
	{"regular expression", account.PasswordHasSpaceAtEnd},
}

// weakPassword names the rule where Cognito does. The numbers are those of the product's policy, which the account
// service has checked already: if Cognito still refuses the password, the user pool has a stricter one.
func weakPassword(f *failure) error {
	policy := &account.PasswordPolicyError{Policy: account.DefaultPasswordPolicy}
	for _, p := range passwordTexts {
		if strings.Contains(f.message, p.text) {
			policy.Failed = append(policy.Failed, p.rule)
		}
	}
	return policy
}
