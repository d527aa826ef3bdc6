package cognito

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestVerifyReadsTheClaimsOfAnAccessToken(t *testing.T) {
	s := newSigner("key-1", 0)
	v := newKeyServer(t, s).verifier(new(clock).now)
	token := s.access(map[string]any{"cognito:groups": []string{"admins", "jury"}, "username": "Google_123"})
	want := session.Claims{
		Subject: testSubject, Username: "Google_123", Groups: []string{"admins", "jury"},
		AuthenticatedAt: epoch, ExpiresAt: epoch.Add(time.Hour),
	}
	for _, from := range []string{"the token", "memory"} {
		got, err := v.Verify(t.Context(), token)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("from %s: got %+v, %v; want %+v", from, got, err, want)
		}
	}
}

// good names tokens that must be taken: rules too strict would lock people out.
func good(s signer) map[string]string {
	at := func(d time.Duration) int64 { return epoch.Add(d).Unix() }
	return map[string]string{
		"as Cognito issues it":         s.access(nil),
		"typ JWT":                      s.sign(`{"alg":"RS256","typ":"JWT","kid":"key-1"}`, text(claims(nil))),
		"typ at+jwt":                   s.sign(`{"alg":"RS256","typ":"at+jwt","kid":"key-1"}`, text(claims(nil))),
		"white space in the JSON":      s.sign("{ \"alg\" : \"RS256\",\n\"kid\":\"key-1\" }", " "+text(claims(nil))+"\n"),
		"expired within leeway":        s.access(map[string]any{"exp": at(-29 * time.Second)}),
		"issued within leeway":         s.access(map[string]any{"iat": at(30 * time.Second)}),
		"valid from within leeway":     s.access(map[string]any{"nbf": at(30 * time.Second)}),
		"no auth_time":                 s.access(map[string]any{"auth_time": nil}),
		"no groups":                    s.access(map[string]any{"cognito:groups": []string{}}),
		"group beyond ASCII":           s.access(map[string]any{"cognito:groups": []string{"женский"}}),
		"unknown claims, nested":       s.access(map[string]any{"custom": map[string]any{"a": []any{1, map[string]any{"a": nil}}}}),
		"member names equal by level":  s.access(map[string]any{"x": map[string]any{"sub": "other"}}),
		"sub of 128 characters":        s.access(map[string]any{"sub": strings.Repeat("a", 128)}),
		"names that differ by case":    s.access(map[string]any{"Sub": "other"}),
		"nearly 8 KiB":                 s.access(map[string]any{"pad": strings.Repeat("x", 5400)}),
		"escapes in strings":           s.sign(`{"\u0061lg":"RS256","kid":"key\u002d1"}`, text(claims(nil))),
		"last second of the year 9999": s.access(map[string]any{"exp": int64(maxNumericDate)}),
	}
}

func TestVerifyTakesGoodTokens(t *testing.T) {
	s := newSigner("key-1", 0)
	v := newKeyServer(t, s).verifier(new(clock).now)
	for name, token := range good(s) {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVerifyRefusesHostileTokens(t *testing.T) {
	s := newSigner("key-1", 0)
	strangers := newKeyServer(t, newSigner("stranger", 1)) // where jku and x5u point
	tokens := hostile(s, newSigner("key-1", 1), strangers.URL)
	if len(tokens) < 100 {
		t.Errorf("only %d hostile tokens", len(tokens))
	}
	v := newKeyServer(t, s).verifier(new(clock).now)
	for name, token := range tokens {
		for range 2 { // a refusal must not be remembered as a success either
			if got, err := v.Verify(t.Context(), token); !errors.Is(err, session.ErrUnauthenticated) || !reflect.ValueOf(got).IsZero() {
				t.Errorf("%s: got %+v, %v", name, got, err)
			}
		}
	}
	if n := strangers.fetches.Load(); n != 0 {
		t.Errorf("%d fetches from an address that a token named", n)
	}
}

func TestVerifyHoldsTheBoundariesOfTime(t *testing.T) {
	s := newSigner("key-1", 0)
	keys := newKeyServer(t, s)
	ms := time.Millisecond
	for _, test := range []struct {
		claim string
		at    time.Duration // of the claim, from now
		skew  time.Duration // of the clock, to hit fractions of a second
		valid bool
	}{
		{"exp", -30 * time.Second, -ms, true}, {"exp", -30 * time.Second, 0, false}, {"exp", -29 * time.Second, 0, true},
		{"exp", -31 * time.Second, 0, false}, {"exp", time.Second, 0, true},
		{"iat", 30 * time.Second, 0, true}, {"iat", 30 * time.Second, -ms, false}, {"iat", 31 * time.Second, 0, false},
		{"nbf", 30 * time.Second, 0, true}, {"nbf", 30 * time.Second, -ms, false}, {"nbf", 31 * time.Second, 0, false},
		{"iat", -10 * 365 * 24 * time.Hour, 0, true}, {"nbf", -time.Hour, 0, true},
	} {
		c := new(clock)
		c.advance(test.skew)
		_, err := keys.verifier(c.now).Verify(t.Context(), s.access(map[string]any{test.claim: epoch.Add(test.at).Unix()}))
		if (err == nil) != test.valid {
			t.Errorf("%s %v from now, clock off by %v: %v", test.claim, test.at, test.skew, err)
		}
	}
}

func TestVerifiedTokenIsNotRememberedPastItsEnd(t *testing.T) {
	s, c := newSigner("key-1", 0), new(clock)
	keys := newKeyServer(t, s)
	v := keys.verifier(c.now)
	token := s.access(map[string]any{"exp": epoch.Add(time.Minute).Unix()})
	for _, step := range []struct {
		advance time.Duration
		valid   bool
	}{{0, true}, {59 * time.Second, true}, {time.Second, true}, {29 * time.Second, true}, {time.Second, false}, {time.Hour, false}} {
		c.advance(step.advance)
		if _, err := v.Verify(t.Context(), token); (err == nil) != step.valid {
			t.Errorf("%v after issue: %v", c.now().Sub(epoch), err)
		}
	}
}

func TestWithdrawnKeyEndsTheTokensItSigned(t *testing.T) {
	old, kept, c := newSigner("key-1", 0), newSigner("key-2", 1), new(clock)
	keys := newKeyServer(t, old, kept)
	v := keys.verifier(c.now)
	token := old.access(nil)
	if _, err := v.Verify(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	keys.publish(kept)
	c.advance(keySetAge)
	if _, err := v.Verify(t.Context(), token); err != nil { // from memory, and begins the fetch
		t.Fatal(err)
	}
	waitForFetch(v)
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
	if _, err := v.Verify(t.Context(), kept.access(nil)); err != nil {
		t.Errorf("token of the key that was kept: %v", err)
	}
}

func TestVerifyIsSafeForConcurrentUse(t *testing.T) {
	s, c := newSigner("key-1", 0), new(clock)
	keys := newKeyServer(t, s)
	v := keys.verifier(c.now)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 50 {
				subject := fmt.Sprintf("person-%d", (i+worker)%5)
				got, err := v.Verify(t.Context(), s.access(map[string]any{"sub": subject}))
				if err != nil || got.Subject != subject {
					t.Errorf("%s: %q, %v", subject, got.Subject, err)
				}
			}
		})
	}
	group.Wait()
	if n := keys.fetches.Load(); n != 1 {
		t.Errorf("%d fetches of the key set", n)
	}
}

func TestRepeatedTokenCostsNoAllocation(t *testing.T) {
	s := newSigner("key-1", 0)
	v := newKeyServer(t, s).verifier(new(clock).now)
	token := s.access(map[string]any{"cognito:groups": []string{"admins"}})
	if allocations := testing.AllocsPerRun(1000, func() {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestRefusalsHoldNothingOfTheToken(t *testing.T) {
	s := newSigner("key-1", 0)
	v := newKeyServer(t, s).verifier(new(clock).now)
	const canary = "CANARY"
	for _, token := range []string{
		canary, canary + ".a.b", s.sign(`{"alg":"CANARY","kid":"key-1"}`, "{}"), s.sign(`{"alg":"RS256","kid":"CANARY"}`, "{}"),
		s.sign(`{"alg":"RS256","kid":"key-1","CANARY":1}`, "{}"), s.sign(text(s.header()), canary), s.sign(text(s.header()), `{"CANARY":1,"CANARY":1}`),
		s.access(map[string]any{"iss": canary}), s.access(map[string]any{"exp": canary}), s.access(map[string]any{"sub": " CANARY"}),
	} {
		if _, err := v.Verify(t.Context(), token); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAddressesFollowFromThePoolID(t *testing.T) {
	region, err := RegionOf("eu-west-1_AbCdEfGhI")
	if err != nil || region != "eu-west-1" {
		t.Errorf("got %q, %v", region, err)
	}
	if got := Issuer(region, "eu-west-1_AbCdEfGhI"); got != testIssuer {
		t.Errorf("issuer %q", got)
	}
	if got := JWKSURL(testIssuer); got != testIssuer+"/.well-known/jwks.json" {
		t.Errorf("JWKS URL %q", got)
	}
	for _, id := range []string{"us-gov-west-1_aB3", "ap-southeast-2_zZ9", "mx-central-1_x"} {
		if region, err := RegionOf(id); err != nil || !strings.HasPrefix(id, region+"_") {
			t.Errorf("%s: %q, %v", id, region, err)
		}
	}
	for _, id := range []string{"", "eu-west-1", "eu-west-1_", "_abc", "EU-WEST-1_abc", "eu-west-1_a/b", "eu-west-1_a b", "http://x_y"} {
		if region, err := RegionOf(id); err == nil {
			t.Errorf("%q has region %q", id, region)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s := newSigner("key-1", 0)
	v := newKeyServer(f, s).verifier(new(clock).now)
	valid := s.access(nil)
	tokens := hostile(s, newSigner("key-1", 1), "http://127.0.0.1:1/")
	names := make([]string, 0, len(tokens))
	for name := range tokens {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f.Add(tokens[name])
	}
	f.Add(valid)
	f.Fuzz(func(t *testing.T, token string) {
		_, err := v.Verify(t.Context(), token)
		if err != nil && !errors.Is(err, session.ErrUnauthenticated) {
			t.Errorf("%v", err)
		}
		// Without the private key nothing but a token signed above can be valid, and of those the seeds are refused.
		if err == nil && token != valid {
			t.Errorf("taken: %q", token)
		}
	})
}

// FuzzDecodeObject looks for payloads that the strict reader takes though encoding/json reads them otherwise.
func FuzzDecodeObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"a":2}`, `{"a":{"b":1,"\u0062":2}}`, `[1]`, `{"a":[1,]}`, "{\"a\":\"\xff\"}", `{} {}`, `{"a":1e999}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := decodeObject(text)
		if err != nil {
			return
		}
		if want := readLeniently(t, text); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// waitForFetch returns when no fetch is under way.
func waitForFetch(v *Verifier) {
	v.keys.mu.Lock()
	f := v.keys.flight
	v.keys.mu.Unlock()
	if f != nil {
		<-f.done
	}
}
