package dynamo_test

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var (
	_ audit.Store  = (*dynamo.AuditStore)(nil)
	_ audit.Trail  = (*dynamo.AuditStore)(nil)
	_ audit.Eraser = (*dynamo.AuditStore)(nil)
)

const retention = 400 * 24 * time.Hour

func newAuditStore(t *testing.T, now *clock) *dynamo.AuditStore {
	t.Helper()
	table, _ := newTable(t, endpoint(t))
	return dynamo.NewAuditStore(table, retention, now.Now)
}

// eventAt is the nth event of a millisecond.
func eventAt(at time.Time, n int) audit.Event {
	id := audit.FirstIDAt(at)[:20] + fmt.Sprintf("%06d", n)
	at, _ = audit.TimeOf(id)
	return audit.Event{ID: id, At: at, Action: "signIn", Outcome: audit.OutcomeSuccess, IPAddress: "192.0.2.1", RequestID: "request-" + strconv.Itoa(n)}
}

func by(subject string, e audit.Event) audit.Event { e.Actor = &subject; return e }

func appendAll(t *testing.T, store *dynamo.AuditStore, events ...audit.Event) {
	t.Helper()
	const abreast = 8 // as the recorder does
	for _, err := range together(abreast, func(worker int) (err error) {
		for i := worker; i < len(events) && err == nil; i += abreast {
			err = store.Append(t.Context(), events[i])
		}
		return err
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// walked is a complete list: its events and the number of its pages.
func walked(t *testing.T, first int, page func(after string) (audit.Page, error)) (events []audit.Event, pages int) {
	t.Helper()
	settle(t)
	for after := ""; ; {
		p := must[audit.Page](t)(page(after))
		pages++
		if len(p.Edges) > first || pages > 100 {
			t.Fatalf("%d events in page %d", len(p.Edges), pages)
		}
		for _, edge := range p.Edges {
			events = append(events, edge.Node)
		}
		if !p.PageInfo.HasNextPage {
			return events, pages
		}
		if after != "" && *p.PageInfo.EndCursor >= after {
			t.Fatalf("page %d goes back to %s", pages, after)
		}
		after = *p.PageInfo.EndCursor
	}
}

// wholeTrail is the complete list of the events that match a filter.
func wholeTrail(t *testing.T, store *dynamo.AuditStore, f audit.Filter, first int) ([]audit.Event, int) {
	t.Helper()
	return walked(t, first, func(after string) (audit.Page, error) { return store.Events(t.Context(), f, first, after) })
}

func wantEvents(t *testing.T, got, want []audit.Event) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("event %d:\n%+v, want\n%+v", i, got[i], want[i])
		}
	}
}

// newestFirst reverses events that are in chronological order.
func newestFirst(events []audit.Event) []audit.Event {
	turned := make([]audit.Event, len(events))
	for i, e := range events {
		turned[len(events)-1-i] = e
	}
	return turned
}

func TestAnEventIsReadAsItWasAppended(t *testing.T) {
	t.Parallel()
	now := newClock()
	store := newAuditStore(t, now)
	code, target, email := "FORBIDDEN", "bob", "eve@example.com"
	full := by("ada", eventAt(now.Now(), 1))
	full.Outcome, full.Code, full.Target, full.UserAgent = audit.OutcomeRefused, &code, &target, "Mozilla/5.0 (Motörhead)"
	given := eventAt(now.Now(), 2)
	given.Email = &email
	bare := audit.Event{ID: eventAt(now.Now(), 3).ID, At: full.At, Action: "renewSession", Outcome: audit.OutcomeFailed}
	appendAll(t, store, full, given, bare)

	got, _ := wholeTrail(t, store, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{bare, given, full})
	mine := must[audit.Page](t)(store.ByActor(t.Context(), "ada", 10, ""))
	if len(mine.Edges) != 1 || !reflect.DeepEqual(mine.Edges[0], audit.Edge{Cursor: full.ID, Node: full}) || mine.PageInfo.HasNextPage {
		t.Errorf("of the actor: %+v", mine)
	}
}

func TestAnEventIsNeverWrittenOver(t *testing.T) {
	t.Parallel()
	now := newClock()
	store := newAuditStore(t, now)
	first := eventAt(now.Now(), 1)
	appendAll(t, store, first, first)
	forged := first
	forged.Action = "nothing"
	appendAll(t, store, forged)
	got, _ := wholeTrail(t, store, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{first})
}

func TestTheTrailIsWalkedNewestFirstOverDaysAndShards(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	now := newClock()
	store := newAuditStore(t, now)
	var events []audit.Event
	for _, daysAgo := range []int{399, 200, 8, 2, 1, 0} { // with days without events in between
		for n := range 11 {
			events = append(events, by("ada", eventAt(now.Now().AddDate(0, 0, -daysAgo).Add(time.Duration(n)*time.Millisecond), n*7)))
		}
	}
	appendAll(t, store, events...)
	want := newestFirst(events)
	for first, wantPages := range map[int]int{1: 66, 7: 10, 11: 6, 66: 1, 100: 1} {
		got, pages := wholeTrail(t, store, audit.Filter{}, first)
		wantEvents(t, got, want)
		if modes() == "" && pages != wantPages {
			t.Errorf("%d pages of %d", pages, first)
		}
		got, pages = walked(t, first, func(after string) (audit.Page, error) { return store.ByActor(t.Context(), "ada", first, after) })
		wantEvents(t, got, want)
		if modes() == "" && pages != wantPages {
			t.Errorf("%d pages of %d of the actor", pages, first)
		}
	}
}

func TestNewEventsDoNotDisturbAWalk(t *testing.T) {
	t.Parallel()
	now := newClock()
	store := newAuditStore(t, now)
	old := []audit.Event{eventAt(now.Now(), 1), eventAt(now.Now(), 2), eventAt(now.Now(), 3)}
	appendAll(t, store, old...)
	page := must[audit.Page](t)(store.Events(t.Context(), audit.Filter{}, 2, ""))
	appendAll(t, store, eventAt(now.Now(), 4), eventAt(now.Now().Add(24*time.Hour), 5))
	page = must[audit.Page](t)(store.Events(t.Context(), audit.Filter{}, 2, *page.PageInfo.EndCursor))
	if len(page.Edges) != 1 || page.Edges[0].Node.ID != old[0].ID || page.PageInfo.HasNextPage {
		t.Errorf("%+v", page)
	}
}

func TestEventsAreFiltered(t *testing.T) {
	t.Parallel()
	now := newClock()
	store := newAuditStore(t, now)
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	e := []audit.Event{
		by("ada", eventAt(noon, 0)), by("bob", eventAt(noon.Add(time.Second), 1)),
		by("ada", eventAt(noon.Add(24*time.Hour), 2)), eventAt(noon.Add(25*time.Hour), 3),
	}
	e[1].Action, e[2].Action = "refresh", "refresh"
	e[2].Outcome, e[3].Outcome = audit.OutcomeRefused, audit.OutcomeFailed
	appendAll(t, store, e...)

	pointer := func(s string) *string { return &s }
	moment := func(t time.Time) *time.Time { return &t }
	refused := audit.OutcomeRefused
	for name, c := range map[string]struct {
		filter audit.Filter
		want   []audit.Event
	}{
		"nothing asked":              {audit.Filter{}, []audit.Event{e[3], e[2], e[1], e[0]}},
		"actor":                      {audit.Filter{Actor: pointer("ada")}, []audit.Event{e[2], e[0]}},
		"action":                     {audit.Filter{Action: pointer("refresh")}, []audit.Event{e[2], e[1]}},
		"outcome":                    {audit.Filter{Outcome: &refused}, []audit.Event{e[2]}},
		"actor, action and outcome":  {audit.Filter{Actor: pointer("ada"), Action: pointer("refresh"), Outcome: &refused}, []audit.Event{e[2]}},
		"from, which is included":    {audit.Filter{From: moment(noon.Add(time.Second))}, []audit.Event{e[3], e[2], e[1]}},
		"to, which is not":           {audit.Filter{To: moment(noon.Add(24 * time.Hour))}, []audit.Event{e[1], e[0]}},
		"from and to":                {audit.Filter{From: moment(noon.Add(1)), To: moment(noon.Add(time.Hour))}, []audit.Event{e[1]}},
		"from and to of an actor":    {audit.Filter{Actor: pointer("ada"), From: moment(noon.Add(1)), To: moment(noon.Add(48 * time.Hour))}, []audit.Event{e[2]}},
		"an unknown actor":           {audit.Filter{Actor: pointer("eve")}, nil},
		"no actor's name":            {audit.Filter{Actor: pointer("")}, nil},
		"an actor too long for one":  {audit.Filter{Actor: pointer(string(make([]byte, 5000)))}, nil},
		"an unknown action":          {audit.Filter{Action: pointer("' OR 1")}, nil},
		"an action without letters":  {audit.Filter{Action: pointer("")}, nil},
		"a time that ends first":     {audit.Filter{From: moment(noon.Add(time.Hour)), To: moment(noon)}, nil},
		"the far future":             {audit.Filter{From: moment(time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC))}, nil},
		"beyond the range of ids":    {audit.Filter{From: moment(time.Date(200000, 1, 1, 0, 0, 0, 0, time.UTC))}, nil},
		"before the epoch":           {audit.Filter{To: moment(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC))}, nil},
		"everything there can be":    {audit.Filter{From: moment(time.Time{}), To: moment(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))}, []audit.Event{e[3], e[2], e[1], e[0]}},
		"all of an actor since ever": {audit.Filter{Actor: pointer("bob"), From: moment(time.Time{})}, []audit.Event{e[1]}},
	} {
		for _, first := range []int{1, 10} {
			got, _ := wholeTrail(t, store, c.filter, first)
			t.Run(name, func(t *testing.T) { wantEvents(t, got, c.want) })
		}
	}
}

func TestPageSizesAreBounded(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	now := newClock()
	_, table := newStandIn(t)
	store := dynamo.NewAuditStore(table, retention, now.Now)
	var events []audit.Event
	for n := range audit.MaxPageSize + 1 {
		events = append(events, by("ada", eventAt(now.Now(), n)))
	}
	appendAll(t, store, events...)
	for first, want := range map[int]int{-1: 1, 0: 1, 100: 100, 101: 100, 1 << 40: 100} {
		all := must[audit.Page](t)(store.Events(t.Context(), audit.Filter{}, first, ""))
		mine := must[audit.Page](t)(store.ByActor(t.Context(), "ada", first, ""))
		if len(all.Edges) != want || len(mine.Edges) != want {
			t.Errorf("%d asked: %d, and %d of the actor", first, len(all.Edges), len(mine.Edges))
		}
	}
}

func TestACursorThatNoPageGaveIsRefused(t *testing.T) {
	t.Parallel()
	store := newAuditStore(t, newClock())
	for _, cursor := range []string{"x", "AUDIT#2026-11-22#0", "01ARYZ6S41TSV4RRFFQ69G5FAVX", "01aryz6s41tsv4rrffq69g5fav", "\x00"} {
		_, err := store.Events(t.Context(), audit.Filter{}, 10, cursor)
		wantErr(t, err, page.ErrInvalidCursor)
		_, err = store.ByActor(t.Context(), "ada", 10, cursor)
		wantErr(t, err, page.ErrInvalidCursor)
	}
	for _, cursor := range []string{audit.LastID, audit.FirstIDAt(time.Time{})} { // well formed: at either end
		wantErr(t, ignore(store.Events(t.Context(), audit.Filter{}, 10, cursor)), nil)
		wantErr(t, ignore(store.ByActor(t.Context(), "ada", 10, cursor)), nil)
	}
}

func ignore[T any](_ T, err error) error { return err }

func TestConcurrentAppendsOfTwoInstancesAreAllInTheTrail(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	stores := []*dynamo.AuditStore{
		dynamo.NewAuditStore(table, retention, now.Now),
		dynamo.NewAuditStore(dynamo.NewTable(cfg, name, patient), retention, now.Now),
	}
	events := make([]audit.Event, 40)
	for n := range events {
		events[n] = eventAt(now.Now(), n)
	}
	for _, err := range together(len(events), func(i int) error { return stores[i%2].Append(t.Context(), events[i]) }) {
		wantErr(t, err, nil)
	}
	got, _ := wholeTrail(t, stores[0], audit.Filter{}, 7)
	wantEvents(t, got, newestFirst(events))
}

func TestEventsExpireWithTheRetention(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	store := dynamo.NewAuditStore(table, retention, now.Now)
	e := by("ada", eventAt(now.Now(), 1))
	appendAll(t, store, e)

	scan := must[*dynamodb.ScanOutput](t)(dynamodb.NewFromConfig(cfg).Scan(t.Context(), &dynamodb.ScanInput{TableName: &name}))
	expiry := map[string]string{}
	for _, it := range scan.Items {
		expiry[it["PK"].(*types.AttributeValueMemberS).Value] = it["expiresAt"].(*types.AttributeValueMemberN).Value
	}
	want := map[string]string{
		"AUDIT#2026-11-22#1": strconv.FormatInt(e.At.Truncate(time.Second).Add(retention+time.Second).Unix(), 10),
		"AUDIT":              strconv.FormatInt(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).Add(retention).Unix(), 10),
	}
	if !reflect.DeepEqual(expiry, want) {
		t.Errorf("expiry %v, want %v", expiry, want)
	}

	for past, count := range map[time.Duration]int{retention - time.Second: 1, retention + time.Second: 0} { // not deleted yet
		later := dynamo.NewAuditStore(table, retention, func() time.Time { return now.Now().Add(past) })
		all, _ := wholeTrail(t, later, audit.Filter{}, 10)
		mine := must[audit.Page](t)(later.ByActor(t.Context(), "ada", 10, ""))
		if len(all) != count || len(mine.Edges) != count {
			t.Errorf("after %s: %d, and %d of the actor", past, len(all), len(mine.Edges))
		}
	}
}

func TestAMalformedEventIsAnErrorAndNoPanic(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	store := dynamo.NewAuditStore(table, retention, now.Now)
	appendAll(t, store, eventAt(now.Now(), 1))
	s := func(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
	for _, it := range []map[string]types.AttributeValue{
		{"SK": s("6nonsense"), "action": s("a"), "outcome": s("SUCCESS")},
		{"SK": s(eventAt(now.Now(), 2).ID), "outcome": s("SUCCESS")},
		{"SK": s(eventAt(now.Now(), 2).ID), "action": s("a"), "outcome": s("SUCCESS"), "actor": &types.AttributeValueMemberBOOL{Value: true}},
	} {
		it["PK"] = s("AUDIT#2026-11-22#0")
		client := dynamodb.NewFromConfig(cfg)
		must[*dynamodb.PutItemOutput](t)(client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &name, Item: it}))
		if page, err := store.Events(t.Context(), audit.Filter{}, 10, ""); err == nil {
			t.Errorf("%v was read as %+v", it, page)
		}
		must[*dynamodb.DeleteItemOutput](t)(client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
			TableName: &name, Key: map[string]types.AttributeValue{"PK": it["PK"], "SK": it["SK"]},
		}))
	}
}

func TestAnAppendSucceedsOnceThoughItsAnswersAreLost(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	now := newClock()
	store := dynamo.NewAuditStore(table, retention, now.Now)
	appendAll(t, store, eventAt(now.Now(), 1))
	server.Inject(dynamotest.Fault{Operation: "PutItem", Kind: dynamotest.DropReply, Count: 2})
	appendAll(t, store, eventAt(now.Now(), 2))
	got, _ := wholeTrail(t, store, audit.Filter{}, 10)
	wantEvents(t, got, []audit.Event{eventAt(now.Now(), 2), eventAt(now.Now(), 1)})

	server.Inject(dynamotest.Fault{Operation: "*", Kind: dynamotest.InternalError, Count: 1000})
	if err := store.Append(t.Context(), eventAt(now.Now(), 3)); !fault.IsUnavailable(err) {
		t.Errorf("error %v", err)
	}
	if _, err := store.Events(t.Context(), audit.Filter{}, 1, ""); !fault.IsUnavailable(err) {
		t.Errorf("error %v", err)
	}
}
