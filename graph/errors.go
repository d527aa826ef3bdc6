package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// The codes of top-level errors, in `extensions.code`. gqlgen's own GRAPHQL_PARSE_FAILED and GRAPHQL_VALIDATION_FAILED
// and the transport's own are defined elsewhere.
const (
	codeUnauthenticated = "UNAUTHENTICATED"
	codeForbidden       = "FORBIDDEN"
	codeRateLimited     = "RATE_LIMITED"
	codeStepUpRequired  = "STEP_UP_REQUIRED"
	codeBadInput        = "BAD_USER_INPUT"
	codeUnavailable     = "SERVICE_UNAVAILABLE"
	codeInternal        = "INTERNAL_SERVER_ERROR"

	codePersistedQueryNotFound     = "PERSISTED_QUERY_NOT_FOUND"
	codePersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED"
	codeDocumentNotTrusted         = "DOCUMENT_NOT_TRUSTED"
)

// defaultRetryAfter is used where an upstream failed without saying for how long.
const defaultRetryAfter = 2 * time.Second

// userErrors is the one table from a domain error to what a person reads. Everything else is a system error.
var userErrors = []struct {
	err     error
	code    exec.UserErrorCode
	message string
}{
	{account.ErrInvalidEmail, exec.UserErrorCodeInvalidEmail, "Enter a valid email address, such as ada@example.com."},
	{account.ErrInvalidName, exec.UserErrorCodeInvalidName, "Enter your full name, with at most 100 characters."},
	{account.ErrInvalidPhoneNumber, exec.UserErrorCodeInvalidPhoneNumber, "Enter the phone number with its country code, such as +44 20 7946 0018."},
	{account.ErrPhoneCountryNotAllowed, exec.UserErrorCodePhoneCountryNotAllowed, "Phone numbers of this country can't be used here. Enter a number of another country."},
	{account.ErrEmailDomainNotAllowed, exec.UserErrorCodeEmailDomainNotAllowed, "Addresses of this email domain can't sign up. Use your company address."},
	{account.ErrEmailOfAnother, exec.UserErrorCodeEmailTaken, "Another account has this email address. Enter a different one."},
	{account.ErrEmailTaken, exec.UserErrorCodeEmailTaken, "This email address already has an account. Sign in instead."},
	{account.ErrTOTPMismatch, exec.UserErrorCodeCodeMismatch, "This is not the code that your authenticator app shows now. Wait for the app's next code. If that is refused too, check the clock of your phone: it must be set automatically."},
	{account.ErrTOTPUsed, exec.UserErrorCodeCodeExpired, "This code of your authenticator app has been used. Wait for the app's next code, and enter that. If it is refused too, check the clock of your phone: it must be set automatically."},
	{account.ErrCodeMismatch, exec.UserErrorCodeCodeMismatch, "This is not the code that we sent, or a newer one has replaced it. Check the six digits, or request a new code."},
	{account.ErrConfirmed, exec.UserErrorCodeCodeExpired, "This code no longer works. If you have already confirmed your phone, sign in; otherwise request a new code."},
	{account.ErrCodeExpired, exec.UserErrorCodeCodeExpired, "This code no longer works. Request a new one."},
	{account.ErrSMSNotDelivered, exec.UserErrorCodeCodeNotDelivered, "We couldn't send the code. Check the phone number, and request a new code in a minute."},
	{account.ErrEmailNotDelivered, exec.UserErrorCodeCodeNotDelivered, "We couldn't send the code. Check the email address, and request a new code in a minute."},
	{account.ErrCodeNotDelivered, exec.UserErrorCodeCodeNotDelivered, "We couldn't send the code. Try again in a minute."},
	{session.ErrInvalidCredentials, exec.UserErrorCodeInvalidCredentials, "Email or password is wrong."},
	{session.ErrPasswordResetRequired, exec.UserErrorCodePasswordResetRequired, "Your password must be reset before you can sign in."},
	{session.ErrAccountDisabled, exec.UserErrorCodeAccountDisabled, "This account has been disabled. Ask your administrator."},
	{session.ErrInvitationExpired, exec.UserErrorCodeInvitationExpired, "Your invitation has expired, and its password with it. Ask your administrator to invite you again."},
	{session.ErrBlocked, exec.UserErrorCodeRequestBlocked, "This was blocked because it looks unusual. Try it from a device and a network that you have used before. If that does not help, ask your administrator."},
	{session.ErrStepNotOffered, exec.UserErrorCodeSignInStepNotOffered, "Your account needs a sign-in step that is not offered here. Ask your administrator."},
	{account.ErrWrongPassword, exec.UserErrorCodeInvalidCredentials, "This is not your current password."},
	{account.ErrMFAMethodNotSetUp, exec.UserErrorCodeMfaMethodNotSetUp, "Set this method up first."},
	{account.ErrNotReady, exec.UserErrorCodeAccountNotReady, "The account must be confirmed, or its password reset, before this can be done."},
	{account.ErrNoUser, exec.UserErrorCodeNotFound, "There is no such account."},
	{account.ErrNotInvited, exec.UserErrorCodeNotInvited, "There is no invitation to send again: this person has signed up, or has signed in already."},
	{account.ErrInvitationNotDelivered, exec.UserErrorCodeInvitationNotDelivered, "The account exists, but its invitation couldn't be sent. Correct the address, or send the invitation again in another way."},
	{session.ErrNoSession, exec.UserErrorCodeNotFound, "This session has already ended."},
	{session.ErrChallengeExpired, exec.UserErrorCodeChallengeExpired, "This step of the sign-in has expired. Sign in again."},
	{session.ErrInvalidAnswer, exec.UserErrorCodeInvalidAnswer, "This step of the sign-in asks for another kind of answer."},
	{person.ErrOtherEmail, exec.UserErrorCodeInvalidEmail, "This is not the email address of the account."},
	{person.ErrOwnAccount, exec.UserErrorCodeOwnAccount, "Ask another administrator to do this to your account."},
	{session.ErrExpired, exec.UserErrorCodeSessionExpired, "Your session has ended. Sign in again."},
	{voting.ErrInvalidTitle, exec.UserErrorCodeInvalidTitle, fmt.Sprintf("Give the project a title of %d to %d characters, on one line.", voting.MinTitleLength, voting.MaxTitleLength)},
	{voting.ErrInvalidSummary, exec.UserErrorCodeInvalidSummary, fmt.Sprintf("Describe the project in %d to %d characters of plain text.", voting.MinSummaryLength, voting.MaxSummaryLength)},
	{voting.ErrInvalidClientMutationID, exec.UserErrorCodeInvalidClientMutationID, "This clientMutationId can't be used: at most 128 characters, no control characters."},
	{voting.ErrProjectNotFound, exec.UserErrorCodeProjectNotFound, "This project no longer exists. It may have been withdrawn."},
	{voting.ErrNotOwner, exec.UserErrorCodeNotProjectOwner, "This project belongs to somebody else."},
	{voting.ErrTooManyProjects, exec.UserErrorCodeTooManyProjects, fmt.Sprintf("You already have %d projects. Withdraw one to pitch another.", voting.MaxProjectsPerOwner)},
	{
		voting.ErrPointsRange, exec.UserErrorCodePointsOutOfRange,
		fmt.Sprintf("A vote is worth %d to %d points.", voting.MinPoints, voting.MaxPoints),
	},
	{voting.ErrPointsSpent, exec.UserErrorCodePointsAlreadySpent, "You have spent this value on another project. Choose another value, or move that vote."},
	{voting.ErrAlreadyVoted, exec.UserErrorCodeAlreadyVotedForProject, "You have already voted for this project. Move that vote to give it other points."},
	{voting.ErrNotVoted, exec.UserErrorCodeNotVotedForProject, "You have no vote for this project."},
	{voting.ErrOwnProject, exec.UserErrorCodeOwnProject, "This is your own project. Choose somebody else's."},
	{voting.ErrEmailNotVerified, exec.UserErrorCodeEmailNotVerified, "Verify your email address first: request a code in your profile."},
	{voting.ErrMailboxTaken, exec.UserErrorCodeMailboxTaken, "Your mailbox already votes with another spelling of its address. Sign in with that one."},
	{voting.ErrPhoneNumberNotVerified, exec.UserErrorCodePhoneNumberNotVerified, "Verify your phone number first: request a code in your profile."},
	{voting.ErrVotingNotOpen, exec.UserErrorCodeVotingNotOpen, "Voting has not opened yet."},
	{voting.ErrVotingClosed, exec.UserErrorCodeVotingClosed, "Voting has closed."},
}

// asUserErrors turns the expected outcomes in err into data. If err holds anything else, it returns that as the error.
func asUserErrors(err error) ([]exec.UserError, error) {
	result := []exec.UserError{}
	for _, e := range split(err) {
		userError, ok := asUserError(e)
		if !ok {
			return []exec.UserError{}, e
		}
		result = append(result, userError)
	}
	return result, nil
}

// split returns the errors that were joined in err.
func split(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // only the outermost join holds fields
		return joined.Unwrap()
	}
	return []error{err}
}

func asUserError(err error) (exec.UserError, bool) {
	var result exec.UserError
	var field *fault.Field
	if errors.As(err, &field) {
		result.Field = []string{field.Name}
	}
	var tooMany *fault.TooManyAttempts
	var policy *account.PasswordPolicyError
	var malformed *account.Malformed
	switch {
	case errors.As(err, &tooMany):
		seconds := retrySeconds(tooMany.RetryAfter)
		result.Code, result.RetryAfter = exec.UserErrorCodeTooManyAttempts, &seconds
		result.Message = fmt.Sprintf("Too many attempts. Try again in %s.", readable(seconds))
		return result, true
	case errors.As(err, &policy):
		result.Code, result.Message = exec.UserErrorCodePasswordPolicy, passwordMessage(policy)
		return result, true
	}
	for _, known := range userErrors {
		if errors.Is(err, known.err) {
			result.Code, result.Message = known.code, known.message
			if errors.As(err, &malformed) {
				result.Message = malformedMessage(malformed)
			}
			return result, true
		}
	}
	return exec.UserError{}, false
}

func retrySeconds(d time.Duration) int {
	if d <= 0 {
		d = defaultRetryAfter
	}
	return int(math.Ceil(d.Seconds()))
}

func readable(seconds int) string {
	switch {
	case seconds == 1:
		return "a second"
	case seconds < 2*60:
		return fmt.Sprintf("%d seconds", seconds)
	}
	if minutes := (seconds + 59) / 60; minutes < 2*60 {
		return fmt.Sprintf("%d minutes", minutes)
	}
	return fmt.Sprintf("%d hours", (seconds+3599)/3600)
}

// codeOf is the one table from an error to the code of a top-level error. Errors about a document or its variables have
// their code already.
func codeOf(err error) string {
	switch {
	case errors.Is(err, session.ErrUnauthenticated), errors.Is(err, account.ErrTokenRefused):
		return codeUnauthenticated
	case errors.Is(err, session.ErrForbidden):
		return codeForbidden
	case errors.Is(err, session.ErrStepUpRequired):
		return codeStepUpRequired
	case isInvalidCursor(err), errors.Is(err, session.ErrNoCookies), errors.Is(err, session.ErrNoRefreshToken):
		return codeBadInput
	case is[*fault.TooManyAttempts](err):
		return codeRateLimited
	case is[*fault.Unavailable](err), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return codeUnavailable
	}
	if own, ok := errors.AsType[*gqlerror.Error](err); ok && own.Unwrap() == nil {
		code, _ := own.Extensions["code"].(string)
		return code
	}
	return codeInternal
}

func isInvalidCursor(err error) bool { return errors.Is(err, page.ErrInvalidCursor) }

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// PresentError turns an error into what a client may see: a code and a fixed sentence. The text of an unexpected error
// goes to the log, once, with the request id that the client receives.
func PresentError(ctx context.Context, err error) *gqlerror.Error {
	presented := graphql.DefaultErrorPresenter(ctx, err)
	if isInvalidCursor(err) {
		return system(presented, codeBadInput, "The cursor does not belong to this list, or is too old. Start from the beginning.", nil)
	}
	if errors.Is(err, session.ErrNoCookies) {
		return system(presented, codeBadInput, "A page of another origin gets no cookies: sign in with the transport TOKENS.", nil)
	}
	if errors.Is(err, session.ErrNoRefreshToken) {
		const message = "Give the refresh token of the session to end, or end all sessions by `everywhere`."
		return system(presented, codeBadInput, message, nil)
	}
	requestID := session.RequestFrom(ctx).ID
	switch code := codeOf(err); code {
	case codeUnauthenticated:
		if is[refusedToken](err) {
			return system(presented, code, "The access token is invalid or has expired. Renew it, or sign in.", nil)
		}
		return system(presented, code, "Sign in first.", nil)
	case codeForbidden:
		return system(presented, code, "You may not do this.", nil)
	case codeStepUpRequired:
		return system(presented, code, "Sign in again to do this: your last sign-in was too long ago.", nil)
	case codeRateLimited:
		tooMany, _ := errors.AsType[*fault.TooManyAttempts](err)
		seconds := retrySeconds(tooMany.RetryAfter)
		message := fmt.Sprintf("Too many attempts. Try again in %s.", readable(seconds))
		return system(presented, code, message, map[string]any{"retryAfter": seconds})
	case codeUnavailable:
		return presentOutage(ctx, presented, err)
	case codeInternal:
		slog.ErrorContext(ctx, "internal error", "error", err, "path", presented.Path.String(), "requestId", requestID)
		return system(presented, code, "Something went wrong on our side.", map[string]any{"requestId": requestID})
	}
	own, _ := errors.AsType[*gqlerror.Error](err) // about the document or the variables; it repeats no value
	return own
}

func presentOutage(ctx context.Context, presented *gqlerror.Error, err error) *gqlerror.Error {
	unavailable, ok := errors.AsType[*fault.Unavailable](err)
	if !ok {
		return system(presented, codeUnavailable, "The service took too long. Try again in a moment.", map[string]any{"retryAfter": retrySeconds(0)})
	}
	if !unavailable.Logged {
		slog.WarnContext(ctx, "upstream unavailable", "upstream", unavailable.Upstream, "error", unavailable.Err,
			"requestId", session.RequestFrom(ctx).ID)
	}
	return system(presented, codeUnavailable, "The service is busy. Try again in a moment.", map[string]any{"retryAfter": retrySeconds(unavailable.RetryAfter)})
}

func system(presented *gqlerror.Error, code, message string, extensions map[string]any) *gqlerror.Error {
	if extensions == nil {
		extensions = map[string]any{}
	}
	extensions["code"] = code
	return &gqlerror.Error{Message: message, Path: presented.Path, Locations: presented.Locations, Extensions: extensions}
}

// Recover turns a panic into an internal error.
func Recover(ctx context.Context, value any) error {
	slog.ErrorContext(ctx, "panic in a resolver", "panic", fault.PanicText(value), "stack", string(debug.Stack()),
		"requestId", session.RequestFrom(ctx).ID)
	return errPanic
}

var errPanic = errors.New("panic in a resolver")
