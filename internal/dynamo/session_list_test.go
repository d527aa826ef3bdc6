package dynamo_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// eventually waits until an index shows what was written: against a DynamoDB other than the stand-in, that takes a moment.
func eventually(t *testing.T, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for !done() {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("not in time")
		}
	}
}

func listedSessions(t *testing.T, store session.Store, want int) (records []session.Record) {
	t.Helper()
	eventually(t, func() bool {
		settle(t)
		records = must[[]session.Record](t)(store.List(t.Context(), subject))
		return len(records) >= want
	})
	return records
}

func TestListHasTheSessionsOfASubjectLatestFirstWithoutTokens(t *testing.T) {
	t.Parallel()
	store := createdSession(t)
	second, others := record(), record()
	second.IDHash, second.CreatedAt, second.UserAgent, second.Generation = "second", signedIn.Add(time.Millisecond), "", ""
	others.IDHash, others.Subject = "other", subject+"-other"
	wantErr(t, store.Create(t.Context(), second), nil)
	wantErr(t, store.Create(t.Context(), others), nil)

	first := record()
	first.SealedTokens, second.SealedTokens = nil, nil
	if got := listedSessions(t, store, 2); !reflect.DeepEqual(got, []session.Record{second, first}) {
		t.Errorf("listed %+v", got)
	}
	if got := must[[]session.Record](t)(store.List(t.Context(), "nobody")); len(got) != 0 {
		t.Errorf("listed %+v", got)
	}
}

func TestAListIsAsLongAsAPersonCanLookThrough(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	store := withRecord(t, table)
	for i := range 105 {
		r := record()
		r.IDHash, r.CreatedAt = fmt.Sprint("later ", i), signedIn.Add(time.Duration(i+1)*time.Second)
		wantErr(t, store.Create(t.Context(), r), nil)
	}
	var got []session.Record
	eventually(t, func() bool {
		got = listedSessions(t, store, 100)
		return got[0].IDHash == "later 104" && got[99].IDHash == "later 5"
	})
	if len(got) != 100 {
		t.Errorf("%d listed", len(got))
	}
}

func TestTouchNotesAUseAtMostOnceInAWhile(t *testing.T) {
	t.Parallel()
	store, ctx := createdSession(t), t.Context()
	used := record()
	touch := func(at, unused time.Time) {
		t.Helper()
		wantErr(t, store.Touch(ctx, used.IDHash, at, unused), nil)
		wantRecord(t, store, used)
	}
	touch(used.LastUsedAt.Add(time.Minute), used.LastUsedAt.Add(-time.Millisecond))
	at, unused := used.LastUsedAt.Add(5*time.Minute), used.LastUsedAt
	used.LastUsedAt = at
	touch(at, unused)
	touch(at.Add(time.Second), unused) // from another instance, which had read the record before
	wantErr(t, store.Touch(ctx, "none", at, at), nil)
	_, err := store.Load(ctx, "none")
	wantErr(t, err, session.ErrNoRecord) // created none

	wantErr(t, store.Renew(ctx, renewed(used, "new")), nil) // a use does not get in the way of a renewal, nor the other way round
	wantRecord(t, store, renewed(used, "new"))
}

func TestAGenerationIsThatWhichBeganLast(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	store, ctx := dynamo.NewSessionStore(table), t.Context()
	want := func(g session.Generation) {
		t.Helper()
		if got := must[session.Generation](t)(store.Generation(ctx, subject)); got != g {
			t.Errorf("generation %+v, want %+v", got, g)
		}
	}
	want(session.Generation{})
	until := signedIn.Add(time.Hour)
	for _, g := range []session.Generation{{ID: "a", Since: signedIn}, {ID: "b", Since: signedIn.Add(time.Second), Kept: "beef"}, {ID: "c", Since: signedIn}} {
		wantErr(t, store.BeginGeneration(ctx, subject, g, until), nil)
		want(g)
	}
	wantErr(t, store.BeginGeneration(ctx, subject+"-other", session.Generation{ID: "d", Since: signedIn}, until), nil)
	want(session.Generation{ID: "c", Since: signedIn})
}

func TestGenerationsThatBeginTogetherAllBegin(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewSessionStore(table)
	for _, err := range together(4, func(i int) error {
		g := session.Generation{ID: fmt.Sprint("g", i), Since: signedIn}
		return store.BeginGeneration(t.Context(), subject, g, signedIn.Add(time.Hour))
	}) {
		wantErr(t, err, nil)
	}
	if got := must[session.Generation](t)(store.Generation(t.Context(), subject)); !strings.HasPrefix(got.ID, "g") {
		t.Errorf("generation %+v", got)
	}
}

func TestAHandleIsSpentOnce(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	store, ctx, until := dynamo.NewSessionStore(table), t.Context(), signedIn.Add(time.Hour)
	spent := 0
	for _, err := range together(20, func(i int) error { return store.Spend(ctx, "handle", fmt.Sprint("spender ", i), until) }) {
		if err == nil {
			spent++
		} else {
			wantErr(t, err, session.ErrConflict)
		}
	}
	if spent != 1 {
		t.Errorf("spent %d times", spent)
	}
	wantErr(t, store.Spend(ctx, "another", "a", until), nil)
	wantErr(t, store.Unspend(ctx, "another", "b"), nil)
	wantErr(t, store.Spend(ctx, "another", "b", until), session.ErrConflict) // not b's to give back
	wantErr(t, store.Unspend(ctx, "another", "a"), nil)
	wantErr(t, store.Unspend(ctx, "another", "a"), nil)
	wantErr(t, store.Spend(ctx, "another", "b", until), nil)
}

func TestGenerationsUsesAndSpendingSucceedOnceThoughTheirAnswersAreLost(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	store, ctx, until := withRecord(t, table), t.Context(), signedIn.Add(time.Hour)
	drop := func(operation string) {
		server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.DropReply, Count: 2})
	}
	for _, id := range []string{"a", "b"} {
		drop("UpdateItem")
		g := session.Generation{ID: id, Since: signedIn}
		wantErr(t, store.BeginGeneration(ctx, subject, g, until), nil)
		if got := must[session.Generation](t)(store.Generation(ctx, subject)); got != g {
			t.Errorf("generation %+v", got)
		}
	}
	drop("UpdateItem")
	used := record()
	used.LastUsedAt = used.LastUsedAt.Add(time.Hour)
	wantErr(t, store.Touch(ctx, used.IDHash, used.LastUsedAt, record().LastUsedAt), nil)
	wantRecord(t, store, used)
	drop("PutItem")
	wantErr(t, store.Spend(ctx, "handle", "a", until), nil)
	wantErr(t, store.Spend(ctx, "handle", "b", until), session.ErrConflict)
	drop("DeleteItem")
	wantErr(t, store.Unspend(ctx, "handle", "a"), nil)
	wantErr(t, store.Spend(ctx, "handle", "b", until), nil)
	drop("Query")
	if got := listedSessions(t, store, 1); len(got) != 1 {
		t.Errorf("listed %+v", got)
	}
}

func TestAStoreThatIsDownSaysSo(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	store, ctx := dynamo.NewSessionStore(table), t.Context()
	for operation, call := range map[string]func() error{
		"Query":      func() error { _, err := store.List(ctx, subject); return err },
		"GetItem":    func() error { _, err := store.Generation(ctx, subject); return err },
		"PutItem":    func() error { return store.Spend(ctx, "handle", "a", signedIn) },
		"DeleteItem": func() error { return store.Unspend(ctx, "handle", "a") },
		"UpdateItem": func() error { return store.Touch(ctx, "none", signedIn, signedIn) },
	} {
		server.Inject(dynamotest.Fault{Operation: operation, Kind: dynamotest.InternalError, Count: 3})
		if err := call(); !fault.IsUnavailable(err) {
			t.Errorf("%s: %v", operation, err)
		}
	}
}
