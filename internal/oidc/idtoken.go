//go:build ignore

package cognito

import (
	"context"
	"crypto/sha256"
	"slices"
)

// VerifyIDToken returns the subject of an ID token that came with accessToken in answer to an authorization request
// with nonce (OpenID Connect Core, 3.1.3.7). It holds the token to the rules of [Verifier.Verify] as to form, key,
// signature and time. Errors: session.ErrUnauthenticated, fault.Unavailable (no key to verify with), or that of a
// cancelled ctx.
func (v *Verifier) VerifyIDToken(ctx context.Context, idToken, nonce, accessToken string) (subject string, err error) {
	if len(idToken) > maxTokenLength {
		return "", refuse("ID token is too long")
	}
	payload, _, err := v.read(ctx, idToken)
	if err != nil {
		return "", err
	}
	use, hasUse := payload["token_use"] // Cognito's own; other providers have none
	switch {
	case payload["iss"] != v.issuer:
		return "", refuse("iss is another issuer")
	case !v.isAudience(payload["aud"]):
		return "", refuse("aud is not this app client alone")
	case payload["azp"] != nil && payload["azp"] != v.clientID:
		return "", refuse("azp is another app client")
	case hasUse && use != "id":
		return "", refuse("token_use is not id")
	case nonce == "" || payload["nonce"] != nonce:
		return "", refuse("nonce is that of another request")
	case payload["at_hash"] != nil && payload["at_hash"] != accessTokenHash(accessToken):
		return "", refuse("at_hash is that of another access token")
	}
	if _, err := readTimes(payload, v.now()); err != nil {
		return "", err
	}
	subject, ok := payload["sub"].(string)
	if !ok || !isName(subject) || !isASCII(subject) {
		return "", refuse("sub is malformed")
	}
	return subject, nil
}

// isAudience passes a token for this app client and for nobody else: who else could take it would be trusted with it,
// too.
func (v *Verifier) isAudience(aud any) bool {
	list, ok := aud.([]any)
	if !ok {
		return aud == v.clientID
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(one any) bool { return one != v.clientID })
}

// accessTokenHash is the left half of the access token's hash, by the hash of RS256.
func accessTokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return strictBase64.EncodeToString(sum[:len(sum)/2])
}
