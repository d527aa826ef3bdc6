package dynamo_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

var _ voting.VoterStore = (*dynamo.VoterStore)(nil)

const subject = "5f8a3c1e-0000-4000-8000-1234567890ab"

func TestEnsureRegistersAVoterOnce(t *testing.T) {
	t.Parallel()
	now := newClock()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewVoterStore(table, now.Now)

	first := must[voting.Voter](t)(store.Ensure(t.Context(), subject))
	want := voting.Voter{ID: subject, RegisteredAt: now.Now().Truncate(time.Millisecond)}
	if !reflect.DeepEqual(first, want) {
		t.Errorf("registered %+v, want %+v", first, want)
	}
	now.Advance(time.Hour)
	if again := must[voting.Voter](t)(store.Ensure(t.Context(), subject)); !reflect.DeepEqual(again, want) {
		t.Errorf("read %+v, want %+v", again, want)
	}
}

func TestEnsureOfManyAtOnceMakesOneRecord(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	stores := []*dynamo.VoterStore{
		dynamo.NewVoterStore(table, now.Now),
		dynamo.NewVoterStore(dynamo.NewTable(cfg, name, patient), func() time.Time { return now.Now().Add(time.Minute) }),
	}
	voters := together(50, func(i int) voting.Voter {
		voter, err := stores[i%2].Ensure(t.Context(), subject)
		if err != nil {
			t.Error(err)
		}
		return voter
	})
	for _, voter := range voters {
		if !voter.RegisteredAt.Equal(voters[0].RegisteredAt) {
			t.Fatalf("registered at %s and at %s", voter.RegisteredAt, voters[0].RegisteredAt)
		}
	}
}

func TestEnsureCostsOneReadForAKnownVoterAndOneWriteMoreForANewOne(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	store := dynamo.NewVoterStore(table, time.Now)
	for _, want := range []map[string]int{{"GetItem": 1, "PutItem": 1}, {"GetItem": 1}} {
		server.ResetCalls()
		must[voting.Voter](t)(store.Ensure(t.Context(), subject))
		if calls := server.Calls(); !reflect.DeepEqual(calls, want) {
			t.Errorf("calls %v, want %v", calls, want)
		}
	}
}

func TestEnsureIsOneRegistrationThoughAnswersAreLost(t *testing.T) {
	t.Parallel()
	now := newClock()
	server, table := newStandIn(t)
	store := dynamo.NewVoterStore(table, func() time.Time { now.Advance(time.Second); return now.Now() })
	server.Inject(dynamotest.Fault{Operation: "PutItem", Kind: dynamotest.DropReply, Count: 2})
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.InternalError, Count: 1})
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.Throttle, Count: 1})

	first := must[voting.Voter](t)(store.Ensure(t.Context(), subject))
	if again := must[voting.Voter](t)(store.Ensure(t.Context(), subject)); !reflect.DeepEqual(first, again) {
		t.Errorf("%+v, then %+v", first, again)
	}
}

func TestVotersOutliveARestart(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/dynamodb"
	at := func(c *dynamotest.Config) { c.Path = path }
	now := newClock()
	var registered voting.Voter
	t.Run("before", func(t *testing.T) { // the server stops with the subtest
		table := dynamo.NewTable(config(t, dynamotest.Start(t, at).URL()), "unicorn-pursuit", patient)
		if err := table.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		registered = must[voting.Voter](t)(dynamo.NewVoterStore(table, now.Now).Ensure(t.Context(), subject))
	})
	now.Advance(time.Hour)
	table := dynamo.NewTable(config(t, dynamotest.Start(t, at).URL()), "unicorn-pursuit", patient)
	if err := table.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := must[voting.Voter](t)(dynamo.NewVoterStore(table, now.Now).Ensure(t.Context(), subject))
	if !reflect.DeepEqual(again, registered) {
		t.Errorf("%+v after the restart, %+v before", again, registered)
	}
}

func vote(project, castAt string) types.AttributeValue {
	return &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
		"project": &types.AttributeValueMemberS{Value: project}, "castAt": &types.AttributeValueMemberS{Value: castAt},
	}}
}

func TestVotesAreReadByPointsDescending(t *testing.T) {
	t.Parallel()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	putVoter(t, dynamodb.NewFromConfig(cfg), name, map[string]types.AttributeValue{
		"1": vote("one", "2026-11-22T10:00:00.000Z"),
		"5": vote("five", "2026-11-22T10:00:00.250Z"),
		"3": vote("three", "2026-11-22T10:00:01.000Z"),
	})
	voter := must[voting.Voter](t)(dynamo.NewVoterStore(table, time.Now).Ensure(t.Context(), subject))
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	want := []voting.Vote{
		{Points: 5, ProjectID: "five", CastAt: at.Add(250 * time.Millisecond)},
		{Points: 3, ProjectID: "three", CastAt: at.Add(time.Second)},
		{Points: 1, ProjectID: "one", CastAt: at},
	}
	if !reflect.DeepEqual(voter.Votes, want) {
		t.Errorf("votes %+v, want %+v", voter.Votes, want)
	}
}

func TestAMalformedVoterIsAnErrorAndNoPanic(t *testing.T) {
	t.Parallel()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	client := dynamodb.NewFromConfig(cfg)
	for _, votes := range []map[string]types.AttributeValue{
		{"6": vote("p", "2026-11-22T10:00:00.000Z")},
		{"x": vote("p", "2026-11-22T10:00:00.000Z")},
		{"1": vote("p", "yesterday")},
		{"1": &types.AttributeValueMemberS{Value: "p"}},
		{"1": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}}},
	} {
		putVoter(t, client, name, votes)
		if voter, err := dynamo.NewVoterStore(table, time.Now).Ensure(t.Context(), subject); err == nil {
			t.Errorf("%v was read as %+v", votes, voter)
		}
	}
}

func putVoter(t *testing.T, client *dynamodb.Client, table string, votes map[string]types.AttributeValue) {
	t.Helper()
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "VOTER#" + subject}, "SK": &types.AttributeValueMemberS{Value: "VOTER"},
		"registeredAt": &types.AttributeValueMemberS{Value: "2026-11-22T09:00:00.000Z"},
		"votes":        &types.AttributeValueMemberM{Value: votes},
	}})
	if err != nil {
		t.Fatal(err)
	}
}
