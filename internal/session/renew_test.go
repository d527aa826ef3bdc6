package session_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// nearlyExpired moves the clock to where access tokens issued now are due for renewal and still alive.
func (f *fixture) nearlyExpired() { f.clock.Advance(accessLifetime - 30*time.Second) }

func TestAnExpiringAccessTokenIsRenewedUnseen(t *testing.T) {
	t.Parallel()
	for _, rotates := range []bool{false, true} {
		f := newFixture(t)
		f.issuer.rotates = rotates
		service := f.instance()
		b := f.signIn(service)
		first := f.wantSignedIn(service, b)
		f.clock.Advance(accessLifetime - 61*time.Second)
		if f.wantSignedIn(service, b).AccessToken != first.AccessToken {
			t.Error("renewed too early")
		}
		for range 3 {
			f.clock.Advance(accessLifetime + 24*time.Hour)
			renewed := f.wantSignedIn(service, b)
			if renewed.AccessToken == first.AccessToken || f.wantSignedIn(service, b).AccessToken != renewed.AccessToken {
				t.Error("not renewed once")
			}
		}
		f.wantCalls("Refresh", 3)
	}
}

func TestManyRequestsOverTwoInstancesRenewOnce(t *testing.T) {
	t.Parallel()
	for name, age := range map[string]time.Duration{"ahead of the end": accessLifetime - 30*time.Second, "after the end": 2 * accessLifetime} {
		f := newFixture(t)
		f.issuer.rotates = true
		instances := []*session.Service{f.instance(), f.instance()}
		b := f.signIn(instances[0])
		f.clock.Advance(age)
		for _, err := range parallel(50, func(i int) error {
			_, after, err := f.authenticate(instances[i%2], b)
			if after.cleared {
				err = errors.Join(err, errors.New("cookie cleared"))
			}
			return err
		}) {
			wantErr(t, err, nil)
		}
		if t.Failed() {
			t.Fatal(name)
		}
		f.wantCalls("Refresh", 1)
	}
}

func TestManyRefreshesOverTwoInstancesAreOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.issuer.rotates = true
	instances := []*session.Service{f.instance(), f.instance()}
	b := f.signIn(instances[0])
	f.clock.Advance(time.Minute)
	for _, err := range parallel(50, func(i int) error {
		tab := *b
		_, err := instances[i%2].Refresh(tab.request(t.Context()), "")
		return err
	}) {
		wantErr(t, err, nil)
	}
	f.wantCalls("Refresh", 1)
	f.clock.Advance(31 * time.Second)
	if got, err := instances[1].Refresh(b.request(t.Context()), ""); err != nil || got.Tokens != nil {
		t.Errorf("%+v, %v", got, err)
	}
	f.wantCalls("Refresh", 2)
}

// parallel runs f n times at once.
func parallel(n int, f func(i int) error) []error {
	errs, start := make([]error, n), make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func TestASignOutDuringARenewalWins(t *testing.T) {
	t.Parallel()
	for _, rotates := range []bool{false, true} {
		f := newFixture(t)
		f.issuer.rotates = rotates
		service, other := f.instance(), f.instance()
		b := f.signIn(service)
		f.clock.Advance(2 * accessLifetime)
		// The provider has taken the old token when the sign-out happens: Revoke comes too late for the new one.
		f.store = &hookedStore{Store: f.store, beforeRenew: func() {
			tab := *b
			wantErr(t, other.SignOut(tab.request(t.Context()), ""), nil)
		}}
		f.wantSignedOut(f.instance(), b)
		f.wantSignedOut(other, b)
		if alive := f.issuer.alive(); alive != 0 {
			t.Errorf("%d refresh tokens are alive", alive)
		}
	}
}

func TestASignOutBeforeTheProviderAnswersWins(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service, other := f.instance(), f.instance()
	b := f.signIn(service)
	f.nearlyExpired()
	f.issuer.set(func(i *issuer) {
		i.onRefresh = func() {
			tab := *b
			wantErr(t, other.SignOut(tab.request(t.Context()), ""), nil)
		}
	})
	f.wantSignedOut(service, b)
	if alive := f.issuer.alive(); alive != 0 {
		t.Errorf("%d refresh tokens are alive", alive)
	}
}

// hookedStore shows a test what the service does to the store, once.
type hookedStore struct {
	session.Store
	beforeRenew, afterConflict func()
}

func (s *hookedStore) Renew(ctx context.Context, r session.Record) error {
	if s.beforeRenew != nil {
		s.beforeRenew()
	}
	return s.Store.Renew(ctx, r)
}

func (s *hookedStore) Lease(ctx context.Context, l session.Lease, now time.Time) error {
	err := s.Store.Lease(ctx, l, now)
	if errors.Is(err, session.ErrConflict) && s.afterConflict != nil {
		s.afterConflict()
	}
	return err
}

func TestTheLeaseOfADeadInstanceRunsOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	b := f.signIn(f.instance())
	f.clock.Advance(2 * accessLifetime)
	dead := session.Lease{IDHash: b.idHash(), Holder: "dead", Until: f.clock.Now().Add(5 * time.Second)}
	wantErr(t, f.store.Lease(t.Context(), dead, f.clock.Now()), nil)
	conflicts := 0
	f.store = &hookedStore{Store: f.store, afterConflict: func() {
		conflicts++
		f.wantCalls("Refresh", 0)
		f.clock.Advance(2 * time.Second)
	}}
	f.wantSignedIn(f.instance(), b)
	f.wantCalls("Refresh", 1)
	if conflicts != 3 {
		t.Errorf("waited %d times 2 s for a lease of 5 s", conflicts)
	}
}

func TestAnInstanceThatOverranItsLeaseTakesTheTokensOfTheNext(t *testing.T) {
	t.Parallel()
	for _, rotates := range []bool{false, true} {
		f := newFixture(t)
		f.issuer.rotates = rotates
		slow, next := f.instance(), f.instance()
		b := f.signIn(slow)
		f.clock.Advance(2 * accessLifetime)
		var overtaken atomic.Bool
		var overtaking session.Principal
		f.issuer.set(func(i *issuer) {
			i.onRefresh = func() {
				if overtaken.CompareAndSwap(false, true) {
					f.clock.Advance(6 * time.Second)
					overtaking = f.wantSignedIn(next, b)
				}
			}
		})
		if f.wantSignedIn(slow, b).AccessToken != overtaking.AccessToken {
			t.Error("the two went on with different tokens")
		}
		f.wantSignedIn(next, b)
		f.wantCalls("Refresh", 2)
	}
}

func TestAnOutageOfTheProviderIsNoSignOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	first := f.wantSignedIn(service, b)
	f.nearlyExpired()
	f.issuer.set(func(i *issuer) { i.err = errDown })
	if f.wantSignedIn(service, b).AccessToken != first.AccessToken {
		t.Error("another token though the provider is down")
	}
	f.clock.Advance(time.Minute) // now it has expired
	if _, after, err := f.authenticate(service, b); !fault.IsUnavailable(err) || after.cleared {
		t.Errorf("%v, cookie cleared: %t", err, after.cleared)
	}
	f.issuer.set(func(i *issuer) { i.err = nil })
	if f.wantSignedIn(f.instance(), b).AccessToken == first.AccessToken { // at once: the lease was given back
		t.Error("the expired token")
	}
}

func TestARefreshTokenThatHasExpiredEndsTheSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b, other := f.signIn(service), f.signIn(service)
	f.clock.Advance(2 * accessLifetime)
	f.issuer.set(func(i *issuer) { clear(i.refresh) })
	f.wantSignedOut(service, b)
	_, err := f.store.Load(t.Context(), b.idHash())
	wantErr(t, err, session.ErrNoRecord)

	tab := *other
	_, err = service.Refresh(tab.request(t.Context()), "")
	wantErr(t, err, session.ErrExpired)
	if !tab.cleared {
		t.Error("the cookie is kept")
	}
	_, err = f.store.Load(t.Context(), other.idHash())
	wantErr(t, err, session.ErrNoRecord)
}

func TestARenewalSucceedsOnceThoughTheAnswersOfTheStoreAreLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.issuer.rotates = true
	service := f.instance()
	b := f.signIn(service)
	dropAnswer := func(operation string) {
		f.server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.DropReply, Count: 1})
	}
	f.store = &hookedStore{Store: f.store, beforeRenew: func() { dropAnswer("UpdateItem") }}
	for range 3 {
		f.clock.Advance(2 * accessLifetime)
		dropAnswer("GetItem")
		dropAnswer("UpdateItem") // of the lease
		f.wantSignedIn(f.instance(), b)
		f.wantSignedIn(service, b)
	}
	f.wantCalls("Refresh", 3)
}

func TestARenewalOutlivesTheRequestThatBeganIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.issuer.rotates = true
	service := f.instance()
	b := f.signIn(service)
	f.clock.Advance(2 * accessLifetime)
	ctx, leave := context.WithCancel(t.Context())
	answered := make(chan struct{})
	f.issuer.set(func(i *issuer) {
		i.onRefresh = func() {
			leave()
			<-answered // the request is over, and the provider answers only now
		}
	})
	tab := *b
	_, err := service.Authenticate(tab.request(ctx))
	wantErr(t, err, context.Canceled)
	close(answered)
	if tab.cleared {
		t.Error("cookie cleared")
	}
	f.wantSignedIn(service, b)
	f.wantCalls("Refresh", 1)
}
