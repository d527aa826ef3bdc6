package cognitotest_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const (
	testEmail    = "Ada.Lovelace@example.com"
	testPhone    = "+12065550123"
	testPassword = "Correct-Horse-7"
)

// fakeClock is an injected clock that only a test moves.
type fakeClock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *fakeClock { return &fakeClock{at: time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *fakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// fixture is a started stand-in with one pool and an SDK client for it.
type fixture struct {
	*testing.T
	server *cognitotest.Server
	pool   cognitotest.Pool
	sdk    *cip.Client
	clock  *fakeClock
	ctx    context.Context
}

// setup starts a stand-in with a fake clock. Options change the pool.
func setup(t *testing.T, opts ...func(*cognitotest.PoolSpec)) *fixture {
	t.Helper()
	clock := newClock()
	server := cognitotest.Start(t, func(c *cognitotest.Config) { c.Clock = clock.Now })
	return &fixture{t, server, ensurePool(t, server, opts...), newSDK(server.URL()), clock, t.Context()}
}

func ensurePool(t *testing.T, server *cognitotest.Server, opts ...func(*cognitotest.PoolSpec)) cognitotest.Pool {
	t.Helper()
	spec := cognitotest.PoolSpec{Name: "voters"}
	for _, opt := range opts {
		opt(&spec)
	}
	pool, err := server.EnsurePool(spec)
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

// newSDK is the unmodified SDK client; only its endpoint is set, and it does
// not retry, so that each call is one request.
func newSDK(endpoint string) *cip.Client {
	return cip.New(cip.Options{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(endpoint),
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

func attributes(pairs ...string) []types.AttributeType {
	var list []types.AttributeType
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, types.AttributeType{Name: aws.String(pairs[i]), Value: aws.String(pairs[i+1])})
	}
	return list
}

func signUpInput(pool cognitotest.Pool, email string) *cip.SignUpInput {
	in := &cip.SignUpInput{
		ClientId: aws.String(pool.ClientID), Username: aws.String(email), Password: aws.String(testPassword),
		UserAttributes: attributes("email", email, "name", "Ada Lovelace", "phone_number", testPhone),
	}
	if pool.ClientSecret != "" {
		in.SecretHash = aws.String(secretHash(pool, email))
	}
	return in
}

func secretHash(pool cognitotest.Pool, username string) string {
	mac := hmac.New(sha256.New, []byte(pool.ClientSecret))
	mac.Write([]byte(username + pool.ClientID))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func (f *fixture) signUp(email string) *cip.SignUpOutput {
	f.Helper()
	return must(f.sdk.SignUp(f.ctx, signUpInput(f.pool, email)))(f.T)
}

// lastCode is the code of the newest message.
func (f *fixture) lastCode() string {
	f.Helper()
	outbox := f.server.Outbox()
	if len(outbox) == 0 {
		f.Fatal("nothing was sent")
	}
	return outbox[0].Code
}

func (f *fixture) confirm(email, code string) error {
	in := &cip.ConfirmSignUpInput{ClientId: &f.pool.ClientID, Username: &email, ConfirmationCode: &code}
	if f.pool.ClientSecret != "" {
		in.SecretHash = aws.String(secretHash(f.pool, email))
	}
	_, err := f.sdk.ConfirmSignUp(f.ctx, in)
	return err
}

func (f *fixture) resend(email string) (*cip.ResendConfirmationCodeOutput, error) {
	return f.sdk.ResendConfirmationCode(f.ctx, &cip.ResendConfirmationCodeInput{ClientId: &f.pool.ClientID, Username: &email})
}

// confirmedUser signs up and confirms, and returns the sub.
func (f *fixture) confirmedUser(email string) string {
	f.Helper()
	sub := *f.signUp(email).UserSub
	if err := f.confirm(email, f.lastCode()); err != nil {
		f.Fatal(err)
	}
	return sub
}

func (f *fixture) auth(email, password string) (*cip.InitiateAuthOutput, error) {
	parameters := map[string]string{"USERNAME": email, "PASSWORD": password}
	if f.pool.ClientSecret != "" {
		parameters["SECRET_HASH"] = secretHash(f.pool, email)
	}
	return f.sdk.InitiateAuth(f.ctx, &cip.InitiateAuthInput{
		ClientId: &f.pool.ClientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth, AuthParameters: parameters,
	})
}

func (f *fixture) signIn(email string) *types.AuthenticationResultType {
	f.Helper()
	out := must(f.auth(email, testPassword))(f.T)
	if out.AuthenticationResult == nil {
		f.Fatalf("no tokens, challenge %q", out.ChallengeName)
	}
	return out.AuthenticationResult
}

func (f *fixture) getUser(accessToken string) (*cip.GetUserOutput, error) {
	return f.sdk.GetUser(f.ctx, &cip.GetUserInput{AccessToken: &accessToken})
}

// must returns the value of a call that has to succeed.
func must[V any](v V, err error) func(testing.TB) V {
	return func(t testing.TB) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantRefusal checks an exception's type and exact message.
func wantRefusal(t testing.TB, err error, kind, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want %s %q", err, kind, message)
	}
	if api.ErrorCode() != kind || api.ErrorMessage() != message {
		t.Fatalf("got  %s %q\nwant %s %q", api.ErrorCode(), api.ErrorMessage(), kind, message)
	}
}

func attributeMap(list []types.AttributeType) map[string]string {
	m := map[string]string{}
	for _, a := range list {
		m[*a.Name] = aws.ToString(a.Value)
	}
	return m
}

// respond answers a challenge; responses are names and values in turn.
func respond(
	ctx context.Context, sdk *cip.Client, pool cognitotest.Pool, name types.ChallengeNameType, session *string, username string, responses ...string,
) (*cip.RespondToAuthChallengeOutput, error) {
	all := map[string]string{"USERNAME": username}
	for i := 0; i < len(responses); i += 2 {
		all[responses[i]] = responses[i+1]
	}
	if pool.ClientSecret != "" && all["SECRET_HASH"] == "" {
		all["SECRET_HASH"] = secretHash(pool, username)
	}
	return sdk.RespondToAuthChallenge(ctx, &cip.RespondToAuthChallengeInput{
		ClientId: &pool.ClientID, ChallengeName: name, Session: session, ChallengeResponses: all,
	})
}
