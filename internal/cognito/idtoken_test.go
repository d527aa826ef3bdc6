package cognito

import (
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	testNonce       = "n-0S6_WzA2Mj"
	testAccessToken = "an.access.token"
)

// idClaims are those of a good ID token with the changes given; nil removes a claim.
func idClaims(changes map[string]any) string {
	sum := sha256.Sum256([]byte(testAccessToken))
	return oidctest.Text(oidctest.Changed(map[string]any{
		"sub": testSubject, "iss": testIssuer, "aud": testClientID, "token_use": "id", "nonce": testNonce, "at_hash": oidctest.Encode(sum[:16]),
		"iat": oidctest.Epoch.Unix(), "exp": oidctest.Epoch.Add(time.Hour).Unix(), "auth_time": oidctest.Epoch.Unix(), "email": "ada@example.com", "email_verified": true,
	}, changes))
}

func TestVerifyIDTokenReturnsTheSubjectOfGoodTokens(t *testing.T) {
	s := oidctest.NewSigner("key-1", 0)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	for name, changes := range map[string]map[string]any{
		"as Cognito issues it":      nil,
		"of another provider":       {"token_use": nil, "auth_time": nil, "email": nil, "email_verified": nil},
		"without at_hash":           {"at_hash": nil},
		"aud as a list":             {"aud": []string{testClientID}},
		"azp":                       {"azp": testClientID},
		"expired within the leeway": {"exp": oidctest.Epoch.Add(-29 * time.Second).Unix()},
	} {
		subject, err := v.VerifyIDToken(t.Context(), s.Sign(oidctest.Text(s.Header()), idClaims(changes)), testNonce, testAccessToken)
		if err != nil || subject != testSubject {
			t.Errorf("%s: %q %v", name, subject, err)
		}
	}
}

func TestVerifyIDTokenRefusesWhatIsNotForThisRequest(t *testing.T) {
	s, forger := oidctest.NewSigner("key-1", 0), oidctest.NewSigner("key-1", 1)
	v := newVerifier(oidctest.NewKeyServer(t, s), new(oidctest.Clock).Now)
	tokens := map[string]string{
		"empty":               "",
		"an access token":     accessToken(s, map[string]any{"nonce": testNonce}),
		"forged":              forger.Sign(oidctest.Text(s.Header()), idClaims(nil)),
		"alg none":            oidctest.Encode([]byte(`{"alg":"none"}`)) + "." + oidctest.Encode([]byte(idClaims(nil))) + ".",
		"too long":            s.Sign(oidctest.Text(s.Header()), idClaims(map[string]any{"pad": strings.Repeat("x", 9000)})),
		"claims given twice":  s.Sign(oidctest.Text(s.Header()), strings.Replace(idClaims(nil), "{", `{"sub":"x",`, 1)),
		"header with its key": s.Sign(`{"alg":"RS256","kid":"key-1","jwk":{}}`, idClaims(nil)),
	}
	for name, changes := range map[string]map[string]any{
		"other issuer": {"iss": testIssuer + "/"}, "no issuer": {"iss": nil},
		"other audience": {"aud": "other"}, "no audience": {"aud": nil}, "empty audience": {"aud": []string{}}, "audience too wide": {"aud": []string{testClientID, "other"}},
		"other party": {"azp": "other"}, "party no text": {"azp": 1}, "other use": {"token_use": "access"},
		"other nonce": {"nonce": "other"}, "no nonce": {"nonce": nil}, "nonce no text": {"nonce": []string{testNonce}},
		"other access token": {"at_hash": oidctest.Encode(make([]byte, 16))}, "hash no text": {"at_hash": 1},
		"expired": {"exp": oidctest.Epoch.Add(-30 * time.Second).Unix()}, "no exp": {"exp": nil}, "exp zero": {"exp": 0}, "no iat": {"iat": nil},
		"issued in the future": {"iat": oidctest.Epoch.Add(31 * time.Second).Unix()}, "not yet valid": {"nbf": oidctest.Epoch.Add(31 * time.Second).Unix()},
		"no subject": {"sub": nil}, "empty subject": {"sub": ""}, "long subject": {"sub": strings.Repeat("a", 129)},
	} {
		tokens[name] = s.Sign(oidctest.Text(s.Header()), idClaims(changes))
	}
	for name, token := range tokens {
		if subject, err := v.VerifyIDToken(t.Context(), token, testNonce, testAccessToken); !errors.Is(err, session.ErrUnauthenticated) || subject != "" {
			t.Errorf("%s: %q %v", name, subject, err)
		}
	}
	if _, err := v.VerifyIDToken(t.Context(), s.Sign(oidctest.Text(s.Header()), idClaims(map[string]any{"nonce": ""})), "", testAccessToken); !errors.Is(err, session.ErrUnauthenticated) {
		t.Errorf("a request without a nonce: %v", err)
	}
}
