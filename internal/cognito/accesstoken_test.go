package cognito

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
)

const (
	testIssuer   = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
	testClientID = "3k2j1h4g5f6d7s8a9p0o1i2u3y"
	testSubject  = "6b1c2d3e-0000-4000-8000-123456789abc"
)

// accessClaims are those of a good access token with changes; nil removes a claim.
func accessClaims(changes map[string]any) map[string]any {
	return oidctest.Changed(map[string]any{
		"sub": testSubject, "iss": testIssuer, "client_id": testClientID, "token_use": "access",
		"scope": "aws.cognito.signin.user.admin", "auth_time": oidctest.Epoch.Unix(), "iat": oidctest.Epoch.Unix(),
		"exp": oidctest.Epoch.Add(time.Hour).Unix(), "jti": "a", "origin_jti": "b", "event_id": "c", "username": testSubject,
	}, changes)
}

// accessToken returns a good access token with changes; nil removes a claim.
func accessToken(s oidctest.Signer, changes map[string]any) string {
	return s.Token(accessClaims(changes))
}

func newVerifier(k *oidctest.KeyServer, now func() time.Time) *Verifier {
	return NewVerifier(VerifierConfig{
		Issuer: testIssuer, ClientID: testClientID, JWKSURL: k.URL, Now: now, HTTPClient: k.Client(),
	})
}

// text is the JSON of a value.
func text(v any) string { return oidctest.Text(v) }
