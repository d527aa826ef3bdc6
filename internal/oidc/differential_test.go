package oidc

import (
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
)

// The rules of this package are held to those of coreos/go-oidc: what both are asked to judge, both must judge alike,
// or the table says why we differ. go-oidc leaves nonce and at_hash to its caller, so the test checks these as its
// documentation says.

const (
	testNonce       = "n-0S6_WzA2Mj"
	testAccessToken = "an.access.token"
)

// verdict is whether a token is taken.
type verdict bool

const (
	taken   verdict = true
	refused verdict = false
)

// specimen is a token and what becomes of it.
type specimen struct {
	token        string
	theirs, ours verdict
	// why says why we differ; empty where we don't.
	why string
}

func both(v verdict, token string) specimen { return specimen{token: token, theirs: v, ours: v} }

func stricter(why, token string) specimen {
	return specimen{token: token, theirs: taken, ours: refused, why: why}
}

// idToken returns a good ID token with changes; nil removes a claim.
func idToken(s oidctest.Signer, changes map[string]any) string {
	sum := sha256.Sum256([]byte(testAccessToken))
	return s.Token(oidctest.Changed(map[string]any{
		"sub": testSubject, "iss": testIssuer, "aud": testClientID, "nonce": testNonce, "at_hash": oidctest.Encode(sum[:16]),
		"iat": oidctest.Epoch.Unix(), "exp": oidctest.Epoch.Add(time.Hour).Unix(), "auth_time": oidctest.Epoch.Unix(),
		"email": "ada@example.com", "email_verified": true,
	}, changes))
}

// anyTokens are about what holds for tokens of every kind: form, key, signature, issuer and time.
func anyTokens(s, second, stranger oidctest.Signer) map[string]specimen {
	at := func(d time.Duration) int64 { return oidctest.Epoch.Add(d).Unix() }
	with := func(claim string, value any) string { return idToken(s, map[string]any{claim: value}) }
	good := strings.Split(idToken(s, nil), ".")
	other := strings.Split(idToken(s, map[string]any{"sub": "somebody-else"}), ".")
	payload := func(token string) string { return strings.Split(token, ".")[1] }
	header := func(members string) string {
		input := oidctest.Encode([]byte("{"+members+"}")) + "." + payload(idToken(s, nil))
		return input + "." + oidctest.Encode(s.Signature(input))
	}
	return map[string]specimen{
		"good":                        both(taken, idToken(s, nil)),
		"good, of the second key":     both(taken, idToken(second, nil)),
		"good, with typ":              both(taken, header(`"alg":"RS256","kid":"key-1","typ":"JWT"`)),
		"good, with more claims":      both(taken, with("custom", map[string]any{"a": []int{1, 2}})),
		"good, valid from a while":    both(taken, with("nbf", at(-time.Minute))),
		"good, without at_hash":       both(taken, with("at_hash", nil)),
		"empty":                       both(refused, ""),
		"one part":                    both(refused, good[0]),
		"two parts":                   both(refused, good[0]+"."+good[1]),
		"four parts":                  both(refused, strings.Join(good, ".")+".x"),
		"no signature":                both(refused, good[0]+"."+good[1]+"."),
		"signature of another token":  both(refused, good[0]+"."+good[1]+"."+other[2]),
		"payload exchanged":           both(refused, good[0]+"."+other[1]+"."+good[2]),
		"signature cut off":           both(refused, strings.Join(good, ".")[:len(strings.Join(good, "."))-8]),
		"signature of another key":    both(refused, idToken(stranger, nil)),
		"unknown key id":              both(refused, idToken(oidctest.Signer{KeyID: "key-9", Key: s.Key}, nil)),
		"payload is no JSON":          both(refused, s.Sign(oidctest.Text(s.Header()), "hello")),
		"payload is a list":           both(refused, s.Sign(oidctest.Text(s.Header()), "[]")),
		"header is no JSON":           both(refused, s.Sign("hello", "{}")),
		"alg none":                    both(refused, oidctest.Encode([]byte(`{"alg":"none"}`))+"."+good[1]+"."),
		"alg HS256":                   both(refused, header(`"alg":"HS256","kid":"key-1"`)),
		"alg RS512":                   both(refused, header(`"alg":"RS512","kid":"key-1"`)),
		"alg missing":                 both(refused, header(`"kid":"key-1"`)),
		"other issuer":                both(refused, with("iss", "https://idp.example.com")),
		"issuer with a slash":         both(refused, with("iss", testIssuer+"/")),
		"no issuer":                   both(refused, with("iss", nil)),
		"expired":                     both(refused, with("exp", at(-time.Hour))),
		"no exp":                      both(refused, with("exp", nil)),
		"exp is a word":               both(refused, with("exp", "tomorrow")),
		"not valid yet":               both(refused, with("nbf", at(time.Hour))),
		"expired ten seconds ago":     {with("exp", at(-10*time.Second)), refused, taken, "clocks differ: 30 s of leeway for every time claim"},
		"valid from in two minutes":   stricter("30 s of leeway for every time claim, not five minutes for this one", with("nbf", at(2*time.Minute))),
		"issued in an hour":           stricter("a token from the future was issued by a clock that can't be relied on", with("iat", at(time.Hour))),
		"no iat":                      stricter("OpenID Connect Core requires it", with("iat", nil)),
		"exp with half a second":      stricter("whole seconds only: readers round fractions differently", with("exp", float64(at(time.Hour))+0.5)),
		"header with a certificate's": stricter("a header has alg, kid and typ only: nothing else is needed here", header(`"alg":"RS256","kid":"key-1","x5t":"abc"`)),
		"typ of another kind":         stricter("typ is JWT or at+jwt where it is there", header(`"alg":"RS256","kid":"key-1","typ":"id+jwt"`)),
		"nine kilobytes":              stricter("no provider needs more than 8 KiB, and what a token may cost is bounded", with("pad", strings.Repeat("x", 6500))),
	}
}

// idTokens are about what holds for ID tokens only.
func idTokens(s oidctest.Signer) map[string]specimen {
	with := func(claim string, value any) string { return idToken(s, map[string]any{claim: value}) }
	several := map[string]any{"aud": []string{testClientID, "another-client"}, "azp": testClientID}
	return map[string]specimen{
		"audience as a list":   both(taken, with("aud", []string{testClientID})),
		"azp":                  both(taken, with("azp", testClientID)),
		"other audience":       both(refused, with("aud", "another-client")),
		"other audiences":      both(refused, with("aud", []string{"a", "b"})),
		"no audience":          both(refused, with("aud", nil)),
		"empty audience":       both(refused, with("aud", []string{})),
		"other nonce":          both(refused, with("nonce", "another")),
		"no nonce":             both(refused, with("nonce", nil)),
		"other access token":   both(refused, with("at_hash", oidctest.Encode(make([]byte, 16)))),
		"audience of several":  stricter("who else could take it would be trusted with it, too", idToken(s, several)),
		"no subject":           stricter("a session is that of an account", with("sub", nil)),
		"subject with a space": stricter("a subject is a key of records: visible ASCII, at most 128 characters", with("sub", "ada lovelace")),
	}
}

func TestVerdictsAreThoseOfGoOIDC(t *testing.T) {
	s, second, stranger := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-2", 1), oidctest.NewSigner("key-1", 1)
	server, clock := oidctest.NewKeyServer(t, s, second), new(oidctest.Clock)
	request := Request{ClientID: testClientID, Nonce: testNonce, AccessToken: testAccessToken}

	judge := func(t *testing.T, config gooidc.Config, verify func(v *Verifier, token string) error, specimens map[string]specimen) {
		config.Now = clock.Now
		theirs := gooidc.NewVerifier(testIssuer, gooidc.NewRemoteKeySet(t.Context(), server.URL), &config)
		for name, c := range specimens {
			token, err := theirs.Verify(t.Context(), c.token)
			if err == nil && !config.SkipClientIDCheck {
				err = asDocumented(token, request)
			}
			if verdict(err == nil) != c.theirs {
				t.Errorf("%s: go-oidc: %v", name, err)
			}
			// A verifier of its own each: an unknown key id must not be answered from the pause after a fetch.
			err = verify(newVerifier(server, clock.Now), c.token)
			if verdict(err == nil) != c.ours || err != nil && !errors.Is(err, ErrInvalidToken) {
				t.Errorf("%s: we: %v", name, err)
			}
			if (c.why != "") != (c.theirs != c.ours) {
				t.Errorf("%s: a reason is given where we differ, and only there: %q", name, c.why)
			}
		}
	}
	t.Run("any token", func(t *testing.T) {
		judge(t, gooidc.Config{SkipClientIDCheck: true}, func(v *Verifier, token string) error {
			_, _, err := v.Verify(t.Context(), token)
			return err
		}, anyTokens(s, second, stranger))
	})
	for name, specimens := range map[string]map[string]specimen{
		"ID token, as any token": anyTokens(s, second, stranger), "ID token": idTokens(s),
	} {
		t.Run(name, func(t *testing.T) {
			judge(t, gooidc.Config{ClientID: testClientID}, func(v *Verifier, token string) error {
				_, err := v.VerifyIDToken(t.Context(), token, request)
				return err
			}, specimens)
		})
	}
}

// asDocumented checks what go-oidc leaves to its caller.
func asDocumented(token *gooidc.IDToken, r Request) error {
	if token.Nonce != r.Nonce {
		return errors.New("nonce is that of another request")
	}
	if token.AccessTokenHash == "" {
		return nil
	}
	return token.VerifyAccessToken(r.AccessToken)
}
