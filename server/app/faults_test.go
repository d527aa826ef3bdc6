package app_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// fault makes the next calls of an operation of Cognito fail, retries included.
func fault(operation string) cognitotest.Fault {
	return cognitotest.Fault{Operation: operation, Count: 5, Kind: cognitotest.InternalError}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

func TestTheProductStartsWhileUpstreamsAreDown(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	backend.Cognito.SetJWKSDown(true)
	backend.Dynamo.Inject(dynamotest.Fault{Operation: "*", Count: 1000, Kind: dynamotest.InternalError})
	url := startProduct(t)

	if status, _ := get(t, url+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d", status)
	}
	if status, body := get(t, url+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, `"dynamodb":false`) || !strings.Contains(body, `"jwks":false`) {
		t.Errorf("readyz: %d %s", status, body)
	}
	a := newBrowser(t, url).ask(t, signInMutation, signInInput("ada@example.com"))
	if a.code() != "SERVICE_UNAVAILABLE" || a.Errors[0].Extensions["retryAfter"] == nil {
		t.Errorf("signIn: %s", a.body)
	}
	backend.Cognito.SetJWKSDown(false)
	backend.Dynamo.ClearFaults()
	eventually(t, "ready", func() bool { status, _ := get(t, url+"/readyz"); return status == http.StatusOK })
}

func TestLostRepliesAreNoFailuresToThePerson(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	browser := newBrowser(t, url)
	drop := func(operation string) {
		backend.Cognito.Inject(cognitotest.Fault{Operation: operation, Count: 1, Kind: cognitotest.DropReply})
	}
	drop("SignUp")
	a := browser.ask(t, signUpMutation, map[string]any{"input": map[string]any{"email": "ada@example.com", "name": "Ada", "phoneNumber": phone, "password": password}})
	if !strings.Contains(a.body, `"medium":"SMS"`) || !strings.Contains(a.body, `0018"`) {
		t.Fatalf("signUp: %s", a.body)
	}
	drop("ConfirmSignUp")
	a = browser.ask(t, confirmMutation, map[string]any{"input": map[string]any{"email": "ada@example.com", "code": code(t, backend, phone)}})
	if !strings.Contains(a.body, `"confirmed":true`) {
		t.Fatalf("confirmOtp: %s", a.body)
	}
	browser.ask(t, signInMutation, signInInput("ada@example.com"))
	for _, operation := range []string{"GetItem", "PutItem", "UpdateItem"} {
		backend.Dynamo.Inject(dynamotest.Fault{Operation: operation, Count: 1, Kind: dynamotest.DropReply})
	}
	drop("GetUser")
	if a := browser.ask(t, viewerQuery, nil); !strings.Contains(a.body, `"email":"ada@example.com"`) {
		t.Errorf("viewer: %s", a.body)
	}
}

func TestASlowUpstreamDoesNotHoldARequestForLong(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + serveInstance(t, config).Addr().String()
	backend.Cognito.Inject(cognitotest.Fault{Operation: "InitiateAuth", Count: 5, Kind: cognitotest.Delay, Delay: 20 * time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // fails the test where the request hangs
	defer cancel()
	body, err := json.Marshal(map[string]any{"query": signInMutation, "variables": signInInput("ada@example.com")})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil || !strings.Contains(string(raw), "SERVICE_UNAVAILABLE") {
		t.Errorf("%v %s", err, raw)
	}
}

func TestAStopLetsRequestsInFlightFinish(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
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

	backend.Cognito.Inject(cognitotest.Fault{Operation: "InitiateAuth", Count: 1, Kind: cognitotest.Delay, Delay: 300 * time.Millisecond})
	answered := make(chan answer, 1)
	browser := newBrowser(t, url)
	go func() { answered <- browser.ask(t, signInMutation, signInInput("nobody@example.com")) }()
	eventually(t, "the request is in flight", func() bool { return backend.Cognito.Calls()["InitiateAuth"] == 1 })
	stop()
	if a := <-answered; !strings.Contains(a.body, "INVALID_CREDENTIALS") {
		t.Errorf("the request in flight: %s", a.body)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := (&http.Client{}).Get(url + "/healthz"); err == nil {
		t.Error("still listening")
	}
}

// Accounting must not cost anybody the sign-in, and its own failure must not go unseen.
func TestAnAuditTrailThatCannotBeWrittenIsSeenAndBlocksNobody(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	var log syncBuffer
	quiet(t, &log)
	t.Setenv("ADMIN_ADDR", "127.0.0.1:0")
	instance := startInstance(t)
	url, admin := "http://"+instance.Addr().String(), "http://"+instance.AdminAddr().String()
	signUp(t, backend, url, "ada@example.com")
	backend.Dynamo.Inject(dynamotest.Fault{Operation: "PutItem", Count: 1000, Kind: dynamotest.InternalError})
	signIn(t, url, "ada@example.com") // a bearer session needs no item of its own
	eventually(t, "the loss is counted and logged", func() bool {
		_, body := get(t, admin+"/metrics")
		return !strings.Contains(body, `audit_events_total{outcome="lost"} 0`) && strings.Contains(log.String(), "audit")
	})
}

// An operator has to see which build answers; an attacker must not.
func TestTheBuildIsNamedAtTheAdminAddressAlone(t *testing.T) {
	startAWS(t, localaws.Config{})
	t.Setenv("ADMIN_ADDR", "127.0.0.1:0")
	instance := startInstance(t)
	_, private := get(t, "http://"+instance.AdminAddr().String()+"/healthz")
	if want := `"go":"` + runtime.Version() + `"`; !strings.Contains(private, want) || !strings.Contains(private, `"revision":"`) {
		t.Errorf("at the admin address: %s, want %s and a revision", private, want)
	}
	if _, public := get(t, "http://"+instance.Addr().String()+"/healthz"); public != `{"status":"alive"}` {
		t.Errorf("at the public address: %s", public)
	}
}
