package oidc

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
)

// MaxTokenLength limits the cost of one token; Cognito's tokens have 1 to 2 KiB.
const MaxTokenLength = 8 << 10

// ErrInvalidToken means that a token is malformed, forged, expired, or for somebody else.
var ErrInvalidToken = errors.New("invalid token")

// refuse returns the reason why a token is refused, for logs. The reason never contains any part of the token.
func refuse(reason string) error { return fmt.Errorf("%w: %s", ErrInvalidToken, reason) }

// Verifier reads the tokens of one issuer. It is safe for concurrent use.
type Verifier struct {
	issuer string
	now    func() time.Time
	keys   *keys
}

// VerifierConfig is what a Verifier is made of.
type VerifierConfig struct {
	// Issuer is what a token must carry, to the letter; required.
	Issuer string
	// JWKSURL is where the issuer publishes its keys; required.
	JWKSURL string
	// Now is the clock; required.
	Now func() time.Time
	// HTTPClient fetches the keys; nil means one of the Verifier's own. A fetch takes at most 2.5 s and follows no
	// redirect.
	HTTPClient *http.Client
}

// NewVerifier returns a verifier. It fetches nothing yet, so the server starts while the provider is down.
func NewVerifier(c VerifierConfig) *Verifier {
	return &Verifier{issuer: c.Issuer, now: c.Now, keys: newKeys(c.JWKSURL, c.HTTPClient, c.Now)}
}

// Ready returns nil if there are keys to verify with, fetching them if there are none. Errors: fault.Unavailable, or
// that of a cancelled ctx.
func (v *Verifier) Ready(ctx context.Context) error {
	_, err := v.keys.get(ctx)
	return err
}

// Generation is that of the key set, 0 if there is none yet. What was verified with the keys of a generation stays
// valid until the next one begins, which is when a key is withdrawn.
func (v *Verifier) Generation(ctx context.Context) uint64 { return v.keys.generation(ctx) }

// Verify returns the claims of a token that is signed by a key of the issuer, names it, and is within its time, give or
// take 30 seconds; and the generation of the key set. The caller judges whom the token is for, and what it says about
// its subject. Errors: ErrInvalidToken, fault.Unavailable (no key to verify with), or that of a cancelled ctx.
func (v *Verifier) Verify(ctx context.Context, token string) (claims Claims, generation uint64, err error) {
	claims, generation, err = v.read(ctx, token)
	if err != nil {
		return nil, 0, err
	}
	if claims["iss"] != v.issuer {
		return nil, 0, refuse("iss is another issuer")
	}
	if err := claims.checkTimes(v.now()); err != nil {
		return nil, 0, err
	}
	return claims, generation, nil
}

// read returns the claims of a token that is signed by a key of the issuer; none of them is looked at before.
func (v *Verifier) read(ctx context.Context, token string) (claims Claims, generation uint64, err error) {
	parts, err := split(token)
	if err != nil {
		return nil, 0, err
	}
	header, err := strictjson.Object(parts.header)
	if err != nil {
		return nil, 0, refuse("header is " + err.Error())
	}
	kid, err := keyID(header)
	if err != nil {
		return nil, 0, err
	}
	key, generation, err := v.keys.key(ctx, kid)
	if err != nil {
		return nil, 0, err
	}
	if library.checkRS256(parts.input, parts.signature, key) != nil {
		return nil, 0, refuse("signature is wrong")
	}
	if claims, err = strictjson.Object(parts.payload); err != nil {
		return nil, 0, refuse("payload is " + err.Error())
	}
	return claims, generation, nil
}

// keyID returns the `kid` of a token's header. A header that carries anything but alg, kid and typ is refused: that
// covers crit, whose extensions have to be understood, and jwk, jku, x5u and x5c, by which a token would bring its own
// key.
func keyID(header map[string]any) (string, error) {
	for name, value := range header {
		switch name {
		case "alg":
			if value != "RS256" {
				return "", refuse("alg is not RS256")
			}
		case "typ":
			if value != "JWT" && value != "at+jwt" {
				return "", refuse("typ is not that of a token")
			}
		case "kid":
		default:
			return "", refuse("header member not known")
		}
	}
	if header["alg"] == nil {
		return "", refuse("alg is missing")
	}
	kid, ok := header["kid"].(string)
	if !ok || !isKeyID(kid) {
		return "", refuse("kid is malformed")
	}
	return kid, nil
}

func isKeyID(kid string) bool { return IsName(kid) && isASCII(kid) }

// strictBase64 refuses padding and loose bits at the end.
var strictBase64 = base64.RawURLEncoding.Strict()

// parts are those of a token, decoded. input is what the signature is for.
type parts struct{ input, header, payload, signature []byte }

// split takes the compact form apart: three parts, each in base64url and in the one spelling that its bytes have.
func split(token string) (parts, error) {
	if len(token) > MaxTokenLength {
		return parts{}, refuse("token is too long")
	}
	encoded := strings.SplitN(token, ".", 4)
	if len(encoded) != 3 || strings.ContainsAny(token, "\r\n") { // encoding/base64 ignores line breaks
		return parts{}, refuse("not in compact form")
	}
	var decoded [3][]byte
	for i, part := range encoded {
		var err error
		if decoded[i], err = strictBase64.DecodeString(part); err != nil || part == "" {
			return parts{}, refuse("not in compact form")
		}
	}
	input := []byte(token[:len(encoded[0])+1+len(encoded[1])])
	return parts{input: input, header: decoded[0], payload: decoded[1], signature: decoded[2]}, nil
}
