package cognitotest_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func fetchJWKS(t *testing.T, pool cognitotest.Pool) jwk.Set {
	t.Helper()
	response := must(http.Get(pool.JWKSURL))(t)
	defer response.Body.Close()
	body := must(io.ReadAll(response.Body))(t)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	return must(jwk.Parse(body))(t)
}

// verifiedClaims checks a token's signature with an independent implementation.
func verifiedClaims(t *testing.T, keys jwk.Set, token string) map[string]any {
	t.Helper()
	payload := must(jws.Verify([]byte(token), jws.WithKeySet(keys)))(t)
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestTokensHaveTheClaimsOfCognitoAndVerifyWithTheJWKS(t *testing.T) {
	f := setup(t)
	sub := f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	keys := fetchJWKS(t, f.pool)
	if keys.Len() != 2 {
		t.Errorf("%d keys, want 2", keys.Len())
	}
	now := float64(f.clock.Now().Unix())

	access := verifiedClaims(t, keys, *tokens.AccessToken)
	wantClaims(t, access, map[string]any{
		"sub": sub, "username": sub, "iss": f.pool.Issuer, "client_id": f.pool.ClientID, "token_use": "access",
		"scope": "aws.cognito.signin.user.admin", "auth_time": now, "iat": now, "exp": now + 3600,
	}, "jti", "origin_jti", "event_id")

	id := verifiedClaims(t, keys, *tokens.IdToken)
	wantClaims(t, id, map[string]any{
		"sub": sub, "cognito:username": sub, "iss": f.pool.Issuer, "aud": f.pool.ClientID, "token_use": "id",
		"email": testEmail, "email_verified": false, "name": "Ada Lovelace", "phone_number": testPhone, "phone_number_verified": true,
		"auth_time": now, "iat": now, "exp": now + 3600,
	}, "jti", "origin_jti", "event_id")
	if access["origin_jti"] != id["origin_jti"] || access["jti"] == id["jti"] {
		t.Error("the tokens of one sign-in share origin_jti, not jti")
	}
}

// wantClaims checks claims with known values, and the names of those with any
// value.
func wantClaims(t *testing.T, got, want map[string]any, others ...string) {
	t.Helper()
	for name, value := range want {
		if got[name] != value {
			t.Errorf("claim %s = %v, want %v", name, got[name], value)
		}
	}
	names := slices.Sorted(maps.Keys(got))
	expected := slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(want)), others...)))
	if !slices.Equal(names, expected) {
		t.Errorf("claims %v\nwant   %v", names, expected)
	}
}

func TestTokenHeaderIsKidAndAlgOnly(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	part, _, _ := strings.Cut(*f.signIn(testEmail).AccessToken, ".")
	var header map[string]string
	if err := json.Unmarshal(must(base64.RawURLEncoding.DecodeString(part))(t), &header); err != nil {
		t.Fatal(err)
	}
	if len(header) != 2 || header["alg"] != "RS256" || header["kid"] == "" {
		t.Errorf("header %v", header)
	}
}

func TestRefreshedTokensKeepOriginAndAuthTime(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	keys := fetchJWKS(t, f.pool)
	before := verifiedClaims(t, keys, *tokens.AccessToken)
	f.clock.Advance(30 * time.Minute)
	after := verifiedClaims(t, keys, *must(f.getTokens(tokens.RefreshToken))(t).AccessToken)
	if after["origin_jti"] != before["origin_jti"] || after["auth_time"] != before["auth_time"] || after["jti"] == before["jti"] {
		t.Errorf("before %v\nafter  %v", before, after)
	}
	if after["iat"] != before["iat"].(float64)+1800 {
		t.Errorf("iat %v", after["iat"])
	}
}

func TestKeyRotationSignsWithAKeyThatNoCacheHolds(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	old, cached := f.signIn(testEmail), fetchJWKS(t, f.pool)
	if err := f.server.RotateKeys(); err != nil {
		t.Fatal(err)
	}
	fresh := f.signIn(testEmail)
	if _, err := jws.Verify([]byte(*fresh.AccessToken), jws.WithKeySet(cached)); err == nil {
		t.Error("the new token verifies with the JWKS from before the rotation")
	}
	keys := fetchJWKS(t, f.pool)
	verifiedClaims(t, keys, *fresh.AccessToken)
	verifiedClaims(t, keys, *old.AccessToken)
	if keys.Len() != 2 {
		t.Errorf("%d keys, want 2", keys.Len())
	}
	if err := f.server.RotateKeys(); err != nil {
		t.Fatal(err)
	}
	_, err := f.getUser(*old.AccessToken)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid Access Token")
}

func TestJWKSCanBeDownAndCountsFetches(t *testing.T) {
	f := setup(t)
	fetchJWKS(t, f.pool)
	f.server.SetJWKSDown(true)
	response := must(http.Get(f.pool.JWKSURL))(t)
	response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d", response.StatusCode)
	}
	f.server.SetJWKSDown(false)
	fetchJWKS(t, f.pool)
	if n := f.server.JWKSFetches(); n != 3 {
		t.Errorf("%d fetches, want 3", n)
	}
}
