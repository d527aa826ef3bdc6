// Package oidctest signs tokens and publishes keys as an OpenID provider does, for tests: good ones and any others.
package oidctest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Epoch is where a Clock starts.
var Epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Clock is a clock that moves when it is advanced.
type Clock struct{ offset atomic.Int64 }

// Now returns the time.
func (c *Clock) Now() time.Time { return Epoch.Add(time.Duration(c.offset.Load())) }

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// Signer issues tokens as Cognito does, and any others.
type Signer struct {
	KeyID string
	Key   *rsa.PrivateKey
}

// NewSigner returns a signer; the two keys of the tests are generated once, since that is slow under the race detector.
func NewSigner(kid string, number int) Signer { return Signer{kid, testKeys()[number]} }

var testKeys = sync.OnceValue(func() []*rsa.PrivateKey {
	keys := make([]*rsa.PrivateKey, 2)
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

// JWK returns the public key as a JSON Web Key.
func (s Signer) JWK() map[string]any {
	return map[string]any{
		"kid": s.KeyID, "kty": "RSA", "alg": "RS256", "use": "sig",
		"n": Encode(s.Key.N.Bytes()), "e": Encode(big.NewInt(int64(s.Key.E)).Bytes()),
	}
}

// Header returns the header of a good token.
func (s Signer) Header() map[string]any { return map[string]any{"alg": "RS256", "kid": s.KeyID} }

// Token returns a token with a good header.
func (s Signer) Token(claims map[string]any) string { return s.Sign(Text(s.Header()), Text(claims)) }

// Sign signs a header and a payload as they are.
func (s Signer) Sign(header, payload string) string {
	input := Encode([]byte(header)) + "." + Encode([]byte(payload))
	return input + "." + Encode(s.Signature(input))
}

// Signature returns the RS256 signature of a text.
func (s Signer) Signature(input string) []byte {
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, s.Key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return signature
}

// Encode is base64url without padding.
func Encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Text is the JSON of a value.
func Text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Changed returns claims with changes; nil removes one.
func Changed(claims, changes map[string]any) map[string]any {
	changed := maps.Clone(claims)
	maps.Copy(changed, changes)
	maps.DeleteFunc(changed, func(_ string, value any) bool { return value == nil })
	return changed
}

// KeyServer publishes keys as a provider does.
type KeyServer struct {
	*httptest.Server
	// Fetches counts the requests.
	Fetches atomic.Int64
	handler atomic.Pointer[http.HandlerFunc]
}

// NewKeyServer returns a server that publishes the keys of signers, until the end of the test.
func NewKeyServer(t testing.TB, signers ...Signer) *KeyServer {
	k := &KeyServer{}
	k.Publish(signers...)
	k.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.Fetches.Add(1)
		(*k.handler.Load())(w, r)
	}))
	t.Cleanup(k.Close)
	return k
}

// Answer has h answer from now on.
func (k *KeyServer) Answer(h http.HandlerFunc) { k.handler.Store(&h) }

// AnswerText has the server answer with a text from now on.
func (k *KeyServer) AnswerText(status int, body string) {
	k.Answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// Publish has the server answer with the keys of signers from now on.
func (k *KeyServer) Publish(signers ...Signer) { k.AnswerText(http.StatusOK, KeySet(signers...)) }

// KeySet returns the keys of signers as a JSON Web Key Set.
func KeySet(signers ...Signer) string {
	keys := make([]map[string]any, len(signers))
	for i, s := range signers {
		keys[i] = s.JWK()
	}
	return Text(map[string]any{"keys": keys})
}
