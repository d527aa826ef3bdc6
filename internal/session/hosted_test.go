package session_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestTokensOfTheHostedPagesStartACookieSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, b := f.instance(), &browser{}
	f.issuer.set(func(i *issuer) { i.rotates = true })
	got, err := service.SignInWithTokens(b.request(t.Context()), subject, f.issuer.issue("refresh hosted"))
	if err != nil || got.Tokens != nil || got.Principal.Subject != subject || !got.ExpiresAt.Equal(f.clock.Now().Add(lifetime)) {
		t.Fatalf("%v %+v", err, got)
	}
	f.wantSignedIn(service, b)
	f.clock.Advance(2 * accessLifetime)
	f.wantSignedIn(service, b)
}

func TestTokensOfSomebodyElseAreRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := &browser{}
	_, err := f.instance().SignInWithTokens(b.request(t.Context()), "somebody else", f.issuer.issue("refresh hosted"))
	if !errors.Is(err, session.ErrUnauthenticated) || b.id != "" {
		t.Errorf("%v, cookie %q", err, b.id)
	}
}

func TestASessionWithoutARefreshTokenEndsWithItsAccessToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, b := f.instance(), &browser{}
	tokens := f.issuer.issue("refresh unused")
	tokens.RefreshToken = ""
	got, err := service.SignInWithTokens(b.request(t.Context()), subject, tokens)
	if err != nil || !got.ExpiresAt.Equal(f.clock.Now().Add(accessLifetime)) {
		t.Fatalf("%v, until %s", err, got.ExpiresAt)
	}
	f.clock.Advance(accessLifetime - 2*time.Minute)
	f.wantSignedIn(service, b)
	f.clock.Advance(2 * time.Minute)
	f.wantSignedOut(service, b)
	if n := f.issuer.count("Refresh"); n != 0 {
		t.Errorf("%d refreshes without a refresh token", n)
	}
}

func TestWhatIsSealedForOneUseOpensForNoOther(t *testing.T) {
	t.Parallel()
	sealer, err := session.NewSealer([][]byte{newKey()})
	if err != nil {
		t.Fatal(err)
	}
	sealed := sealer.Seal("one use", []byte("text"))
	if plain, err := sealer.Open("one use", sealed); err != nil || !bytes.Equal(plain, []byte("text")) {
		t.Errorf("%q %v", plain, err)
	}
	if _, err := sealer.Open("another", sealed); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("another use: %v", err)
	}
	if _, err := sealer.Open("one use", sealed[:3]); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("cut short: %v", err)
	}
}
