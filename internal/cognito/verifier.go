package cognito

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Verifier reads the tokens of one app client of one user pool. It is safe for concurrent use.
type Verifier struct {
	clientID string
	now      func() time.Time
	tokens   *oidc.Verifier
	verified *tokenCache
}

var _ session.Verifier = (*Verifier)(nil)

// VerifierConfig configures a Verifier.
type VerifierConfig struct {
	// Issuer and ClientID are what a token must contain exactly; required.
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
		clientID: c.ClientID, now: c.Now, verified: newTokenCache(maxCachedTokens),
		tokens: oidc.NewVerifier(oidc.VerifierConfig{
			Issuer: c.Issuer, JWKSURL: c.JWKSURL, Now: c.Now, HTTPClient: c.HTTPClient,
		}),
	}
}

// Ready returns nil if there are keys to verify with, fetching them if there are none. Errors: fault.Unavailable, or
// that of a cancelled ctx.
func (v *Verifier) Ready(ctx context.Context) error { return v.tokens.Ready(ctx) }

// Verify returns the claims of an access token, if Cognito issued it to this app client and it is currently valid, with
// 30 seconds of leeway. A token verified before comes from the cache until its `exp`. The returned groups are shared:
// they must not be changed. Errors: session.ErrUnauthenticated, fault.Unavailable (no key to verify with), or that of a
// cancelled ctx.
func (v *Verifier) Verify(ctx context.Context, accessToken string) (session.Claims, error) {
	if len(accessToken) > oidc.MaxTokenLength { // before it is hashed
		return session.Claims{}, refuse("token is too long")
	}
	id, now := hashToken(accessToken), v.now()
	if claims, ok := v.verified.get(id, v.tokens.Generation(ctx), now); ok {
		return claims, nil
	}
	claims, generation, err := v.verify(ctx, accessToken)
	if err != nil {
		return session.Claims{}, err
	}
	v.verified.put(id, generation, claims, now)
	return claims, nil
}

// verify reads an access token without the cache.
func (v *Verifier) verify(ctx context.Context, token string) (session.Claims, uint64, error) {
	payload, generation, err := v.tokens.Verify(ctx, token)
	if err != nil {
		return session.Claims{}, 0, unauthenticated(err)
	}
	claims, err := readClaims(payload, v.clientID)
	return claims, generation, err
}

// VerifyIDToken returns the subject of an ID token that came with accessToken in answer to an authorization request
// with nonce. Errors: session.ErrUnauthenticated, fault.Unavailable (no key to verify with), or that of a cancelled
// ctx.
func (v *Verifier) VerifyIDToken(ctx context.Context, idToken, nonce, accessToken string) (subject string, err error) {
	claims, err := v.tokens.VerifyIDToken(ctx, idToken, oidc.Request{
		ClientID: v.clientID, Nonce: nonce, AccessToken: accessToken,
	})
	if err != nil {
		return "", unauthenticated(err)
	}
	if use, present := claims["token_use"]; present && use != "id" { // Cognito's own; other providers have none
		return "", refuse("token_use is not id")
	}
	subject, err = claims.Subject()
	return subject, unauthenticated(err)
}

// refuse gives the reason why a token is refused, for logs. The reason never contains any part of the token.
func refuse(reason string) error { return fmt.Errorf("%w: %s", session.ErrUnauthenticated, reason) }

// unauthenticated turns the error of a refused token into the domain's.
func unauthenticated(err error) error {
	if errors.Is(err, oidc.ErrInvalidToken) {
		return fmt.Errorf("%w: %w", session.ErrUnauthenticated, err)
	}
	return err
}
