package cognito

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/fault"
	"github.com/unicornpursuit/unicornpursuit/server/session"
)

// This file is the only place where exceptions of Cognito become errors of the domain.

const (
	// retryAfter is when a caller may try again after Cognito did not do its part.
	retryAfter = 2 * time.Second
	// lockOut is told to a person who is locked out. Cognito does not say for how long: from one second after the fifth wrong
	// password, doubling up to 15 minutes. A minute is past the first six lock-outs, and not so long that nobody waits.
	lockOut = time.Minute
	// quotaPause is told to a person who has used up an hourly quota of codes or attempts, which Cognito does not measure out either.
	quotaPause = 15 * time.Minute
)

// rule says what a refusal means. A rule without operations is for all of them; a rule without a text is for any message. Texts
// are parts of messages, in lower case.
type rule struct {
	operations []operation
	exception  string
	text       string
	meaning    func(*failure) error
}

func on(ops ...operation) []operation { return ops }

// rules are tried in order, the first that fits decides. Cognito tells much by the message only (NotAuthorizedException means
// a dozen things), so texts it does not use today end in the strictest meaning of their exception. Configuration errors come
// first: a wrong client secret must not pass for a wrong password.
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
	{nil, "UnsupportedOperationException", "", misconfigured("the app client does not allow the operation")},
	{on(opSignUp), "NotAuthorizedException", "not permitted", misconfigured("the user pool does not let people sign up")},

	{nil, "LimitExceededException", "", tooMany(quotaPause)},
	{nil, "TooManyFailedAttemptsException", "", tooMany(quotaPause)},
	{nil, "NotAuthorizedException", "attempts exceeded", tooMany(lockOut)},
	// A firewall rule (AWS WAF) in front of the user pool.
	{nil, "ForbiddenException", "", unavailable},

	{nil, "UsernameExistsException", "", is(account.ErrEmailTaken)},
	{nil, "AliasExistsException", "", is(account.ErrEmailTaken)},
	{on(opSignUp), "InvalidPasswordException", "", weakPassword},
	{on(opSignUp), "InvalidParameterException", "'password'", weakPassword},
	{on(opSignUp), "InvalidParameterException", "phone", is(account.ErrInvalidPhoneNumber)},
	{on(opSignUp), "InvalidParameterException", "email", is(account.ErrInvalidEmail)},
	{on(opSignUp), "InvalidParameterException", "'username'", is(account.ErrInvalidEmail)},
	{on(opSignUp), "InvalidParameterException", " name:", is(account.ErrInvalidName)},
	// The trigger before sign-up checks the domain and nothing else.
	{on(opSignUp), "UserLambdaValidationException", "", is(account.ErrEmailDomainNotAllowed)},
	{on(opSignUp), "UnexpectedLambdaException", "", unavailable},
	{on(opSignUp), "InvalidLambdaResponseException", "", unavailable},
	// The account exists by then: what is left to do is to have the code sent again.
	{on(opSignUp, opResend), "CodeDeliveryFailureException", "", is(account.ErrCodeNotDelivered)},

	{on(opConfirm), "CodeMismatchException", "", is(account.ErrCodeMismatch)},
	{on(opConfirm), "InvalidParameterException", "'confirmationcode'", is(account.ErrCodeMismatch)},
	// These must not tell who has an account, or one that is confirmed.
	{on(opConfirm), "ExpiredCodeException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "UserNotFoundException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "NotAuthorizedException", "", is(account.ErrCodeExpired)},
	{on(opConfirm), "InvalidParameterException", "'username'", is(account.ErrCodeExpired)},
	{on(opResend), "UserNotFoundException", "", is(nil)},
	{on(opResend), "NotAuthorizedException", "", is(nil)},
	{on(opResend), "InvalidParameterException", "confirmed", is(nil)},
	{on(opResend), "InvalidParameterException", "'username'", is(nil)},

	{on(opSignIn), "UserNotConfirmedException", "", is(session.ErrNotConfirmed)},
	{on(opSignIn), "PasswordResetRequiredException", "", is(session.ErrPasswordResetRequired)},
	{on(opSignIn), "NotAuthorizedException", "user is disabled", is(session.ErrAccountDisabled)},
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

	// What is no refresh token of this app client keeps nobody signed in here, so there is nothing to end (RFC 7009 2.2).
	{on(opRevoke), "UnauthorizedException", "", is(nil)},
	{on(opRevoke), "NotAuthorizedException", "", is(nil)},
	{on(opRevoke), "UnsupportedTokenTypeException", "", is(nil)},
	{on(opRevoke), "InvalidParameterException", "", is(nil)},

	{on(opGetUser), "NotAuthorizedException", "", is(session.ErrUnauthenticated)},
	{on(opGetUser), "UserNotFoundException", "", is(session.ErrUnauthenticated)},
	{on(opGetUser), "UserNotConfirmedException", "", is(session.ErrUnauthenticated)},
	{on(opGetUser), "PasswordResetRequiredException", "", is(session.ErrUnauthenticated)},
	{on(opGetUser), "InvalidParameterException", "", is(session.ErrUnauthenticated)},
}

// domainError turns the error of a call into one of the domain. What is no failure of a call is returned as it is.
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
	return (r.operations == nil || slices.Contains(r.operations, f.operation)) && r.exception == f.exception && strings.Contains(f.message, r.text)
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

// passwordTexts are the parts of messages by which Cognito names the rule that a password breaks.
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
	{"regular expression", account.PasswordHasInvalidSpaces},
}

// weakPassword names the rule where Cognito does. The numbers are those of the product's policy, which the account service has
// checked already: that Cognito refuses the password all the same means that the user pool has a stricter one.
func weakPassword(f *failure) error {
	policy := &account.PasswordPolicyError{Policy: account.DefaultPasswordPolicy}
	for _, p := range passwordTexts {
		if strings.Contains(f.message, p.text) {
			policy.Failed = append(policy.Failed, p.rule)
		}
	}
	return policy
}
