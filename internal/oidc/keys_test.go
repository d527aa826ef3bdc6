package oidc

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
)

func TestKeysAreFetchedWhenFirstNeededAndOnce(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	keys := oidctest.NewKeyServer(t, s)
	v := newVerifier(keys, new(oidctest.Clock).Now)
	if _, _, err := v.Verify(t.Context(), "garbage"); !errors.Is(err, ErrInvalidToken) || keys.Fetches.Load() != 0 {
		t.Errorf("garbage: %v, %d fetches", err, keys.Fetches.Load())
	}
	if err := v.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, _, err := v.Verify(t.Context(), goodToken(s, map[string]any{"jti": i})); err != nil {
				t.Error(err)
			}
			if err := v.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := keys.Fetches.Load(); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func TestConcurrentCallersShareTheFirstFetch(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	keys := oidctest.NewKeyServer(t)
	arrived, release := make(chan struct{}, 100), make(chan struct{})
	keys.Answer(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
		_, _ = w.Write([]byte(oidctest.KeySet(s)))
	})
	v := newVerifier(keys, new(oidctest.Clock).Now)

	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { first <- v.Ready(ctx) }()
	<-arrived
	cancel() // the first caller goes away, and the fetch goes on for the others
	if err := <-first; !errors.Is(err, context.Canceled) || fault.IsUnavailable(err) {
		t.Errorf("cancelled caller: %v", err)
	}
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
				t.Error(err)
			}
		})
	}
	close(release)
	group.Wait()
	if n := keys.Fetches.Load(); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func TestKnownKeysServeWhileTheEndpointIsDown(t *testing.T) {
	s, c := oidctest.NewSigner("key-1", 0), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, s)
	v := newVerifier(keys, c.Now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Advance(keySetAge - time.Second)
	keys.AnswerText(http.StatusServiceUnavailable, "down")
	for second := range 600 {
		c.Advance(time.Second)
		token := goodToken(s, map[string]any{"jti": second})
		if _, _, err := v.Verify(t.Context(), token); err != nil {
			t.Fatalf("after %d s: %v", second, err)
		}
		waitForFetch(v)
	}
	if n := keys.Fetches.Load(); n < 20 || n > 22 { // the first, and one every refreshRetry
		t.Errorf("%d fetches in ten minutes", n)
	}
	keys.Publish(s)
	c.Advance(refreshRetry)
	if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
		t.Fatal(err)
	}
	waitForFetch(v)
	before := keys.Fetches.Load()
	c.Advance(keySetAge - time.Second)
	if _, _, err := v.Verify(t.Context(), goodToken(s, map[string]any{"exp": c.Now().Add(time.Hour).Unix()})); err != nil {
		t.Fatal(err)
	}
	waitForFetch(v)
	if n := keys.Fetches.Load(); n != before {
		t.Errorf("fetched again though the set is fresh")
	}
}

func TestRotationIsSeenWithinFiveSeconds(t *testing.T) {
	old, next, c := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-2", 1), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, old)
	v := newVerifier(keys, c.Now)
	// The worst case: a fetch has just been caused, and the rotation follows it.
	if _, _, err := v.Verify(t.Context(), goodToken(next, nil)); !errors.Is(err, ErrInvalidToken) {
		t.Fatal(err)
	}
	keys.Publish(old, next)
	c.Advance(5*time.Second - time.Millisecond)
	for _, s := range []oidctest.Signer{next, old} {
		if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
			t.Errorf("%s: %v", s.KeyID, err)
		}
	}
}

func TestUnknownKeyIDsCauseOneFetchPerCooldown(t *testing.T) {
	s, c := oidctest.NewSigner("key-1", 0), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, s)
	v := newVerifier(keys, c.Now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	flood := func() {
		var group sync.WaitGroup
		for worker := range 10 {
			group.Go(func() {
				for i := range 1000 {
					token := oidctest.Encode(fmt.Appendf(nil, `{"alg":"RS256","kid":"%d-%d"}`, worker, i)) + ".e30.AA"
					if _, _, err := v.Verify(t.Context(), token); !errors.Is(err, ErrInvalidToken) {
						t.Errorf("got %v", err)
					}
				}
			})
		}
		group.Wait()
	}
	for round := range 3 {
		c.Advance(missCooldown)
		flood()
		if n := keys.Fetches.Load(); n != int64(round)+2 {
			t.Errorf("%d fetches after %d floods", n, round+1)
		}
	}
	if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
		t.Errorf("known key: %v", err)
	}
}

func TestUnknownKeyWhileTheEndpointIsDownIsNoVerdict(t *testing.T) {
	old, next, c := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-2", 1), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, old)
	v := newVerifier(keys, c.Now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Advance(missCooldown)
	keys.AnswerText(http.StatusBadGateway, "")
	for range 3 { // the token may be of a key that could not be fetched: nobody is to be signed out for that
		if _, _, err := v.Verify(t.Context(), goodToken(next, nil)); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
	}
	if _, _, err := v.Verify(t.Context(), goodToken(old, nil)); err != nil {
		t.Errorf("known key: %v", err)
	}
}

func TestFirstFetchIsTriedAgainAfterItFailed(t *testing.T) {
	s, c := oidctest.NewSigner("key-1", 0), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t)
	keys.AnswerText(http.StatusInternalServerError, "")
	v := newVerifier(keys, c.Now)
	var unavailable *fault.Unavailable
	for range 10 {
		if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); !errors.As(err, &unavailable) || unavailable.Upstream != "jwks" || unavailable.RetryAfter <= 0 {
			t.Fatalf("got %v", err)
		}
	}
	if n := keys.Fetches.Load(); n != 1 {
		t.Errorf("%d fetches during the cooldown", n)
	}
	keys.Publish(s)
	c.Advance(failureCooldown)
	if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
		t.Error(err)
	}
}

// silentEndpoint never answers.
type silentEndpoint struct{}

func (silentEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSilentEndpointDoesNotHoldACallerForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := NewVerifier(VerifierConfig{Now: time.Now, JWKSURL: "http://jwks.invalid", HTTPClient: &http.Client{Transport: silentEndpoint{}}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := v.Ready(ctx); !fault.IsUnavailable(err) || time.Since(start) != time.Second {
			t.Errorf("caller with less time: %v after %v", err, time.Since(start))
		}
		if err := v.Ready(t.Context()); !fault.IsUnavailable(err) || time.Since(start) != callTimeout {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := v.Ready(t.Context()); !fault.IsUnavailable(err) || time.Since(start) != callTimeout {
			t.Errorf("in the cooldown: %v after %v", err, time.Since(start))
		}
	})
}

func TestBadKeySetsAreNotTaken(t *testing.T) {
	s, other := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-2", 1)
	twice := other
	twice.KeyID = s.KeyID
	elsewhere := oidctest.NewKeyServer(t, s)
	for name, answer := range map[string]http.HandlerFunc{
		"not JSON":       func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"no keys":        func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[]}`)) },
		"not a key set":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[1,2]`)) },
		"null":           func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`null`)) },
		"keys of no use": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[1,null,{},"x"]}`)) },
		"one id twice":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(oidctest.KeySet(s, twice))) },
		"too large": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(oidctest.KeySet(s) + strings.Repeat(" ", maxKeySetSize)))
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
		"not found": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(oidctest.KeySet(s)))
		},
		"connection closed": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(oidctest.KeySet(s)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := new(oidctest.Clock)
			keys := oidctest.NewKeyServer(t, s)
			keys.Answer(answer)
			v := newVerifier(keys, c.Now)
			if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); !fault.IsUnavailable(err) {
				t.Errorf("first fetch: %v", err)
			}
			keys.Publish(s)
			c.Advance(failureCooldown)
			if err := v.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			keys.Answer(answer)
			c.Advance(keySetAge)
			for range 2 {
				if _, _, err := v.Verify(t.Context(), goodToken(s, nil)); err != nil {
					t.Errorf("the keys from before: %v", err)
				}
				waitForFetch(v)
			}
		})
	}
	if n := elsewhere.Fetches.Load(); n != 0 {
		t.Errorf("redirect was followed %d times", n)
	}
}

func TestOnlyStrongSigningKeysAreTaken(t *testing.T) {
	good := oidctest.NewSigner("good", 0)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	keys := []map[string]any{good.JWK(), oidctest.Signer{KeyID: "weak", Key: weak}.JWK()}
	for kid, change := range map[string]map[string]any{
		"encryption":  {"use": "enc"},
		"no use":      {"use": nil},
		"other alg":   {"alg": "RS512"},
		"no alg":      {"alg": nil},
		"HMAC":        {"kty": "oct", "k": "AAAA", "alg": "HS256"},
		"HMAC, RS256": {"kty": "oct", "k": "AAAA"},
		"private":     {"d": oidctest.Encode(good.Key.D.Bytes()), "p": oidctest.Encode(good.Key.Primes[0].Bytes()), "q": oidctest.Encode(good.Key.Primes[1].Bytes())},
		"no modulus":  {"n": nil},
		"bad modulus": {"n": "***"},
		"elliptic":    {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
	} {
		key := oidctest.NewSigner(kid, 1).JWK()
		maps.Copy(key, change)
		maps.DeleteFunc(key, func(_ string, v any) bool { return v == nil })
		keys = append(keys, key)
	}
	noID := oidctest.NewSigner("", 1).JWK()
	delete(noID, "kid")
	keys = append(keys, noID, oidctest.NewSigner("", 1).JWK(), oidctest.NewSigner(strings.Repeat("k", 129), 1).JWK())
	got, err := ParseKeySet([]byte(oidctest.Text(map[string]any{"keys": keys})))
	if err != nil || len(got) != 1 || !got["good"].Equal(&good.Key.PublicKey) {
		t.Errorf("got %d keys, %v", len(got), err)
	}
}

const (
	testIssuer   = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
	testClientID = "3k2j1h4g5f6d7s8a9p0o1i2u3y"
	testSubject  = "6b1c2d3e-0000-4000-8000-123456789abc"
)

// goodToken returns a token of the issuer with changes; nil removes a claim.
func goodToken(s oidctest.Signer, changes map[string]any) string {
	return s.Token(oidctest.Changed(map[string]any{
		"sub": testSubject, "iss": testIssuer, "iat": oidctest.Epoch.Unix(), "exp": oidctest.Epoch.Add(time.Hour).Unix(),
	}, changes))
}

func newVerifier(k *oidctest.KeyServer, now func() time.Time) *Verifier {
	return NewVerifier(VerifierConfig{Issuer: testIssuer, JWKSURL: k.URL, Now: now, HTTPClient: k.Client()})
}

// waitForFetch returns when no fetch is under way.
func waitForFetch(v *Verifier) {
	nothing := func(context.Context) (struct{}, error) { return struct{}{}, nil }
	_, _ = v.keys.fetches.Do(context.Background(), struct{}{}, time.Minute, nothing)
}
