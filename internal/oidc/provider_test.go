package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
)

// publisher is a provider that publishes metadata, or answers with a status.
type publisher struct {
	*httptest.Server
	fetches atomic.Int64
	mu      sync.Mutex
	status  int
	changes map[string]any
}

func publish(t *testing.T) *publisher {
	p := &publisher{status: http.StatusOK}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fetches.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		if r.URL.Path != "/pool/.well-known/openid-configuration" {
			http.NotFound(w, r)
			return
		}
		w.WriteHeader(p.status)
		_ = json.NewEncoder(w).Encode(p.document())
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) document() map[string]any {
	document := map[string]any{
		"issuer": p.URL + "/pool", "authorization_endpoint": p.URL + "/oauth2/authorize", "token_endpoint": p.URL + "/oauth2/token",
		"end_session_endpoint": p.URL + "/logout",
	}
	maps.Copy(document, p.changes)
	return document
}

func (p *publisher) answer(status int, changes map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status, p.changes = status, changes
}

func (p *publisher) provider(t *testing.T, c *oidctest.Clock) *Provider {
	t.Helper()
	domain, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	return NewProvider(ProviderConfig{Issuer: p.URL + "/pool", PagesURL: domain, Now: c.Now})
}

func TestMetadataIsFetchedOnceForAllThatWaitAndKept(t *testing.T) {
	p, c := publish(t), &oidctest.Clock{}
	provider := p.provider(t, c)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if m, err := provider.Metadata(context.Background()); err != nil || m.TokenEndpoint != p.URL+"/oauth2/token" {
				t.Errorf("%+v %v", m, err)
			}
		})
	}
	wait.Wait()
	c.Advance(metadataAge - time.Second)
	if _, err := provider.Metadata(t.Context()); err != nil || p.fetches.Load() != 1 {
		t.Errorf("%v, %d fetches", err, p.fetches.Load())
	}
}

func TestAFailedFetchIsTriedAgainAfterAPause(t *testing.T) {
	p, c := publish(t), &oidctest.Clock{}
	provider := p.provider(t, c)
	p.answer(http.StatusServiceUnavailable, nil)
	for range 50 {
		var down *fault.Unavailable
		if _, err := provider.Metadata(t.Context()); !errors.As(err, &down) || down.RetryAfter <= 0 {
			t.Fatalf("%v", err)
		}
	}
	if n := p.fetches.Load(); n != 1 {
		t.Errorf("%d fetches of a provider that is down", n)
	}
	p.answer(http.StatusOK, nil)
	c.Advance(metadataRetry)
	if _, err := provider.Metadata(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestOldMetadataServesOnWhileTheProviderIsDown(t *testing.T) {
	p, c := publish(t), &oidctest.Clock{}
	provider := p.provider(t, c)
	if _, err := provider.Metadata(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Close()
	for range 5 {
		c.Advance(metadataAge)
		if m, err := provider.Metadata(t.Context()); err != nil || m == nil {
			t.Fatalf("%v", err)
		}
	}
}

func TestMetadataThatLeadsAstrayIsRefused(t *testing.T) {
	p := publish(t)
	for name, changes := range map[string]map[string]any{
		"other issuer": {"issuer": p.URL + "/pool/"}, "no issuer": {"issuer": nil},
		"pages elsewhere": {"authorization_endpoint": "https://evil.example.com/authorize"}, "no pages": {"authorization_endpoint": nil},
		"tokens by http": {"token_endpoint": "http://auth.example.com/token"}, "no token endpoint": {"token_endpoint": nil},
		"credentials in an address": {"token_endpoint": "https://user@auth.example.com/token"},
		"sign-out by http":          {"end_session_endpoint": "http://auth.example.com/logout"}, "sign-out by script": {"end_session_endpoint": "javascript:alert(1)"},
		"no S256": {"code_challenge_methods_supported": []string{"plain"}}, "no JSON of that kind": {"issuer": 1},
	} {
		p.answer(http.StatusOK, changes)
		if m, err := p.provider(t, &oidctest.Clock{}).Metadata(t.Context()); err == nil || m != nil {
			t.Errorf("%s: taken", name)
		}
	}
	for name, changes := range map[string]map[string]any{"no sign-out": {"end_session_endpoint": nil}, "PKCE named": {"code_challenge_methods_supported": []string{"plain", "S256"}}, "more": {"x": 1}} {
		p.answer(http.StatusOK, changes)
		if _, err := p.provider(t, &oidctest.Clock{}).Metadata(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.answer(http.StatusFound, nil)
	if _, err := p.provider(t, &oidctest.Clock{}).Metadata(t.Context()); err == nil {
		t.Error("a redirect: taken")
	}
}

func TestTheSecretGoesInTheHeaderUnlessTheProviderTakesItInTheBodyOnly(t *testing.T) {
	for methods, want := range map[string]bool{"": true, "client_secret_basic client_secret_post": true, "client_secret_post": false} {
		if got := (&Metadata{TokenEndpointAuth: strings.Fields(methods)}).TakesBasic(); got != want {
			t.Errorf("%q: %t", methods, got)
		}
	}
}

func TestOnlyAddressesThatNobodyCanReadOnTheWayAreSecure(t *testing.T) {
	for address, want := range map[string]bool{
		"https://auth.example.com": true, "http://127.0.0.1:8080/x": true, "http://[::1]:80": true, "http://localhost:1": true,
		"http://auth.example.com": false, "http://localhost.example.com": false, "https://": false, "ftp://localhost": false, "/path": false, "http://127.0.0.1.example.com": false,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := IsSecure(u); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
