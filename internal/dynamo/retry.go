package dynamo

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

const (
	// maxAttempts counts the first one. Every write of this package can be repeated safely.
	maxAttempts = 3
	// firstBackoff doubles with each attempt; half of a delay is random, so that instances don't retry in step.
	firstBackoff = 50 * time.Millisecond
)

// timeLimits are the time limits of calls.
type timeLimits struct {
	// call bounds one call of a store, with all its requests and retries: a person is waiting for it.
	call time.Duration
	// attempt bounds one attempt of a request. The SDK sets no bound, so that a hang would last until the caller's
	// deadline.
	attempt time.Duration
	// load bounds reading everything: page by page, some thousand projects a second.
	load time.Duration
}

var defaultLimits = timeLimits{call: 3 * time.Second, attempt: time.Second, load: 15 * time.Second}

func (l timeLimits) times(n time.Duration) timeLimits {
	return timeLimits{call: n * l.call, attempt: n * l.attempt, load: n * l.load}
}

// bounded limits the time of one call of a store. A request has a deadline that is sooner, as a rule.
func (t *Table) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= t.limits.call {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, t.limits.call)
}

// withPolicy sets the retry policy and the timeout of an attempt. The SDK's token bucket stays in force: when DynamoDB
// is down, retries stop.
func withPolicy(attemptTimeout time.Duration) func(*dynamodb.Options) {
	return func(o *dynamodb.Options) {
		o.RetryMaxAttempts = maxAttempts // overrides AWS_MAX_ATTEMPTS, which is meant for other programs as well
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts = maxAttempts
			s.Backoff = retry.BackoffDelayerFunc(backoff)
			s.Retryables = append(s.Retryables, retry.IsErrorRetryableFunc(cutOff))
		})
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Finalize.Insert(
				middleware.FinalizeMiddlewareFunc("AttemptTimeout", limitAttempt(attemptTimeout)), "Retry", middleware.After,
			)
		})
	}
}

// atMostOnce is for a write that must not be made twice: it is retried only if DynamoDB has reported that it was not
// made.
func atMostOnce() func(*dynamodb.Options) {
	retryer := retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts = maxAttempts
		s.Backoff = retry.BackoffDelayerFunc(backoff)
		s.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(notMade)}
	})
	return func(o *dynamodb.Options) { o.Retryer = retryer }
}

func notMade(err error) aws.Ternary {
	api, ok := errors.AsType[smithy.APIError](err)
	return aws.BoolTernary(ok && transientCodes[api.ErrorCode()])
}

func backoff(attempt int, _ error) (time.Duration, error) {
	delay := firstBackoff << max(attempt-1, 0)
	return delay/2 + rand.N(delay/2), nil
}

// cutOff makes the SDK retry after a truncated response body, which it would treat as malformed.
func cutOff(err error) aws.Ternary {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// attemptTimeoutError is the error of an attempt that took too long. The SDK would mistake the end of the attempt's
// context for the end of the caller's.
type attemptTimeoutError struct{}

func (attemptTimeoutError) Error() string { return "attempt timed out" }

// Timeout makes the retry policy retry.
func (attemptTimeoutError) Timeout() bool { return true }

func limitAttempt(timeout time.Duration) func(
	context.Context, middleware.FinalizeInput, middleware.FinalizeHandler,
) (middleware.FinalizeOutput, middleware.Metadata, error) {
	return func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
		middleware.FinalizeOutput, middleware.Metadata, error,
	) {
		attempt, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		out, metadata, err := next.HandleFinalize(attempt, in)
		if err != nil && ctx.Err() == nil && attempt.Err() != nil {
			err = attemptTimeoutError{}
		}
		return out, metadata, err
	}
}
