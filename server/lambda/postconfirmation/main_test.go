package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const subject = "0d6b9a4e-6a51-4f0e-9a37-5b2d1e8c7f10"

func readEvent(t *testing.T, file string) (event events.CognitoEventUserPoolsPostConfirmation) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &event); err != nil {
		t.Fatal(err)
	}
	return event
}

// newTrigger is the trigger over a table, whose calls the server counts.
func newTrigger(t *testing.T) (trigger, *dynamotest.Server) {
	t.Helper()
	server := dynamotest.Start(t)
	table := dynamo.NewTable(server.Config(), "votes", dynamo.Unhurried(20))
	if err := table.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.ResetCalls()
	return trigger{dynamo.NewVoterStore(table, time.Now)}, server
}

// logged captures the log for the length of a test.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

func TestAConfirmedAccountIsRegisteredOnceHoweverOftenTheTriggerRuns(t *testing.T) {
	trigger, table := newTrigger(t)
	for range 3 {
		if _, err := trigger.handle(t.Context(), readEvent(t, "confirmsignup.json")); err != nil {
			t.Fatal(err)
		}
	}
	if voter, err := trigger.voters.Ensure(t.Context(), subject); err != nil || voter.ID != subject || table.Calls()["PutItem"] != 1 {
		t.Errorf("%+v, %v, calls: %v", voter, err, table.Calls())
	}
}

func TestAResetPasswordRegistersNobody(t *testing.T) {
	trigger, table := newTrigger(t)
	if _, err := trigger.handle(t.Context(), readEvent(t, "confirmforgotpassword.json")); err != nil || len(table.Calls()) != 0 {
		t.Errorf("%v, calls: %v", err, table.Calls())
	}
}

func TestAFailingTableKeepsNobodyFromBeingConfirmed(t *testing.T) {
	trigger, table := newTrigger(t)
	log := logged(t)
	table.Inject(dynamotest.Fault{Operation: "*", Count: 100, Kind: dynamotest.InternalError})
	if _, err := trigger.handle(t.Context(), readEvent(t, "confirmsignup.json")); err != nil {
		t.Error(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := trigger.handle(ended, readEvent(t, "confirmsignup.json")); err != nil {
		t.Error(err)
	}
	without := readEvent(t, "confirmsignup.json")
	delete(without.Request.UserAttributes, "sub")
	if _, err := trigger.handle(t.Context(), without); err != nil {
		t.Error(err)
	}
	if lines := strings.Count(log.String(), `"level":"ERROR"`); lines != 3 || !strings.Contains(log.String(), subject) {
		t.Errorf("not logged: %s", log)
	}
	for _, personal := range []string{"ada@example.com", "Lovelace", "+442079460018"} {
		if strings.Contains(log.String(), personal) {
			t.Errorf("the log holds %s", personal)
		}
	}
}
