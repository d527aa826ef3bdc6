//go:build ignore

package cognito

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
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestKeysAreFetchedWhenFirstNeededAndOnce(t *testing.T) {
	s := newSigner("key-1", 0)
	keys := newKeyServer(t, s)
	v := keys.verifier(new(clock).now)
	if _, err := v.Verify(t.Context(), "garbage"); !errors.Is(err, session.ErrUnauthenticated) || keys.fetches.Load() != 0 {
		t.Errorf("garbage: %v, %d fetches", err, keys.fetches.Load())
	}
	if err := v.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, err := v.Verify(t.Context(), s.access(map[string]any{"jti": i})); err != nil {
				t.Error(err)
			}
			if err := v.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := keys.fetches.Load(); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func TestConcurrentCallersShareTheFirstFetch(t *testing.T) {
	s := newSigner("key-1", 0)
	keys := newKeyServer(t)
	arrived, release := make(chan struct{}, 100), make(chan struct{})
	keys.answer(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-release
		_, _ = w.Write([]byte(keySetText(s)))
	})
	v := keys.verifier(new(clock).now)

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
			if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
				t.Error(err)
			}
		})
	}
	close(release)
	group.Wait()
	if n := keys.fetches.Load(); n != 1 {
		t.Errorf("%d fetches", n)
	}
}

func TestKnownKeysServeWhileTheEndpointIsDown(t *testing.T) {
	s, c := newSigner("key-1", 0), new(clock)
	keys := newKeyServer(t, s)
	v := keys.verifier(c.now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.advance(keySetAge - time.Second)
	keys.answerText(http.StatusServiceUnavailable, "down")
	for second := range 600 {
		c.advance(time.Second)
		token := s.access(map[string]any{"jti": second})
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Fatalf("after %d s: %v", second, err)
		}
		waitForFetch(v)
	}
	if n := keys.fetches.Load(); n < 20 || n > 22 { // the first, and one every refreshRetry
		t.Errorf("%d fetches in ten minutes", n)
	}
	keys.publish(s)
	c.advance(refreshRetry)
	if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
		t.Fatal(err)
	}
	waitForFetch(v)
	before := keys.fetches.Load()
	c.advance(keySetAge - time.Second)
	if _, err := v.Verify(t.Context(), s.access(map[string]any{"exp": c.now().Add(time.Hour).Unix()})); err != nil {
		t.Fatal(err)
	}
	waitForFetch(v)
	if n := keys.fetches.Load(); n != before {
		t.Errorf("fetched again though the set is fresh")
	}
}

func TestRotationIsSeenWithinFiveSeconds(t *testing.T) {
	old, next, c := newSigner("key-1", 0), newSigner("key-2", 1), new(clock)
	keys := newKeyServer(t, old)
	v := keys.verifier(c.now)
	// The worst case: a fetch has just been caused, and the rotation follows it.
	if _, err := v.Verify(t.Context(), next.access(nil)); !errors.Is(err, session.ErrUnauthenticated) {
		t.Fatal(err)
	}
	keys.publish(old, next)
	c.advance(5*time.Second - time.Millisecond)
	for _, s := range []signer{next, old} {
		if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
			t.Errorf("%s: %v", s.kid, err)
		}
	}
}

func TestUnknownKeyIDsCauseOneFetchPerCooldown(t *testing.T) {
	s, c := newSigner("key-1", 0), new(clock)
	keys := newKeyServer(t, s)
	v := keys.verifier(c.now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	flood := func() {
		var group sync.WaitGroup
		for worker := range 10 {
			group.Go(func() {
				for i := range 1000 {
					token := encode(fmt.Appendf(nil, `{"alg":"RS256","kid":"%d-%d"}`, worker, i)) + ".e30.AA"
					if _, err := v.Verify(t.Context(), token); !errors.Is(err, session.ErrUnauthenticated) {
						t.Errorf("got %v", err)
					}
				}
			})
		}
		group.Wait()
	}
	for round := range 3 {
		c.advance(missCooldown)
		flood()
		if n := keys.fetches.Load(); n != int64(round)+2 {
			t.Errorf("%d fetches after %d floods", n, round+1)
		}
	}
	if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
		t.Errorf("known key: %v", err)
	}
}

func TestUnknownKeyWhileTheEndpointIsDownIsNoVerdict(t *testing.T) {
	old, next, c := newSigner("key-1", 0), newSigner("key-2", 1), new(clock)
	keys := newKeyServer(t, old)
	v := keys.verifier(c.now)
	if err := v.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.advance(missCooldown)
	keys.answerText(http.StatusBadGateway, "")
	for range 3 { // the token may be of a key that could not be fetched: nobody is to be signed out for that
		if _, err := v.Verify(t.Context(), next.access(nil)); !fault.IsUnavailable(err) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := v.Verify(t.Context(), old.access(nil)); err != nil {
		t.Errorf("known key: %v", err)
	}
}

func TestFirstFetchIsTriedAgainAfterItFailed(t *testing.T) {
	s, c := newSigner("key-1", 0), new(clock)
	keys := newKeyServer(t)
	keys.answerText(http.StatusInternalServerError, "")
	v := keys.verifier(c.now)
	var unavailable *fault.Unavailable
	for range 10 {
		if _, err := v.Verify(t.Context(), s.access(nil)); !errors.As(err, &unavailable) || unavailable.Upstream != "jwks" || unavailable.RetryAfter <= 0 {
			t.Fatalf("got %v", err)
		}
	}
	if n := keys.fetches.Load(); n != 1 {
		t.Errorf("%d fetches during the cooldown", n)
	}
	keys.publish(s)
	c.advance(failureCooldown)
	if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
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
		v := NewVerifier(VerifierConfig{JWKSURL: "http://jwks.invalid", HTTPClient: &http.Client{Transport: silentEndpoint{}}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := v.Ready(ctx); !fault.IsUnavailable(err) || time.Since(start) != time.Second {
			t.Errorf("caller with less time: %v after %v", err, time.Since(start))
		}
		if err := v.Ready(t.Context()); !fault.IsUnavailable(err) || time.Since(start) != fetchTimeout {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := v.Ready(t.Context()); !fault.IsUnavailable(err) || time.Since(start) != fetchTimeout {
			t.Errorf("in the cooldown: %v after %v", err, time.Since(start))
		}
	})
}

func TestBadKeySetsAreNotTaken(t *testing.T) {
	s, other := newSigner("key-1", 0), newSigner("key-2", 1)
	twice := other
	twice.kid = s.kid
	elsewhere := newKeyServer(t, s)
	for name, answer := range map[string]http.HandlerFunc{
		"not JSON":       func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"no keys":        func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[]}`)) },
		"not a key set":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`[1,2]`)) },
		"null":           func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`null`)) },
		"keys of no use": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[1,null,{},"x"]}`)) },
		"one id twice":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(keySetText(s, twice))) },
		"too large": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(keySetText(s) + strings.Repeat(" ", maxKeySetSize)))
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
		"not found": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(keySetText(s)))
		},
		"connection closed": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(keySetText(s)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := new(clock)
			keys := newKeyServer(t, s)
			keys.answer(answer)
			v := keys.verifier(c.now)
			if _, err := v.Verify(t.Context(), s.access(nil)); !fault.IsUnavailable(err) {
				t.Errorf("first fetch: %v", err)
			}
			keys.publish(s)
			c.advance(failureCooldown)
			if err := v.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			keys.answer(answer)
			c.advance(keySetAge)
			for range 2 {
				if _, err := v.Verify(t.Context(), s.access(nil)); err != nil {
					t.Errorf("the keys from before: %v", err)
				}
				waitForFetch(v)
			}
		})
	}
	if n := elsewhere.fetches.Load(); n != 0 {
		t.Errorf("redirect was followed %d times", n)
	}
}

func TestOnlyStrongSigningKeysAreTaken(t *testing.T) {
	good := newSigner("good", 0)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	keys := []map[string]any{good.jwk(), signer{"weak", weak}.jwk()}
	for kid, change := range map[string]map[string]any{
		"encryption":  {"use": "enc"},
		"no use":      {"use": nil},
		"other alg":   {"alg": "RS512"},
		"no alg":      {"alg": nil},
		"HMAC":        {"kty": "oct", "k": "AAAA", "alg": "HS256"},
		"HMAC, RS256": {"kty": "oct", "k": "AAAA"},
		"private":     {"d": encode(good.key.D.Bytes()), "p": encode(good.key.Primes[0].Bytes()), "q": encode(good.key.Primes[1].Bytes())},
		"no modulus":  {"n": nil},
		"bad modulus": {"n": "***"},
		"elliptic":    {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
	} {
		key := newSigner(kid, 1).jwk()
		maps.Copy(key, change)
		maps.DeleteFunc(key, func(_ string, v any) bool { return v == nil })
		keys = append(keys, key)
	}
	noID := newSigner("", 1).jwk()
	delete(noID, "kid")
	keys = append(keys, noID, newSigner("", 1).jwk(), newSigner(strings.Repeat("k", 129), 1).jwk())
	got, err := parseKeySet([]byte(text(map[string]any{"keys": keys})))
	if err != nil || len(got) != 1 || !got["good"].Equal(&good.key.PublicKey) {
		t.Errorf("got %d keys, %v", len(got), err)
	}
}
