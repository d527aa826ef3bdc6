package cognito

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// outcome is what is known about the effect of a failed call.
type outcome int

const (
	// refused means that the service answered with an exception and did nothing.
	refused outcome = iota
	// throttled means that the service had received too many requests and did nothing.
	throttled
	// unsent means that the service was not reached.
	unsent
	// lost means that it is unknown whether the call took effect: no response, a partial one, or an internal error.
	lost
	// unmade means that the SDK could not build a request.
	unmade
)

// failure is a failed call. Its text is safe to log: it names the operation and what kind of failure it was.
type failure struct {
	operation operation
	outcome   outcome
	// exception is the type of the service's exception, or says in a few words why there is none.
	exception string
	// message is the exception's text in lower case, which distinguishes errors of the same type. It may contain what the
	// caller sent, so it is never shown or logged.
	message string
}

func (f *failure) Error() string { return "cognito " + string(f.operation) + ": " + f.exception }

// transient reports whether the same call may succeed a moment later.
func (f *failure) transient() bool {
	return f.outcome == throttled || f.outcome == unsent || f.outcome == lost
}

var (
	throttlingExceptions = []string{
		"TooManyRequestsException",
		"ThrottlingException",
		"Throttling",
		"RequestLimitExceeded",
		"SlowDown",
		"ConcurrentModificationException", // two concurrent changes of one account, such as a double click
	}
	internalExceptions = []string{
		"InternalErrorException",
		"InternalFailure",
		"ServiceUnavailable",
		"ServiceUnavailableException",
	}
	// triggerExceptions are failures of a Lambda trigger.
	triggerExceptions = []string{
		"UserLambdaValidationException",
		"UnexpectedLambdaException",
		"InvalidLambdaResponseException",
	}
)

// describe classifies an error of the SDK, and drops what must not get into a log.
func describe(op operation, err error) *failure {
	f := &failure{operation: op, outcome: refused}
	var status int
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	var exception smithy.APIError
	if !errors.As(err, &exception) {
		f.outcome, f.exception = describeSilence(err, status)
		return f
	}
	f.exception, f.message = safeName(exception.ErrorCode()), strings.ToLower(exception.ErrorMessage())
	switch {
	case slices.Contains(throttlingExceptions, f.exception) || status == 429:
		f.outcome = throttled
	case slices.Contains(internalExceptions, f.exception) || status >= 500:
		f.outcome = lost
	case (op == opConfirm || op == opResetPassword) && slices.Contains(triggerExceptions, f.exception):
		// The only trigger here runs after the account has been confirmed, or the password has been set.
		f.outcome = lost
	}
	return f
}

// describeSilence classifies an error that contains no exception of the service.
func describeSilence(err error, status int) (outcome, string) {
	var dial *net.OpError
	var unresolved *net.DNSError
	var unsendable *smithyhttp.RequestSendError
	switch {
	case errors.As(err, &unresolved), errors.As(err, &dial) && dial.Op == "dial":
		return unsent, "no connection"
	case errors.Is(err, context.DeadlineExceeded):
		return lost, "no answer in time"
	case status != 0:
		return lost, "answer not understood"
	case errors.As(err, &unsendable):
		return lost, "connection lost"
	}
	return unmade, "request could not be made"
}

// safeName returns the type of an exception, and drops any text that does not look like one.
func safeName(name string) string {
	letter := func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	if name == "" || len(name) > 64 || strings.ContainsFunc(name, func(r rune) bool { return !letter(r) }) {
		return "unnamed exception"
	}
	return name
}
