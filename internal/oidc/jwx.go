//go:build ignore

package cognito

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jws"
)

// This is the only file that knows jwx, and jwx does two things here: it parses keys and it checks signatures. Reading
// the token and judging its claims is the package's own, since these rules are Cognito's and ours. Moving to another
// version of the library is a change to this file.

// minModulus is the least size of a key in bits (RFC 7518 3.3).
const minModulus = 2048

// checkRS256 returns an error unless signature is the RS256 signature of input by key.
func checkRS256(input, signature []byte, key *rsa.PublicKey) error {
	verifier, err := jws.NewVerifier(jwa.RS256)
	if err != nil {
		return err
	}
	return verifier.Verify(input, signature, key)
}

// parseKeySet returns the keys of a JWK set that sign with RS256, by their id. Keys for anything else are passed over;
// a set with none at all, or with an id twice, is an error.
func parseKeySet(text []byte) (map[string]*rsa.PublicKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New("not a JSON key set")
	}
	keys := make(map[string]*rsa.PublicKey, len(set.Keys))
	for _, raw := range set.Keys {
		id, key, ok := parseSigningKey(raw)
		if !ok {
			continue
		}
		if _, twice := keys[id]; twice {
			return nil, errors.New("two keys have the same id")
		}
		keys[id] = key
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("none of %d keys is for RS256", len(set.Keys))
	}
	return keys, nil
}

// parseSigningKey returns the key and its id if it is a public RSA key, strong enough, and meant for RS256 signatures.
func parseSigningKey(raw []byte) (id string, key *rsa.PublicKey, ok bool) {
	parsed, err := jwk.ParseKey(raw)
	if err != nil || parsed.KeyUsage() != string(jwk.ForSignature) || parsed.Algorithm() != jwa.RS256 ||
		!validKeyID(parsed.KeyID()) {
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
