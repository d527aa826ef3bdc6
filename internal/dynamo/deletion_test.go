package dynamo_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var _ person.Deletions = (*dynamo.DeletionStore)(nil)

func TestDeletionsAreKeptUntilTheyAreFinished(t *testing.T) {
	t.Parallel()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	began := newClock().Now().Truncate(time.Millisecond)
	store := dynamo.NewDeletionStore(table)
	first := account.Deletion{Subject: "ada", Email: "ada@example.com", Begun: began}
	again, later := first, first
	again.Begun, later.Subject, later.Begun = began.Add(time.Second), "bob", began.Add(time.Hour)
	for _, d := range []account.Deletion{later, again, first, first} {
		wantErr(t, store.Begin(t.Context(), d), nil)
	}
	elsewhere := dynamo.NewDeletionStore(dynamo.NewTable(cfg, name, patient)) // another instance, or this one after a restart
	due := func(moment time.Time) []account.Deletion {
		t.Helper()
		return must[[]account.Deletion](t)(elsewhere.BegunBefore(t.Context(), moment))
	}
	if got := due(began); len(got) != 0 {
		t.Errorf("at the beginning: %v", got)
	}
	if got := due(began.Add(time.Minute)); modes() == "" && !reflect.DeepEqual(got, []account.Deletion{first, again}) {
		t.Errorf("a minute later: %v", got)
	}
	for _, d := range []account.Deletion{first, first, again} {
		wantErr(t, elsewhere.Finish(t.Context(), d), nil)
	}
	if got := due(began.Add(2 * time.Hour)); !reflect.DeepEqual(got, []account.Deletion{later}) {
		t.Errorf("left: %v", got)
	}
	all := must[*dynamodb.ScanOutput](t)(dynamodb.NewFromConfig(cfg).Scan(t.Context(), &dynamodb.ScanInput{TableName: &name}))
	for _, it := range all.Items {
		if _, expires := it["expiresAt"]; expires {
			t.Error("a deletion that is not finished expires")
		}
	}
}

func TestANameIsTakenOffProjectsWhateverTheirState(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	shown, withdrawn := s.create(t, 1), s.create(t, 2)
	wantErr(t, s.projects.Withdraw(t.Context(), withdrawn.ID, s.now.Now()), nil)
	other := pitch(3, s.now.Now())
	other.Owner = voting.ProjectOwner{ID: "other", Name: "Ada Lovelace"}
	must[voting.Project](t)(s.projects.Create(t.Context(), other))
	named := func() []string {
		t.Helper()
		settle(t)
		ids := must[[]string](t)(s.projects.Named(t.Context(), "owner"))
		slices.Sort(ids)
		return ids
	}
	if got := named(); !slices.Equal(got, []string{shown.ID, withdrawn.ID}) {
		t.Errorf("named %v", got)
	}
	for _, id := range []string{shown.ID, withdrawn.ID, shown.ID, projectID(9), "no id"} {
		wantErr(t, s.projects.Disown(t.Context(), id), nil)
	}
	if got := named(); len(got) != 0 {
		t.Errorf("still named %v", got)
	}
	for _, id := range []string{shown.ID, withdrawn.ID} {
		p, _, err := s.projects.Project(t.Context(), id)
		if err != nil || p.Owner.Name != "" || p.Owner.ID != "owner" || p.Withdrawn() != (id == withdrawn.ID) {
			t.Errorf("%+v, %v", p, err)
		}
	}
	if p, _, err := s.projects.Project(t.Context(), other.ID); err != nil || p.Owner.Name != "Ada Lovelace" {
		t.Errorf("of another owner: %+v, %v", p, err)
	}
	_, err := s.projects.Update(t.Context(), shown) // with the version that had the name
	wantErr(t, err, voting.ErrStale)
	s.now.Advance(time.Second)
	if got := s.changes(t, s.now.Now().Add(-time.Second)); len(got.Projects) != 2+1 {
		t.Errorf("changes that boards see: %+v", got.Projects)
	}
}

// Events that the index does not show yet are found in the days themselves.
func TestEventsAreAnonymizedThoughTheIndexIsBehind(t *testing.T) {
	t.Parallel()
	server := dynamotest.Start(t, dynamotest.InModes("lag=24h"))
	cfg := config(t, server.URL())
	table, name := newTable(t, cfg)
	now := newClock()
	store := dynamo.NewAuditStore(table, retention, now.Now)
	const address, agent, email = "198.51.100.77", "Canary/1.0", "ada@example.com"
	mail := email
	personal := func(e audit.Event) audit.Event { e.IPAddress, e.UserAgent = address, agent; return e }
	var events []audit.Event
	for n := range 12 { // in each shard
		mine, given := personal(by("ada", eventAt(now.Now(), n))), personal(eventAt(now.Now().Add(-20*time.Hour), 100+n))
		given.Email = &mail
		events = append(events, mine, given)
	}
	others := by("bob", eventAt(now.Now(), 50))
	appendAll(t, store, append(events, others)...)

	if done := must[bool](t)(store.Anonymize(t.Context(), "ada", email)); !done {
		t.Error("there is nothing that the index shows")
	}
	left := func() (items int) {
		all := must[*dynamodb.ScanOutput](t)(dynamodb.NewFromConfig(cfg).Scan(t.Context(), &dynamodb.ScanInput{TableName: &name}))
		for _, it := range all.Items {
			text := ""
			for _, value := range it {
				text += fmt.Sprintf("%#v", reflect.ValueOf(value).Elem().Interface())
			}
			if strings.Contains(text, address) || strings.Contains(text, agent) || strings.Contains(text, email) {
				items++
			}
		}
		return items
	}
	if n := left(); n != len(events) {
		t.Errorf("%d of %d events are personal before", n, len(events))
	}
	for range 2 {
		wantErr(t, store.AnonymizeSince(t.Context(), "ada", email, now.Now().Add(-24*time.Hour)), nil)
		if n := left(); n > 0 {
			t.Errorf("%d events are personal after", n)
		}
	}
	all, _ := wholeTrail(t, store, audit.Filter{}, 100)
	if len(all) != len(events)+1 || !reflect.DeepEqual(all[0], others) {
		t.Errorf("%d events, the latest %+v", len(all), all[0])
	}
}
