package session_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// logged sends the log to the text that it returns, for the length of the test.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

// aToken matches the tokens of the issuer.
var aToken = regexp.MustCompile(`(access|id|refresh) [A-Z2-7]{20}`)

// wantOperatorsFault checks the error for a token that was just issued and is refused, and what the log says of it.
func wantOperatorsFault(t *testing.T, what string, err error, log *bytes.Buffer) {
	t.Helper()
	unavailable, ok := errors.AsType[*fault.Unavailable](err)
	if !ok || !fault.IsLogged(err) || unavailable.RetryAfter <= 0 || errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("%s: %v", what, err)
	}
	text := log.String()
	if strings.Count(text, "level=ERROR") != 1 || !strings.Contains(text, session.ErrUnauthenticated.Error()) || aToken.MatchString(text) {
		t.Errorf("%s: the log says %q", what, text)
	}
	log.Reset()
}

func TestATokenJustIssuedThatIsRefusedIsAnOperatorsFault(t *testing.T) {
	log := logged(t)
	f := newFixture(t)
	f.issuer.set(func(i *issuer) {
		i.unusable = true
		i.respond = func(session.Challenge, session.Answer) error { return nil }
	})
	service, b := f.instance(), &browser{}
	ctx := b.request(t.Context())
	for what, begin := range map[string]func() error{
		"sign-in by cookie": func() error {
			_, err := service.SignIn(ctx, email, password, session.TransportCookie)
			return err
		},
		"sign-in by tokens": func() error {
			_, err := service.SignIn(ctx, email, password, session.TransportTokens)
			return err
		},
		"refresh": func() error {
			_, err := service.Refresh(ctx, f.issuer.issue(newRefreshToken()).RefreshToken)
			return err
		},
		"hosted sign-in": func() error {
			_, err := service.SignInWithTokens(ctx, subject, f.issuer.issue(newRefreshToken()))
			return err
		},
		"challenge": func() error {
			f.issuer.set(func(i *issuer) { i.challenge = &session.Challenge{Kind: session.ChallengeTOTP, State: "state"} })
			defer f.issuer.set(func(i *issuer) { i.challenge = nil })
			_, err := service.SignIn(ctx, email, password, session.TransportTokens)
			pending, ok := errors.AsType[*session.PendingChallenge](err)
			if !ok {
				t.Fatal(err)
			}
			_, err = service.Answer(ctx, pending.Handle, session.Answer{Code: "123456"})
			return err
		},
	} {
		wantOperatorsFault(t, what, begin(), log)
	}
	if b.id != "" {
		t.Error("a session began")
	}
}

// A session outlives the time in which its tokens can't be used, whether refresh tokens rotate or not.
func TestASessionOutlivesTokensThatCannotBeUsed(t *testing.T) {
	for _, rotates := range []bool{false, true} {
		log := logged(t)
		f := newFixture(t)
		f.issuer.rotates = rotates
		var outcomes []error
		f.renewed = func(_ context.Context, _ string, err error) { outcomes = append(outcomes, err) }
		service := f.instance()
		b := f.signIn(service)
		f.nearlyExpired()
		f.issuer.set(func(i *issuer) { i.unusable = true })
		f.wantSignedIn(service, b) // by the token that it has
		log.Reset()
		f.clock.Advance(time.Minute)
		for range 3 {
			_, after, err := f.authenticate(service, b)
			wantOperatorsFault(t, "a request", err, log)
			if after.cleared {
				t.Error("the cookie is cleared")
			}
			ctx := after.request(t.Context())
			_, err = service.Refresh(ctx, "")
			wantOperatorsFault(t, "a refresh", err, log)
		}
		f.issuer.set(func(i *issuer) { i.unusable = false })
		f.wantSignedIn(service, b)
		f.wantSignedIn(f.instance(), b)
		if len(outcomes) != 5 || outcomes[0] == nil || outcomes[4] != nil {
			t.Errorf("renewals ended with %v", outcomes)
		}
	}
}
