// Package fault has the error shapes that every domain package shares: which input field is wrong, when to try again,
// which upstream is down. The error itself is a sentinel of the domain package that found it. It knows nothing of
// GraphQL or AWS.
package fault

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Field is an error in one field of an input. Several are joined with [errors.Join].
type Field struct {
	// Name is the field's name inside the input, in the contract's spelling (`phoneNumber`).
	Name string
	// Err says what is wrong with it.
	Err error
}

func (e *Field) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap returns what is wrong with the field.
func (e *Field) Unwrap() error { return e.Err }

// In attributes err to the named input field; it returns nil for a nil err.
func In(name string, err error) error {
	if err == nil {
		return nil
	}
	return &Field{Name: name, Err: err}
}

// TooManyAttempts refuses an attempt because of earlier ones.
type TooManyAttempts struct {
	// RetryAfter is how long to wait; zero where the upstream does not say.
	RetryAfter time.Duration
	// Repeated says that the same attempt was refused a moment ago, and that this refusal comes from memory.
	Repeated bool
}

func (e *TooManyAttempts) Error() string {
	return fmt.Sprintf("too many attempts, retry after %s", e.RetryAfter)
}

// Unavailable says that an upstream did not respond in time: it is down, slow or throttled. The caller may try again.
type Unavailable struct {
	// Upstream is the name for logs: `cognito`, `dynamodb`, `jwks`.
	Upstream string
	// RetryAfter is how long to wait before trying again.
	RetryAfter time.Duration
	// Err is the cause, for logs only. It must hold no secret.
	Err error
	// Logged says that the log has the cause already, because it takes an operator to end it.
	Logged bool
}

func (e *Unavailable) Error() string { return fmt.Sprintf("%s unavailable: %v", e.Upstream, e.Err) }

// Unwrap returns the cause.
func (e *Unavailable) Unwrap() error { return e.Err }

// IsUnavailable reports whether err says that an upstream is unavailable.
func IsUnavailable(err error) bool {
	var u *Unavailable
	return errors.As(err, &u)
}

// IsLogged reports whether err says that an upstream is unavailable, and the log says so already.
func IsLogged(err error) bool {
	var u *Unavailable
	return errors.As(err, &u) && u.Logged
}

// Interrupted is the error of a caller whose ctx ended before an upstream had answered: a caller that went away gets
// its own error back, and for one whose time ran out the upstream was too slow.
func Interrupted(ctx context.Context, upstream string, retryAfter time.Duration) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return &Unavailable{Upstream: upstream, RetryAfter: retryAfter, Err: errors.New("no answer in time")}
}

// PanicText describes the value of a panic for a log. The value may hold anything, even a password, so only errors of
// the Go runtime, which contain types and numbers, are shown unchanged.
func PanicText(value any) string {
	if err, ok := value.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", value)
}
