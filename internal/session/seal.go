package session

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the length of a sealing key in bytes (AES-256).
const KeySize = 32

// keyIDSize is enough to distinguish a handful of keys; it reveals nothing about the key.
const keyIDSize = 4

// Sealer encrypts the tokens of cookie sessions, so that a copy of the table gives nobody a session. The first key
// seals and every key opens: to rotate, put a new key first and drop the old one when the sessions sealed with it have
// ended.
type Sealer struct {
	primary [keyIDSize]byte
	keys    map[[keyIDSize]byte]cipher.AEAD
}

// ParseKeys reads sealing keys, each of KeySize bytes in base64 (standard or URL alphabet, padded or not).
func ParseKeys(encoded []string) ([][]byte, error) {
	keys := make([][]byte, 0, len(encoded))
	for i, text := range encoded {
		text = strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(strings.TrimSpace(text))
		key, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil || len(key) != KeySize {
			return nil, fmt.Errorf("key %d is not %d bytes in base64", i+1, KeySize)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// NewSealer returns a sealer over at least one key of KeySize bytes.
func NewSealer(keys [][]byte) (*Sealer, error) {
	if len(keys) == 0 {
		return nil, errors.New("no sealing key")
	}
	s := &Sealer{primary: keyID(keys[0]), keys: map[[keyIDSize]byte]cipher.AEAD{}}
	for _, key := range keys {
		if len(key) != KeySize {
			return nil, fmt.Errorf("a sealing key has %d bytes instead of %d", len(key), KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		s.keys[keyID(key)] = aead
	}
	return s, nil
}

func keyID(key []byte) (id [keyIDSize]byte) {
	sum := sha256.Sum256(append([]byte("key id "), key...))
	copy(id[:], sum[:])
	return id
}

// seal encrypts tokens. The result opens for the same idHash only, so that records can't be swapped inside the table.
func (s *Sealer) seal(idHash string, tokens Tokens) ([]byte, error) {
	plain, err := json.Marshal(plainTokens(tokens))
	if err != nil {
		return nil, err
	}
	return s.Seal(idHash, plain), nil
}

// open decrypts what seal made. It fails with ErrUnauthenticated if the key is no longer configured or the bytes were
// changed.
func (s *Sealer) open(idHash string, sealed []byte) (tokens Tokens, err error) {
	plain, err := s.Open(idHash, sealed)
	if err != nil {
		return Tokens{}, err
	}
	err = json.Unmarshal(plain, (*plainTokens)(&tokens))
	return tokens, err
}

// Seal encrypts data that a client holds for this service, and can neither read nor change. The result opens only under
// the same context, a text that keeps data sealed for one use from being accepted in another.
func (s *Sealer) Seal(context string, plain []byte) []byte {
	// The nonce is nil because NewGCMWithRandomNonce makes one.
	return s.keys[s.primary].Seal(s.primary[:], nil, plain, []byte(context)) //nolint:gosec // see above
}

// Open decrypts what [Sealer.Seal] made under the same context. Errors: ErrUnauthenticated if the key is no longer
// configured, the bytes were changed or the context is different.
func (s *Sealer) Open(context string, sealed []byte) ([]byte, error) {
	if len(sealed) < keyIDSize {
		return nil, ErrUnauthenticated
	}
	aead, ok := s.keys[[keyIDSize]byte(sealed)]
	if !ok {
		return nil, ErrUnauthenticated
	}
	plain, err := aead.Open(nil, nil, sealed[keyIDSize:], []byte(context))
	if err != nil {
		return nil, ErrUnauthenticated
	}
	return plain, nil
}

// plainTokens are Tokens without the methods that keep them out of logs.
type plainTokens Tokens

// idSize is the size of a session id in bytes.
const idSize = 32

// newID returns a session id of 256 random bits.
func newID() string {
	var id [idSize]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// isID reports whether text has the form that newID produces, so that any other text costs no call.
func isID(text string) bool {
	if len(text) != base64.RawURLEncoding.EncodedLen(idSize) {
		return false
	}
	id, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(id) == idSize // decoding ignores line breaks
}

// hashID returns what the store knows of an id, so that a copy of the table gives nobody a cookie.
func hashID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}
