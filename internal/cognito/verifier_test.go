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

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

func TestVerifyReadsTheClaimsOfAnAccessToken(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	token := accessToken(s, map[string]any{"cognito:groups": []string{"admins", "jury"}, "username": "Google_123"})
	want := session.Claims{
		Subject: testSubject, Username: "Google_123", Groups: []string{"admins", "jury"},
		AuthenticatedAt: oidctest.Epoch, ExpiresAt: oidctest.Epoch.Add(time.Hour),
	}
	for _, from := range []string{"the token", "memory"} {
		got, err := v.Verify(t.Context(), token)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("from %s: got %+v, %v; want %+v", from, got, err, want)
		}
	}
}

// good names tokens that must be accepted: rules too strict would lock people out.
func good(s oidctest.Signer) map[string]string {
	at := func(d time.Duration) int64 { return oidctest.Epoch.Add(d).Unix() }
	return map[string]string{
		"as Cognito issues it":         accessToken(s, nil),
		"typ JWT":                      s.Sign(`{"alg":"RS256","typ":"JWT","kid":"key-1"}`, oidctest.Text(accessClaims(nil))),
		"typ at+jwt":                   s.Sign(`{"alg":"RS256","typ":"at+jwt","kid":"key-1"}`, oidctest.Text(accessClaims(nil))),
		"white space in the JSON":      s.Sign("{ \"alg\" : \"RS256\",\n\"kid\":\"key-1\" }", " "+oidctest.Text(accessClaims(nil))+"\n"),
		"expired within leeway":        accessToken(s, map[string]any{"exp": at(-29 * time.Second)}),
		"issued within leeway":         accessToken(s, map[string]any{"iat": at(30 * time.Second)}),
		"valid from within leeway":     accessToken(s, map[string]any{"nbf": at(30 * time.Second)}),
		"no auth_time":                 accessToken(s, map[string]any{"auth_time": nil}),
		"no groups":                    accessToken(s, map[string]any{"cognito:groups": []string{}}),
		"group beyond ASCII":           accessToken(s, map[string]any{"cognito:groups": []string{"женский"}}),
		"unknown claims, nested":       accessToken(s, map[string]any{"custom": map[string]any{"a": []any{1, map[string]any{"a": nil}}}}),
		"member names equal by level":  accessToken(s, map[string]any{"x": map[string]any{"sub": "other"}}),
		"sub of 128 characters":        accessToken(s, map[string]any{"sub": strings.Repeat("a", 128)}),
		"names that differ by case":    accessToken(s, map[string]any{"Sub": "other"}),
		"nearly 8 KiB":                 accessToken(s, map[string]any{"pad": strings.Repeat("x", 5400)}),
		"escapes in strings":           s.Sign(`{"\u0061lg":"RS256","kid":"key\u002d1"}`, oidctest.Text(accessClaims(nil))),
		"last second of the year 9999": accessToken(s, map[string]any{"exp": int64(253402300799)}),
	}
}

func TestVerifyTakesGoodTokens(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	for name, token := range good(s) {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVerifyRefusesHostileTokens(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	strangers := oidctest.NewKeyServer(t, oidctest.NewSigner("stranger", 1)) // where jku and x5u point
	tokens := hostile(s, oidctest.NewSigner("key-1", 1), strangers.URL)
	if len(tokens) < 100 {
		t.Errorf("only %d hostile tokens", len(tokens))
	}
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	for name, token := range tokens {
		for range 2 { // a refusal must not be remembered as a success either
			if got, err := v.Verify(t.Context(), token); !errors.Is(err, session.ErrUnauthenticated) || !reflect.ValueOf(got).IsZero() {
				t.Errorf("%s: got %+v, %v", name, got, err)
			}
		}
	}
	if n := strangers.Fetches.Load(); n != 0 {
		t.Errorf("%d fetches from an address that a token named", n)
	}
}

func TestVerifyHoldsTheBoundariesOfTime(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	keys := oidctest.NewKeyServer(t, s)
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
		c := new(oidctest.Clock)
		c.Advance(test.skew)
		_, err := newVerifier(keys, c.Now).Verify(t.Context(), accessToken(s, map[string]any{test.claim: oidctest.Epoch.Add(test.at).Unix()}))
		if (err == nil) != test.valid {
			t.Errorf("%s %v from now, clock off by %v: %v", test.claim, test.at, test.skew, err)
		}
	}
}

func TestVerifiedTokenIsNotRememberedPastItsEnd(t *testing.T) {
	s, c := oidctest.NewSigner("key-1", 0), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, s)
	v := newVerifier(keys, c.Now)
	token := accessToken(s, map[string]any{"exp": oidctest.Epoch.Add(time.Minute).Unix()})
	for _, step := range []struct {
		advance time.Duration
		valid   bool
	}{{0, true}, {59 * time.Second, true}, {time.Second, true}, {29 * time.Second, true}, {time.Second, false}, {time.Hour, false}} {
		c.Advance(step.advance)
		if _, err := v.Verify(t.Context(), token); (err == nil) != step.valid {
			t.Errorf("%v after issue: %v", c.Now().Sub(oidctest.Epoch), err)
		}
	}
}

func TestWithdrawnKeyEndsTheTokensItSigned(t *testing.T) {
	old, kept, c := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-2", 1), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, old, kept)
	v := newVerifier(keys, c.Now)
	token := accessToken(old, nil)
	if _, err := v.Verify(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	keys.Publish(kept)
	c.Advance(15 * time.Minute)                             // when key sets are fetched again
	if _, err := v.Verify(t.Context(), token); err != nil { // from the cache, and begins the fetch
		t.Fatal(err)
	}
	unknown := oidctest.Signer{KeyID: "key-3", Key: kept.Key} // waits for the fetch under way
	if _, err := v.Verify(t.Context(), accessToken(unknown, nil)); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("unknown key: %v", err)
	}
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("got %v", err)
	}
	if _, err := v.Verify(t.Context(), accessToken(kept, nil)); err != nil {
		t.Errorf("token of the key that was kept: %v", err)
	}
}

func TestVerifyIsSafeForConcurrentUse(t *testing.T) {
	s, c := oidctest.NewSigner("key-1", 0), new(oidctest.Clock)
	keys := oidctest.NewKeyServer(t, s)
	v := newVerifier(keys, c.Now)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 50 {
				subject := fmt.Sprintf("person-%d", (i+worker)%5)
				got, err := v.Verify(t.Context(), accessToken(s, map[string]any{"sub": subject}))
				if err != nil || got.Subject != subject {
					t.Errorf("%s: %q, %v", subject, got.Subject, err)
				}
			}
		})
	}
	group.Wait()
	if n := keys.Fetches.Load(); n != 1 {
		t.Errorf("%d fetches of the key set", n)
	}
}

func TestRepeatedTokenCostsNoAllocation(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	token := accessToken(s, map[string]any{"cognito:groups": []string{"admins"}})
	if allocations := testing.AllocsPerRun(1000, func() {
		if _, err := v.Verify(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestRefusalsHoldNothingOfTheToken(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	const canary = "CANARY"
	for _, token := range []string{
		canary, canary + ".a.b", s.Sign(`{"alg":"CANARY","kid":"key-1"}`, "{}"), s.Sign(`{"alg":"RS256","kid":"CANARY"}`, "{}"),
		s.Sign(`{"alg":"RS256","kid":"key-1","CANARY":1}`, "{}"), s.Sign(oidctest.Text(s.Header()), canary), s.Sign(oidctest.Text(s.Header()), `{"CANARY":1,"CANARY":1}`),
		accessToken(s, map[string]any{"iss": canary}), accessToken(s, map[string]any{"exp": canary}), accessToken(s, map[string]any{"sub": " CANARY"}),
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
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(f, s), new(oidctest.Clock).Now)
	valid := accessToken(s, nil)
	tokens := hostile(s, oidctest.NewSigner("key-1", 1), "http://127.0.0.1:1/")
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
		// Without the private key only a token signed above can be valid, and the seeds among those are refused.
		if err == nil && token != valid {
			t.Errorf("taken: %q", token)
		}
	})
}
