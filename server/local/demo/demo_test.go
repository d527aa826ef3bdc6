package demo_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/server/local/demo"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// stores returns the stores of an empty table.
func stores(t *testing.T) demo.Stores {
	t.Helper()
	server, err := dynamotest.New(dynamotest.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	table := dynamo.NewTable(aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	}, "unicorn-pursuit", dynamo.Unhurried(20))
	if err := table.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	return demo.Stores{
		Ballots:  dynamo.NewBallotStore(table, dynamo.NewAuditStore(table, time.Hour, time.Now), time.Now),
		Projects: dynamo.NewProjectStore(table, time.Now),
	}
}

func TestSeedingTwiceIsSeedingOnce(t *testing.T) {
	s := stores(t)
	now := time.Now()
	first, err := demo.Seed(t.Context(), s, now)
	if err != nil {
		t.Fatal(err)
	}
	if first.Projects != 40 || first.Voters != 300 || first.Votes < 700 {
		t.Errorf("seeded %s", first)
	}
	again, err := demo.Seed(t.Context(), s, now.Add(time.Hour))
	if err != nil || again != first {
		t.Errorf("again: %s, %v", again, err)
	}

	board := voting.NewBoard(voting.BoardConfig{Feed: s.Projects, Now: time.Now})
	standings, err := board.Standings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := standings.Page(voting.ProjectQuery{Order: voting.ProjectOrderMostPoints, First: 100})
	if err != nil || page.TotalCount != first.Projects || standings.TotalVotes != first.Votes {
		t.Errorf("%d projects and %d votes on the board, %v", page.TotalCount, standings.TotalVotes, err)
	}
	most, least := page.Edges[0].Node, page.Edges[len(page.Edges)-1].Node
	if most.Points < 3*page.Edges[len(page.Edges)/2].Node.Points || least.Points != 0 {
		t.Errorf("from %d points to %d: that looks made up", most.Points, least.Points)
	}
	for _, edge := range page.Edges {
		if p := edge.Node; p.CreatedAt.After(now) || p.CreatedAt.Before(now.AddDate(0, 0, -22)) || p.Owner.Name == "" {
			t.Errorf("%q of %q, pitched at %s", p.Title, p.Owner.Name, p.CreatedAt)
		}
	}
}
