package dynamo_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var _ session.Store = (*dynamo.SessionStore)(nil)

var signedIn = time.Date(2026, 11, 22, 9, 30, 0, int(250*time.Millisecond), time.UTC)

func record() session.Record {
	return session.Record{
		IDHash: "c0ffee", Subject: subject, SealedTokens: []byte("sealed \x00 tokens"),
		CreatedAt: signedIn, RefreshedAt: signedIn, AccessExpiresAt: signedIn.Add(time.Hour),
		ExpiresAt:  signedIn.Truncate(time.Second).Add(30 * 24 * time.Hour),
		LastUsedAt: signedIn.Add(time.Minute), Generation: "first",
		UserAgent: "Mozilla/5.0 (Motörhead)", ClientIP: "192.0.2.1",
	}
}

func renewed(r session.Record, tokens string) session.Record {
	r.Revision++
	r.SealedTokens = []byte(tokens)
	r.RefreshedAt, r.AccessExpiresAt = r.RefreshedAt.Add(time.Hour), r.AccessExpiresAt.Add(time.Hour)
	return r
}

func lease(holder string, until time.Time) session.Lease {
	return session.Lease{IDHash: record().IDHash, Holder: holder, Until: until}
}

func createdSession(t *testing.T) *dynamo.SessionStore {
	t.Helper()
	table, _ := newTable(t, endpoint(t))
	return withRecord(t, table)
}

func withRecord(t *testing.T, table *dynamo.Table) *dynamo.SessionStore {
	t.Helper()
	store := dynamo.NewSessionStore(table)
	if err := store.Create(t.Context(), record()); err != nil {
		t.Fatal(err)
	}
	return store
}

func wantRecord(t *testing.T, store *dynamo.SessionStore, want session.Record) {
	t.Helper()
	if got := must[session.Record](t)(store.Load(t.Context(), want.IDHash)); !reflect.DeepEqual(got, want) {
		t.Errorf("loaded\n%+v, want\n%+v", got, want)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}

func TestASessionIsLoadedAsItWasCreated(t *testing.T) {
	t.Parallel()
	store := createdSession(t)
	wantRecord(t, store, record())

	anonymous := record()
	anonymous.IDHash, anonymous.UserAgent, anonymous.ClientIP, anonymous.Generation = "beef", "", "", ""
	wantErr(t, store.Create(t.Context(), anonymous), nil)
	wantRecord(t, store, anonymous)
}

func TestASessionThatDoesNotExist(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewSessionStore(table)
	_, err := store.Load(t.Context(), "none")
	wantErr(t, err, session.ErrNoRecord)
	_, err = store.Delete(t.Context(), "none")
	wantErr(t, err, session.ErrNoRecord)
	wantErr(t, store.Renew(t.Context(), renewed(record(), "new")), session.ErrNoRecord)
	wantErr(t, store.Lease(t.Context(), lease("a", signedIn), signedIn), session.ErrNoRecord)
	wantErr(t, store.Release(t.Context(), lease("a", signedIn)), nil)
	_, err = store.Load(t.Context(), record().IDHash)
	wantErr(t, err, session.ErrNoRecord) // no write has created one
}

func TestOneHolderHasTheLeaseUntilItRunsOutOrIsReleased(t *testing.T) {
	t.Parallel()
	store, ctx := createdSession(t), t.Context()
	until := signedIn.Add(5 * time.Second)
	wantErr(t, store.Lease(ctx, lease("a", until), signedIn), nil)
	wantErr(t, store.Lease(ctx, lease("b", until), until.Add(-time.Millisecond)), session.ErrConflict)
	wantErr(t, store.Lease(ctx, lease("b", until.Add(5*time.Second)), until), nil)
	wantErr(t, store.Release(ctx, lease("a", until)), nil) // ran out: b's stays
	wantErr(t, store.Lease(ctx, lease("c", until.Add(5*time.Second)), until), session.ErrConflict)
	wantErr(t, store.Release(ctx, lease("b", until)), nil)
	wantErr(t, store.Lease(ctx, lease("c", until.Add(5*time.Second)), until), nil)
	wantRecord(t, store, record())
}

func TestOfManyOneGetsTheLease(t *testing.T) {
	t.Parallel()
	store := createdSession(t)
	until := signedIn.Add(5 * time.Second)
	held := 0
	for _, err := range together(20, func(i int) error {
		return store.Lease(t.Context(), lease(string(rune('a'+i)), until), signedIn)
	}) {
		if err == nil {
			held++
		} else {
			wantErr(t, err, session.ErrConflict)
		}
	}
	if held != 1 {
		t.Errorf("%d hold the lease", held)
	}
}

func TestRenewReplacesTheTokensAndEndsTheLease(t *testing.T) {
	t.Parallel()
	store, ctx := createdSession(t), t.Context()
	until := signedIn.Add(5 * time.Second)
	wantErr(t, store.Lease(ctx, lease("a", until), signedIn), nil)
	next := renewed(record(), "new")
	wantErr(t, store.Renew(ctx, next), nil)
	wantRecord(t, store, next)

	wantErr(t, store.Renew(ctx, renewed(record(), "other")), session.ErrConflict)
	wantErr(t, store.Lease(ctx, lease("b", until), signedIn), session.ErrConflict) // from the old revision
	current := lease("b", until)
	current.Revision = 1
	wantErr(t, store.Lease(ctx, current, signedIn), nil)
}

func TestDeleteReturnsTheLastStateOfTheSession(t *testing.T) {
	t.Parallel()
	store, ctx := createdSession(t), t.Context()
	next := renewed(record(), "new")
	wantErr(t, store.Renew(ctx, next), nil)
	if got := must[session.Record](t)(store.Delete(ctx, next.IDHash)); !reflect.DeepEqual(got, next) {
		t.Errorf("deleted %+v, want %+v", got, next)
	}
	_, err := store.Load(ctx, next.IDHash)
	wantErr(t, err, session.ErrNoRecord)
	_, err = store.Delete(ctx, next.IDHash)
	wantErr(t, err, session.ErrNoRecord)
	wantErr(t, store.Renew(ctx, renewed(next, "newer")), session.ErrNoRecord)
}

func TestSessionWritesSucceedOnceThoughTheirAnswersAreLost(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	drop := func(operation string) {
		server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.DropReply, Count: 2})
	}
	ctx, until := t.Context(), signedIn.Add(5*time.Second)
	drop("PutItem")
	store := withRecord(t, table)
	drop("UpdateItem")
	wantErr(t, store.Lease(ctx, lease("a", until), signedIn), nil)
	wantErr(t, store.Lease(ctx, lease("b", until), signedIn), session.ErrConflict)
	drop("UpdateItem")
	next := renewed(record(), "new")
	wantErr(t, store.Renew(ctx, next), nil)
	wantRecord(t, store, next)
	current := lease("c", until)
	current.Revision = 1
	wantErr(t, store.Lease(ctx, current, signedIn), nil)
	drop("UpdateItem")
	wantErr(t, store.Release(ctx, current), nil)
	drop("DeleteItem")
	if got := must[session.Record](t)(store.Delete(ctx, next.IDHash)); !reflect.DeepEqual(got, next) {
		t.Errorf("deleted %+v, want %+v", got, next)
	}
}

func TestCallsOfASession(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	store := withRecord(t, table)
	ctx, l := t.Context(), lease("a", signedIn.Add(5*time.Second))
	for name, c := range map[string]struct {
		do   func() error
		want map[string]int
	}{
		"load":    {func() error { _, err := store.Load(ctx, record().IDHash); return err }, map[string]int{"GetItem": 1}},
		"lease":   {func() error { return store.Lease(ctx, l, signedIn) }, map[string]int{"UpdateItem": 1}},
		"release": {func() error { return store.Release(ctx, l) }, map[string]int{"UpdateItem": 1}},
		"delete none": {func() error { _, err := store.Delete(ctx, "none"); return ignoreNone(err) },
			map[string]int{"GetItem": 1}},
	} {
		server.ResetCalls()
		wantErr(t, c.do(), nil)
		if calls := server.Calls(); !reflect.DeepEqual(calls, c.want) {
			t.Errorf("%s: calls %v, want %v", name, calls, c.want)
		}
	}
}

func ignoreNone(err error) error {
	if errors.Is(err, session.ErrNoRecord) {
		return nil
	}
	return err
}
