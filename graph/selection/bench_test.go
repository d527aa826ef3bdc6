package selection_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"

	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/model"
	"github.com/unicornpursuit/unicornpursuit/graph/selection"
	"github.com/unicornpursuit/unicornpursuit/graph/writers"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// What a guest asks for, and what a signed-in voter asks for in addition.
const (
	guestDocument = `{ leaderboard(first: 100) { totalVotes entries { rank points project { id title owner { name } voteCount } } } }`
	voterDocument = `{ leaderboard(first: 100) { totalVotes entries { rank points project { id title owner { name } voteCount
		viewerVote { points } viewerIsOwner } } } }`
	projectsDocument = `{ projects(first: 100) { totalCount pageInfo { hasNextPage endCursor } edges { node { id title summary createdAt
		owner { id name } points voteCount viewerVote { points } viewerIsOwner } } } }`
)

// BenchmarkSelections executes documents over a hundred projects, by gqlgen alone and by compiled selections.
func BenchmarkSelections(b *testing.B) {
	for name, text := range map[string]string{"guest": guestDocument, "voter": voterDocument, "projects": projectsDocument} {
		for path, compile := range map[string]bool{"gqlgen": false, "compiled": true} {
			b.Run(name+"/"+path, func(b *testing.B) {
				e := newHundred(b, compile)
				b.ReportAllocs()
				for b.Loop() {
					execute(b, e, text)
				}
			})
		}
	}
}

// hundred resolves the fields of a hundred projects at once.
type hundred struct {
	exec.ResolverRoot
	board *voting.Board
}

type hundredQuery struct {
	exec.QueryResolver
	board *voting.Board
}

func newHundred(tb testing.TB, compile bool) *executor.Executor {
	now := time.Now()
	board := voting.NewBoard(voting.BoardConfig{Feed: many(100), Now: func() time.Time { return now }})
	if _, err := board.Standings(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	return newExecutorOf(&hundred{board: board}, compile)
}

func newExecutorOf(r *hundred, compile bool) *executor.Executor {
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: r}))
	documents := graph.NewDocuments(true)
	if compile {
		documents.Objects = writers.Objects(r)
	}
	e.Use(documents)
	e.SetQueryCache(documents)
	if compile {
		e.Use(&selection.Extension{})
	}
	return e
}

func execute(tb testing.TB, e *executor.Executor, text string) []byte {
	return executeFor(context.Background(), tb, e, text)
}

func executeFor(ctx context.Context, tb testing.TB, e *executor.Executor, text string) []byte {
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: text})
	if len(errs) > 0 {
		tb.Error(errs)
	}
	next, ctx := e.DispatchOperation(ctx, operation)
	response := next(ctx)
	if len(response.Errors) > 0 || len(response.Data) < 4000 {
		tb.Errorf("%s %v", response.Data, response.Errors)
	}
	return response.Data
}

func (r *hundred) Query() exec.QueryResolver     { return hundredQuery{board: r.board} }
func (r *hundred) Project() exec.ProjectResolver { return r }

func (r hundredQuery) Leaderboard(ctx context.Context, first int) (model.Leaderboard, error) {
	standings, err := r.board.Standings(ctx)
	return model.Leaderboard{Standings: standings, First: first}, err
}

func (r hundredQuery) Projects(
	ctx context.Context, first int, _ *string, _ voting.ProjectOrder, _ *exec.ProjectFilter,
) (model.ProjectConnection, error) {
	standings, err := r.board.Standings(ctx)
	if err != nil {
		return model.ProjectConnection{}, err
	}
	return model.NewProjectConnection(standings, voting.ProjectQuery{First: first})
}

func (r *hundred) ViewerVote(ctx context.Context, _ *voting.Project) (*voting.Vote, error) {
	caller, _ := ctx.Value(callerKey{}).(int)
	return &voting.Vote{Points: caller}, nil
}

func (r *hundred) ViewerIsOwner(_ context.Context, p *voting.Project) (bool, error) {
	return p.Owner.ID == "owner 7", nil
}

// many is a feed of that many projects.
type many int

func (many) Project(context.Context, string) (p voting.Project, t []voting.Tally, err error) { return }

func (m many) Changes(context.Context, time.Time) (changes voting.Changes, err error) {
	for i := range int(m) {
		id := fmt.Sprintf("AAAAAAAAAAAAAAAAAAAAA%05d", i)
		changes.Projects = append(changes.Projects, voting.Project{
			ID: id, Title: fmt.Sprintf("Project %d", i), Summary: "What it is about, in a sentence or two.",
			Owner: voting.ProjectOwner{ID: fmt.Sprint("owner ", i), Name: "Ada Lovelace"}, CreatedAt: time.Unix(int64(i), 0), Version: 1,
		})
		changes.Tallies = append(changes.Tallies, voting.Tally{ProjectID: id, Points: i % 7, Votes: i % 5, Version: 1})
	}
	return changes, nil
}
