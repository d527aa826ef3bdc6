package app_test

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/server/app"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestTheDomainOfTheSignInPagesIsAnOriginThatNobodyCanReadOnTheWay(t *testing.T) {
	for domain, want := range map[string]bool{
		"-": true, "": true, "https://auth.example.com": true, "https://auth.example.com/": true, "http://127.0.0.1:8080": true, "http://localhost:9229": true,
		"http://auth.example.com": false, "auth.example.com": false, "https://auth.example.com/login": false, "https://u:p@auth.example.com": false,
		"https://auth.example.com?x": false, "https://": false, "ftp://localhost": false,
	} {
		configure(t, map[string]string{"COGNITO_DOMAIN_URL": domain})
		_, err := app.ParseConfig()
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "COGNITO_DOMAIN_URL") {
			t.Errorf("%q: %v", domain, err)
		}
		if err != nil && strings.Contains(err.Error(), "u:p") {
			t.Errorf("%q: the problem repeats credentials: %v", domain, err)
		}
	}
}

// lockedBuffer is a log that requests write to at once.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

func TestSecretsOfAHostedSignInReachNoLog(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	t.Setenv("PUBLIC_URL", "http://127.0.0.1:0")
	log := &lockedBuffer{}
	quiet(t, log)
	address := startProduct(t)
	signUp(t, backend, address, "ada@example.com")
	b := newBrowser(t, address)
	var secrets []string
	keep := func(callback string) {
		u, _ := url.Parse(callback)
		secrets = append(secrets, u.Query().Get("code"), u.Query().Get("state"))
		for _, cookie := range b.Jar.Cookies(u) {
			secrets = append(secrets, cookie.Value)
		}
	}
	callback := b.answered(t, "/")
	keep(callback)
	b.open(t, "GET", callback, nil)
	keep(callback)
	b.open(t, "GET", callback, nil) // replayed
	for _, kind := range []cognitotest.FaultKind{cognitotest.InternalError, cognitotest.DropReply} {
		failing := b.answered(t, "/")
		keep(failing)
		backend.Cognito.Inject(cognitotest.Fault{Operation: "/oauth2/token", Kind: kind})
		b.open(t, "GET", failing, nil)
	}
	b.open(t, "POST", address+"/auth/sign-out", url.Values{})
	text := log.text()
	if !strings.Contains(text, "/auth/callback") || !strings.Contains(text, "hosted sign-in failed") {
		t.Fatalf("the log lacks what happened:\n%s", text)
	}
	for _, secret := range append(secrets, "eyJ", password) { // a JWT begins with eyJ
		if secret == "" || strings.Contains(text, secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}

func TestTheSignInCookieIsHostBoundOnHTTPS(t *testing.T) {
	startAWS(t, localaws.Config{})
	t.Setenv("PUBLIC_URL", "https://vote.example.com")
	address := startProduct(t)
	b := &browser{&http.Client{}, address}
	b.Jar, _ = cookiejar.New(nil)
	start := b.open(t, "GET", address+"/auth/sign-in", nil)
	if cookie := start.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-unicornpursuit-sign-in.") || !strings.Contains(cookie, "; Secure") {
		t.Errorf("cookie %s", cookie)
	}
	if to, _ := url.Parse(start.location(t)); to.Query().Get("redirect_uri") != "https://vote.example.com/auth/callback" {
		t.Errorf("leads back to %s", to.Query().Get("redirect_uri"))
	}
}
