package app_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Khan/genqlient/graphql"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

const (
	password = "Correct-Horse-7-Battery"
	phone    = "+442079460018"
)

// startAWS runs the stand-ins and points the environment at them.
func startAWS(t testing.TB, c localaws.Config) *localaws.AWS {
	t.Helper()
	quiet(t, io.Discard)
	backend, err := localaws.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := backend.Close(); err != nil {
			t.Error(err)
		}
	})
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	settings := backend.Environment()
	for name, value := range map[string]string{
		"LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "off", "PUBLIC_URL": "http://localhost:8080", "ENVIRONMENT": "development",
		"SESSION_KEYS": base64.StdEncoding.EncodeToString(key), "ALLOWED_EMAIL_DOMAINS": "example.com,*.example.com", "SHUTDOWN_DELAY": "0s",
	} {
		settings[name] = value
	}
	for name, value := range settings {
		t.Setenv(name, value)
	}
	return backend
}

// quiet sends the log to w for the length of the test.
func quiet(t testing.TB, w io.Writer) {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
}

// startProduct serves one instance of the product, as the environment configures it, and returns its URL. It may be
// given a clock.
func startProduct(t testing.TB, clock ...*fakeClock) string {
	t.Helper()
	return "http://" + startInstance(t, clock...).Addr().String()
}

// startInstance serves one instance of the product for the length of the test.
func startInstance(t testing.TB, clock ...*fakeClock) *app.App {
	t.Helper()
	config, err := app.ParseConfig()
	if err != nil {
		t.Fatal(err)
	}
	config.Unhurried = 20
	config.DeletionsEvery = cmp.Or(config.DeletionsEvery, 24*time.Hour) // others count the calls
	for _, c := range clock {
		config.Now = c.now
	}
	return serveInstance(t, config)
}

// serveInstance serves one instance, as it is configured, for the length of the test.
func serveInstance(t testing.TB, config app.Config) *app.App {
	t.Helper()
	instance, err := app.Listen(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- instance.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Errorf("the product did not stop in order: %v", err)
		}
	})
	return instance
}

// written waits until an instance has written what it accounts for in the background.
func written(t testing.TB, instance *app.App) {
	t.Helper()
	if err := instance.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// browser is an HTTP client with cookies that sends what the product's own pages send.
type browser struct {
	*http.Client
	url string
}

func newBrowser(t *testing.T, url string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Error(err)
	}
	return &browser{&http.Client{Jar: jar}, url}
}

// answer is a response to a GraphQL request.
type answer struct {
	status int
	header http.Header
	body   string
	Data   map[string]json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

// code is that of the first error, or empty.
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// ask sends a document with variables and optional header pairs. Where there is no answer, the test has failed and goes
// on with an empty one: many browsers ask from goroutines of their own, from which a test can't be ended.
func (b *browser) ask(t *testing.T, query string, variables any, headers ...string) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Error(err)
		return answer{}
	}
	return b.send(t, string(body), headers...)
}

func (b *browser) send(t *testing.T, body string, headers ...string) answer {
	t.Helper()
	a, err := b.post(t.Context(), body, headers...)
	if err != nil {
		t.Error(err)
	}
	return a
}

func (b *browser) post(ctx context.Context, body string, headers ...string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+"/graphql", strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/graphql-response+json")
	request.Header.Set("GraphQL-Preflight", "1")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: response.StatusCode, header: response.Header, body: string(raw)}
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&a); err != nil {
		return a, fmt.Errorf("status %d, no JSON: %s", a.status, raw)
	}
	return a, nil
}

// code returns the code of the newest message to a phone number or email address.
func code(t testing.TB, backend *localaws.AWS, to string) string {
	t.Helper()
	for _, message := range backend.Cognito.Outbox() {
		if message.To == to {
			return message.Code
		}
	}
	t.Fatalf("no message to %s", to)
	return ""
}

// api is the typed client without credentials.
func api(url string) graphql.Client { return client.New(url+"/graphql", http.DefaultClient) }

// signUp registers an account and confirms it.
func signUp(t testing.TB, backend *localaws.AWS, url, email string) {
	t.Helper()
	registered, err := client.SignUp(t.Context(), api(url), client.SignUpInput{Email: email, Name: "Ada Lovelace", PhoneNumber: phone, Password: password})
	if err != nil || len(registered.SignUp.UserErrors) > 0 {
		t.Fatalf("signUp: %v %+v", err, registered)
	}
	confirmed, err := client.ConfirmOtp(t.Context(), api(url), client.ConfirmOtpInput{Email: email, Code: code(t, backend, phone)})
	if err != nil || !confirmed.ConfirmOtp.Confirmed {
		t.Fatalf("confirmOtp: %v %+v", err, confirmed)
	}
}

// signIn starts a bearer session.
func signIn(t testing.TB, url, email string) *client.SessionFields {
	t.Helper()
	signedIn, err := client.SignIn(t.Context(), api(url), client.SignInInput{Email: email, Password: password, Transport: client.SessionTransportTokens})
	if err != nil || signedIn.SignIn.Session == nil {
		t.Fatalf("signIn: %v %+v", err, signedIn)
	}
	return signedIn.SignIn.Session
}

// eventually waits until condition holds, asking it again and again for at most ten seconds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("never: %s", what)
		}
	}
}

// fakeClock is a clock that tests move; it starts at the real time, and goes on with it until it is stopped.
type fakeClock struct {
	ahead   atomic.Int64
	stopped atomic.Pointer[time.Time]
}

func (c *fakeClock) now() time.Time {
	at := c.stopped.Load()
	if at == nil {
		running := time.Now()
		at = &running
	}
	return at.Add(time.Duration(c.ahead.Load()))
}

// stop makes the clock stand still, except for advance.
func (c *fakeClock) stop() {
	at := time.Now()
	c.stopped.Store(&at)
}

func (c *fakeClock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

// operator is an SDK client of the user pool, for what an operator does to it.
func operator(backend *localaws.AWS) *cognitoidentityprovider.Client {
	return cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region: localaws.Region, BaseEndpoint: aws.String(backend.Cognito.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// invite creates an account with a temporary password.
func invite(t *testing.T, backend *localaws.AWS, email, temporary string) {
	t.Helper()
	attribute := func(name, value string) types.AttributeType {
		return types.AttributeType{Name: aws.String(name), Value: aws.String(value)}
	}
	_, err := operator(backend).AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &backend.Pool.ID, Username: &email, TemporaryPassword: &temporary, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{attribute("email", email), attribute("name", "Ada Lovelace"), attribute("phone_number", phone)},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// verifyEmail has the email address of an account count as verified, without a code.
func verifyEmail(t testing.TB, backend *localaws.AWS, email string) {
	setEmailVerified(t, backend, email, "true")
}

func setEmailVerified(t testing.TB, backend *localaws.AWS, email, verified string) {
	t.Helper()
	_, err := operator(backend).AdminUpdateUserAttributes(t.Context(), &cognitoidentityprovider.AdminUpdateUserAttributesInput{
		UserPoolId: &backend.Pool.ID, Username: &email,
		UserAttributes: []types.AttributeType{{Name: aws.String("email_verified"), Value: &verified}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// disable disables an account behind the product's back.
func disable(t *testing.T, backend *localaws.AWS, email string) {
	t.Helper()
	_, err := operator(backend).AdminDisableUser(t.Context(), &cognitoidentityprovider.AdminDisableUserInput{UserPoolId: &backend.Pool.ID, Username: &email})
	if err != nil {
		t.Fatal(err)
	}
}

// noPreference turns both second factors on and prefers neither, so that a sign-in asks which.
func noPreference(t *testing.T, backend *localaws.AWS, email string) {
	t.Helper()
	_, err := operator(backend).AdminSetUserMFAPreference(t.Context(), &cognitoidentityprovider.AdminSetUserMFAPreferenceInput{
		UserPoolId: &backend.Pool.ID, Username: &email,
		SMSMfaSettings:           &types.SMSMfaSettingsType{Enabled: true},
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true},
	})
	if err != nil {
		t.Fatal(err)
	}
}
