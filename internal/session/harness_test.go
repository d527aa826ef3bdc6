package session_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const (
	email          = "ada@example.com"
	password       = "Correct-horse-1"
	subject        = "5f8a3c1e-0000-4000-8000-1234567890ab"
	accessLifetime = time.Hour
	lifetime       = 30 * 24 * time.Hour
	// challengeLifetime is not the default.
	challengeLifetime = 5 * time.Minute
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// issuer is an identity provider in memory: it issues tokens, reads them and counts its calls.
type issuer struct {
	clock *clock

	mu      sync.Mutex
	subject string // that tokens are issued to
	access  map[string]session.Claims
	refresh map[string]bool // false: dead
	calls   map[string]int
	rotates bool
	// unusable has the tokens that are issued from now on refused when they are verified.
	unusable bool
	err      error
	// onRefresh runs during each refresh, outside of the lock; onSignIn after the tokens of a sign-in are issued, inside of it.
	onRefresh, onSignIn func()
	// challenge is what SignIn returns; nil for none. respond judges the answers.
	challenge *session.Challenge
	respond   func(session.Challenge, session.Answer) error
}

func (i *issuer) issue(refreshToken string) session.Tokens {
	tokens := session.Tokens{
		AccessToken: "access " + rand.Text(), IDToken: "id " + rand.Text(), RefreshToken: refreshToken,
		ExpiresIn: int(accessLifetime / time.Second),
	}
	if !i.unusable {
		i.access[tokens.AccessToken] = session.Claims{Subject: i.subject, ExpiresAt: i.clock.Now().Add(accessLifetime)}
	}
	i.refresh[refreshToken] = true
	return tokens
}

func newRefreshToken() string { return "refresh " + rand.Text() }

// ask counts a call and returns the failure that the test has set.
func (i *issuer) ask(call string) error {
	i.calls[call]++
	return i.err
}

func (i *issuer) SignIn(_ context.Context, e, p string) (session.Tokens, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.ask("SignIn"); err != nil {
		return session.Tokens{}, err
	}
	if e != email || p != password {
		return session.Tokens{}, session.ErrInvalidCredentials
	}
	if i.challenge != nil {
		return session.Tokens{}, i.challenge
	}
	tokens := i.issue(newRefreshToken())
	if i.onSignIn != nil {
		i.onSignIn()
	}
	return tokens, nil
}

func (i *issuer) Respond(_ context.Context, c session.Challenge, a session.Answer) (session.Tokens, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.ask("Respond"); err != nil {
		return session.Tokens{}, err
	}
	if err := i.respond(c, a); err != nil {
		return session.Tokens{}, err
	}
	return i.issue(newRefreshToken()), nil
}

func (i *issuer) Refresh(_ context.Context, refreshToken string) (session.Tokens, error) {
	i.mu.Lock()
	hook := i.onRefresh
	i.mu.Unlock()
	if hook != nil {
		hook()
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.ask("Refresh"); err != nil {
		return session.Tokens{}, err
	}
	if !i.refresh[refreshToken] {
		return session.Tokens{}, session.ErrExpired
	}
	if i.rotates {
		i.refresh[refreshToken] = false
		refreshToken = newRefreshToken()
	}
	return i.issue(refreshToken), nil
}

func (i *issuer) Revoke(_ context.Context, refreshToken string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.ask("Revoke"); err != nil {
		return err
	}
	i.refresh[refreshToken] = false
	return nil
}

func (i *issuer) Verify(_ context.Context, accessToken string) (session.Claims, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.calls["Verify"]++
	claims, ok := i.access[accessToken]
	if !ok || !i.clock.Now().Before(claims.ExpiresAt) {
		return session.Claims{}, session.ErrUnauthenticated
	}
	return claims, nil
}

func (i *issuer) set(change func(*issuer)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change(i)
}

func (i *issuer) count(call string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.calls[call]
}

// alive counts the refresh tokens that still work.
func (i *issuer) alive() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := 0
	for _, alive := range i.refresh {
		if alive {
			n++
		}
	}
	return n
}

var errDown = &fault.Unavailable{Upstream: "cognito", RetryAfter: time.Second, Err: errors.New("timeout")}

// fixture is one issuer and one table, over which instances of the service run.
type fixture struct {
	t      *testing.T
	clock  *clock
	issuer *issuer
	server *dynamotest.Server
	store  session.Store
	key    []byte
	// renewed is the hook of the instances that are made from then on.
	renewed func(ctx context.Context, subject string, err error)
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	now := &clock{now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)}
	f := &fixture{
		t: t, clock: now, server: dynamotest.Start(t), key: newKey(),
		issuer: &issuer{
			clock: now, subject: subject, access: map[string]session.Claims{}, refresh: map[string]bool{}, calls: map[string]int{},
		},
	}
	table := dynamo.NewTable(f.server.Config(), "unicorn-pursuit", dynamo.Unhurried(20))
	if err := table.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.store = dynamo.NewSessionStore(table)
	f.server.ResetCalls()
	return f
}

func newKey() []byte {
	key := make([]byte, session.KeySize)
	_, _ = rand.Read(key) // never fails
	return key
}

// instance is a service over the fixture's store and key.
func (f *fixture) instance() *session.Service { return f.instanceWith(f.store, f.key) }

func (f *fixture) instanceWith(store session.Store, keys ...[]byte) *session.Service {
	f.t.Helper()
	sealer, err := session.NewSealer(keys)
	if err != nil {
		f.t.Fatal(err)
	}
	return session.New(session.Config{
		Provider: f.issuer, Verifier: f.issuer, Store: store, Sealer: sealer, Lifetime: lifetime, ChallengeTime: challengeLifetime, Now: f.clock.Now,
		PasswordPolicy: account.DefaultPasswordPolicy, Renewed: f.renewed,
	})
}

// browser keeps the cookies of a person as the answers set them.
type browser struct {
	id          string
	expiresAt   time.Time
	cleared     bool
	challengeID string
}

func (b *browser) SetSession(id string, expiresAt time.Time) {
	b.id, b.expiresAt, b.cleared = id, expiresAt, false
}

func (b *browser) ClearSession() { b.id, b.cleared = "", true }

func (b *browser) SetChallenge(id string, _ time.Time) { b.challengeID = id }

func (b *browser) ClearChallenge() { b.challengeID = "" }

// request is the context of a new request of the browser.
func (b *browser) request(ctx context.Context) context.Context {
	return session.WithRequest(ctx, &session.Request{
		CookieID: b.id, ChallengeID: b.challengeID, Cookie: b, UserAgent: "Mozilla/5.0", ClientIP: "192.0.2.1",
	})
}

// idHash is the hash by which the store knows the browser's cookie.
func (b *browser) idHash() string {
	sum := sha256.Sum256([]byte(b.id))
	return hex.EncodeToString(sum[:])
}

// signIn signs a new browser in.
func (f *fixture) signIn(s *session.Service) *browser {
	f.t.Helper()
	b := &browser{}
	if _, err := s.SignIn(b.request(f.t.Context()), email, password, session.TransportCookie); err != nil {
		f.t.Fatal(err)
	}
	return b
}

// authenticate makes a request with a copy of the browser's cookie and returns the browser after it.
func (f *fixture) authenticate(s *session.Service, b *browser) (session.Principal, browser, error) {
	after := *b
	principal, err := s.Authenticate(after.request(f.t.Context()))
	return principal, after, err
}

func (f *fixture) wantSignedIn(s *session.Service, b *browser) session.Principal {
	f.t.Helper()
	principal, after, err := f.authenticate(s, b)
	if err != nil || principal.Subject != subject || after.cleared {
		f.t.Fatalf("%v, %v, cookie cleared: %t; want %s", principal, err, after.cleared, subject)
	}
	return principal
}

func (f *fixture) wantSignedOut(s *session.Service, b *browser) {
	f.t.Helper()
	if principal, after, err := f.authenticate(s, b); !errors.Is(err, session.ErrUnauthenticated) || !after.cleared {
		f.t.Fatalf("%v, %v, cookie cleared: %t; want no session", principal, err, after.cleared)
	}
}

func (f *fixture) wantCalls(name string, want int) {
	f.t.Helper()
	if got := f.issuer.count(name); got != want {
		f.t.Errorf("%d calls of %s, want %d", got, name, want)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}
