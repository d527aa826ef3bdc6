package app_test

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/server/app"
)

// aJWT matches any token, or the beginning of one.
var aJWT = regexp.MustCompile(`eyJ[\w-]{8}`)

// logText is a log that may be read while it is written.
type logText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// take returns the lines at level ERROR since the last time.
func (l *logText) take() (errors []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, `"level":"ERROR"`) {
			errors = append(errors, line)
		}
	}
	l.text.Reset()
	return errors
}

// A token that Cognito has just issued and that the server does not take is no fault of the person's: a setting is
// wrong, or a clock.
func TestATokenJustIssuedThatIsNotTakenIsAnOperatorsFault(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(*testing.T, *app.Config)
		reason string
		hosted bool // whether hosted sign-in comes as far as that
	}{
		"another issuer": {func(_ *testing.T, c *app.Config) {
			c.Issuer += "x"
		}, "iss is another issuer", false},
		"other keys": {func(t *testing.T, c *app.Config) {
			c.JWKSURL = oidctest.NewKeyServer(t, oidctest.NewSigner("another", 0)).URL
		}, "kid is not known", true},
		"a clock that is ahead": {func(_ *testing.T, c *app.Config) {
			c.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		}, "expired", true},
		"a clock that is behind": {func(_ *testing.T, c *app.Config) {
			c.Now = func() time.Time { return time.Now().Add(-2 * time.Hour) }
		}, "iat is in the future", true},
	} {
		t.Run(name, func(t *testing.T) {
			backend := startAWS(t, localaws.Config{})
			t.Setenv("PUBLIC_URL", "http://127.0.0.1:0")
			well := startProduct(t)
			signUp(t, backend, well, "ada@example.com")
			refreshToken := signIn(t, well, "ada@example.com").Tokens.RefreshToken
			config, err := app.ParseConfig()
			if err != nil {
				t.Fatal(err)
			}
			config.Unhurried = 20
			config.DeletionsEvery = 24 * time.Hour
			c.set(t, &config)
			url := "http://" + serveInstance(t, config).Addr().String()
			log := &logText{}
			quiet(t, log)
			want := func(what string) {
				t.Helper()
				lines := log.take()
				if len(lines) != 1 || !strings.Contains(lines[0], c.reason) || !strings.Contains(lines[0], `"requestId":"`) || aJWT.MatchString(lines[0]) {
					t.Errorf("%s: the log says %q", what, lines)
				}
			}
			b := newBrowser(t, url)
			for _, transport := range []string{"COOKIE", "TOKENS"} {
				for range 12 { // more than one may fail
					a := b.ask(t, `mutation ($p: String!, $t: SessionTransport!) { signIn(input: {email: "ada@example.com", password: $p, transport: $t}) { session { expiresAt } userErrors { code } } }`,
						map[string]any{"p": password, "t": transport})
					if a.code() != "SERVICE_UNAVAILABLE" || a.Errors[0].Extensions["retryAfter"] == nil || a.header.Get("Set-Cookie") != "" {
						t.Fatalf("signIn by %s: %s", transport, a.body)
					}
					want("signIn by " + transport)
				}
			}
			a := b.ask(t, refreshMutation, map[string]any{"input": map[string]any{"refreshToken": refreshToken}})
			if a.code() != "SERVICE_UNAVAILABLE" {
				t.Errorf("refresh: %s", a.body)
			}
			want("refresh")
			if c.hosted {
				p := b.open(t, "GET", b.answered(t, "/"), nil)
				p.wantProblem(t, 503, "Sign-in is not available just now")
				want("hosted sign-in")
				b.wantSignedIn(t, false)
			}
		})
	}
}
