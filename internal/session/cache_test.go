package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestABusyPageCostsOneReadInAFewSeconds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.server.ResetCalls()
	for range 2 {
		for _, err := range parallel(50, func(int) error { _, _, err := f.authenticate(service, b); return err }) {
			wantErr(t, err, nil)
		}
	}
	if calls := f.server.Calls(); len(calls) != 1 || calls["GetItem"] != 2 { // the record and the generation
		t.Errorf("calls %v", calls)
	}
	f.clock.Advance(3 * time.Second)
	f.wantSignedIn(service, b)
	if calls := f.server.Calls(); calls["GetItem"] != 4 {
		t.Errorf("calls %v", calls)
	}
}

func TestASignOutReachesOtherInstancesWithinSeconds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*session.Service, context.Context) error{
		"sign-out": func(s *session.Service, ctx context.Context) error { return s.SignOut(ctx, "") },
		"end all":  func(s *session.Service, ctx context.Context) error { return s.EndAll(ctx, subject) },
	} {
		f := newFixture(t)
		here, there := f.instance(), f.instance()
		b := f.signIn(here)
		f.wantSignedIn(here, b)
		f.wantSignedIn(there, b)
		tab := *b
		wantErr(t, end(here, tab.request(t.Context())), nil)
		f.wantSignedOut(here, b) // at once
		f.clock.Advance(3 * time.Second)
		f.wantSignedOut(there, b)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestASessionEndsOnTimeThoughItIsKeptInMemory(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	service := f.instance()
	b := f.signIn(service)
	f.clock.Advance(lifetime - time.Second)
	f.wantSignedIn(service, b)
	f.clock.Advance(time.Second)
	f.wantSignedOut(service, b)
}

// slowStore lets a test act between a read and its use.
type slowStore struct {
	session.Store
	afterLoad func()
}

func (s *slowStore) Load(ctx context.Context, idHash string) (session.Record, error) {
	record, err := s.Store.Load(ctx, idHash)
	if s.afterLoad != nil {
		s.afterLoad()
	}
	return record, err
}

func TestAReadFromBeforeASignOutIsNotKept(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	store := &slowStore{Store: f.store}
	service := f.instanceWith(store, f.key)
	b := f.signIn(service)
	store.afterLoad = func() {
		store.afterLoad = nil
		tab := *b
		wantErr(t, service.SignOut(tab.request(t.Context()), ""), nil)
		f.wantSignedOut(service, b) // nor shared with a request that comes afterwards
	}
	f.wantSignedIn(service, b) // came before
	f.wantSignedOut(service, b)
}
