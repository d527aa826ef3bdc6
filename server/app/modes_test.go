package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	people "github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/server/app"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// Personal data of Grace, which nobody else here shares.
const (
	graceEmail   = "grace@example.com"
	graceName    = "Grace Hopper"
	gracePhone   = "+442079460042"
	graceAddress = "203.0.113.99"
	graceAgent   = "Canary/1.0"
)

// graced sends what distinguishes Grace's browser from others.
type graced struct{ http.RoundTripper }

func (g graced) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", graceAddress)
	r.Header.Set("User-Agent", graceAgent)
	return g.RoundTripper.RoundTrip(r)
}

// grace signs Grace up and in.
func (e *electorate) grace(t *testing.T) *ballotBox {
	t.Helper()
	b := &ballotBox{newBrowser(t, e.url)}
	b.Transport = graced{http.DefaultTransport}
	ok := func(field, selection string, input map[string]any) {
		t.Helper()
		if refusal := b.mutate(t, field, selection, input).refusal(); refusal != "" {
			t.Fatalf("%s: %s", field, refusal)
		}
	}
	ok("signUp", "codeDelivery { medium }", map[string]any{"email": graceEmail, "name": graceName, "phoneNumber": gracePhone, "password": password})
	ok("confirmOtp", "confirmed", map[string]any{"email": graceEmail, "code": code(t, e.backend, gracePhone)})
	if refusal := b.mutate(t, "signIn", "session { expiresAt }", map[string]any{"email": graceEmail, "password": "Wrong-Horse-7-Battery"}).refusal(); refusal == "" {
		t.Fatal("a wrong password signs in")
	}
	ok("signIn", "session { expiresAt }", map[string]any{"email": graceEmail, "password": password})
	ok("requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "EMAIL"})
	ok("verifyAttribute", "viewer { id }", map[string]any{"attribute": "EMAIL", "code": code(t, e.backend, graceEmail)})
	return b
}

// The whole product, in each mode of the stand-in: what DynamoDB does under load must not change what people see, nor
// what is left of somebody who has deleted the account.
func TestTheProductWhileDynamoDBIsBusyLateOrSmall(t *testing.T) {
	for _, text := range []string{"", "conflicts=10ms", "lag=2m", "throttle=4", "pages=2", "unswept"} {
		t.Run(text, func(t *testing.T) {
			modes, err := dynamotest.ParseModes(text)
			if err != nil {
				t.Fatal(err)
			}
			clock := &fakeClock{}
			backend := startAWS(t, localaws.Config{Clock: clock.now, Modes: modes})
			t.Setenv("TRUSTED_PROXIES", "127.0.0.1")
			instance := startInstance(t, clock)
			e := &electorate{url: "http://" + instance.Addr().String(), backend: backend, clock: clock, instance: instance}
			e.visit(t)
			written(t, instance)
			if left := e.leftOfGrace(t); modes.IndexLag == 0 && len(left) != 1 || len(left) == 0 { // the deletion itself
				t.Errorf("before the second pass: %q", left)
			}
			clock.advance(people.SettlingTime + time.Second)
			other := startInstance(t, clock) // any instance finishes it, such as one after a restart
			if err := other.FinishDeletions(t.Context()); err != nil {
				t.Fatal(err)
			}
			backend.Dynamo.SettleIndexes() // what has been changed now
			if left := e.leftOfGrace(t); len(left) > 0 {
				t.Errorf("after it: %q", left)
			}
		})
	}
}

// An instance looks for unfinished work by itself, even for that of an instance that no longer runs.
func TestADeletionIsFinishedByWhateverInstanceIsThere(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now, Modes: dynamotest.Modes{IndexLag: 2 * time.Minute}})
	t.Setenv("TRUSTED_PROXIES", "127.0.0.1")
	e := &electorate{backend: backend, clock: clock}
	t.Run("an instance begins it", func(t *testing.T) {
		e.instance = startInstance(t, clock)
		e.url = "http://" + e.instance.Addr().String()
		grace := e.grace(t)
		written(t, e.instance)
		if refusal := grace.mutate(t, "deleteAccount", "deleted", map[string]any{"email": graceEmail}).refusal(); refusal != "" {
			t.Fatal(refusal)
		}
		if len(e.leftOfGrace(t)) < 2 {
			t.Error("there is nothing to finish")
		}
	}) // and has stopped
	clock.advance(people.SettlingTime + time.Second)
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.Now, config.Unhurried, config.DeletionsEvery = clock.now, 20, 10*time.Millisecond
	serveInstance(t, config)
	eventually(t, "nothing is left", func() bool {
		backend.Dynamo.SettleIndexes()
		return len(e.leftOfGrace(t)) == 0
	})
}

// visit is a person's whole time with the product.
func (e *electorate) visit(t *testing.T) {
	t.Helper()
	bob := e.voter(t, "bob")
	bikes := bob.mutate(t, "createProject", "project { id }", map[string]any{"title": "Bikes", "summary": "Bikes for everybody."}).Project.ID
	grace := e.grace(t)
	kept := grace.mutate(t, "createProject", "project { id }", map[string]any{"title": "Compiler", "summary": "A program that writes programs."}).Project.ID
	dropped := grace.mutate(t, "createProject", "project { id }", map[string]any{"title": "Moth", "summary": "A moth in the relay."}).Project.ID
	for _, step := range []struct {
		field, selection string
		input            map[string]any
	}{
		{"castVote", "vote { points }", map[string]any{"projectId": bikes, "points": 5}},
		{"retractVote", "voter { remainingPoints }", map[string]any{"projectId": bikes}},
		{"castVote", "vote { points }", map[string]any{"projectId": bikes, "points": 3}},
		{"updateProject", "project { title }", map[string]any{"id": kept, "title": "Compilers"}},
		{"withdrawProject", "withdrawnId", map[string]any{"id": dropped}},
	} {
		if refusal := grace.mutate(t, step.field, step.selection, step.input).refusal(); refusal != "" {
			t.Errorf("%s: %s", step.field, refusal)
		}
	}
	mine := grace.must(t, `{ viewer { name voter { votes { points project { title points } } } sessions { id } } }`, nil)
	if !strings.Contains(mine.body, `"points":3,"project":{"title":"Bikes","points":3}`) {
		t.Errorf("the vote: %s", mine.body)
	}
	written(t, e.instance)
	eventually(t, "what she did is shown", func() bool {
		if strings.Contains(grace.must(t, `{ viewer { activity(first: 50) { edges { node { action } } } } }`, nil).body, "withdrawProject") {
			return true
		}
		e.clock.advance(time.Minute) // an index may be behind
		return false
	})
	late := grace.mutate(t, "createProject", "project { id }", map[string]any{"title": "Cobol", "summary": "A language for business."})
	if late.refusal() != "" || grace.mutate(t, "deleteAccount", "deleted", map[string]any{"email": graceEmail}).refusal() != "" {
		t.Errorf("the end: %+v", late)
	}
	shown := bob.must(t, fmt.Sprintf(`{ project(id: %q) { title owner { name } } }`, kept), nil)
	if !strings.Contains(shown.body, "Compilers") || strings.Contains(shown.body, graceName) {
		t.Errorf("the project of somebody who is gone: %s", shown.body)
	}
}

// leftOfGrace returns the items of the table that have something personal of Grace.
func (e *electorate) leftOfGrace(t *testing.T) (left []string) {
	t.Helper()
	client := dynamodb.NewFromConfig(e.backend.Dynamo.Config())
	for _, index := range []*string{nil, aws.String("GSI1")} {
		for pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: aws.String(localaws.TableName), IndexName: index}); pages.HasMorePages(); {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, it := range page.Items {
				text, err := json.Marshal(it)
				if err != nil {
					t.Fatal(err)
				}
				for _, personal := range []string{graceEmail, graceName, gracePhone, graceAddress, graceAgent, mailboxKey(graceEmail)} {
					if strings.Contains(string(text), personal) {
						left = append(left, string(text))
						break
					}
				}
			}
		}
	}
	return left
}
