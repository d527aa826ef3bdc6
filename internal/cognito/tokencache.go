package cognito

import (
	"crypto/sha256"
	"sync"
	"time"
	"unsafe"

	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	// tokenShards keeps concurrent requests from waiting for one lock.
	tokenShards = 64
	// maxCachedTokens bounds the memory: about 13 MB when full.
	maxCachedTokens = 64 << 10
	// evictionSample is how many entries of a full shard are compared for the one to drop.
	evictionSample = 8
)

// tokenID is the SHA-256 of a token: tokens themselves are not kept.
type tokenID = [sha256.Size]byte

// hashToken reads the token in place: sha256.Sum256([]byte(token)) would copy it to the heap on every request.
func hashToken(token string) tokenID {
	return sha256.Sum256(unsafe.Slice(unsafe.StringData(token), len(token))) //nolint:gosec // it is only read
}

// tokenCache caches the claims of verified tokens, so that a repeated token costs no RSA operation.
type tokenCache struct {
	shards   [tokenShards]tokenShard
	perShard int
}

type tokenShard struct {
	mu      sync.RWMutex
	entries map[tokenID]*cachedClaims // pointers, since a map keeps up to half of its slots empty
}

// cachedClaims is session.Claims in less space. It is never changed.
type cachedClaims struct {
	subject                    string
	more                       *moreClaims // nil for most accounts
	authenticatedAt, expiresAt int64       // Unix seconds
	// generation is that of the key set by which the token was verified.
	generation uint64
}

// moreClaims are those of an account that is in groups, or whose user name is not its subject.
type moreClaims struct {
	username string
	groups   []string
}

func newTokenCache(capacity int) *tokenCache {
	c := &tokenCache{perShard: max(1, capacity/tokenShards)}
	for i := range c.shards {
		c.shards[i].entries = map[tokenID]*cachedClaims{}
	}
	return c
}

// get returns the claims of a token that was verified by keys of the given generation and has not expired. There is no
// leeway: a token in its last 30 seconds of grace is verified each time.
func (c *tokenCache) get(id tokenID, generation uint64, now time.Time) (session.Claims, bool) {
	shard := &c.shards[id[0]%tokenShards]
	shard.mu.RLock()
	entry, found := shard.entries[id]
	shard.mu.RUnlock()
	if !found || entry.generation != generation || now.Unix() >= entry.expiresAt {
		return session.Claims{}, false
	}
	return entry.claims(), true
}

// put caches the claims of a token.
func (c *tokenCache) put(id tokenID, generation uint64, claims session.Claims, now time.Time) {
	if now.Unix() >= claims.ExpiresAt.Unix() {
		return
	}
	entry := compact(claims, generation)
	shard := &c.shards[id[0]%tokenShards]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if _, found := shard.entries[id]; !found && len(shard.entries) >= c.perShard {
		shard.evict(now.Unix())
	}
	shard.entries[id] = entry
}

// evict samples a few entries, in the random order of a map, and drops those that have expired, or else the one that
// expires first. That needs no list of recent use, and a token that is dropped too early costs one verification.
func (s *tokenShard) evict(now int64) {
	var first tokenID
	var firstEnd int64
	seen, expired := 0, 0
	for id, entry := range s.entries {
		if entry.expiresAt <= now {
			delete(s.entries, id)
			expired++
		} else if firstEnd == 0 || entry.expiresAt < firstEnd {
			first, firstEnd = id, entry.expiresAt
		}
		if seen++; seen == evictionSample {
			break
		}
	}
	if expired == 0 {
		delete(s.entries, first)
	}
}

func compact(claims session.Claims, generation uint64) *cachedClaims {
	entry := &cachedClaims{subject: claims.Subject, expiresAt: claims.ExpiresAt.Unix(), generation: generation}
	if claims.Groups != nil || claims.Username != claims.Subject {
		entry.more = &moreClaims{username: claims.Username, groups: claims.Groups}
	}
	if !claims.AuthenticatedAt.IsZero() {
		entry.authenticatedAt = claims.AuthenticatedAt.Unix()
	}
	return entry
}

func (e *cachedClaims) claims() session.Claims {
	claims := session.Claims{Subject: e.subject, Username: e.subject, ExpiresAt: time.Unix(e.expiresAt, 0).UTC()}
	if e.more != nil {
		claims.Username, claims.Groups = e.more.username, e.more.groups
	}
	if e.authenticatedAt != 0 {
		claims.AuthenticatedAt = time.Unix(e.authenticatedAt, 0).UTC()
	}
	return claims
}
