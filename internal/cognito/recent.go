package cognito

import (
	"context"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	// identityAge is how long an identity is cached: a page's requests share one call, and a change made elsewhere shows
	// soon.
	identityAge = 30 * time.Second
	// statusAge and rightsAge are the same where the result decides what somebody may do: an identity of less than
	// statusAge shows that the account can be used, and groups read after it are cached for rightsAge. So a right that was
	// taken away elsewhere is gone within the sum of both, and the requests of a page that opens share their calls.
	statusAge, rightsAge = time.Second, 2 * time.Second
	// maxCached bounds each cache; that of identities to about 2 MB.
	maxCached = 4096
)

// recent caches what Cognito has just said about the owners of access tokens. Concurrent callers with the same token
// share a call. It is safe for concurrent use.
type recent[V any] struct {
	now     func() time.Time
	timeout time.Duration
	ask     func(context.Context, session.Principal) (V, error)
	entries *lru.Cache[tokenID, recentEntry[V]]
	calls   flight.Group[recentKey, V]
	forgets atomic.Uint64
}

// recentKey identifies the callers who share a call.
type recentKey struct {
	token   tokenID
	forgets uint64
}

type recentEntry[V any] struct {
	subject string
	value   V
	asked   time.Time
}

// newRecent returns an empty cache of what ask returns. A call takes at most timeout.
func newRecent[V any](
	now func() time.Time, timeout time.Duration, ask func(context.Context, session.Principal) (V, error),
) *recent[V] {
	entries, err := lru.New[tokenID, recentEntry[V]](maxCached)
	if err != nil {
		panic(err) // only a size below one is an error
	}
	return &recent[V]{now: now, timeout: timeout, ask: ask, entries: entries}
}

// get returns the result of a call about p that began less than age ago, or of a new one. Errors: those of ask, or that
// of a cancelled ctx.
func (r *recent[V]) get(ctx context.Context, p session.Principal, age time.Duration) (V, error) {
	id := hashToken(p.AccessToken)
	if value, found := r.remembered(id, age); found {
		return value, nil
	}
	return r.renewed(ctx, id, p)
}

// renewed returns the result of a new call, or of one that is under way.
func (r *recent[V]) renewed(ctx context.Context, id tokenID, p session.Principal) (V, error) {
	// The key changes with every forget: a request after a change does not share a call from before it.
	forgets := r.forgets.Load()
	value, err := r.calls.Do(ctx, recentKey{id, forgets}, r.timeout, func(ctx context.Context) (V, error) {
		// Cached by a call that ended since this request looked. Whatever age this caller accepts, others who share the call
		// may need the shortest.
		if value, found := r.remembered(id, statusAge); found {
			return value, nil
		}
		asked := r.now()
		value, err := r.ask(ctx, p)
		if err == nil {
			r.entries.Add(id, recentEntry[V]{p.Subject, value, asked})
		}
		if r.forgets.Load() != forgets { // checked last, or a forget could slip in between and miss what is added after it
			r.entries.Remove(id)
		}
		return value, err
	})
	if err != nil && ctx.Err() != nil {
		return value, fault.Interrupted(ctx, "cognito", retryAfter)
	}
	return value, err
}

func (r *recent[V]) remembered(id tokenID, age time.Duration) (V, bool) {
	entry, found := r.entries.Get(id)
	return entry.value, found && r.now().Sub(entry.asked) < age
}

// forget drops what is cached of an account.
func (r *recent[V]) forget(subject string) {
	r.forgets.Add(1)
	for _, id := range r.entries.Keys() {
		if entry, found := r.entries.Peek(id); found && entry.subject == subject {
			r.entries.Remove(id)
		}
	}
}

// forgetOwner drops what is cached of the owner of an access token, if the owner is known.
func (r *recent[V]) forgetOwner(accessToken string) {
	r.forgets.Add(1) // first: from here on, the result of a call that began before the change is not cached
	if entry, found := r.entries.Peek(hashToken(accessToken)); found {
		r.forget(entry.subject)
	}
}
