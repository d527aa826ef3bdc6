package dynamo_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func TestCallsOfTheTrail(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	now := newClock()
	store := dynamo.NewAuditStore(table, retention, now.Now)
	yesterday := now.Now().AddDate(0, 0, -1)
	add := func(e audit.Event) func() error { return func() error { return store.Append(t.Context(), e) } }
	for _, c := range []struct {
		name string
		do   func() error
		want map[string]int
	}{
		{"a page of an empty trail", func() error { return ignore(store.Events(t.Context(), audit.Filter{}, 50, "")) }, map[string]int{"Query": 1}},
		{"the first event of a day", add(by("ada", eventAt(yesterday, 1))), map[string]int{"PutItem": 2}},
		{"a further one", add(by("ada", eventAt(yesterday, 2))), map[string]int{"PutItem": 1}},
		{"the first one of the next day", add(by("ada", eventAt(now.Now(), 3))), map[string]int{"PutItem": 2}},
		{"a page of two days", func() error { return ignore(store.Events(t.Context(), audit.Filter{}, 50, "")) }, map[string]int{"Query": 1 + 2*4}},
		{"a page within a day", func() error { return ignore(store.Events(t.Context(), audit.Filter{}, 1, eventAt(yesterday, 3).ID)) }, map[string]int{"Query": 1 + 4}},
		{"a page of an actor", func() error { return ignore(store.ByActor(t.Context(), "ada", 20, "")) }, map[string]int{"Query": 1}},
		{"an actor's events taken out", func() error { return ignore(store.Anonymize(t.Context(), "ada", "ada@example.com")) }, map[string]int{"Query": 2, "UpdateItem": 3}},
		{"once more", func() error { return ignore(store.Anonymize(t.Context(), "ada", "ada@example.com")) }, map[string]int{"Query": 2}},
	} {
		server.ResetCalls()
		wantErr(t, c.do(), nil)
		if calls := server.Calls(); !reflect.DeepEqual(calls, c.want) {
			t.Errorf("%s: calls %v, want %v", c.name, calls, c.want)
		}
	}
}

// A filter that matches almost nothing must not read the whole trail in one call; its cursors lead to the end.
func TestTheWorkForAPageIsBounded(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	now := newClock()
	store := dynamo.NewAuditStore(table, retention, now.Now)
	rare := eventAt(now.Now().AddDate(0, 0, -19), 0)
	rare.Action = "deleteAccount"
	events := []audit.Event{rare}
	for daysAgo := range 19 {
		events = append(events, eventAt(now.Now().AddDate(0, 0, -daysAgo), daysAgo))
	}
	appendAll(t, store, events...)
	action := "deleteAccount"
	var found []audit.Event
	after, pages := "", 0
	for more := true; more; pages++ {
		server.ResetCalls()
		page := must[audit.Page](t)(store.Events(t.Context(), audit.Filter{Action: &action}, 1, after))
		if calls := server.Calls()["Query"]; calls > 1+8*4 {
			t.Fatalf("%d queries", calls)
		}
		for _, edge := range page.Edges {
			found = append(found, edge.Node)
		}
		if more = page.PageInfo.HasNextPage; more {
			after = *page.PageInfo.EndCursor
		}
	}
	wantEvents(t, found, []audit.Event{rare})
	if pages != 3 { // 8 days, 8 days, 4 days
		t.Errorf("%d pages", pages)
	}
}

func TestAFilterFindsItsEventsInADayOfManyOthers(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	now := newClock()
	store := newAuditStore(t, now)
	events := make([]audit.Event, 320) // more than a round reads, and most of them in one shard
	var want []audit.Event
	for n := range events {
		last := 0
		if n%8 == 0 {
			last = n / 8 % 10
		}
		events[n] = by("ada", eventAt(now.Now().Add(time.Duration(n)*time.Millisecond), n*10+last))
		if n%40 <= 1 {
			events[n].Action = "refresh"
			want = append(want, events[n])
		}
	}
	appendAll(t, store, events...)
	action, actor := "refresh", "ada"
	for _, f := range []audit.Filter{{Action: &action}, {Action: &action, Actor: &actor}} {
		for _, first := range []int{5, 100} {
			got, _ := wholeTrail(t, store, f, first)
			wantEvents(t, got, newestFirst(want))
		}
	}
}

func TestAnonymizeTakesOutWhatIsPersonalAndLeavesTheRest(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	store := dynamo.NewAuditStore(table, retention, now.Now)
	const address, agent, email = "198.51.100.77", "Canary/1.0", "ada@example.com"
	code, mail := "INVALID_CREDENTIALS", email
	his, refused := by("ada", eventAt(now.Now(), 1)), eventAt(now.Now(), 2)
	his.IPAddress, his.UserAgent = address, agent
	refused.Email, refused.Code, refused.IPAddress, refused.UserAgent = &mail, &code, address, agent
	others := by("bob", eventAt(now.Now(), 3))
	appendAll(t, store, his, refused, others)

	settle(t)
	if done := must[bool](t)(store.Anonymize(t.Context(), "ada", email)); !done {
		t.Error("three events are more than one call takes out")
	}
	got, _ := wholeTrail(t, store, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{others, refused.Anonymized(), his.Anonymized()})
	settle(t)
	mine := must[audit.Page](t)(store.ByActor(t.Context(), "ada", 10, ""))
	if len(mine.Edges) != 1 || !reflect.DeepEqual(mine.Edges[0].Node, his.Anonymized()) {
		t.Errorf("of the actor: %+v", mine)
	}
	all := must[*dynamodb.ScanOutput](t)(dynamodb.NewFromConfig(cfg).Scan(t.Context(), &dynamodb.ScanInput{TableName: &name}))
	for _, it := range all.Items {
		for attribute, value := range it {
			if text := fmt.Sprintf("%#v", reflect.ValueOf(value).Elem().Interface()); strings.Contains(text, address) || strings.Contains(text, agent) || strings.Contains(text, email) {
				t.Errorf("attribute %s is %s", attribute, text)
			}
		}
	}
}

func TestAnonymizeGoesOnWhereItStopped(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	server, table := newStandIn(t)
	now := newClock()
	store := dynamo.NewAuditStore(table, retention, now.Now)
	events := make([]audit.Event, 203)
	for n := range events {
		events[n] = by("ada", eventAt(now.Now(), n))
	}
	appendAll(t, store, events...)
	server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.InternalError, Count: 1000})
	if done, err := store.Anonymize(t.Context(), "ada", ""); done || !fault.IsUnavailable(err) {
		t.Errorf("done %t, error %v", done, err)
	}
	server.ClearFaults()
	done, changed := false, 0
	for calls := 0; !done && calls < 20; calls++ { // a slow machine may take more than the two that 203 events need
		server.ResetCalls()
		var err error
		if done, err = store.Anonymize(t.Context(), "ada", ""); err != nil && !fault.IsUnavailable(err) {
			t.Fatal(err)
		}
		changed += server.Calls()["UpdateItem"]
	}
	if !done || changed < 203 || changed > 203+20*8 {
		t.Errorf("done %t after %d changes", done, changed)
	}
	page := must[audit.Page](t)(store.ByActor(t.Context(), "ada", 100, ""))
	for _, edge := range page.Edges {
		if edge.Node.IPAddress != "" {
			t.Fatalf("%+v", edge.Node)
		}
	}
}
