package dynamo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/server/account"
	"github.com/unicornpursuit/unicornpursuit/server/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/server/internal/dynamotest"
	"github.com/unicornpursuit/unicornpursuit/server/voting"
)

// benchSizes are the numbers of projects that the costs are told for.
var benchSizes = []int{10, 100, 1000, 10_000}

// benchPoll is a table with projects, and the product's service over it.
type benchPoll struct {
	server  *dynamotest.Server
	service *voting.Service
	board   *voting.Board
	ids     []string
}

func newBenchPoll(b *testing.B, size int) *benchPoll {
	b.Helper()
	server := dynamotest.Start(b)
	table := dynamo.NewTable(server.Config(), "unicorn-pursuit")
	if err := table.Create(b.Context()); err != nil {
		b.Fatal(err)
	}
	projects := dynamo.NewProjectStore(table, time.Now)
	p := &benchPoll{server: server, board: voting.NewBoard(voting.BoardConfig{Feed: projects, Now: time.Now, MaxAge: time.Hour}), ids: make([]string, size)}
	p.service = voting.New(voting.Config{
		Ballots:  dynamo.NewBallotStore(table, dynamo.NewAuditStore(table, time.Hour, time.Now), time.Now),
		Projects: projects, Board: p.board, Now: time.Now,
	})
	var group errgroup.Group
	group.SetLimit(8)
	for i := range size {
		p.ids[i] = fmt.Sprintf("AAAAAAAAAAAAAAAAAAAAAA%c%c%c%c", 'A'+i/17576%26, 'A'+i/676%26, 'A'+i/26%26, 'A'+i%26)
		group.Go(func() error {
			_, err := projects.Create(b.Context(), voting.Project{
				ID: p.ids[i], Title: fmt.Sprintf("Project %d", i), Summary: "What this project is about, in a sentence or two.",
				Owner: voting.ProjectOwner{ID: fmt.Sprint("owner ", i), Name: "Ada Lovelace"}, CreatedAt: time.Now(),
			})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return p
}

// calls are those of the table since the last reset.
func (p *benchPoll) calls() (n float64) {
	for _, count := range p.server.Calls() {
		n += float64(count)
	}
	return n
}

// BenchmarkCastVote casts votes through the rules and the store, and beside it the bare transaction of the same shape.
func BenchmarkCastVote(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			p := newBenchPoll(b, size)
			if _, err := p.service.Standings(b.Context()); err != nil {
				b.Fatal(err)
			}
			p.server.ResetCalls()
			voter, n := 0, 0
			for b.Loop() {
				who := account.Identity{Subject: fmt.Sprint("voter ", voter), EmailVerified: true, PhoneNumberVerified: true}
				ballot := voting.Ballot{ProjectID: p.ids[n%size], Points: 1 + n%voting.MaxPoints}
				if _, _, err := p.service.Cast(b.Context(), who, ballot); err != nil {
					b.Fatal(err)
				}
				if n++; n%voting.MaxPoints == 0 {
					voter++
				}
			}
			perVote := float64(b.Elapsed().Nanoseconds()) / float64(n)
			b.ReportMetric(p.calls()/float64(n), "calls/op")
			b.ReportMetric(perVote/bareTransaction(b, p.server), "xfloor")
		})
	}
}

// bareTransaction returns the time of two updates in one transaction and nothing else, in nanoseconds.
func bareTransaction(b *testing.B, server *dynamotest.Server) float64 {
	b.Helper()
	client := dynamodb.NewFromConfig(server.Config())
	update := func(sort string) types.TransactWriteItem {
		return types.TransactWriteItem{Update: &types.Update{
			TableName: aws.String("unicorn-pursuit"), UpdateExpression: aws.String("ADD points :one"),
			Key:                       map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: "FLOOR"}, "SK": &types.AttributeValueMemberS{Value: sort}},
			ExpressionAttributeValues: map[string]types.AttributeValue{":one": &types.AttributeValueMemberN{Value: "1"}},
		}}
	}
	const rounds = 300
	started := time.Now()
	for range rounds {
		in := &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{update("a"), update("b")}}
		if _, err := client.TransactWriteItems(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
	return float64(time.Since(started).Nanoseconds()) / rounds
}

// BenchmarkStandings reads everything (`load`), what has changed where nothing has (`poll`), and a leaderboard of 100 from memory
// (`leaderboard`), the last beside writing its JSON from a slice.
func BenchmarkStandings(b *testing.B) {
	for _, size := range benchSizes {
		p := newBenchPoll(b, size)
		b.Run(fmt.Sprintf("load/%d", size), func(b *testing.B) {
			p.server.ResetCalls()
			n := 0
			for b.Loop() {
				board := voting.NewBoard(voting.BoardConfig{Feed: feedOf(p), Now: time.Now})
				if _, err := board.Standings(b.Context()); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(p.calls()/float64(n), "calls/op")
		})
		b.Run(fmt.Sprintf("poll/%d", size), func(b *testing.B) {
			p.server.ResetCalls()
			n, since := 0, time.Now().Add(time.Minute)
			for b.Loop() {
				if _, err := feedOf(p).Changes(b.Context(), since); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(p.calls()/float64(n), "calls/op")
		})
		b.Run(fmt.Sprintf("leaderboard/%d", size), func(b *testing.B) { benchLeaderboard(b, p) })
	}
}

func feedOf(p *benchPoll) voting.Feed {
	return dynamo.NewProjectStore(dynamo.NewTable(p.server.Config(), "unicorn-pursuit"), time.Now)
}

func benchLeaderboard(b *testing.B, p *benchPoll) {
	ctx := context.Background()
	standings, err := p.board.Standings(ctx)
	if err != nil {
		b.Fatal(err)
	}
	encode := func(entries []voting.LeaderboardEntry) {
		if err := json.NewEncoder(io.Discard).Encode(entries); err != nil {
			b.Fatal(err)
		}
	}
	const rounds = 300
	ready := standings.Leaderboard(100)
	started := time.Now()
	for range rounds {
		encode(ready)
	}
	floor := float64(time.Since(started).Nanoseconds()) / rounds
	p.server.ResetCalls()
	n := 0
	for b.Loop() {
		current, err := p.board.Standings(ctx)
		if err != nil {
			b.Fatal(err)
		}
		encode(current.Leaderboard(100))
		n++
	}
	b.ReportMetric(p.calls()/float64(n), "calls/op")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n)/floor, "xfloor")
}
