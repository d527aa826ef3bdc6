//go:build ignore

package hosted

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const (
	// callTimeout bounds one call of the provider.
	callTimeout = 2500 * time.Millisecond
	// maxMetadataSize is far more than any provider publishes.
	maxMetadataSize = 256 << 10
	// metadataAge is when metadata is fetched again, in the background of a request that uses it.
	metadataAge = time.Hour
	// metadataRetry is how long after a failed fetch none is tried: requests are refused at once, or served with what
	// there is.
	metadataRetry = 2 * time.Second
)

// metadata is the part of a provider's discovery document that is needed here.
type metadata struct {
	Issuer                 string   `json:"issuer"`
	AuthorizationEndpoint  string   `json:"authorization_endpoint"`
	TokenEndpoint          string   `json:"token_endpoint"`
	EndSessionEndpoint     string   `json:"end_session_endpoint"`
	CodeChallengeMethods   []string `json:"code_challenge_methods_supported"`
	TokenEndpointAuth      []string `json:"token_endpoint_auth_methods_supported"`
	NamesIssuerInResponses bool     `json:"authorization_response_iss_parameter_supported"`
}

// takesBasic reports whether the client secret may go in the Authorization header, which is the default (OpenID Connect
// Discovery).
func (m *metadata) takesBasic() bool {
	return len(m.TokenEndpointAuth) == 0 || slices.Contains(m.TokenEndpointAuth, "client_secret_basic")
}

// provider holds what the provider publishes about itself. It is fetched when it is first needed and renewed now and
// then; while the provider is down, the last copy stays in use.
type provider struct {
	issuer string
	domain *url.URL
	client *http.Client
	now    func() time.Time
	flight singleflight.Group

	mu        sync.Mutex
	current   *metadata
	refreshAt time.Time
	retryAt   time.Time
	lastErr   error
}

func newProvider(c Config) *provider {
	client := c.HTTPClient
	if client == nil {
		client = &http.Client{
			Transport: &http.Transport{
				Proxy:               http.ProxyFromEnvironment,
				TLSHandshakeTimeout: callTimeout,
				IdleConnTimeout:     time.Minute,
				ForceAttemptHTTP2:   true,
			},
		}
	}
	own := *client
	own.Timeout = callTimeout
	// Metadata and tokens come from the addresses that were checked, and no other; a code and a secret go nowhere else
	// either.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &provider{issuer: c.Issuer, domain: c.DomainURL, client: &own, now: c.Now}
}

// metadata returns the provider's metadata. Errors: fault.Unavailable, or that of a cancelled ctx.
func (p *provider) metadata(ctx context.Context) (*metadata, error) {
	p.mu.Lock()
	current, now := p.current, p.now()
	resting, fresh, lastErr := now.Before(p.retryAt), now.Before(p.refreshAt), p.lastErr
	p.mu.Unlock()
	switch {
	case current != nil && (fresh || resting):
		return current, nil
	case current == nil && resting:
		return nil, lastErr
	}
	// The fetch belongs to no request, so that none that is cancelled ends it for the others.
	done := p.flight.DoChan("", func() (any, error) { return p.update(context.WithoutCancel(ctx)) })
	if current != nil {
		return current, nil
	}
	select {
	case result := <-done:
		m, _ := result.Val.(*metadata)
		return m, result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *provider) update(ctx context.Context) (*metadata, error) {
	p.mu.Lock()
	if p.current != nil && p.now().Before(p.refreshAt) { // another request's fetch has just ended
		defer p.mu.Unlock()
		return p.current, nil
	}
	p.mu.Unlock()
	m, err := p.fetch(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.retryAt = p.now().Add(metadataRetry)
		p.lastErr = &fault.Unavailable{Upstream: "sign-in provider", RetryAfter: metadataRetry, Err: err}
		slog.WarnContext(ctx, "metadata of the sign-in provider not fetched", "error", err, "have_metadata", p.current != nil)
		return nil, p.lastErr
	}
	p.current, p.refreshAt, p.retryAt, p.lastErr = m, p.now().Add(metadataAge), time.Time{}, nil
	return m, nil
}

func (p *provider) fetch(ctx context.Context) (*metadata, error) {
	request, err := http.NewRequestWithContext(
		ctx,
		http.MethodGet,
		strings.TrimSuffix(p.issuer, "/")+"/.well-known/openid-configuration",
		nil,
	)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("metadata: answer %d", response.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxMetadataSize))
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	m := &metadata{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, errors.New("metadata: not the JSON of OpenID Connect Discovery")
	}
	return m, m.check(p.issuer, p.domain)
}

// check refuses metadata by which a sign-in could be led astray. The texts are for operators.
func (m *metadata) check(issuer string, domain *url.URL) error {
	if m.Issuer != issuer {
		return fmt.Errorf("metadata: issuer is %.100q instead of %q", m.Issuer, issuer)
	}
	for name, endpoint := range map[string]string{
		"authorization_endpoint": m.AuthorizationEndpoint,
		"token_endpoint":         m.TokenEndpoint,
		"end_session_endpoint":   m.EndSessionEndpoint,
	} {
		if endpoint == "" && name == "end_session_endpoint" {
			continue
		}
		if u, err := url.Parse(endpoint); err != nil || !IsSecure(u) || u.User != nil || u.Fragment != "" {
			return fmt.Errorf("metadata: %s is not an https URL", name)
		}
	}
	if pages, err := url.Parse(m.AuthorizationEndpoint); err != nil || pages.Scheme != domain.Scheme ||
		!strings.EqualFold(pages.Host, domain.Host) {
		return fmt.Errorf("metadata: the sign-in pages are not at %s", domain)
	}
	if m.CodeChallengeMethods != nil && !slices.Contains(m.CodeChallengeMethods, "S256") {
		return errors.New("metadata: PKCE by S256 is not supported")
	}
	return nil
}

// IsSecure reports whether what goes to an address can't be read on the way: https, or http that does not leave the
// machine.
func IsSecure(u *url.URL) bool {
	if u.Scheme == "https" {
		return u.Host != ""
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
