//go:build ignore

package cognito

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

const (
	testIssuer   = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
	testClientID = "3k2j1h4g5f6d7s8a9p0o1i2u3y"
	testSubject  = "6b1c2d3e-0000-4000-8000-123456789abc"
)

// epoch is where the injected clocks start.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is a clock that moves only when a test moves it.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time          { return epoch.Add(time.Duration(c.offset.Load())) }
func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

// signer issues tokens as Cognito does, and any others.
type signer struct {
	kid string
	key *rsa.PrivateKey
}

// newSigner returns a signer; the two keys of the tests are made once, since that takes long under the race detector.
func newSigner(kid string, number int) signer { return signer{kid, testKeys()[number]} }

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

func (s signer) jwk() map[string]any {
	return map[string]any{
		"kid": s.kid, "kty": "RSA", "alg": "RS256", "use": "sig",
		"n": encode(s.key.N.Bytes()), "e": encode(big.NewInt(int64(s.key.E)).Bytes()),
	}
}

func (s signer) header() map[string]any { return map[string]any{"alg": "RS256", "kid": s.kid} }

// claims are those of a good access token.
func claims(changes map[string]any) map[string]any {
	c := map[string]any{
		"sub": testSubject, "iss": testIssuer, "client_id": testClientID, "token_use": "access",
		"scope": "aws.cognito.signin.user.admin", "auth_time": epoch.Unix(), "iat": epoch.Unix(),
		"exp": epoch.Add(time.Hour).Unix(), "jti": "a", "origin_jti": "b", "event_id": "c", "username": testSubject,
	}
	maps.Copy(c, changes)
	for name, value := range c {
		if value == nil {
			delete(c, name)
		}
	}
	return c
}

// access returns a good access token with the changes given; nil removes a claim.
func (s signer) access(changes map[string]any) string {
	return s.sign(text(s.header()), text(claims(changes)))
}

// sign signs a header and a payload as they are.
func (s signer) sign(header, payload string) string {
	input := encode([]byte(header)) + "." + encode([]byte(payload))
	return input + "." + encode(s.signature(input))
}

func (s signer) signature(input string) []byte {
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, s.key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return signature
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// keyServer publishes keys as the user pool does.
type keyServer struct {
	*httptest.Server
	fetches atomic.Int64
	handler atomic.Pointer[http.HandlerFunc]
}

func newKeyServer(t testing.TB, signers ...signer) *keyServer {
	k := &keyServer{}
	k.publish(signers...)
	k.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.fetches.Add(1)
		(*k.handler.Load())(w, r)
	}))
	t.Cleanup(k.Close)
	return k
}

func (k *keyServer) answer(h http.HandlerFunc) { k.handler.Store(&h) }

func (k *keyServer) answerText(status int, body string) {
	k.answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

func (k *keyServer) publish(signers ...signer) {
	k.answerText(http.StatusOK, keySetText(signers...))
}

func keySetText(signers ...signer) string {
	keys := make([]map[string]any, len(signers))
	for i, s := range signers {
		keys[i] = s.jwk()
	}
	return text(map[string]any{"keys": keys})
}

func (k *keyServer) verifier(now func() time.Time) *Verifier {
	return NewVerifier(VerifierConfig{Issuer: testIssuer, ClientID: testClientID, JWKSURL: k.URL, Now: now, HTTPClient: k.Client()})
}
