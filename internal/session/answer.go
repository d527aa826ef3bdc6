package session

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// spentKept is how long the mark of a used handle is kept after the handle expires, for instances whose clocks are
// slow.
const spentKept = time.Hour

// Answer answers a challenge and continues the sign-in that met it. A handle is good for one answer. An answer that
// can't be right, or that the provider could not judge, does not use it up.
//
// Errors: ErrChallengeExpired (sign in again); ErrInvalidAnswer as fault.Field where the field that the challenge asks
// for is missing; a [*PendingChallenge] for another challenge, or for the same one after a wrong answer, then with its
// Err: account.ErrCodeMismatch or account.ErrCodeExpired in `code`, account.PasswordPolicyError in `newPassword`;
// fault.Unavailable and fault.TooManyAttempts, after which the same handle can be tried again; and those of
// [Provider.SignIn].
func (s *Service) Answer(ctx context.Context, text string, a Answer) (Session, error) {
	h, err := s.openHandle(ctx, text)
	if err != nil {
		return Session{}, err
	}
	RequestFrom(ctx).concerns(h.Email)
	a, err = s.checkAnswer(h.Challenge, a)
	switch {
	case errors.Is(err, ErrInvalidAnswer):
		return Session{}, err
	case err != nil:
		return Session{}, h.pending(text, err)
	}
	spender := newID()
	switch err := s.store.Spend(ctx, hashID(h.ID), spender, h.ExpiresAt.Add(spentKept)); {
	case errors.Is(err, ErrConflict):
		return Session{}, ErrChallengeExpired
	case err != nil:
		return Session{}, err
	}
	tokens, err := s.provider.Respond(ctx, h.Challenge, a)
	if h.Challenge.Kind == ChallengeTOTP || h.Challenge.Kind == ChallengeTOTPSetup {
		err = account.OfAuthenticator(err)
	}
	if err != nil {
		return Session{}, s.unanswered(ctx, h, spender, err)
	}
	h.forget(ctx)
	return s.start(ctx, tokens, h.Transport, h.Begun)
}

// forget clears the challenge cookie once the sign-in has ended.
func (h handle) forget(ctx context.Context) {
	if h.Transport == TransportCookie {
		RequestFrom(ctx).Cookie.ClearChallenge()
	}
}

// unanswered returns how a sign-in continues after the provider did not accept the answer.
func (s *Service) unanswered(ctx context.Context, h handle, spender string, err error) error {
	var next *Challenge
	var tooMany *fault.TooManyAttempts
	field, isWrong := wrongField(err)
	switch {
	case errors.As(err, &next):
		return s.pend(ctx, h, next)
	case isWrong && h.Wrong+1 < maxWrongAnswers:
		h.ID, h.Wrong = newID(), h.Wrong+1
		text, sealErr := s.sealHandle(h)
		if sealErr != nil {
			return sealErr
		}
		return h.pending(text, fault.In(field, err))
	case isWrong:
		err = ErrChallengeExpired
	case fault.IsUnavailable(err), errors.As(err, &tooMany), errors.Is(err, context.Canceled):
		s.unspend(ctx, h, spender)
		return err
	}
	h.forget(ctx)
	return err
}

// unspend lets the person try the same handle again when the provider is back. If the provider has accepted the
// answer after all, it refuses the repetition, and the sign-in starts over.
func (s *Service) unspend(ctx context.Context, h handle, spender string) {
	if err := s.store.Unspend(context.WithoutCancel(ctx), hashID(h.ID), spender); err != nil {
		slog.WarnContext(ctx, "challenge not given back", "error", err)
	}
}

// wrongField names the field of an answer that was wrong and may be tried again. So may an expired code: that is what
// the provider calls an authenticator app's code that was used already.
func wrongField(err error) (name string, wrong bool) {
	var policy *account.PasswordPolicyError
	switch {
	case errors.Is(err, account.ErrCodeMismatch), errors.Is(err, account.ErrCodeExpired):
		return "code", true
	case errors.As(err, &policy):
		return "newPassword", true
	}
	return "", false
}

// checkAnswer refuses answers that can't be right before they reach the provider. It returns the normalised answer,
// with only the field that the challenge's kind needs.
func (s *Service) checkAnswer(c Challenge, a Answer) (Answer, error) {
	switch c.Kind {
	case ChallengeSelectMFA:
		if !slices.Contains(c.Methods, a.Method) {
			return Answer{}, fault.In("method", ErrInvalidAnswer)
		}
		return Answer{Method: a.Method}, nil
	case ChallengeNewPassword:
		if a.NewPassword == "" {
			return Answer{}, fault.In("newPassword", ErrInvalidAnswer)
		}
		password, err := s.passwords.Accept(a.NewPassword)
		return Answer{NewPassword: password}, fault.In("newPassword", err)
	default: // the others are answered by a code
	}
	if a.Code == "" {
		return Answer{}, fault.In("code", ErrInvalidAnswer)
	}
	normalize := account.NormalizeCode
	if c.Kind == ChallengeEmail {
		normalize = account.NormalizeEmailCode
	}
	code, err := normalize(a.Code)
	return Answer{Code: code}, fault.In("code", err)
}
