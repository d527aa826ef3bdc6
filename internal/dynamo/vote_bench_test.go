package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// benchSizes are the numbers of projects that costs are reported for. Benchmarks fill one table from each to the next.
var benchSizes = []int{10, 100, 1_000, 10_000}

// poll is a table with projects in the stand-in, and the stores over it: some for the set-up, which are not measured,
// and some that are.
type poll struct {
	stores
	setting stores
	used    meter
	client  *dynamodb.Client
	table   string
	ids     []string
	voters  int
}

func newPoll(b *testing.B) *poll {
	b.Helper()
	cfg := config(b, dynamotest.Start(b).URL())
	table, name := newTable(b, cfg)
	p := &poll{setting: newStores(table), client: dynamodb.NewFromConfig(cfg), table: name}
	p.used.measure(&cfg)
	measured, now := dynamo.NewTable(cfg, name), p.setting.now
	trail := dynamo.NewAuditStore(measured, retention, now.Now)
	p.stores = stores{
		ballots: dynamo.NewBallotStore(measured, trail, now.Now), projects: dynamo.NewProjectStore(measured, now.Now), trail: trail, now: now,
	}
	return p
}

// at runs f with that many projects in the table, pitched an hour before.
func (p *poll) at(b *testing.B, projects int, f func(b *testing.B)) {
	b.Run(fmt.Sprintf("projects=%d", projects), func(b *testing.B) {
		first := len(p.ids)
		for n := first; n < projects; n++ {
			p.ids = append(p.ids, projectID(n))
		}
		p.together(b, projects-first, func(i int) error {
			_, err := p.setting.projects.Create(b.Context(), pitch(first+i, p.now.Now()))
			return err
		})
		p.now.Advance(time.Hour)
		f(b)
	})
}

// together does something n times, several times concurrently.
func (p *poll) together(b *testing.B, n int, do func(i int) error) {
	b.Helper()
	var group errgroup.Group
	group.SetLimit(16)
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// newcomer registers one more voter.
func (p *poll) newcomer(b *testing.B) voting.Voter {
	b.Helper()
	p.voters++
	voter, err := p.setting.ballots.Ensure(b.Context(), fmt.Sprintf("5c6e1f9a-0b7d-4c58-9e35-%012d", p.voters))
	if err != nil {
		b.Fatal(err)
	}
	return voter
}

// report reports what n operations have consumed.
func (p *poll) report(b *testing.B, n int) {
	used := p.used.reset()
	for unit, total := range map[string]float64{"calls/op": used.calls, "RCU/op": used.read, "WCU/op": used.write, "indexWCU/op": used.indexWrite} {
		if total > 0 {
			b.ReportMetric(total/float64(n), unit)
		}
	}
}

// BenchmarkCastVote casts votes as the API does: by the rules, with a client mutation id and an audit event, five for
// each voter. Its floor is the bare transaction of three such items through the SDK.
//
//	go test ./internal/dynamo -run '^$' -bench CastVote
func BenchmarkCastVote(b *testing.B) {
	p := newPoll(b)
	recorder := audit.NewRecorder(audit.RecorderConfig{Store: p.trail, Now: p.now.Now})
	for _, projects := range benchSizes {
		p.at(b, projects, func(b *testing.B) {
			service := voting.New(voting.Config{
				Ballots: p.ballots, Projects: p.projects, Now: p.now.Now, OwnProjects: true,
				Board: voting.NewBoard(voting.BoardConfig{Feed: p.projects, Now: p.now.Now, MaxAge: 1000 * time.Hour}), // read once
			})
			var who account.Identity
			n := 0
			cast := func() {
				p.now.Advance(time.Millisecond)
				if n%voting.MaxPoints == 0 {
					subject := p.newcomer(b).ID
					who = account.Identity{Subject: subject, Email: subject + "@example.com", EmailVerified: true, PhoneNumberVerified: true}
				}
				ctx := audit.WithPending(b.Context(), audit.NewPending(func() audit.Event { return recorder.Prepare(voteEvent(who.Subject)) }))
				ballot := voting.Ballot{ProjectID: p.ids[n%projects], Points: 1 + n%voting.MaxPoints, ClientMutationID: fmt.Sprint("vote ", n)}
				if _, _, err := service.Cast(ctx, who, ballot); err != nil {
					b.Fatal(err)
				}
				n++
			}
			for range voting.MaxPoints { // this reads the board, and writes the item of the day
				cast()
			}
			floor := p.bareTransactions(b)
			p.used.reset()
			n = 0
			for b.Loop() {
				cast()
			}
			perVote := b.Elapsed() / time.Duration(n)
			p.report(b, n)
			b.ReportMetric(2*float64(perVote)/float64(floor+p.bareTransactions(b)), "xfloor")
		})
	}
}

// voteEvent is the audit event of a vote, with texts of the usual length.
func voteEvent(subject string) audit.Event {
	return audit.Event{
		Action: "castVote", Outcome: audit.OutcomeSuccess, Actor: &subject, IPAddress: "203.0.113.77", RequestID: "01KAMX3V9T4G6W8Y2B5D7F1H3J",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
	}
}

// bareTransactions returns the time of one transaction that updates a voter and a tally and puts an event.
func (p *poll) bareTransactions(b *testing.B) time.Duration {
	b.Helper()
	const rounds = 300
	started := time.Now()
	for range rounds {
		p.voters++
		id := fmt.Sprintf("%026d", p.voters)
		text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
		key := func(partition, sort string) map[string]types.AttributeValue {
			return map[string]types.AttributeValue{"PK": text(partition), "SK": text(sort)}
		}
		event := key("AUDIT#FLOOR", id)
		event["GSI1PK"], event["GSI1SK"], event["action"] = text("ACTOR#"+id), text(id), text("castVote")
		update := func(key map[string]types.AttributeValue, expression, value string) types.TransactWriteItem {
			return types.TransactWriteItem{Update: &types.Update{
				TableName: &p.table, Key: key, UpdateExpression: &expression,
				ExpressionAttributeValues: map[string]types.AttributeValue{":value": text(value), ":one": &types.AttributeValueMemberN{Value: "1"}},
			}}
		}
		_, err := p.client.TransactWriteItems(b.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			update(key("FLOOR#"+id, "VOTER"), "SET votes = :value ADD version :one", "a vote of the voter"),
			update(key("FLOOR", "TALLY#"+id[25:]), "SET GSI1PK = :value, GSI1SK = :value ADD points :one", id),
			{Put: &types.Put{TableName: &p.table, Item: event, ConditionExpression: aws.String("attribute_not_exists(PK)")}},
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(started) / rounds
}

// BenchmarkBoard refreshes the board of an instance: all of it (load), only the changes when there are none (idle), and
// only the changes at a hundred votes a second (busy).
//
//	go test ./internal/dynamo -run '^$' -bench Board
func BenchmarkBoard(b *testing.B) {
	p := newPoll(b)
	for _, projects := range benchSizes {
		p.at(b, projects, func(b *testing.B) {
			b.Run("load", p.benchLoad)
			b.Run("idle", p.benchIdle)
			b.Run("busy", p.benchBusy)
		})
	}
}

// read makes a board read its feed n times, each time with what it has read before.
func (p *poll) read(b *testing.B, board *voting.Board, before func()) {
	n := 0
	p.used.reset()
	for b.Loop() {
		b.StopTimer()
		before()
		b.StartTimer()
		if _, err := board.Standings(b.Context()); err != nil {
			b.Fatal(err)
		}
		n++
	}
	p.report(b, n)
}

// board returns a board that has been loaded and never reloads everything.
func (p *poll) board(b *testing.B, maxAge time.Duration) *voting.Board {
	b.Helper()
	board := voting.NewBoard(voting.BoardConfig{Feed: p.projects, Now: p.now.Now, MaxAge: maxAge, ReloadAfter: 1000 * time.Hour})
	if _, err := board.Standings(b.Context()); err != nil {
		b.Fatal(err)
	}
	return board
}

func (p *poll) benchLoad(b *testing.B) {
	n := 0
	p.used.reset()
	for b.Loop() {
		if _, err := voting.NewBoard(voting.BoardConfig{Feed: p.projects, Now: p.now.Now}).Standings(b.Context()); err != nil {
			b.Fatal(err)
		}
		n++
	}
	p.report(b, n)
}

func (p *poll) benchIdle(b *testing.B) {
	p.now.Advance(time.Minute)
	p.read(b, p.board(b, time.Second), func() { p.now.Advance(1100 * time.Millisecond) })
}

// benchBusy hardly moves the clock, so that the ten seconds that each read looks back always contain a thousand votes.
func (p *poll) benchBusy(b *testing.B) {
	p.now.Advance(time.Minute)
	board := p.board(b, time.Nanosecond)
	vote := func() {
		project := p.ids[p.voters%len(p.ids)]
		if err := p.setting.ballots.Commit(b.Context(), cast(p.newcomer(b), project, 5, p.now.Now())); err != nil {
			b.Fatal(err)
		}
	}
	for range 1000 {
		vote()
	}
	p.read(b, board, func() {
		vote()
		p.now.Advance(time.Microsecond)
	})
}
