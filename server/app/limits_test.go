package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// The clocks of these tests stand still but for what a test moves, so that what happens within a window does not depend
// on how long the machine takes.

// sender asks from an address, through a trusted proxy.
type sender struct {
	*browser
	address string
	token   string // none: signed in by cookie, or not
}

// behindProxy starts an instance that believes X-Forwarded-For from loopback.
func behindProxy(t *testing.T, clock *fakeClock) (from func(address string) sender) {
	t.Helper()
	t.Setenv("TRUSTED_PROXIES", "127.0.0.1")
	url := startProduct(t, clock)
	return func(address string) sender { return sender{browser: newBrowser(t, url), address: address} }
}

// input sends a mutation of one input. What a busy machine has no time for is sent again: an attempt that we fail is
// given back.
func (s sender) input(t *testing.T, field, selection string, input map[string]any) answer {
	t.Helper()
	for {
		a := s.once(t, field, selection, input)
		if a.code() != "SERVICE_UNAVAILABLE" {
			return a
		}
	}
}

func (s sender) once(t *testing.T, field, selection string, input map[string]any) answer {
	t.Helper()
	typeName := strings.ToUpper(field[:1]) + field[1:] + "Input"
	query := fmt.Sprintf(`mutation ($input: %s!) { %s(input: $input) { %s userErrors { code retryAfter } } }`, typeName, field, selection)
	headers := []string{"X-Forwarded-For", s.address}
	if s.token != "" {
		headers = append(headers, "Authorization", "Bearer "+s.token)
	}
	return s.ask(t, query, map[string]any{"input": input}, headers...)
}

// passed fails the test if an answer has errors of either kind, except one that only says that the action was done
// before.
func passed(t *testing.T, what string, a answer, repeated string) {
	t.Helper()
	if strings.Contains(a.body, `"userErrors":[]`) || repeated != "" && strings.Contains(a.body, repeated) {
		return
	}
	t.Errorf("%s: %s", what, a.body)
}

// inParallel calls f with each number below n, a few at a time.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	workers.Wait()
}

// employee is the input of one of many who sign up: a mailbox and a number of their own, in one country.
func employee(i int) (email, number string) {
	return fmt.Sprintf("employee%d@example.com", i), fmt.Sprintf("+4420%08d", 79460000+i)
}

// A company of 500 people behind one address, whose phones are of one country, has its first morning: from sign-up to
// the first vote, all in the same instant, which is the highest load that windows of any length can get.
func TestACompanyBehindOneAddressHasItsFirstMorning(t *testing.T) {
	const company = 500
	const people = int(company * part)
	var clock fakeClock
	clock.stop()
	var sent sync.Map // the newest code to a number or an address
	backend := startAWS(t, localaws.Config{Clock: clock.now, OnMessage: func(m cognitotest.Message) { sent.Store(m.To, m.Code) }})
	from := behindProxy(t, &clock)
	newest := func(to string) string {
		code, _ := sent.Load(to)
		text, _ := code.(string)
		return text
	}
	staff := make([]sender, people)
	for i := range staff {
		staff[i] = from("203.0.113.5")
	}
	arrive := func(i int) {
		email, number := employee(i)
		who := staff[i]
		passed(t, "signUp", who.input(t, "signUp", "codeDelivery { medium }", map[string]any{
			"email": email, "name": "Ada Lovelace", "phoneNumber": number, "password": password,
		}), "EMAIL_TAKEN")
		passed(t, "confirmOtp", who.input(t, "confirmOtp", "confirmed", map[string]any{"email": email, "code": newest(number)}), "CODE_EXPIRED")
		a := who.input(t, "signIn", "session { tokens { accessToken } }", map[string]any{"email": email, "password": password, "transport": "TOKENS"})
		passed(t, "signIn", a, "")
		var signedIn struct {
			Session struct{ Tokens struct{ AccessToken string } }
		}
		if err := json.Unmarshal(a.Data["signIn"], &signedIn); err != nil {
			t.Error(err)
		}
		staff[i].token, who.token = signedIn.Session.Tokens.AccessToken, signedIn.Session.Tokens.AccessToken
		passed(t, "requestVerification", who.input(t, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "EMAIL"}), "")
		passed(t, "verifyAttribute", who.input(t, "verifyAttribute", "viewer { id }", map[string]any{"attribute": "EMAIL", "code": newest(email)}), "CODE_EXPIRED")
	}
	arrive(0) // opens the windows
	for _, name := range []string{
		`signUp 86400 CLIENT_IP="203.0.113.5"`, `signUp 3600 PHONE_COUNTRY="GB"`, `signUp 86400 GLOBAL=""`, `confirmOtp 3600 CLIENT_IP="203.0.113.5"`,
		`signIn 3600 CLIENT_IP="203.0.113.5"`, `requestVerification 86400 CLIENT_IP="203.0.113.5"`, `requestVerification 86400 GLOBAL=""`,
	} {
		addAttempts(t, backend, name, company-people)
	}
	inParallel(people-1, func(i int) { arrive(i + 1) })
	if t.Failed() {
		return
	}
	expect(t, "sign-ups counted", counter(t, backend, `signUp 86400 CLIENT_IP="203.0.113.5"`) >= company, true)
	pitch := func(i int) any {
		a := staff[i].input(t, "createProject", "project { id }", map[string]any{"title": "A choir", "summary": "Forty-five minutes at lunch.", "clientMutationId": "pitch"})
		return at(t, decode(t, a.Data["createProject"]), "project", "id")
	}
	projects := []any{pitch(0), pitch(1)}
	inParallel(people, func(i int) {
		favourite := projects[0]
		if i == 0 {
			favourite = projects[1] // nobody votes for a project of one's own
		}
		passed(t, "castVote", staff[i].input(t, "castVote", "vote { points }", map[string]any{
			"projectId": favourite, "points": 5, "clientMutationId": "first vote",
		}), "")
	})
}

// counter reads how many attempts are counted under a key of the limits.
func counter(t *testing.T, backend *localaws.AWS, name string) int {
	t.Helper()
	return addAttempts(t, backend, name, 0)
}

// addAttempts puts attempts of others into a counter that is there, and returns how many it has.
func addAttempts(t *testing.T, backend *localaws.AWS, name string, n int) int {
	t.Helper()
	client := dynamodb.New(dynamodb.Options{
		Region: localaws.Region, BaseEndpoint: aws.String(backend.Dynamo.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	sum := sha256.Sum256([]byte(name))
	out, err := client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String(localaws.TableName), Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "LIMIT#" + hex.EncodeToString(sum[:])}, "SK": &types.AttributeValueMemberS{Value: "LIMIT"},
		},
		UpdateExpression: aws.String("ADD attempts :n"), ConditionExpression: aws.String("attribute_exists(opened)"), ReturnValues: types.ReturnValueAllNew,
		ExpressionAttributeValues: map[string]types.AttributeValue{":n": &types.AttributeValueMemberN{Value: strconv.Itoa(n)}},
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	attempts := out.Attributes["attempts"].(*types.AttributeValueMemberN)
	counted, err := strconv.Atoi(attempts.Value)
	if err != nil {
		t.Fatal(err)
	}
	return counted
}

func TestAnAttackerAtOneAddressChangesNothingForAnybodyElse(t *testing.T) {
	var clock fakeClock
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	from := behindProxy(t, &clock)
	victim, attacker := from("198.51.100.7"), from("203.0.113.5")
	signUp(t, backend, victim.url, "ada@example.com")

	account := func(i int) map[string]any { email, _ := employee(i); return map[string]any{"email": email} }
	burst := func(n, limit int, field, selection string, input func(i int) map[string]any, counters ...string) {
		t.Helper()
		var limited atomic.Int64
		if len(counters) > 0 {
			attacker.input(t, field, selection, input(n)) // opens the windows
			before := int(float64(limit) * (1 - part))
			for _, name := range counters {
				addAttempts(t, backend, field+" "+name, before)
			}
			n, limit = int(float64(n)*part), limit-1-before
		}
		inParallel(n, func(i int) {
			if a := attacker.input(t, field, selection, input(i)); a.code() == "RATE_LIMITED" {
				limited.Add(1)
			}
		})
		if let := n - int(limited.Load()); let > limit { // fewer, where a busy machine loses the count of one
			t.Errorf("%s: %d of %d were let through, want %d", field, let, n, limit)
		}
	}
	burst(2000, 700, "signUp", "codeDelivery { medium }", func(i int) map[string]any {
		email, number := employee(i)
		return map[string]any{"email": email, "name": "Eve", "phoneNumber": number, "password": "too short"} // counted, and sends nothing
	}, `86400 CLIENT_IP="203.0.113.5"`, `3600 PHONE_COUNTRY="GB"`, `86400 GLOBAL=""`)
	burst(1500, 700, "resendOtp", "accepted", account, `86400 CLIENT_IP="203.0.113.5"`, `86400 GLOBAL=""`)
	burst(1500, 700, "forgotPassword", "accepted", account, `86400 CLIENT_IP="203.0.113.5"`, `86400 GLOBAL=""`)
	burst(300, 10, "signIn", "session { expiresAt }", func(int) map[string]any {
		return map[string]any{"email": "ada@example.com", "password": "Wrong-Horse-7-Battery"}
	})

	for name, want := range map[string]int{
		`signUp 86400 CLIENT_IP="203.0.113.5"`: 700, `signUp 86400 GLOBAL=""`: 701, `signUp 3600 PHONE_COUNTRY="GB"`: 701, // and Ada's own
		`resendOtp 86400 GLOBAL=""`: 700, `forgotPassword 86400 GLOBAL=""`: 700, `signIn 300 ACCOUNT="ada@example.com"`: 10,
	} {
		// A few more may be there where a busy machine took too long to answer: nobody knows then whether an attempt was
		// counted.
		if counted := counter(t, backend, name); counted > want+50 || counted == 0 {
			t.Errorf("%s: %d are counted, want %d", name, counted, want)
		}
	}
	for field, selection := range map[string]string{"forgotPassword": "accepted", "resendOtp": "accepted"} {
		passed(t, field, victim.input(t, field, selection, map[string]any{"email": "ada@example.com"}), "")
	}
	passed(t, "signUp", victim.input(t, "signUp", "codeDelivery { medium }", map[string]any{
		"email": "grace@example.com", "name": "Grace Hopper", "phoneNumber": "+442079461999", "password": password,
	}), "EMAIL_TAKEN")
	clock.advance(20 * time.Minute) // Cognito's own lock-out has its time
	burst(100, 10, "signIn", "session { expiresAt }", func(int) map[string]any {
		return map[string]any{"email": "ada@example.com", "password": ""} // counted, and does not lock Cognito's door again
	})
	passed(t, "signIn", victim.input(t, "signIn", "session { expiresAt }", map[string]any{"email": "ada@example.com", "password": password}), "")
	wantCheapRefusals(t, backend, &clock, attacker)
}

// wantCheapRefusals limits the cost of a minute of an attack from an address that is used up, with refused attempts in
// every second.
func wantCheapRefusals(t *testing.T, backend *localaws.AWS, clock *fakeClock, attacker sender) {
	t.Helper()
	backend.Dynamo.ResetCalls()
	for range 60 {
		for range 10 {
			a := attacker.once(t, "signUp", "codeDelivery { medium }", map[string]any{"email": "eve@example.com", "name": "Eve", "phoneNumber": "+442079460018", "password": password})
			if a.code() != "RATE_LIMITED" {
				t.Fatal(a.body)
			}
		}
		clock.advance(time.Second)
	}
	if calls := backend.Dynamo.Calls()["UpdateItem"]; calls < 60 || calls > 80 { // more than 60 where a busy machine has one sent again
		t.Errorf("600 refused attempts in a minute: %d counts, want one a second", calls)
	}
}

func TestNobodyWaitsForMoreThanAWindow(t *testing.T) {
	var clock fakeClock
	clock.stop()
	startAWS(t, localaws.Config{Clock: clock.now})
	from := behindProxy(t, &clock)
	ada := from("198.51.100.7")
	ask := func() answer {
		return ada.input(t, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"})
	}
	for range 3 {
		passed(t, "forgotPassword", ask(), "")
	}
	for range 2 { // counted, and remembered
		if a := ask(); a.code() != "RATE_LIMITED" || fmt.Sprint(a.Errors[0].Extensions["retryAfter"]) != "3600" || !strings.Contains(a.body, "60 minutes") {
			t.Errorf("over the limit: %s", a.body)
		}
	}
	clock.advance(time.Hour)
	passed(t, "after the time that was given", ask(), "")
}

// An outage uses up nobody's attempts, however often people try while it lasts.
func TestAnOutageUsesUpNoAttempts(t *testing.T) {
	var clock fakeClock
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	from := behindProxy(t, &clock)
	ada := from("198.51.100.7")
	signUp(t, backend, ada.url, "ada@example.com")
	for _, c := range []struct {
		field, selection, operation string
		input                       map[string]any
		tries, limit                int
	}{
		{"forgotPassword", "accepted", "ForgotPassword", map[string]any{"email": "nobody@example.com"}, 8, 3},
		{"resendOtp", "accepted", "ResendConfirmationCode", map[string]any{"email": "nobody@example.com"}, 8, 3},
		{"confirmOtp", "confirmed", "ConfirmSignUp", map[string]any{"email": "nobody@example.com", "code": "123456"}, 12, 5},
		{"signIn", "session { expiresAt }", "InitiateAuth", map[string]any{"email": "ada@example.com", "password": password}, 15, 10},
	} {
		for _, kind := range []cognitotest.FaultKind{cognitotest.Throttle, cognitotest.InternalError} {
			backend.Cognito.Inject(cognitotest.Fault{Operation: c.operation, Count: 1000, Kind: kind})
			for range c.tries {
				if a := ada.once(t, c.field, c.selection, c.input); a.code() != "SERVICE_UNAVAILABLE" {
					t.Fatalf("%s in an outage: %s", c.field, a.body)
				}
			}
			backend.Cognito.ClearFaults()
		}
		for range c.limit {
			if a := ada.input(t, c.field, c.selection, c.input); a.code() != "" {
				t.Fatalf("%s after the outage: %s", c.field, a.body)
			}
		}
		if a := ada.input(t, c.field, c.selection, c.input); a.code() != "RATE_LIMITED" {
			t.Errorf("%s over the limit: %s", c.field, a.body)
		}
	}
}

func TestAnAttemptThatCannotBeGivenBackIsLoggedAndAnsweredAsUsual(t *testing.T) {
	var clock fakeClock
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	var log syncBuffer
	quiet(t, &log)
	from := behindProxy(t, &clock)
	ada := from("198.51.100.7")
	backend.Cognito.Inject(cognitotest.Fault{Operation: "ForgotPassword", Count: 1, Kind: cognitotest.InternalError, Delay: 200 * time.Millisecond})
	asked := make(chan answer, 1)
	go func() {
		asked <- ada.once(t, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"})
	}()
	eventually(t, "the attempt is counted and on its way", func() bool { return backend.Cognito.Calls()["ForgotPassword"] == 1 })
	backend.Dynamo.Inject(dynamotest.Fault{Operation: "UpdateItem", Count: 1000, Kind: dynamotest.InternalError})
	if a := <-asked; a.code() != "SERVICE_UNAVAILABLE" {
		t.Errorf("answer: %s", a.body)
	}
	text := log.String()
	if !strings.Contains(text, `"level":"WARN","msg":"attempt not given back"`) || strings.Contains(text, "ada@example.com") {
		t.Errorf("log: %s", text)
	}
}

// A client that hangs up once its guess is with Cognito has used the guess.
func TestHangingUpGivesNoGuessBack(t *testing.T) {
	var clock fakeClock
	clock.stop()
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	from := behindProxy(t, &clock)
	eve := from("203.0.113.5")
	body, err := json.Marshal(map[string]any{"query": confirmMutation, "variables": map[string]any{"input": map[string]any{"email": "ada@example.com", "code": "123456"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		backend.Cognito.Inject(cognitotest.Fault{Operation: "ConfirmSignUp", Count: 1, Kind: cognitotest.Delay, Delay: time.Minute})
		ctx, hangUp := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, eve.url+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		done := make(chan struct{})
		go func() {
			defer close(done)
			if response, err := eve.Do(request); err == nil {
				_ = response.Body.Close()
				t.Error("an answer, though the client has hung up")
			}
		}()
		eventually(t, "the guess is with Cognito", func() bool { return backend.Cognito.Calls()["ConfirmSignUp"] == i+1 })
		hangUp()
		<-done
	}
	backend.Cognito.ClearFaults()
	if a := eve.input(t, "confirmOtp", "confirmed", map[string]any{"email": "ada@example.com", "code": "123456"}); a.code() != "RATE_LIMITED" {
		t.Errorf("a sixth guess: %s", a.body)
	}
	if calls := backend.Cognito.Calls()["ConfirmSignUp"]; calls != 5 {
		t.Errorf("%d guesses reached Cognito", calls)
	}
}
