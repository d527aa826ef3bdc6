package oidc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
)

// callTimeout bounds one call to a provider, and so what a request waits for it.
const callTimeout = 2500 * time.Millisecond

// document is what a provider publishes at one address. It is fetched when it is first needed and again when it is old,
// in the background of a request that uses it. While the provider does not answer, the last one stays in use.
type document[T any] struct {
	source[T]
	current   atomic.Pointer[T]
	refreshAt atomic.Int64 // when the current one is old, in Unix nanoseconds
	fetches   flight.Group[struct{}, struct{}]

	mu      sync.Mutex
	retryAt time.Time // no fetch before then
	lastErr error     // of the last fetch
}

// source describes where a document comes from and how often it is fetched.
type source[T any] struct {
	// name is the document's in logs, and upstream that of the provider in errors.
	name, upstream string
	url            string
	client         *http.Client
	now            func() time.Time
	maxSize        int64
	// age is how long a document is used before it is fetched again, and retry how long to wait after a background
	// fetch failed.
	age, retry time.Duration
	// rest is how long to wait after a fetch before the next, and pause how long after a failed one. Callers who need
	// one meanwhile are refused at once rather than made to wait.
	rest, pause time.Duration
	// read parses a text into a document. before is the current document, or nil.
	read func(text []byte, before *T) (*T, error)
}

// get returns the document. Errors: fault.Unavailable, or that of a cancelled ctx.
func (d *document[T]) get(ctx context.Context) (*T, error) {
	if current := d.current.Load(); current != nil {
		d.refreshWhenOld(ctx)
		return current, nil
	}
	if err := d.update(ctx); err != nil {
		return nil, err
	}
	return d.current.Load(), nil
}

// update waits for the fetch under way, or for one that it begins unless the last was a moment ago. It returns nil only
// if there is a document and it is as new as it may be.
func (d *document[T]) update(ctx context.Context) error {
	if resting, err := d.resting(); resting {
		return err
	}
	_, err := d.fetches.Do(ctx, struct{}{}, callTimeout, d.renew)
	if err != nil && ctx.Err() != nil {
		return fault.Interrupted(ctx, d.upstream, d.pause)
	}
	return err
}

// refreshWhenOld begins a fetch if the document is old, and does not wait for it.
func (d *document[T]) refreshWhenOld(ctx context.Context) {
	if d.now().UnixNano() >= d.refreshAt.Load() {
		d.fetches.Start(ctx, struct{}{}, callTimeout, d.renew)
	}
}

// resting reports whether the last fetch was a moment ago, and how it went.
func (d *document[T]) resting() (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now().Before(d.retryAt), d.lastErr
}

// renew fetches the document, unless a fetch has ended since its caller looked.
func (d *document[T]) renew(ctx context.Context) (struct{}, error) {
	if resting, err := d.resting(); resting {
		return struct{}{}, err
	}
	next, err := d.fetch(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if err != nil {
		d.refreshAt.Store(max(d.refreshAt.Load(), now.Add(d.retry).UnixNano()))
		d.retryAt = now.Add(d.pause)
		d.lastErr = &fault.Unavailable{Upstream: d.upstream, RetryAfter: d.pause, Err: err}
		slog.WarnContext(ctx, d.name+" not fetched", "error", err, "have_one", d.current.Load() != nil)
		return struct{}{}, d.lastErr
	}
	d.current.Store(next)
	d.refreshAt.Store(now.Add(d.age).UnixNano())
	d.retryAt, d.lastErr = now.Add(d.rest), nil
	return struct{}{}, nil
}

func (d *document[T]) fetch(ctx context.Context) (*T, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := d.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: answer %d", d.name, response.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, d.maxSize+1))
	if err == nil && int64(len(text)) > d.maxSize {
		err = errors.New("too large")
	}
	var next *T
	if err == nil {
		next, err = d.read(text, d.current.Load())
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.name, err)
	}
	return next, nil
}

// newClient returns a client that calls what is configured and nothing else: it follows no redirect, so that keys,
// metadata, codes and secrets come from and go to the addresses that were checked. base may be nil.
func newClient(base *http.Client) *http.Client {
	if base == nil {
		base = &http.Client{Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			TLSHandshakeTimeout: callTimeout,
			IdleConnTimeout:     time.Minute,
			ForceAttemptHTTP2:   true,
		}}
	}
	own := *base
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
