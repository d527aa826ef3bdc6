package session_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestAHandleIsGoodForOneOfManyAnswersAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	instances := []*session.Service{f.instance(), f.instance()}
	b := &browser{}
	pending := f.beginSignIn(instances[0], b, session.TransportCookie)
	signedIn := 0
	for _, err := range parallel(20, func(i int) error {
		tab := *b
		return f.answer(instances[i%2], &tab, pending.Handle, rightCode)
	}) {
		if err == nil {
			signedIn++
		} else {
			wantErr(t, err, session.ErrChallengeExpired)
		}
	}
	if signedIn != 1 {
		t.Errorf("%d sign-ins", signedIn)
	}
	f.wantCalls("Respond", 1)
}

func TestAHandleIsRefusedInAnotherBrowserAndStaysGoodInItsOwn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	thief := &browser{}
	_ = f.beginSignIn(service, thief, session.TransportCookie) // has a challenge cookie of its own
	for _, other := range []*browser{{}, thief, {challengeID: strings.Repeat("A", 43)}} {
		wantErr(t, f.answer(service, other, pending.Handle, rightCode), session.ErrChallengeExpired)
	}
	f.wantCalls("Respond", 0)
	wantErr(t, f.answer(service, b, pending.Handle, rightCode), nil)
}

func TestSignInsInTwoTabsDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	first := f.beginSignIn(service, b, session.TransportCookie)
	_ = f.beginSignIn(service, b, session.TransportCookie)
	wantErr(t, f.answer(service, b, first.Handle, rightCode), nil)
}

func TestAHandleEndsWithTheProvidersChallenge(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	f.clock.Advance(challengeLifetime - time.Second)
	again := pendingIn(t, f.answer(service, b, pending.Handle, "654321"))
	if !again.ExpiresAt.Equal(pending.ExpiresAt) {
		t.Errorf("a wrong answer moved the end from %s to %s", pending.ExpiresAt, again.ExpiresAt)
	}
	f.clock.Advance(time.Second)
	wantErr(t, f.answer(service, b, again.Handle, rightCode), session.ErrChallengeExpired)
	f.wantCalls("Respond", 1)
}

func TestTextsThatAreNoHandle(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	handle := f.beginSignIn(service, b, session.TransportCookie).Handle
	sealed, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil {
		t.Fatal(err)
	}
	sealed[len(sealed)/2] ^= 1
	signedIn := f.signInUnchallenged(service)
	record, err := f.store.Load(t.Context(), signedIn.idHash())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "cut": handle[:len(handle)-4], "short": "AAAA", "not base64": "!" + handle, "padded": handle + "==",
		"changed": base64.RawURLEncoding.EncodeToString(sealed), "10 KB": strings.Repeat("A", 10<<10),
		"sealed tokens": base64.RawURLEncoding.EncodeToString(record.SealedTokens),
	} {
		if err := f.answer(service, b, text, rightCode); !errors.Is(err, session.ErrChallengeExpired) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantErr(t, f.answer(f.instanceWith(f.store, newKey()), b, handle, rightCode), session.ErrChallengeExpired)
	f.wantCalls("Respond", 0)
}

// signInUnchallenged signs a browser in as if there were no second factor.
func (f *fixture) signInUnchallenged(s *session.Service) *browser {
	f.t.Helper()
	var asked *session.Challenge
	f.issuer.set(func(i *issuer) { asked, i.challenge = i.challenge, nil })
	defer f.issuer.set(func(i *issuer) { i.challenge = asked })
	return f.signIn(s)
}

func TestAHandleIsNoSessionAndHoldsNothingThatCanBeRead(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(sms)
	service, b := f.instance(), &browser{}
	handle := f.beginSignIn(service, b, session.TransportCookie).Handle
	sealed, _ := base64.RawURLEncoding.DecodeString(handle)
	for _, secret := range []string{sms.State, email, password, b.challengeID} {
		if strings.Contains(handle, secret) || strings.Contains(string(sealed), secret) {
			t.Errorf("the handle shows %q", secret)
		}
	}
	victim := f.signInUnchallenged(service)
	f.change(victim, func(r *session.Record) { r.SealedTokens = sealed }) // who can write to the table
	f.wantSignedOut(service, victim)
}

func TestAHandleFitsInFourKilobytes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.challenged(session.Challenge{
		Kind: session.ChallengeTOTPSetup, State: strings.Repeat("s", 2048), Username: strings.Repeat("u", 128), Secret: strings.Repeat("S", 64),
		Delivery: account.CodeDelivery{Medium: account.DeliveryMediumEmail, Destination: "a***@e***"}, Methods: []account.MFAMethod{account.MFAMethodTOTP},
	})
	service, b := f.instance(), &browser{}
	pending := f.beginSignIn(service, b, session.TransportCookie)
	if len(pending.Handle) > 4<<10 || pending.Secret == "" {
		t.Errorf("%d bytes", len(pending.Handle))
	}
	again := pendingIn(t, f.answer(service, b, pending.Handle, "654321"))
	if again.Secret != pending.Secret {
		t.Error("the secret is lost after a wrong code")
	}
	wantErr(t, f.answer(service, b, again.Handle, rightCode), nil)
}
