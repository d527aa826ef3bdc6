package cognito

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc/oidctest"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// size counts the cached tokens.
func (c *tokenCache) size() int {
	n := 0
	for i := range c.shards {
		c.shards[i].mu.RLock()
		n += len(c.shards[i].entries)
		c.shards[i].mu.RUnlock()
	}
	return n
}

func remember(c *tokenCache, name string, expiresAt time.Time) {
	c.put(hashToken(name), 1, session.Claims{Subject: name, ExpiresAt: expiresAt}, oidctest.Epoch)
}

func TestTokenCacheIsBounded(t *testing.T) {
	c := newTokenCache(640)
	for i := range 20_000 {
		remember(c, fmt.Sprint(i), oidctest.Epoch.Add(time.Hour))
	}
	if n := c.size(); n != 640 {
		t.Errorf("%d tokens remembered", n)
	}
}

func TestTokenCacheDropsExpiredTokensFirst(t *testing.T) {
	s := tokenShard{entries: map[tokenID]*cachedClaims{}}
	for i := range evictionSample {
		s.entries[hashToken(fmt.Sprint(i))] = &cachedClaims{expiresAt: oidctest.Epoch.Unix() + int64(i)}
	}
	s.evict(oidctest.Epoch.Unix() + 2)
	if n := len(s.entries); n != evictionSample-3 {
		t.Errorf("%d left after the expired ones", n)
	}
	s.evict(oidctest.Epoch.Unix() + 2)
	if _, found := s.entries[hashToken("3")]; found || len(s.entries) != evictionSample-4 {
		t.Errorf("the one that ends first is still among the %d left", len(s.entries))
	}
}

func TestTokenCacheAnswersOnlyForTheSameTokenKeysAndTime(t *testing.T) {
	c := newTokenCache(64)
	remember(c, "a", oidctest.Epoch.Add(time.Minute))
	for _, test := range []struct {
		token      string
		generation uint64
		at         time.Duration
		found      bool
	}{
		{"a", 1, 0, true}, {"a", 1, 59 * time.Second, true}, {"a", 1, time.Minute, false}, {"a", 2, 0, false}, {"b", 1, 0, false},
	} {
		if _, found := c.get(hashToken(test.token), test.generation, oidctest.Epoch.Add(test.at)); found != test.found {
			t.Errorf("%+v: %v", test, found)
		}
	}
	remember(c, "expired", oidctest.Epoch)
	if n := c.size(); n != 1 {
		t.Errorf("an expired token is remembered")
	}
}

func TestTokenCacheIsSafeForConcurrentUse(t *testing.T) {
	c := newTokenCache(128)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i := range 2000 {
				name := fmt.Sprint(i % 300)
				remember(c, name, oidctest.Epoch.Add(time.Hour))
				if got, found := c.get(hashToken(name), 1, oidctest.Epoch); found && got.Subject != name {
					t.Errorf("%s has the claims of %s", name, got.Subject)
				}
			}
		})
	}
	group.Wait()
}
