package oidc

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
)

const (
	// maxKeySetSize is far more than a few keys need.
	maxKeySetSize = 64 << 10
	// keySetAge is when a key set is fetched again, so that a withdrawn key is dropped even if nobody presents an
	// unknown one.
	keySetAge = 15 * time.Minute
	// refreshRetry is how long to wait after a background fetch failed. The old keys stay in use.
	refreshRetry = 30 * time.Second
	// missCooldown is how long after a fetch an unknown key id does not cause another: tokens with random ids can't
	// flood the endpoint, and yet a rotation is seen within 5 s.
	missCooldown = 3 * time.Second
	// failureCooldown is how long after a failed fetch requests are refused at once.
	failureCooldown = time.Second
)

// keySet is never changed once it is stored.
type keySet struct {
	keys map[string]*rsa.PublicKey
	// generation changes when a key is withdrawn, and only then.
	generation uint64
}

// keys are those that the provider publishes.
type keys struct{ document[keySet] }

func newKeys(url string, client *http.Client, now func() time.Time) *keys {
	k := &keys{}
	k.source = source[keySet]{
		name: "key set", upstream: "jwks", url: url, client: newClient(client), now: now, maxSize: maxKeySetSize,
		age: keySetAge, retry: refreshRetry, rest: missCooldown, pause: failureCooldown, read: readKeySet,
	}
	return k
}

// generation shows whether earlier verifications are still valid: they are while the generation is the same. Relying on
// that counts as using the keys, so this renews them when they are old.
func (k *keys) generation(ctx context.Context) uint64 {
	set := k.current.Load()
	if set == nil {
		return 0
	}
	k.refreshWhenOld(ctx)
	return set.generation
}

// key returns the key of an id and the generation of its set. Errors: ErrInvalidToken, fault.Unavailable, or that of a
// cancelled ctx.
func (k *keys) key(ctx context.Context, id string) (*rsa.PublicKey, uint64, error) {
	set, err := k.get(ctx)
	if err != nil {
		return nil, 0, err
	}
	if key := set.keys[id]; key != nil {
		return key, set.generation, nil
	}
	if err := k.update(ctx); err != nil {
		return nil, 0, err
	}
	set = k.current.Load()
	if key := set.keys[id]; key != nil {
		return key, set.generation, nil
	}
	return nil, 0, refuse("kid is not known")
}

func readKeySet(text []byte, before *keySet) (*keySet, error) {
	found, err := ParseKeySet(text)
	if err != nil {
		return nil, err
	}
	next := &keySet{keys: found, generation: 1}
	if before != nil {
		next.generation = before.generation
		for id, key := range before.keys {
			if kept := found[id]; kept == nil || !kept.Equal(key) {
				next.generation = before.generation + 1
			}
		}
	}
	return next, nil
}

// ParseKeySet returns the keys of a JSON Web Key Set (RFC 7517) that sign with RS256, by their id. Keys for anything
// else are skipped; a set without any, or with a duplicate id, is an error.
func ParseKeySet(text []byte) (map[string]*rsa.PublicKey, error) {
	if _, err := strictjson.Object(text); err != nil {
		return nil, err
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, errors.New("not a JSON key set")
	}
	found := make(map[string]*rsa.PublicKey, len(set.Keys))
	for _, jwk := range set.Keys {
		id, key, ok := library.signingKey(jwk)
		if !ok || !isKeyID(id) {
			continue
		}
		if _, twice := found[id]; twice {
			return nil, errors.New("two keys have the same id")
		}
		found[id] = key
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("none of %d keys is for RS256", len(set.Keys))
	}
	return found, nil
}
