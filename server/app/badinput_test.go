package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const (
	signUpMutation  = `mutation ($input: SignUpInput!) { signUp(input: $input) { codeDelivery { medium destination } userErrors { code field message retryAfter } } }`
	confirmMutation = `mutation ($input: ConfirmOtpInput!) { confirmOtp(input: $input) { confirmed userErrors { code field message retryAfter } } }`
	resendMutation  = `mutation ($input: ResendOtpInput!) { resendOtp(input: $input) { accepted userErrors { code field message retryAfter } } }`
)

// userError is one of the payload of the only field of an answer.
type userError struct {
	Code, Message string
	Field         []string
	RetryAfter    int
}

func userErrors(t *testing.T, a answer) []userError {
	t.Helper()
	for _, raw := range a.Data {
		var payload struct{ UserErrors []userError }
		if err := json.Unmarshal(raw, &payload); err == nil {
			return payload.UserErrors
		}
	}
	t.Fatalf("no payload: %d %s", a.status, a.body)
	return nil
}

func TestSignUpTellsWhatIsWrongWithEachField(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	signUp(t, backend, url, "taken@example.com")
	verifyEmail(t, backend, "taken@example.com")
	backend.Cognito.ResetCalls()
	long := strings.Repeat("x", 10<<10)

	cases := map[string]struct {
		change map[string]any
		want   string // code and field of each error; beginning of the first message after a colon
	}{
		"weak password":                    {map[string]any{"password": "short"}, "PASSWORD_POLICY[password]: The password needs at least 12 characters, an upper case letter, a digit and a symbol"},
		"password without a symbol":        {map[string]any{"password": "Abcdefghijk1"}, "PASSWORD_POLICY[password]: The password needs a symbol"},
		"empty password":                   {map[string]any{"password": ""}, "PASSWORD_POLICY[password]: The password needs at least 12"},
		"10 KB password":                   {map[string]any{"password": long}, "PASSWORD_POLICY[password]: The password needs at most 256"},
		"national phone number":            {map[string]any{"phoneNumber": "020 7946 0018"}, "INVALID_PHONE_NUMBER[phoneNumber]: Enter the phone number with its country code"},
		"malformed phone number":           {map[string]any{"phoneNumber": "+44 call me"}, "INVALID_PHONE_NUMBER[phoneNumber]: This has a character that can't be part of it: “c”"},
		"number of premium rate":           {map[string]any{"phoneNumber": "+44 909 879 0000"}, "INVALID_PHONE_NUMBER[phoneNumber]: Calls to this number cost extra"},
		"password with a space at the end": {map[string]any{"password": password + " "}, "PASSWORD_POLICY[password]: The password needs no white space at its beginning or end."},
		"password with a tab inside":       {map[string]any{"password": "Correct-Horse\t7"}, "PASSWORD_POLICY[password]: The password needs no tabs"},
		"empty phone number":               {map[string]any{"phoneNumber": ""}, "INVALID_PHONE_NUMBER[phoneNumber]:"},
		"10 KB phone number":               {map[string]any{"phoneNumber": "+" + strings.Repeat("1", 10<<10)}, "INVALID_PHONE_NUMBER[phoneNumber]:"},
		"domain not allowed":               {map[string]any{"email": "ada@evil.test"}, "EMAIL_DOMAIN_NOT_ALLOWED[email]: Addresses of this email domain"},
		"domain that ends alike":           {map[string]any{"email": "ada@notexample.com"}, "EMAIL_DOMAIN_NOT_ALLOWED[email]:"},
		"email taken in another case":      {map[string]any{"email": "Taken@EXAMPLE.com"}, "EMAIL_TAKEN[email]: This email address already has an account"},
		"empty email":                      {map[string]any{"email": ""}, "INVALID_EMAIL[email]: Enter a valid email address"},
		"Unicode email":                    {map[string]any{"email": "аdа@example.com"}, "INVALID_EMAIL[email]:"},
		"email with a Kelvin sign":         {map[string]any{"email": "\u212aay@example.com"}, "INVALID_EMAIL[email]:"},
		"email with a control":             {map[string]any{"email": "a\u0000da@example.com"}, "INVALID_EMAIL[email]:"},
		"10 KB email":                      {map[string]any{"email": long + "@example.com"}, "INVALID_EMAIL[email]:"},
		"empty name":                       {map[string]any{"name": " "}, "INVALID_NAME[name]: Enter your full name"},
		"name with a control":              {map[string]any{"name": "Ada\u0007"}, "INVALID_NAME[name]:"},
		"name that turns the text":         {map[string]any{"name": "Ada \u202eecalevoL"}, "INVALID_NAME[name]: This has a character that can't be part of it: an invisible one, U+202E"},
		"10 KB name":                       {map[string]any{"name": long}, "INVALID_NAME[name]:"},
		"everything at once":               {map[string]any{"email": "x", "name": "", "phoneNumber": "1", "password": "x"}, "INVALID_EMAIL[email] INVALID_NAME[name] INVALID_PHONE_NUMBER[phoneNumber] PASSWORD_POLICY[password]: Enter a valid email"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			input := map[string]any{"email": "new@example.com", "name": "Ada Lovelace", "phoneNumber": phone, "password": password}
			for field, value := range c.change {
				input[field] = value
			}
			a := newBrowser(t, url).ask(t, signUpMutation, map[string]any{"input": input})
			var got []string
			errors := userErrors(t, a)
			for _, e := range errors {
				got = append(got, e.Code+fmt.Sprint(e.Field))
			}
			codes, message, _ := strings.Cut(c.want, ": ")
			codes = strings.TrimSuffix(codes, ":")
			if strings.Join(got, " ") != codes || !strings.HasPrefix(errors[0].Message, message) || strings.Contains(a.body, "xxxxxxxxxx") {
				t.Errorf("%s", a.body)
			}
		})
	}
	if calls := backend.Cognito.Calls(); calls["SignUp"] != 1 { // the taken address is Cognito's to know
		t.Errorf("calls of Cognito: %v", calls)
	}
}

func TestCodesWorkOnceAndForADay(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	browser := newBrowser(t, url)
	confirm := func(email, code string) []userError {
		return userErrors(t, browser.ask(t, confirmMutation, map[string]any{"input": map[string]any{"email": email, "code": code}}))
	}
	expect := func(what, want string, got []userError) {
		t.Helper()
		if len(got) != 1 || got[0].Code != want || got[0].Message == "" {
			t.Errorf("%s: %+v, want %s", what, got, want)
		}
	}
	input := map[string]any{"email": "ada@example.com", "name": "Ada", "phoneNumber": phone, "password": password}
	browser.ask(t, signUpMutation, map[string]any{"input": input})
	first := code(t, backend, phone)

	a := browser.ask(t, signInMutation, signInInput("ada@example.com"))
	if !strings.Contains(a.body, `"challenge":{"__typename":"ConfirmSignUpChallenge","email":"ada@example.com"}`) || len(backend.Cognito.Outbox()) != 1 {
		t.Errorf("sign-in before the confirmation: %s, %d messages", a.body, len(backend.Cognito.Outbox()))
	}
	wrong := browser.ask(t, signInMutation, map[string]any{"input": map[string]any{"email": "ada@example.com", "password": otherPassword}})
	if wrong.body != a.body { // Cognito checks no password before the account is confirmed
		t.Errorf("a wrong password before the confirmation: %s", wrong.body)
	}
	expect("a code of no form", "CODE_MISMATCH", confirm("ada@example.com", "abc"))
	expect("a wrong code", "CODE_MISMATCH", confirm("ada@example.com", otherCode(first)))
	clock.advance(25 * time.Hour)
	expect("a late code", "CODE_EXPIRED", confirm("ada@example.com", first))
	if got := userErrors(t, browser.ask(t, resendMutation, map[string]any{"input": map[string]any{"email": "ada@example.com"}})); len(got) != 0 {
		t.Fatalf("resend: %+v", got)
	}
	second := code(t, backend, phone)
	clock.advance(time.Hour) // past the limit of attempts
	if got := confirm("ada@example.com", second[:3]+" "+second[3:]); len(got) != 0 {
		t.Fatalf("the new code, typed with a space: %+v", got)
	}
	expect("a used code", "CODE_EXPIRED", confirm("ada@example.com", second))
	expect("an unknown account", "CODE_EXPIRED", confirm("nobody@example.com", second))
}

func otherCode(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestResendDoesNotTellWhoHasAnAccount(t *testing.T) {
	backend := startAWS(t, localaws.Config{Client: cognitotest.ClientSpec{UnknownAlternates: true}})
	url := startProduct(t)
	signUp(t, backend, url, "confirmed@example.com")
	browser := newBrowser(t, url)
	browser.ask(t, signUpMutation, map[string]any{"input": map[string]any{"email": "waiting@example.com", "name": "Ada", "phoneNumber": "+442079460019", "password": password}})
	sent := len(backend.Cognito.Outbox())
	var bodies []string
	for _, email := range []string{"unknown@example.com", "unknown@example.com", "confirmed@example.com", "waiting@example.com"} {
		bodies = append(bodies, browser.ask(t, resendMutation, map[string]any{"input": map[string]any{"email": email}}).body)
	}
	if slices.ContainsFunc(bodies, func(body string) bool { return body != bodies[0] }) || !strings.Contains(bodies[0], `"accepted":true`) {
		t.Errorf("answers differ: %q", bodies)
	}
	if got := len(backend.Cognito.Outbox()) - sent; got != 1 {
		t.Errorf("%d messages sent, want 1", got)
	}
}

func TestWrongCredentialsLookTheSameForEveryAccount(t *testing.T) {
	var clock fakeClock
	clock.stop() // a lock-out lasts a second at first
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	signUp(t, backend, url, "ada@example.com")
	browser := newBrowser(t, url)
	try := func(email, password string) answer {
		return browser.ask(t, signInMutation, map[string]any{"input": map[string]any{"email": email, "password": password}})
	}
	known, unknown := try("ada@example.com", "Wrong-Horse-7-Battery"), try("nobody@example.com", "Wrong-Horse-7-Battery")
	if known.body != unknown.body || userErrors(t, known)[0].Code != "INVALID_CREDENTIALS" {
		t.Errorf("known: %s, unknown: %s", known.body, unknown.body)
	}
	for _, empty := range []string{"", strings.Repeat("x", 10<<10)} {
		if got := userErrors(t, try("ada@example.com", empty)); got[0].Code != "INVALID_CREDENTIALS" {
			t.Errorf("password of %d bytes: %+v", len(empty), got)
		}
	}
	var locked []userError
	for range 6 {
		locked = userErrors(t, try("ada@example.com", "Wrong-Horse-7-Battery"))
	}
	if locked[0].Code != "TOO_MANY_ATTEMPTS" || locked[0].RetryAfter <= 0 {
		t.Errorf("after the lock-out: %+v", locked)
	}
	var limited answer
	for range 4 {
		limited = try("ada@example.com", password)
	}
	if limited.code() != "RATE_LIMITED" || limited.Errors[0].Extensions["retryAfter"] == nil {
		t.Errorf("over the limit of attempts: %s", limited.body)
	}
	clock.advance(20 * time.Minute)
	if a := try("ada@example.com", password); !strings.Contains(a.body, `"email":"ada@example.com"`) {
		t.Errorf("after waiting: %s", a.body)
	}
}

func TestFortyAliasesReachNothingUpstream(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	browser := newBrowser(t, startProduct(t))
	backend.Cognito.ResetCalls()
	backend.Dynamo.ResetCalls()
	var document strings.Builder
	document.WriteString("mutation ($input: ConfirmOtpInput!) {")
	for i := range 40 {
		fmt.Fprintf(&document, ` c%d: confirmOtp(input: $input) { confirmed }`, i)
	}
	document.WriteString("}")
	a := browser.ask(t, document.String(), map[string]any{"input": map[string]any{"email": "ada@example.com", "code": "123456"}})
	if a.status != http.StatusBadRequest || a.code() != "GRAPHQL_VALIDATION_FAILED" || a.Data != nil || !strings.Contains(a.body, "one mutation field") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if calls := sum(backend.Cognito.Calls()) + sum(backend.Dynamo.Calls()); calls != 0 {
		t.Errorf("%d calls upstream", calls)
	}
}

// Codes can't be guessed by trying, over instances.
func TestAtMostFiveGuessesOfACodeReachCognito(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	urls := []string{startProduct(t), startProduct(t)}
	newBrowser(t, urls[0]).ask(t, signUpMutation, map[string]any{"input": map[string]any{"email": "ada@example.com", "name": "Ada", "phoneNumber": phone, "password": password}})
	backend.Cognito.ResetCalls()
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			browser := newBrowser(t, urls[worker%2])
			for i := range 25 {
				browser.ask(t, confirmMutation, map[string]any{"input": map[string]any{"email": "ada@example.com", "code": fmt.Sprintf("%06d", worker*25+i)}}, "X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i))
			}
		})
	}
	wait.Wait()
	if calls := backend.Cognito.Calls()["ConfirmSignUp"]; calls != 5 {
		t.Errorf("%d guesses reached Cognito, want 5", calls)
	}
}

func TestMalformedRequestsAreRefusedWithoutAnEcho(t *testing.T) {
	startAWS(t, localaws.Config{})
	browser := newBrowser(t, startProduct(t))
	const secret = "my-secret-password"
	cases := map[string]struct {
		body    string
		headers []string
		status  int
	}{
		"malformed JSON":            {body: `{"query": "` + secret, status: 400},
		"not an object":             {body: `["` + secret + `"]`, status: 400},
		"no query":                  {body: `{"variables": {"password": "` + secret + `"}}`, status: 400},
		"a syntax error":            {body: `{"query": "{ ` + secret + ` ("}`, status: 400},
		"a literal of a wrong type": {body: `{"query": "mutation { signIn(input: {email: \"a@example.com\", password: 12345678901}) { userErrors { code } } }"}`, status: 400},
		"a variable of a wrong type": {
			body:   `{"query": "mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }", "variables": {"input": {"email": "a@example.com", "password": {"` + secret + `": 1}}}}`,
			status: 400,
		},
		"an enum value that does not exist": {
			body:   `{"query": "mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }", "variables": {"input": {"email": "a@example.com", "password": "x", "transport": "` + secret + `"}}}`,
			status: 400,
		},
		"a body too large":    {body: `{"query": "` + strings.Repeat(" ", 33<<10) + secret + `"}`, status: 413},
		"a form":              {body: "query=" + secret, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415},
		"a page of elsewhere": {body: `{"query": "{ __typename }"}`, headers: []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.test"}, status: 403},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := browser.send(t, c.body, c.headers...)
			if a.status != c.status || a.code() == "" || a.Errors[0].Message == "" || a.Data != nil {
				t.Errorf("%d %s", a.status, a.body)
			}
			if strings.Contains(a.body, secret) || strings.Contains(a.body, "12345678901") {
				t.Errorf("echoed: %s", a.body)
			}
		})
	}
}

// Secrets that people type never appear in the log, whatever happens.
func TestSecretsReachNoLog(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	var log syncBuffer
	quiet(t, &log)
	url := startProduct(t)
	signUp(t, backend, url, "ada@example.com")
	secrets := []string{password, code(t, backend, phone)}
	session := signIn(t, url, "ada@example.com")
	secrets = append(secrets, session.Tokens.AccessToken, session.Tokens.IdToken, session.Tokens.RefreshToken)
	browser := newBrowser(t, url)
	a := browser.ask(t, signInMutation, signInInput("ada@example.com"))
	secrets = append(secrets, (&http.Response{Header: a.header}).Cookies()[0].Value)
	for _, operation := range []string{"GetUser", "InitiateAuth", "GetTokensFromRefreshToken", "RevokeToken", "SignUp", "ConfirmSignUp", "ResendConfirmationCode"} {
		backend.Cognito.Inject(fault(operation))
	}
	browser.ask(t, `{ viewer { name } }`, nil, "Authorization", "Bearer "+session.Tokens.AccessToken)
	browser.ask(t, signInMutation, signInInput("ada@example.com"))
	browser.ask(t, signUpMutation, map[string]any{"input": map[string]any{"email": "b@example.com", "name": "B", "phoneNumber": phone, "password": password}})
	browser.ask(t, confirmMutation, map[string]any{"input": map[string]any{"email": "b@example.com", "code": secrets[1]}})
	browser.ask(t, `mutation ($input: RefreshInput) { refresh(input: $input) { userErrors { code } } }`, map[string]any{"input": map[string]any{"refreshToken": session.Tokens.RefreshToken}})
	browser.ask(t, `mutation ($input: SignOutInput) { signOut(input: $input) { signedOut } }`, map[string]any{"input": map[string]any{"refreshToken": session.Tokens.RefreshToken}})
	browser.ask(t, `{ viewer { id } }`, nil, "Authorization", "Bearer "+session.Tokens.AccessToken+"x")
	backend.Cognito.ClearFaults()
	secrets = append(secrets, accountSecrets(t, backend, url)...)

	text := log.String() + everythingInTheTrail(t, backend, url)
	if !strings.Contains(text, "/graphql") || !strings.Contains(text, "upstream unavailable") {
		t.Fatalf("the log lacks what it should hold: %s", text)
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the log or the audit trail holds %q", secret)
		}
	}
}

// syncBuffer is a buffer that the log's writers share with the test.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// accountSecrets goes through what accounts can do, with failures of the upstream in between, and returns the secrets that were used.
func accountSecrets(t *testing.T, backend *localaws.AWS, url string) []string {
	t.Helper()
	b := person(t, backend, url, "canary@example.com")
	failing := func(operation string, do func()) {
		backend.Cognito.Inject(fault(operation))
		do()
		backend.Cognito.ClearFaults()
		do()
	}
	a := b.ask(t, `mutation { startTotpSetup { setup { secret otpauthUri } } }`, nil)
	secret := at(t, decode(t, a.Data["startTotpSetup"]), "setup", "secret").(string)
	totp, err := cognitotest.TOTP(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	failing("VerifySoftwareToken", func() { b.try(t, "finishTotpSetup", "viewer { id }", map[string]any{"code": totp}) })
	challenge := newBrowser(t, url).enter(t, "canary@example.com", password)
	handle := at(t, challenge, "challenge", "handle").(string)
	failing("RespondToAuthChallenge", func() {
		b.try(t, "answerChallenge", "session { expiresAt }", map[string]any{"handle": handle, "code": totp})
	})
	failing("ChangePassword", func() {
		b.try(t, "changePassword", "changed", map[string]any{"currentPassword": "Wrong-Horse-7-Battery", "newPassword": otherPassword})
	})
	failing("ForgotPassword", func() { b.try(t, "forgotPassword", "accepted", map[string]any{"email": "canary@example.com"}) })
	sent := code(t, backend, phone)
	failing("ConfirmForgotPassword", func() {
		b.try(t, "resetPassword", "reset", map[string]any{"email": "canary@example.com", "code": sent, "newPassword": otherPassword})
	})
	return []string{secret, totp, handle, sent, otherPassword, "Wrong-Horse-7-Battery"}
}

// everythingInTheTrail is the audit trail as an administrator reads it.
func everythingInTheTrail(t *testing.T, backend *localaws.AWS, url string) string {
	t.Helper()
	admin := administrator(t, backend, url)
	var body string
	eventually(t, "the trail holds the reset", func() bool {
		body = admin.ask(t, `{ auditEvents(first: 100) { edges { node { action outcome code actor email target ipAddress userAgent requestId } } } }`, nil).body
		return strings.Contains(body, "resetPassword")
	})
	return body
}
