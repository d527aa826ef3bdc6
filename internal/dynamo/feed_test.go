package dynamo_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func (s stores) changes(t *testing.T, since time.Time) voting.Changes {
	t.Helper()
	settle(t)
	return must[voting.Changes](t)(s.projects.Changes(t.Context(), since))
}

func TestChangesAreWhatHasChangedSinceAMoment(t *testing.T) {
	t.Parallel()
	table, _ := newTable(t, endpoint(t))
	s := newStores(table)
	if got := s.changes(t, time.Time{}); len(got.Projects)+len(got.Tallies) > 0 {
		t.Errorf("of an empty table: %+v", got)
	}
	voted, edited, withdrawn, same := s.create(t, 1), s.create(t, 2), s.create(t, 3), s.create(t, 4)
	if got := s.changes(t, time.Time{}); len(got.Projects) != 4 || len(got.Tallies) != 4*8 || got.Projects[3] != same {
		t.Errorf("%d projects, %d tallies: %+v", len(got.Projects), len(got.Tallies), got)
	}

	s.now.Advance(time.Millisecond)
	since := s.now.Now()
	voter := must[voting.Voter](t)(s.ballots.Ensure(t.Context(), subject))
	wantErr(t, s.ballots.Commit(t.Context(), cast(voter, voted.ID, 5, since)), nil)
	s.now.Advance(time.Second)
	edited.Title = "New"
	edited = must[voting.Project](t)(s.projects.Update(t.Context(), edited))
	s.now.Advance(time.Second)
	wantErr(t, s.projects.Withdraw(t.Context(), withdrawn.ID, since), nil)

	got := s.changes(t, since)
	withdrawn.WithdrawnAt, withdrawn.Version = since.Truncate(time.Millisecond), 1
	if want := []voting.Project{edited, withdrawn}; !reflect.DeepEqual(got.Projects, want) {
		t.Errorf("projects %+v, want %+v", got.Projects, want)
	}
	byProject := map[string]int{}
	for _, tally := range got.Tallies {
		byProject[tally.ProjectID]++
		if tally.Version != 1 || tally.ProjectID == voted.ID && (tally.Points != 5 || tally.Votes != 1) {
			t.Errorf("tally %+v", tally)
		}
	}
	if want := map[string]int{voted.ID: 1, withdrawn.ID: 8}; !reflect.DeepEqual(byProject, want) {
		t.Errorf("tallies of %v, want of %v", byProject, want)
	}
	if got := s.changes(t, s.now.Now().Add(time.Millisecond)); len(got.Projects)+len(got.Tallies) > 0 {
		t.Errorf("after the last change: %+v", got)
	}
}

// The cost of keeping the board up to date: the number of calls does not depend on the number of projects, and the
// units depend on the bytes read.
func TestTheCostOfChanges(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	server := dynamotest.Start(t)
	cfg := config(t, server.URL())
	var units meter
	units.measure(&cfg)
	table, _ := newTable(t, cfg)
	s := newStores(table)
	measure := func(name string, since time.Time, projects int, most float64) {
		t.Helper()
		server.ResetCalls()
		units.reset()
		if got := s.changes(t, since); len(got.Projects) != projects || len(got.Tallies) != projects*8 {
			t.Errorf("%s: %d projects and %d tallies", name, len(got.Projects), len(got.Tallies))
		}
		used := units.reset().read
		if calls := server.Calls(); !reflect.DeepEqual(calls, map[string]int{"Query": 9}) || used > most {
			t.Errorf("%s: calls %v, %.1f units", name, calls, used)
		}
		t.Logf("%s: %.1f read units", name, used)
	}
	n := 0
	for _, projects := range []int{50, 100} {
		for ; n < projects; n++ {
			s.create(t, n)
		}
		measure(fmt.Sprintf("all of %d projects", projects), time.Time{}, projects, float64(projects)/3)
	}
	measure("nothing new", s.now.Now().Add(time.Second), 0, 9*0.5)
}

func TestChangesGoOnBeyondAPageOfAQuery(t *testing.T) { // not in parallel: many writes would slow concurrent tests
	cfg := config(t, dynamotest.Start(t).URL())
	var used meter
	used.measure(&cfg)
	table, _ := newTable(t, cfg)
	s := newStores(table)
	const projects = 150 // of 8 KB: more than the megabyte of a page
	for n := range projects {
		p := pitch(n, s.now.Now())
		p.Summary = strings.Repeat("🦄", 2000)
		must[voting.Project](t)(s.projects.Create(t.Context(), p))
	}
	used.reset()
	got := s.changes(t, time.Time{})
	if len(got.Projects) != projects || len(got.Tallies) != projects*8 {
		t.Errorf("%d projects and %d tallies", len(got.Projects), len(got.Tallies))
	}
	// Nine partitions and a second page. An attempt that times out on a busy machine is retried within its call.
	if calls := used.reset().calls; calls != 10 {
		t.Errorf("%v calls", calls)
	}
}

func TestAMalformedItemIsReportedOnceAndDoesNotHideTheOthers(t *testing.T) { // not in parallel: it captures the log
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	s := newStores(table)
	good := s.create(t, 1)
	client := dynamodb.NewFromConfig(cfg)
	for _, bad := range []struct{ partition, sort, index, attribute string }{
		{"PROJECT#" + projectID(2), "PROJECT", "PROJECTS", "title"},
		{"PROJECT#" + projectID(3), "TALLY#0", "TALLIES#0", "points"},
		{"PROJECT#" + projectID(3), "TALLY#x", "TALLIES#7", "votes"},
	} {
		value := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
		_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &name, Item: map[string]types.AttributeValue{
			"PK": value(bad.partition), "SK": value(bad.sort), "GSI1PK": value(bad.index), "GSI1SK": value("2026"), bad.attribute: value("canary"),
		}})
		wantErr(t, err, nil)
	}
	log := logged(t)
	for range 3 {
		if got := s.changes(t, time.Time{}); !reflect.DeepEqual(got.Projects, []voting.Project{good}) || len(got.Tallies) != 8 {
			t.Errorf("changes %+v", got)
		}
	}
	lines := strings.Split(strings.TrimSpace(log()), "\n")
	if len(lines) != 3 || strings.Contains(log(), "canary") || !strings.Contains(log(), projectID(2)) {
		t.Errorf("log:\n%s", log())
	}
}

// logged captures the default logger for a test.
func logged(t *testing.T) func() string {
	t.Helper()
	var mu sync.Mutex
	var log bytes.Buffer
	previous := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return log.Write(p)
	}), nil)))
	t.Cleanup(func() { slog.SetDefault(previous) })
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return log.String()
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

func TestAnOutageOfOnePartitionIsOneOfTheFeed(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	s := newStores(table)
	s.create(t, 1)
	server.Inject(dynamotest.Fault{Operation: "Query", Kind: dynamotest.InternalError, Count: always})
	if got, err := s.projects.Changes(t.Context(), time.Time{}); !fault.IsUnavailable(err) || len(got.Projects)+len(got.Tallies) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, _, err := s.projects.Project(t.Context(), projectID(1)); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	server.ClearFaults()
	server.Inject(dynamotest.Fault{Operation: "Query", Kind: dynamotest.DropReply, Count: 3})
	if got := s.changes(t, time.Time{}); len(got.Projects) != 1 || len(got.Tallies) != 8 {
		t.Errorf("changes %+v", got)
	}
}

var _ voting.Feed = (*dynamo.ProjectStore)(nil)
