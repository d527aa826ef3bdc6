package session

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// unusableRetry is when to try again after a token that was just issued has been refused: it takes an operator to end
// that, or a clock to be set.
const unusableRetry = time.Minute

// verifyIssued verifies an access token that the provider has just issued. Errors: those of [UnusableToken],
// fault.Unavailable.
func (s *Service) verifyIssued(ctx context.Context, accessToken string) (Claims, error) {
	claims, err := s.verifier.Verify(ctx, accessToken)
	if errors.Is(err, ErrUnauthenticated) {
		err = UnusableToken(ctx, "access token", err)
	}
	return claims, err
}

// UnusableToken is the error for a token that the provider has just issued and that is still refused, for a reason that
// holds nothing of the token. The person has done nothing wrong, and can do nothing about it: the client id, the issuer
// or the keys are configured wrongly, or a clock is. So the reason is logged for an operator, once, and to the person
// the service is unavailable.
func UnusableToken(ctx context.Context, kind string, reason error) error {
	slog.ErrorContext(ctx, "a token that the provider has just issued is refused: run `server doctor`",
		"token", kind, "reason", reason, "requestId", RequestFrom(ctx).ID)
	// The text only: to those who look for it, the reason is that of a caller who is not signed in.
	return &fault.Unavailable{
		Upstream: "cognito", RetryAfter: unusableRetry, Err: errors.New(reason.Error()), Logged: true,
	}
}
