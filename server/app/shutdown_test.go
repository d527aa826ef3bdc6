package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// A deployment while the table is in trouble must not lose events that a running server would have written.
func TestAStopGivesAuditEventsTheirOwnTime(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	var log syncBuffer
	quiet(t, &log)
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	instance, err := app.Listen(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- instance.Serve(ctx) }()
	url := "http://" + instance.Addr().String()
	signUp(t, backend, url, "ada@example.com")
	written(t, instance)

	// Each of these hangs until the client gives up: all tries of two of the three attempts to write, and one of the
	// third.
	backend.Dynamo.Inject(dynamotest.Fault{Operation: "PutItem", Count: 7, Kind: dynamotest.Delay, Delay: time.Minute})
	signIn(t, url, "ada@example.com") // a bearer session needs no item of its own
	stop()
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	if strings.Contains(log.String(), "lost") { // a call that hangs may still be written, as on AWS: the server can't know
		t.Errorf("log: %s", log.String())
	}
	store := dynamo.NewAuditStore(dynamo.NewTable(backend.Dynamo.Config(), localaws.TableName, dynamo.Unhurried(20)), time.Hour, time.Now)
	page, err := store.Events(t.Context(), audit.Filter{}, 50, "")
	if err != nil {
		t.Fatal(err)
	}
	isSignIn := func(e audit.Edge) bool { return e.Node.Action == "signIn" }
	if !slices.ContainsFunc(page.Edges, isSignIn) {
		t.Errorf("the sign-in is not in the trail: %+v", page.Edges)
	}
}

func TestASecretThatNothingWouldCheckIsRefused(t *testing.T) {
	startAWS(t, localaws.Config{})
	t.Setenv("ORIGIN_SECRET", strings.Repeat("s", 32))
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Listen(t.Context(), config); err == nil || !strings.Contains(err.Error(), "ORIGIN_SECRET: ") {
		t.Errorf("it starts: %v", err)
	}
}
