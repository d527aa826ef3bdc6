package oidc

import "crypto/rsa"

// jose is all that this package asks of a library for JSON Object Signing and Encryption, in types of the standard
// library. What a token may contain, and when keys are fetched, is decided elsewhere, so changing the library or its
// version concerns one file.
type jose interface {
	// signingKey returns the key of a JSON Web Key and its id, if it is a public RSA key of at least minModulus bits
	// that is declared to be for RS256 signatures.
	signingKey(jwk []byte) (id string, key *rsa.PublicKey, ok bool)
	// checkRS256 returns an error unless signature is the RS256 signature of input by key.
	checkRS256(input, signature []byte, key *rsa.PublicKey) error
}

// minModulus is the least size of a key in bits (RFC 7518, 3.3).
const minModulus = 2048

var library jose = jwx{}
