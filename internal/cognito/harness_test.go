package cognito

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const (
	testEmail    = "ada.lovelace@example.com"
	testPhone    = "+12065550123"
	testPassword = "Correct-Horse-7"
)

func registration() account.Registration {
	return account.Registration{Email: testEmail, Name: "Ada Lovelace", PhoneNumber: testPhone, Password: testPassword}
}

// wire is a client of a stand-in's user pool.
type wire struct {
	adapter
	t        *testing.T
	server   *cognitotest.Server
	pool     cognitotest.Pool
	clock    *oidctest.Clock
	verifier *Verifier
}

// newWire starts a stand-in with one pool, a client for it without AWS credentials, and a directory with them.
func newWire(t *testing.T, options ...func(*cognitotest.PoolSpec)) *wire {
	t.Helper()
	w := &wire{t: t, clock: new(oidctest.Clock)}
	w.server = cognitotest.Start(t, func(c *cognitotest.Config) { c.Clock = w.clock.Now })
	spec := cognitotest.PoolSpec{Name: "voters"}
	for _, option := range options {
		option(&spec)
	}
	pool, err := w.server.EnsurePool(spec)
	if err != nil {
		t.Fatal(err)
	}
	w.pool = pool
	w.Client = New(Config{AWS: awsConfig(w.server.URL()), ClientID: pool.ClientID, ClientSecret: pool.ClientSecret, Now: w.clock.Now})
	w.Directory = NewDirectory(DirectoryConfig{AWS: withCredentials(awsConfig(w.server.URL())), UserPoolID: pool.ID, Client: w.Client})
	w.verifier = NewVerifier(VerifierConfig{Issuer: pool.Issuer, ClientID: pool.ClientID, JWKSURL: pool.JWKSURL, Now: w.clock.Now})
	return w
}

// awsConfig asks for many retries, which the client must not make.
func awsConfig(endpoint string) aws.Config {
	return aws.Config{Region: "eu-west-1", BaseEndpoint: &endpoint, RetryMaxAttempts: 10}
}

func (w *wire) signUp() {
	w.t.Helper()
	if _, err := w.SignUp(w.t.Context(), registration()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) confirm() {
	w.t.Helper()
	if err := w.ConfirmSignUp(w.t.Context(), testEmail, w.lastCode()); err != nil {
		w.t.Fatal(err)
	}
}

// signIn creates a confirmed account and returns its tokens.
func (w *wire) signIn() (session.Tokens, session.Principal) {
	w.t.Helper()
	w.signUp()
	w.confirm()
	return w.signInAgain()
}

func (w *wire) signInAgain() (session.Tokens, session.Principal) {
	w.t.Helper()
	tokens, err := w.SignIn(w.t.Context(), testEmail, testPassword)
	if err != nil {
		w.t.Fatal(err)
	}
	claims, err := w.verifier.Verify(w.t.Context(), tokens.AccessToken)
	if err != nil {
		w.t.Fatal(err)
	}
	return tokens, session.Principal{Claims: claims, AccessToken: tokens.AccessToken}
}

func (w *wire) lastCode() string {
	w.t.Helper()
	outbox := w.server.Outbox()
	if len(outbox) == 0 {
		w.t.Fatal("nothing was sent")
	}
	return outbox[0].Code
}

func (w *wire) fault(op operation, kind cognitotest.FaultKind, count int) {
	w.server.ResetCalls()
	w.server.Inject(cognitotest.Fault{Operation: string(op), Kind: kind, Count: count})
}

func (w *wire) wantCalls(op operation, n int) {
	w.t.Helper()
	if got := w.server.Calls()[string(op)]; got != n {
		w.t.Errorf("%d calls of %s, want %d", got, op, n)
	}
}

// adapter is everything that executes operations.
type adapter struct {
	*Client
	*Directory
}

func newAdapter(config aws.Config, secret string) adapter {
	client := New(Config{AWS: config, ClientID: testClientID, ClientSecret: secret, Now: new(oidctest.Clock).Now})
	return adapter{client, NewDirectory(DirectoryConfig{
		AWS: withCredentials(config), UserPoolID: "eu-west-1_AbCdEfGhI", Client: client,
	})}
}

func withCredentials(config aws.Config) aws.Config {
	config.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
	})
	return config
}

// script is a service with prepared responses, for those that the stand-in never sends.
type script struct {
	adapter
	requests atomic.Int64
	handler  atomic.Pointer[http.HandlerFunc]
}

func newScript(t testing.TB, secret string) *script {
	s := &script{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		(*s.handler.Load())(w, r)
	}))
	t.Cleanup(server.Close)
	s.adapter = newAdapter(awsConfig(server.URL), secret)
	return s
}

func (s *script) answer(h http.HandlerFunc) { s.handler.Store(&h) }

func (s *script) answerText(status int, body string) {
	s.answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func (s *script) refuse(exception, message string) {
	s.answerText(http.StatusBadRequest, text(map[string]string{"__type": exception, "message": message}))
}

// methods are all methods of the adapter, by the first operation of each.
func methods(t *testing.T) map[operation]func(adapter) error { return withContext(t.Context()) }

func withContext(ctx context.Context) map[operation]func(adapter) error {
	const token, state = "access-token", "session-state-CANARY"
	code, name, totp := "123456", "Ada King", account.MFAMethodTOTP
	phone := account.ContactAttributePhoneNumber
	principal := session.Principal{Claims: session.Claims{Subject: testSubject}, AccessToken: token}
	return map[operation]func(adapter) error{
		opSignUp:  func(a adapter) error { _, err := a.SignUp(ctx, registration()); return err },
		opConfirm: func(a adapter) error { return a.ConfirmSignUp(ctx, testEmail, code) },
		opResend:  func(a adapter) error { return a.ResendConfirmationCode(ctx, testEmail) },
		opSignIn:  func(a adapter) error { _, err := a.SignIn(ctx, testEmail, testPassword); return err },
		opRefresh: func(a adapter) error { _, err := a.Refresh(ctx, "refresh-token"); return err },
		opRevoke:  func(a adapter) error { return a.Revoke(ctx, "refresh-token") },
		opGetUser: func(a adapter) error { _, err := a.Identity(ctx, principal); return err },
		opRespond: func(a adapter) error {
			challenge := session.Challenge{Kind: session.ChallengeNewPassword, State: state, Username: testSubject}
			_, err := a.Respond(ctx, challenge, session.Answer{NewPassword: testPassword})
			return err
		},
		opStartTOTP:      func(a adapter) error { _, err := a.StartTOTP(ctx, token); return err },
		opFinishTOTP:     func(a adapter) error { return a.FinishTOTP(ctx, token, code) },
		opForgotPassword: func(a adapter) error { return a.ForgotPassword(ctx, testEmail) },
		opResetPassword:  func(a adapter) error { return a.ResetPassword(ctx, testEmail, code, testPassword) },
		opChangePassword: func(a adapter) error { return a.ChangePassword(ctx, token, testPassword, "Next-"+testPassword) },
		opUpdateProfile: func(a adapter) error {
			_, err := a.UpdateProfile(ctx, token, account.ProfileChange{Name: &name})
			return err
		},
		opSendCode:     func(a adapter) error { _, err := a.RequestVerification(ctx, token, phone); return err },
		opVerify:       func(a adapter) error { return a.VerifyAttribute(ctx, token, phone, code) },
		opSetMFA:       func(a adapter) error { return a.SetMFA(ctx, token, &totp) },
		opDeleteUser:   func(a adapter) error { return a.DeleteUser(ctx, token) },
		opSignOutAll:   func(a adapter) error { return a.SignOutEverywhere(ctx, token) },
		opListUsers:    func(a adapter) error { _, err := a.Users(ctx, testEmail, 10, ""); return err },
		opAdminGetUser: func(a adapter) error { _, err := a.User(ctx, testSubject); return err },
		opAdminDisable: func(a adapter) error { return a.Disable(ctx, testSubject) },
		opAdminEnable:  func(a adapter) error { return a.Enable(ctx, testSubject) },
		opAdminDelete:  func(a adapter) error { return a.Delete(ctx, testSubject) },
		opAdminCreate: func(a adapter) error {
			invitation := account.Invitation{Email: testEmail, Name: name, PhoneNumber: testPhone, Medium: account.DeliveryMediumEmail}
			_, err := a.Invite(ctx, invitation, testPassword)
			return err
		},
		opAdminUpdate:  func(a adapter) error { return a.Change(ctx, testSubject, account.ProfileChange{Name: &name}) },
		opAdminSetMFA:  func(a adapter) error { return a.disableMFA(ctx, testSubject, []account.MFAMethod{totp}) },
		opAdminSignOut: func(a adapter) error { return a.SignOutUser(ctx, testSubject) },
		opAdminListGroups: func(a adapter) error {
			_, err := a.listGroups(ctx, testSubject)
			return err
		},
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// isConfigurationError reports whether an error says that the configuration is wrong.
func isConfigurationError(err error) bool {
	return err != nil && strings.Contains(err.Error(), "configuration")
}
