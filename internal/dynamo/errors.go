package dynamo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// upstream is the name of DynamoDB in logs.
const upstream = "dynamodb"

// retryAfter is how long callers should wait: longer than this package's own retries took.
const retryAfter = time.Second

// conditionFailed says that the condition of a write did not hold.
type conditionFailed struct {
	// current is the item as it is, nil if there is none.
	current item
}

func (*conditionFailed) Error() string { return "condition failed" }

// transientCodes are DynamoDB's temporary refusals that do not have a 5xx status.
var transientCodes = map[string]bool{
	"ProvisionedThroughputExceededException": true,
	"ThrottlingException":                    true,
	"RequestLimitExceeded":                   true,
	"TransactionConflictException":           true,
	"TransactionInProgressException":         true,
	"ReplicatedWriteConflictException":       true,
}

// domainError turns an error of the SDK into a conditionFailed, a fault.Unavailable or context.Canceled. Anything else
// is a mistake in configuration or code. No error contains AWS's text, which has ARNs and item content.
func (t *Table) domainError(err error) error {
	if err == nil {
		return nil
	}
	operation := "request"
	var operationError *smithy.OperationError
	if errors.As(err, &operationError) {
		operation = operationError.OperationName
	}
	var condition *types.ConditionalCheckFailedException
	if errors.As(err, &condition) {
		return &conditionFailed{current: condition.Item}
	}
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return t.cancellation(operation, cancelled.CancellationReasons)
	}
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	var conflict *types.TransactionConflictException
	if errors.As(err, &conflict) {
		return unavailable(operation, errConflict)
	}
	if cause := outage(err); cause != "" {
		return unavailable(operation, errors.New(cause))
	}
	return t.mistaken(operation, mistake(err))
}

func unavailable(operation string, cause error) error {
	return &fault.Unavailable{Upstream: upstream, RetryAfter: retryAfter, Err: fmt.Errorf("%s: %w", operation, cause)}
}

func (t *Table) mistaken(operation, what string) error {
	return fmt.Errorf("dynamodb %s on table %q: %s", operation, t.name, what)
}

// outage names the cause of a temporary error, or returns an empty string for a permanent one.
func outage(err error) string {
	var api smithy.APIError
	var status interface{ HTTPStatusCode() int }
	var timeout attemptTimeoutError
	var send *smithyhttp.RequestSendError
	var unreadable *smithy.DeserializationError
	switch {
	case errors.As(err, &api) && transientCodes[api.ErrorCode()]:
		return api.ErrorCode()
	case errors.As(err, &status) && status.HTTPStatusCode() >= http.StatusInternalServerError:
		return fmt.Sprintf("HTTP %d", status.HTTPStatusCode())
	case api != nil:
		return ""
	case errors.As(err, &timeout), errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.As(err, &send):
		return "connection failed"
	case errors.As(err, &unreadable):
		return "unreadable answer"
	}
	return ""
}

// mistake describes a permanent error. AWS's errors are named by their code; others occurred here, before anything was
// sent (no region, no credentials).
func mistake(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return err.Error()
}
