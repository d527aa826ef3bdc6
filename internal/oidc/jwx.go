package oidc

import (
	"crypto/rsa"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// jwx implements jose with lestrrat-go/jwx/v2. This is the only file that imports it: docs/design.md says what changes
// here for version 3.
type jwx struct{}

func (jwx) checkRS256(input, signature []byte, key *rsa.PublicKey) error {
	verifier, err := jws.NewVerifier(jwa.RS256)
	if err != nil {
		return err
	}
	return verifier.Verify(input, signature, key)
}

func (jwx) signingKey(text []byte) (id string, key *rsa.PublicKey, ok bool) {
	parsed, err := jwk.ParseKey(text)
	if err != nil || parsed.KeyUsage() != string(jwk.ForSignature) || parsed.Algorithm() != jwa.RS256 {
		return "", nil, false
	}
	public, isPublicRSA := parsed.(jwk.RSAPublicKey)
	if !isPublicRSA {
		return "", nil, false
	}
	key = new(rsa.PublicKey)
	if err := public.Raw(key); err != nil || key.N.BitLen() < minModulus {
		return "", nil, false
	}
	return parsed.KeyID(), key, true
}
