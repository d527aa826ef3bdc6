//go:build ignore

package cognito

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// maxTokenLength bounds what one token may cost; Cognito's access tokens are 1 to 2 KiB.
const maxTokenLength = 8 << 10

// Verifier reads the access tokens of one app client of one user pool. It is safe for concurrent use.
type Verifier struct {
	issuer, clientID string
	now              func() time.Time
	keys             *keyCache
	tokens           *tokenCache
}

var _ session.Verifier = (*Verifier)(nil)

// VerifierConfig is what a Verifier is made of.
type VerifierConfig struct {
	// Issuer and ClientID are what a token must carry, to the letter; required.
	Issuer, ClientID string
	// JWKSURL is where the issuer publishes its keys; required.
	JWKSURL string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// HTTPClient fetches the keys; nil means one of the Verifier's own. A fetch takes at most 2.5 s and follows no
	// redirect.
	HTTPClient *http.Client
}

// NewVerifier returns a verifier. It fetches nothing yet, so the server starts while Cognito is down.
func NewVerifier(c VerifierConfig) *Verifier {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Verifier{
		issuer: c.Issuer, clientID: c.ClientID, now: c.Now,
		keys:   newKeyCache(c.JWKSURL, c.HTTPClient, c.Now),
		tokens: newTokenCache(maxCachedTokens),
	}
}

// Ready returns nil if there are keys to verify with, fetching them if there are none. Errors: fault.Unavailable, or
// that of a cancelled ctx.
func (v *Verifier) Ready(ctx context.Context) error { return v.keys.ready(ctx) }

// Verify returns what an access token says, if Cognito issued it to this app client and it is within its time, give or
// take 30 seconds. A token verified before is answered from memory until its `exp`. The groups of the answer are
// shared: they must not be changed. Errors: session.ErrUnauthenticated, fault.Unavailable (no key to verify with), or
// that of a cancelled ctx.
func (v *Verifier) Verify(ctx context.Context, accessToken string) (session.Claims, error) {
	if len(accessToken) > maxTokenLength {
		return session.Claims{}, refuse("token is too long")
	}
	id, now := hashToken(accessToken), v.now()
	if claims, ok := v.tokens.get(id, v.keys.generation(), now); ok {
		v.keys.refreshWhenOld()
		return claims, nil
	}
	claims, generation, err := v.verify(ctx, accessToken)
	if err != nil {
		return session.Claims{}, err
	}
	v.tokens.put(id, generation, claims, now)
	return claims, nil
}

// verify reads an access token without the cache.
func (v *Verifier) verify(ctx context.Context, token string) (claims session.Claims, generation uint64, err error) {
	payload, generation, err := v.read(ctx, token)
	if err != nil {
		return session.Claims{}, 0, err
	}
	claims, err = v.readClaims(payload, v.now())
	return claims, generation, err
}

// read returns the payload of a token that is signed by a key of the issuer; none of it is looked at before. It also
// returns the generation of the key set.
func (v *Verifier) read(ctx context.Context, token string) (payload map[string]any, generation uint64, err error) {
	input, header, body, signature, err := splitToken(token)
	if err != nil {
		return nil, 0, err
	}
	members, err := decodeObject(header)
	if err != nil {
		return nil, 0, refuse("header is " + err.Error())
	}
	kid, err := keyID(members)
	if err != nil {
		return nil, 0, err
	}
	key, generation, err := v.keys.key(ctx, kid)
	if err != nil {
		return nil, 0, err
	}
	if checkRS256(input, signature, key) != nil {
		return nil, 0, refuse("signature is wrong")
	}
	if payload, err = decodeObject(body); err != nil {
		return nil, 0, refuse("payload is " + err.Error())
	}
	return payload, generation, nil
}

// strictBase64 refuses padding and loose bits at the end.
var strictBase64 = base64.RawURLEncoding.Strict()

// splitToken takes the compact form apart: three parts, each in base64url and in the one spelling that its bytes have.
func splitToken(token string) (input, header, payload, signature []byte, err error) {
	parts := strings.SplitN(token, ".", 4)
	if len(parts) != 3 || strings.ContainsAny(token, "\r\n") { // encoding/base64 passes over line breaks
		return nil, nil, nil, nil, refuse("not in compact form")
	}
	var decoded [3][]byte
	for i, part := range parts {
		decoded[i], err = strictBase64.DecodeString(part)
		if err != nil || part == "" {
			return nil, nil, nil, nil, refuse("not in compact form")
		}
	}
	return []byte(token[:len(parts[0])+1+len(parts[1])]), decoded[0], decoded[1], decoded[2], nil
}
