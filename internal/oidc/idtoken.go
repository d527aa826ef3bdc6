package oidc

import (
	"context"
	"crypto/sha256"
	"slices"
)

// ErrOtherRequest means that an ID token answers the authorization request of somebody else, as where a code was
// planted.
var ErrOtherRequest = refuse("nonce is that of another request")

// Request is the authorization request that an ID token answers.
type Request struct {
	// ClientID is the app client's, Nonce the request's own.
	ClientID, Nonce string
	// AccessToken came with the ID token.
	AccessToken string
}

// VerifyIDToken returns the claims of an ID token that answers a request (OpenID Connect Core, 3.1.3.7). It holds the
// token to the rules of [Verifier.Verify] as to form, key, signature, issuer and time. Errors: those of Verify,
// ErrOtherRequest.
func (v *Verifier) VerifyIDToken(ctx context.Context, idToken string, r Request) (Claims, error) {
	claims, _, err := v.Verify(ctx, idToken)
	if err != nil {
		return nil, err
	}
	switch {
	case !isAudience(claims["aud"], r.ClientID):
		return nil, refuse("aud is not this app client alone")
	case claims["azp"] != nil && claims["azp"] != r.ClientID:
		return nil, refuse("azp is another app client")
	case r.Nonce == "" || claims["nonce"] != r.Nonce:
		return nil, ErrOtherRequest
	case claims["at_hash"] != nil && claims["at_hash"] != accessTokenHash(r.AccessToken):
		return nil, refuse("at_hash is that of another access token")
	}
	_, err = claims.Subject()
	return claims, err
}

// isAudience accepts a token for this app client alone: any other audience would have to be trusted with the token,
// too.
func isAudience(aud any, clientID string) bool {
	list, ok := aud.([]any)
	if !ok {
		return aud == clientID
	}
	return len(list) > 0 && !slices.ContainsFunc(list, func(one any) bool { return one != clientID })
}

// accessTokenHash is the left half of the access token's hash, by the hash of RS256.
func accessTokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return strictBase64.EncodeToString(sum[:len(sum)/2])
}
