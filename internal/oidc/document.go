//go:build ignore

package cognito

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const (
	// fetchTimeout bounds one fetch of the key set, and so what a request waits for it.
	fetchTimeout = 2500 * time.Millisecond
	// maxKeySetSize is far more than the two keys of a user pool need.
	maxKeySetSize = 64 << 10
	// keySetAge is when a key set is fetched again, in the background of a request that uses it, so that a key that was
	// withdrawn is dropped even if nobody presents an unknown one.
	keySetAge = 15 * time.Minute
	// refreshRetry is how long a background fetch that failed is not repeated. The old keys stay in use.
	refreshRetry = 30 * time.Second
	// missCooldown is how long after a fetch an unknown key id does not cause another: tokens with random ids can't flood
	// the endpoint, and yet a rotation is seen within 5 s.
	missCooldown = 3 * time.Second
	// failureCooldown is how long after a failed fetch requests are refused at once rather than made to wait for the next.
	failureCooldown = time.Second
)

// keySet is never changed once it is stored.
type keySet struct {
	keys map[string]*rsa.PublicKey
	// generation changes when a key is withdrawn, and only then.
	generation uint64
}

// keyCache holds the keys that the user pool publishes. It fetches them when they are first needed, again when a token
// names a key that is not among them, and now and then; while the endpoint is down it keeps what it has.
type keyCache struct {
	url    string
	client *http.Client
	now    func() time.Time

	current   atomic.Pointer[keySet]
	refreshAt atomic.Int64 // when the set is old, in Unix nanoseconds

	mu      sync.Mutex
	flight  *keyFetch // the fetch under way, which all that need one share
	retryAt time.Time // no fetch for a missing key before then
	lastErr error     // of the last fetch
}

type keyFetch struct {
	done chan struct{}
	err  error // set before done is closed
}

func newKeyCache(url string, client *http.Client, now func() time.Time) *keyCache {
	if client == nil {
		client = &http.Client{Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			TLSHandshakeTimeout: fetchTimeout,
			IdleConnTimeout:     time.Minute,
			ForceAttemptHTTP2:   true,
		}}
	}
	// Keys come from the configured address and no other.
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &keyCache{url: url, client: &own, now: now}
}

// generation shows whether what was verified earlier still holds: it does while the generation is the same.
func (c *keyCache) generation() uint64 {
	if set := c.current.Load(); set != nil {
		return set.generation
	}
	return 0
}

// key returns the key of an id and the generation of its set. Errors: session.ErrUnauthenticated, fault.Unavailable, or
// that of a cancelled ctx.
func (c *keyCache) key(ctx context.Context, id string) (*rsa.PublicKey, uint64, error) {
	if set := c.current.Load(); set != nil {
		if key := set.keys[id]; key != nil {
			c.refreshWhenOld()
			return key, set.generation, nil
		}
	}
	if err := c.update(ctx); err != nil {
		return nil, 0, err
	}
	set := c.current.Load()
	if key := set.keys[id]; key != nil {
		return key, set.generation, nil
	}
	return nil, 0, refuse("kid is not known")
}

// ready returns nil if there are keys, fetching them if there are none. Errors: fault.Unavailable, or that of a
// cancelled ctx.
func (c *keyCache) ready(ctx context.Context) error {
	if c.current.Load() != nil {
		return nil
	}
	return c.update(ctx)
}

// update waits for the fetch under way, or for one that it begins unless the last was a moment ago. It returns nil only
// if there is a key set and it is as new as it may be.
func (c *keyCache) update(ctx context.Context) error {
	c.mu.Lock()
	if c.flight == nil && c.now().Before(c.retryAt) {
		defer c.mu.Unlock()
		return c.lastErr
	}
	if c.flight == nil {
		c.begin()
	}
	f := c.flight
	c.mu.Unlock()
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return interrupted(ctx, "jwks")
	}
}

// refreshWhenOld begins a fetch if the set is old, and does not wait for it.
func (c *keyCache) refreshWhenOld() {
	old := func() bool { return c.now().UnixNano() >= c.refreshAt.Load() }
	if !old() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flight == nil && old() {
		c.begin()
	}
}

// begin starts a fetch; c.mu is held. The fetch belongs to no request, so none that is cancelled ends it for the
// others.
func (c *keyCache) begin() {
	f := &keyFetch{done: make(chan struct{})}
	c.flight = f
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
		defer cancel()
		keys, err := c.fetch(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if err == nil {
			c.store(keys)
		} else {
			c.fail(err)
		}
		f.err, c.flight = c.lastErr, nil
		close(f.done)
	}()
}

func (c *keyCache) store(keys map[string]*rsa.PublicKey) {
	next := &keySet{keys: keys, generation: 1}
	if old := c.current.Load(); old != nil {
		next.generation = old.generation
		for id, key := range old.keys {
			if kept := keys[id]; kept == nil || !kept.Equal(key) {
				next.generation = old.generation + 1
			}
		}
	}
	now := c.now()
	c.current.Store(next)
	c.refreshAt.Store(now.Add(keySetAge).UnixNano())
	c.retryAt, c.lastErr = now.Add(missCooldown), nil
}

func (c *keyCache) fail(err error) {
	now := c.now()
	c.refreshAt.Store(max(c.refreshAt.Load(), now.Add(refreshRetry).UnixNano()))
	c.retryAt = now.Add(failureCooldown)
	c.lastErr = &fault.Unavailable{Upstream: "jwks", RetryAfter: failureCooldown, Err: err}
	slog.Warn("key set not fetched", "error", err, "have_keys", c.current.Load() != nil)
}

func (c *keyCache) fetch(ctx context.Context) (map[string]*rsa.PublicKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("key set: answer %d", response.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxKeySetSize+1))
	if err != nil {
		return nil, fmt.Errorf("key set: %w", err)
	}
	if len(text) > maxKeySetSize {
		return nil, errors.New("key set: too large")
	}
	keys, err := parseKeySet(text)
	if err != nil {
		return nil, fmt.Errorf("key set: %w", err)
	}
	return keys, nil
}
