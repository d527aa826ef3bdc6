package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// Somebody who knew the old password must not come in by a challenge that was open when the sessions were ended.
func TestAChallengeFromBeforeTheEndOfAllSessionsLeadsToNone(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*session.Service, context.Context) error{
		"all": func(s *session.Service, ctx context.Context) error { return s.EndAll(ctx, subject) },
		"others": func(s *session.Service, ctx context.Context) error {
			_, err := s.EndOthers(ctx)
			return err
		},
	} {
		f := newFixture(t)
		service := f.instance()
		kept := f.signIn(service)
		f.challenged(sms)
		b := &browser{}
		pending := f.beginSignIn(service, b, session.TransportCookie)
		f.clock.Advance(time.Second)
		wantErr(t, end(service, kept.request(t.Context())), nil)
		f.clock.Advance(time.Second)
		if err := f.answer(service, b, pending.Handle, rightCode); !errors.Is(err, session.ErrExpired) || b.id != "" {
			t.Errorf("%s: %v, browser %+v", name, err, b)
		}
		again := f.beginSignIn(service, b, session.TransportCookie)
		wantErr(t, f.answer(service, b, again.Handle, rightCode), nil)
	}
}

func TestEndAllTakesManySessionsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	for range 130 { // more than a list has
		f.signIn(service)
	}
	wantErr(t, service.EndAll(t.Context(), subject), nil)
	if alive, listed := f.issuer.alive(), len(f.sessions(service, &browser{})); alive != 0 || listed != 0 {
		t.Errorf("%d refresh tokens are alive, %d sessions listed", alive, listed)
	}
}

// blindStore is a store whose index shows nothing yet.
type blindStore struct{ session.Store }

func (blindStore) List(context.Context, string) ([]session.Record, error) { return nil, nil }

func TestEndAllIsCertainThoughTheIndexLagsBehind(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := f.signIn(f.instance())
	wantErr(t, f.instanceWith(blindStore{f.store}, f.key).EndAll(t.Context(), subject), nil)
	service := f.instance()
	if got := f.sessions(service, b); len(got) != 0 {
		t.Errorf("listed %+v", got)
	}
	f.wantSignedOut(service, b)
	if alive := f.issuer.alive(); alive != 0 {
		t.Errorf("%d refresh tokens are alive", alive)
	}
	_, err := f.store.Load(t.Context(), b.idHash())
	wantErr(t, err, session.ErrNoRecord)
}

func TestEndAllEndsASignInThatIsUnderWay(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	f.issuer.set(func(i *issuer) {
		i.onSignIn = func() { // the provider has issued the tokens, and nothing is stored yet
			f.clock.Advance(time.Millisecond)
			wantErr(t, f.instance().EndAll(t.Context(), subject), nil)
		}
	})
	b := &browser{}
	_, err := service.SignIn(b.request(t.Context()), email, password, session.TransportCookie)
	wantErr(t, err, session.ErrExpired)
	if alive := f.issuer.alive(); alive != 0 || b.id != "" {
		t.Errorf("%d refresh tokens are alive, browser %+v", alive, b)
	}
	f.issuer.set(func(i *issuer) { i.onSignIn = nil })
	f.wantSignedIn(service, f.signIn(service))
}

func TestEndAllDuringARenewalWins(t *testing.T) {
	t.Parallel()
	for _, lagging := range []bool{false, true} {
		f := newFixture(t)
		f.issuer.rotates = true
		b := f.signIn(f.instance())
		f.clock.Advance(2 * accessLifetime)
		store := f.store
		if lagging {
			store = blindStore{f.store}
		}
		ending := f.instanceWith(store, f.key)
		f.store = &hookedStore{Store: f.store, beforeRenew: func() { wantErr(t, ending.EndAll(t.Context(), subject), nil) }}
		renewing := f.instance()
		_, _, err := f.authenticate(renewing, b) // may still be answered: it came before the end
		if !lagging && !errors.Is(err, session.ErrUnauthenticated) {
			t.Errorf("got error %v", err)
		}
		f.wantSignedOut(renewing, b)
		f.wantSignedOut(ending, b)
		if alive := f.issuer.alive(); alive != 0 {
			t.Errorf("%d refresh tokens are alive", alive)
		}
	}
}

func TestEndAllFailsWhereTheEndCannotBeRecorded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.InternalError, Count: 3})
	if err := service.EndAll(t.Context(), subject); !fault.IsUnavailable(err) {
		t.Error(err)
	}
	f.wantSignedIn(service, b)
	for _, operation := range []string{"Query", "DeleteItem"} { // cleaning up is nobody's error
		b := f.signIn(service)
		f.server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.InternalError, Count: 3})
		wantErr(t, service.EndAll(t.Context(), subject), nil)
		f.wantSignedOut(service, b)
	}
}
