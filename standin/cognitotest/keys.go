package cognitotest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"sync"

	"go.etcd.io/bbolt"
)

// keyBits is the size of Cognito's signing keys.
const keyBits = 2048

// signingKey is an RSA key and the id under which the JWKS publishes it.
type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

// keyRing holds the two published keys. The first one signs. Keys belong to the
// data directory; temporary servers of one process share generated keys, since
// generating them takes longer than most tests.
type keyRing struct {
	mu      sync.RWMutex
	keys    [2]signingKey
	shared  int // how many shared keys were drawn; unused with a data directory
	store   *store
	down    bool
	fetches int
}

func openKeyRing(st *store) (*keyRing, error) {
	ring := &keyRing{store: st}
	for i := range ring.keys {
		key, err := ring.loadKey(i)
		if err != nil {
			return nil, fmt.Errorf("cognitotest: signing keys: %w", err)
		}
		ring.keys[i] = key
	}
	if err := ring.persist(); err != nil {
		return nil, err
	}
	return ring, nil
}

// loadKey reads the key at a position, or generates it.
func (r *keyRing) loadKey(position int) (signingKey, error) {
	var der []byte
	err := r.store.db.View(func(t *bbolt.Tx) error {
		der = append(der, t.Bucket([]byte(bucketKeys)).Get([]byte{byte(position)})...)
		return nil
	})
	if err != nil {
		return signingKey{}, err
	}
	if der == nil {
		return r.newKey()
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return signingKey{}, err
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return signingKey{}, errors.New("not an RSA key")
	}
	return newSigningKey(key), nil
}

func (r *keyRing) newKey() (signingKey, error) {
	if r.store.temporary {
		r.shared++
		key, err := sharedKey(r.shared - 1)
		return newSigningKey(key), err
	}
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	return newSigningKey(key), err
}

// persist stores both keys at once.
func (r *keyRing) persist() error {
	err := r.store.db.Update(func(t *bbolt.Tx) error {
		for i, k := range r.keys {
			der, err := x509.MarshalPKCS8PrivateKey(k.key)
			if err != nil {
				return err
			}
			if err := t.Bucket([]byte(bucketKeys)).Put([]byte{byte(i)}, der); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cognitotest: signing keys: %w", err)
	}
	return nil
}

func newSigningKey(key *rsa.PrivateKey) signingKey {
	if key == nil {
		return signingKey{}
	}
	sum := sha256.Sum256(key.N.Bytes())
	return signingKey{id: base64.StdEncoding.EncodeToString(sum[:]), key: key}
}

// signer is the key that signs now.
func (r *keyRing) signer() signingKey {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.keys[0]
}

// public finds a published key by its id.
func (r *keyRing) public(id string) (*rsa.PublicKey, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, k := range r.keys {
		if k.id == id {
			return &k.key.PublicKey, true
		}
	}
	return nil, false
}

// RotateKeys switches to a new signing key, which no cached JWKS contains. The
// previous signing key stays published, and the one before it is withdrawn.
func (s *Server) RotateKeys() error {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	key, err := s.keys.newKey()
	if err != nil {
		return fmt.Errorf("cognitotest: rotate keys: %w", err)
	}
	s.keys.keys = [2]signingKey{key, s.keys.keys[0]}
	return s.keys.persist()
}

// SetJWKSDown makes the JWKS endpoint return 503 until it is called with false.
func (s *Server) SetJWKSDown(down bool) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	s.keys.down = down
}

// JWKSFetches counts requests to the JWKS endpoint, including failed ones.
func (s *Server) JWKSFetches() int {
	s.keys.mu.RLock()
	defer s.keys.mu.RUnlock()
	return s.keys.fetches
}

// jwk is one public key of the JWKS.
type jwk struct {
	Alg string `json:"alg"`
	E   string `json:"e"`
	Kid string `json:"kid"`
	Kty string `json:"kty"`
	N   string `json:"n"`
	Use string `json:"use"`
}

func (s *Server) serveJWKS(w http.ResponseWriter, r *http.Request) {
	keys, down := s.keys.fetch()
	if down {
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	err := s.view(func(t *tx) error {
		_, err := t.pool(r.PathValue("pool"))
		return err
	})
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	// The client is gone if this fails, so there is nobody to report the error to.
	_ = json.NewEncoder(w).Encode(map[string][]jwk{"keys": keys})
}

func (r *keyRing) fetch() (keys []jwk, down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fetches++
	for _, k := range r.keys {
		keys = append(keys, jwk{
			Alg: "RS256", Kid: k.id, Kty: "RSA", Use: "sig",
			E: base64url(big.NewInt(int64(k.key.E)).Bytes()), N: base64url(k.key.N.Bytes()),
		})
	}
	return keys, r.down
}

// sharedKeys are the keys that temporary servers of this process share.
var sharedKeys struct {
	sync.Mutex
	keys []*rsa.PrivateKey
}

// sharedKey returns the i-th shared key, generated on first use.
func sharedKey(i int) (*rsa.PrivateKey, error) {
	sharedKeys.Lock()
	defer sharedKeys.Unlock()
	for len(sharedKeys.keys) <= i {
		key, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			return nil, err
		}
		sharedKeys.keys = append(sharedKeys.keys, key)
	}
	return sharedKeys.keys[i], nil
}
