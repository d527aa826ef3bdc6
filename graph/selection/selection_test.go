package selection_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/selection"
	"github.com/unicornpursuit/unicornpursuit/graph/writers"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Random documents, with resolvers that fail, panic and return nulls, are answered by compiled selections as by gqlgen
// alone: the same bytes, the same errors, and each resolver called once at the same places.
func TestCompiledSelectionsAnswerAsGqlgenDoes(t *testing.T) {
	documents := 1500
	if testing.Short() {
		documents = 200
	}
	standings := someStandings(t)
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	g := generator{Rand: rand.New(rand.NewPCG(7, 11)), schema: schema}
	compiled, faults, nulls := 0, 0, 0
	for i := 0; i < documents; i++ {
		var text string
		switch i % 6 {
		case 0:
			text = g.document("mutation", schema.Mutation)
		case 1:
			text = g.document("subscription", schema.Subscription)
		default:
			text = g.document("query", schema.Query)
		}
		if _, tooLarge := (graph.Guard{}).Parse(text); tooLarge != nil {
			i--
			continue
		}
		seed := g.Uint64()
		want, wantCalls, _ := answers(t, text, &resolvers{seed: seed, standings: standings}, false)
		got, gotCalls, written := answers(t, text, &resolvers{seed: seed, standings: standings}, true)
		compiled += written
		faults += strings.Count(want, `"message"`)
		nulls += strings.Count(want, `:null`)
		if got != want {
			t.Fatalf("document %d, seed %d:\n%s\ngot  %s\nwant %s", i, seed, text, got, want)
		}
		if gotCalls != wantCalls {
			t.Fatalf("document %d, seed %d:\n%s\nresolvers called at\n%s\nwant\n%s", i, seed, text, gotCalls, wantCalls)
		}
	}
	t.Logf("%d documents, %d selections compiled, %d errors, %d nulls", documents, compiled, faults, nulls)
	if compiled < documents/2 || faults < documents/2 || nulls < documents/2 {
		t.Error("too few cases to show anything")
	}
}

// answers executes a document twice, so that the second time may get what was kept. It returns all responses, the calls of resolvers, and how many selections were written
// by the compiled path.
func answers(t *testing.T, text string, r *resolvers, compile bool) (responses, calls string, compiled int) {
	t.Helper()
	e, written := newExecutor(r, compile)
	var all strings.Builder
	for range 2 {
		ctx := graphql.StartOperationTrace(t.Context())
		operation, errs := e.CreateOperationContext(ctx, &graphql.RawParams{
			Query: text, Variables: map[string]any{"yes": true, "no": false},
		})
		if len(errs) > 0 {
			t.Fatalf("%s\n%v", text, errs)
		}
		next, ctx := e.DispatchOperation(ctx, operation)
		for response := next(ctx); response != nil; response = next(ctx) {
			fmt.Fprintf(&all, "%s %s\n", response.Data, sorted(t, response.Errors))
			if operation.Operation.Operation != "subscription" {
				break
			}
		}
	}
	return all.String(), r.calls(), int(written.Load())
}

// sorted returns errors as JSON in a fixed order, since fields are executed concurrently.
func sorted(t *testing.T, errs gqlerror.List) string {
	t.Helper()
	var texts []string
	for _, err := range errs {
		text, failure := json.Marshal(err)
		if failure != nil {
			t.Fatal(failure)
		}
		texts = append(texts, string(text))
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n")
}

func newExecutor(r *resolvers, compile bool) (*executor.Executor, *atomic.Int64) {
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: r, Directives: exec.DirectiveRoot{}}))
	e.SetRecoverFunc(func(_ context.Context, cause any) error { return fmt.Errorf("recovered: %v", cause) })
	documents := graph.NewDocuments(true)
	if compile {
		documents.Objects = objects(r)
	}
	e.Use(documents)
	e.SetQueryCache(documents)
	written := new(atomic.Int64)
	e.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := next(ctx)
		switch value.(type) {
		case graphql.Marshaler, func(context.Context) graphql.Marshaler:
			if !strings.HasPrefix(fmt.Sprintf("%T", value), "exec.") { // its enums are marshalers
				written.Add(1)
			}
		}
		return value, err
	})
	e.Use(&selection.Extension{})
	e.AroundFields(r.intercept)
	return e, written
}

// objects has the fields of viewers ready with every other seed.
func objects(r *resolvers) selection.Objects {
	all := writers.Objects(r)
	viewer := all["Viewer"]
	viewer.Ready = selection.Ready{
		Fields: []string{"email", "emailVerified", "name", "phoneNumber", "phoneNumberVerified", "mfa"},
		Now:    func(any) bool { return r.seed%2 == 0 },
	}
	all["Viewer"] = viewer
	return all
}

// someStandings are those of a few boards.
func someStandings(t *testing.T) (all []*voting.Standings) {
	t.Helper()
	for projects := range 4 {
		board := voting.NewBoard(voting.BoardConfig{Feed: feed(projects), Now: time.Now})
		standings, err := board.Standings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, standings)
	}
	return all
}

// feed has a number of projects.
type feed int

func (feed) Project(context.Context, string) (voting.Project, []voting.Tally, error) {
	return voting.Project{}, nil, errors.New("not asked for")
}

func (f feed) Changes(context.Context, time.Time) (changes voting.Changes, err error) {
	for i := range int(f) {
		id := fmt.Sprint("project ", i)
		changes.Projects = append(changes.Projects, voting.Project{
			ID: id, Title: texts[i], Summary: texts[i+1], Owner: voting.ProjectOwner{ID: "o", Name: texts[i+2]},
			CreatedAt: time.Unix(int64(i), 0), Version: 1,
		})
		changes.Tallies = append(changes.Tallies, voting.Tally{ProjectID: id, Points: 3, Votes: i, Version: 1})
	}
	return changes, nil
}
