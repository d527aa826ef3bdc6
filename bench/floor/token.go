package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"sync"
)

// tokens verifies access tokens, each once.
type tokens struct {
	key   *rsa.PublicKey
	known sync.Map // subjects by the hash of the token
}

// newTokens fetches the key.
func newTokens(url string) (*tokens, error) {
	response, err := http.Get(url) //nolint:noctx // the stub's address
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var set struct{ Keys []struct{ N, E string } }
	if err := json.NewDecoder(response.Body).Decode(&set); err != nil || len(set.Keys) != 1 {
		return nil, errors.New("not the key set of the stub")
	}
	n, _ := base64.RawURLEncoding.DecodeString(set.Keys[0].N)
	e, err := base64.RawURLEncoding.DecodeString(set.Keys[0].E)
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	return &tokens{key: key}, err
}

func (t *tokens) verify(token string) (subject string, err error) {
	id := sha256.Sum256([]byte(token))
	if known, ok := t.known.Load(id); ok {
		return known.(string), nil
	}
	end := strings.LastIndexByte(token, '.')
	if end < 0 {
		return "", errors.New("not a token")
	}
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(token[:end]))
	if err := rsa.VerifyPKCS1v15(t.key, crypto.SHA256, digest[:], signature); err != nil {
		return "", err
	}
	_, payload, _ := strings.Cut(token[:end], ".")
	decoded, err := base64.RawURLEncoding.DecodeString(payload)
	var claims struct{ Sub string }
	if err != nil || json.Unmarshal(decoded, &claims) != nil {
		return "", errors.New("not a token")
	}
	t.known.Store(id, claims.Sub)
	return claims.Sub, nil
}
