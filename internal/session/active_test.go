package session_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// as signs in an account of another subject.
func (f *fixture) as(other string, do func()) {
	f.issuer.set(func(i *issuer) { i.subject = other })
	defer f.issuer.set(func(i *issuer) { i.subject = subject })
	do()
}

func (f *fixture) sessions(s *session.Service, b *browser) []session.ActiveSession {
	f.t.Helper()
	active, err := s.Sessions(b.request(f.t.Context()), subject)
	if err != nil {
		f.t.Fatal(err)
	}
	return active
}

func TestSessionsAreListedLatestFirstToTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	f.as("somebody else", func() { f.signIn(service) })
	phone := f.signIn(service)
	f.clock.Advance(time.Minute)
	laptop := f.signIn(service)
	began := f.clock.Now()
	got := f.sessions(service, phone)
	if len(got) != 2 || got[0].Current || !got[1].Current || got[0].ID != laptop.idHash() || got[1].ID != phone.idHash() {
		t.Fatalf("sessions %+v", got)
	}
	want := session.ActiveSession{
		ID: laptop.idHash(), UserAgent: "Mozilla/5.0", IPAddress: "192.0.2.1",
		CreatedAt: began, LastUsedAt: began, ExpiresAt: began.Add(lifetime),
	}
	if got[0] != want {
		t.Errorf("session %+v, want %+v", got[0], want)
	}
	asCookie := browser{id: got[0].ID}
	_, _, err := f.authenticate(service, &asCookie)
	wantErr(t, err, session.ErrUnauthenticated)

	f.clock.Advance(lifetime - time.Minute) // the phone's is over, and its record not deleted yet
	if got := f.sessions(service, laptop); len(got) != 1 || got[0].ID != laptop.idHash() {
		t.Errorf("sessions %+v", got)
	}
}

func TestTheLastUseIsNotedEveryFewMinutes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, other := f.instance(), f.instance()
	b := f.signIn(service)
	lastUse := func() time.Time { return f.sessions(service, b)[0].LastUsedAt }
	began := f.clock.Now()
	f.clock.Advance(5*time.Minute - time.Millisecond)
	f.wantSignedIn(service, b)
	if !lastUse().Equal(began) {
		t.Errorf("noted at %s", lastUse())
	}
	f.clock.Advance(time.Minute)
	f.server.ResetCalls()
	f.wantSignedIn(service, b)
	f.wantSignedIn(other, b)
	if !lastUse().Equal(f.clock.Now()) || f.server.Calls()["UpdateItem"] != 1 {
		t.Errorf("noted at %s with calls %v", lastUse(), f.server.Calls())
	}
}

func TestAUseThatCannotBeNotedIsNobodysError(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.clock.Advance(6 * time.Minute)
	f.server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.InternalError, Count: 3})
	f.wantSignedIn(service, b)
}

func TestRevokingASessionEndsThatOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, other := f.instance(), f.instance()
	phone, laptop := f.signIn(service), f.signIn(service)
	wantErr(t, other.RevokeSession(phone.request(t.Context()), subject, laptop.idHash()), nil)
	f.wantSignedOut(service, laptop)
	f.wantSignedIn(service, phone)
	if alive := f.issuer.alive(); alive != 1 || phone.cleared {
		t.Errorf("%d refresh tokens are alive, cookie cleared: %t", alive, phone.cleared)
	}
	current := phone.idHash()
	wantErr(t, service.RevokeSession(phone.request(t.Context()), subject, current), nil)
	if !phone.cleared {
		t.Error("the cookie of the revoked session is kept")
	}
	wantErr(t, service.RevokeSession(phone.request(t.Context()), subject, current), session.ErrNoSession)
}

func TestOnlyOnesOwnSessionsCanBeRevoked(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	wantErr(t, service.RevokeSession(t.Context(), "somebody else", b.idHash()), session.ErrNoSession)
	for _, id := range []string{"", b.id, strings.ToUpper(b.idHash()), b.idHash()[1:], strings.Repeat("0", 64), strings.Repeat("x", 10<<10)} {
		wantErr(t, service.RevokeSession(t.Context(), subject, id), session.ErrNoSession)
	}
	f.wantSignedIn(service, b)
}

func TestEndAllEndsEverySessionOfTheSubjectAndNoOther(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, other := f.instance(), f.instance()
	var stranger *browser
	f.as("somebody else", func() { stranger = f.signIn(service) })
	ended := []*browser{f.signIn(service), f.signIn(other), f.signIn(service)}
	f.wantSignedIn(service, ended[0]) // kept in memory
	caller := *ended[0]
	wantErr(t, service.EndAll(caller.request(t.Context()), subject), nil)
	if alive := f.issuer.alive(); alive != 1 || !caller.cleared {
		t.Errorf("%d refresh tokens are alive, cookie cleared: %t", alive, caller.cleared)
	}
	for _, b := range ended {
		f.wantSignedOut(service, b)
		f.wantSignedOut(other, b)
	}
	if principal, _, err := f.authenticate(other, stranger); err != nil || principal.Subject == subject {
		t.Errorf("%v, %v", principal, err)
	}
	f.wantSignedIn(other, f.signIn(service)) // a new one lives
	wantErr(t, service.EndAll(stranger.request(t.Context()), subject), nil)
	if stranger.cleared {
		t.Error("the cookie of an administrator is cleared")
	}
}

func TestEndOthersKeepsTheSessionOfTheRequestAndNoOther(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.issuer.rotates = true
	service, other := f.instance(), f.instance()
	var stranger *browser
	f.as("somebody else", func() { stranger = f.signIn(service) })
	ended := []*browser{f.signIn(service), f.signIn(other)}
	kept := f.signIn(service)
	f.wantSignedIn(other, ended[1]) // kept in memory
	principal, err := service.EndOthers(kept.request(t.Context()))
	if err != nil || principal.Subject != subject || kept.cleared {
		t.Fatalf("%v, %v, cookie cleared: %t", principal, err, kept.cleared)
	}
	f.clock.Advance(4 * time.Second) // the other instance has forgotten what it knew
	for _, instance := range []*session.Service{service, other} {
		f.wantSignedIn(instance, kept)
		for _, b := range ended {
			f.wantSignedOut(instance, b)
		}
		f.as("somebody else", func() {
			if _, _, err := f.authenticate(instance, stranger); err != nil {
				t.Error(err)
			}
		})
	}
	if alive := f.issuer.alive(); alive != 2 {
		t.Errorf("%d refresh tokens are alive", alive)
	}
	if got := f.sessions(other, kept); len(got) != 1 || !got[0].Current {
		t.Errorf("listed %+v", got)
	}
	f.clock.Advance(2 * accessLifetime) // it is renewed as before
	f.wantSignedIn(other, kept)

	later := f.signIn(other) // from which the first one can be ended in turn
	_, err = other.EndOthers(later.request(t.Context()))
	wantErr(t, err, nil)
	f.wantSignedIn(service, later)
	f.wantSignedOut(other, kept)
	wantErr(t, service.EndAll(t.Context(), subject), nil)
	f.wantSignedOut(service, later)
}

func TestEndOthersIsCertainThoughTheIndexLagsBehind(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ended, kept := f.signIn(f.instance()), f.signIn(f.instance())
	_, err := f.instanceWith(blindStore{f.store}, f.key).EndOthers(kept.request(t.Context()))
	wantErr(t, err, nil)
	service := f.instance()
	f.wantSignedOut(service, ended)
	f.wantSignedIn(service, kept)
}

func TestEndOthersOfABearerSessionKeepsNoCookieSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	bearer, err := service.SignIn((&browser{}).request(t.Context()), email, password, session.TransportTokens)
	if err != nil {
		t.Fatal(err)
	}
	request := &session.Request{BearerToken: bearer.Tokens.AccessToken, CookieID: b.id, Cookie: b}
	_, err = service.EndOthers(session.WithRequest(t.Context(), request))
	wantErr(t, err, nil)
	f.wantSignedOut(service, b)
	if _, err := service.Refresh(t.Context(), bearer.Tokens.RefreshToken); err != nil {
		t.Errorf("its own session: %v", err)
	}
}

func TestEndOthersNeedsASession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b, kept := f.signIn(service), f.signIn(service)
	_, err := service.EndOthers((&browser{}).request(t.Context()))
	wantErr(t, err, session.ErrUnauthenticated)
	f.wantSignedIn(service, b)
	f.server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.InternalError, Count: 3})
	if _, err := service.EndOthers(kept.request(t.Context())); !fault.IsUnavailable(err) {
		t.Error(err)
	}
	f.wantSignedIn(service, b)
}

func TestADisabledOrDeletedUserLosesTheSessionAtTheNextRenewal(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var mu sync.Mutex
	var reported []error
	f.renewed = func(ctx context.Context, s string, err error) {
		mu.Lock()
		defer mu.Unlock()
		if s != subject || session.RequestFrom(ctx).ClientIP == "" {
			t.Errorf("reported %s", s)
		}
		reported = append(reported, err)
	}
	service := f.instance()
	b := f.signIn(service)
	f.nearlyExpired()
	f.wantSignedIn(service, b)
	f.nearlyExpired()
	f.issuer.set(func(i *issuer) { i.err = errDown })
	f.wantSignedIn(service, b)
	f.issuer.set(func(i *issuer) { i.err = session.ErrExpired }) // what a provider says of a refresh token of such an account
	f.wantSignedOut(service, b)
	f.wantSignedOut(f.instance(), b)
	if !slices.Equal(reported, []error{nil, errDown, session.ErrUnauthenticated}) {
		t.Errorf("reported %v", reported)
	}
}

func TestARenewalIsToldOnceAndARefreshThatWasAskedForIsNot(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	reported := make(chan error, 100)
	f.renewed = func(_ context.Context, _ string, err error) { reported <- err }
	instances := []*session.Service{f.instance(), f.instance()}
	b := f.signIn(instances[0])
	f.clock.Advance(2 * accessLifetime)
	for _, err := range parallel(20, func(i int) error { _, _, err := f.authenticate(instances[i%2], b); return err }) {
		wantErr(t, err, nil)
	}
	f.clock.Advance(time.Minute)
	_, err := instances[0].Refresh(b.request(t.Context()), "")
	wantErr(t, err, nil)
	f.wantCalls("Refresh", 2)
	if len(reported) != 1 || <-reported != nil {
		t.Errorf("reported %d times", len(reported))
	}
}

func TestAuthenticatedWithin(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		at   time.Time
		want bool
	}{
		"now": {now, true}, "at the limit": {now.Add(-15 * time.Minute), true},
		"within the leeway": {now.Add(-15*time.Minute - 30*time.Second), true}, "past it": {now.Add(-15*time.Minute - 31*time.Second), false},
		"by a clock ahead": {now.Add(30 * time.Second), true}, "in the future": {now.Add(31 * time.Second), false}, "not named": {time.Time{}, false},
	} {
		p := session.Principal{Claims: session.Claims{AuthenticatedAt: c.at}}
		if got := p.AuthenticatedWithin(15*time.Minute, now); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
