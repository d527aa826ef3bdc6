package oidc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/strictjson"
)

const (
	// maxMetadataSize is far more than any provider publishes.
	maxMetadataSize = 256 << 10
	// metadataAge is when metadata is fetched again.
	metadataAge = time.Hour
	// metadataRetry is how long after a failed fetch none is tried: requests are refused at once, or served with what
	// there is.
	metadataRetry = 2 * time.Second
)

// Metadata is the part of a provider's discovery document that is needed here.
type Metadata struct {
	// Issuer is the configured one.
	Issuer string
	// AuthorizationEndpoint and TokenEndpoint are https URLs. EndSessionEndpoint is one, or empty.
	AuthorizationEndpoint, TokenEndpoint, EndSessionEndpoint string
	// CodeChallengeMethods has S256, or is nil where the provider does not name any.
	CodeChallengeMethods []string
	// TokenEndpointAuth are the methods by which the client may authenticate, nil for the default.
	TokenEndpointAuth []string
	// NamesIssuerInResponses says that every answer carries `iss` (RFC 9207).
	NamesIssuerInResponses bool
}

// TakesBasic reports whether the client secret may go in the Authorization header, which is the default (OpenID Connect
// Discovery).
func (m *Metadata) TakesBasic() bool {
	return len(m.TokenEndpointAuth) == 0 || slices.Contains(m.TokenEndpointAuth, "client_secret_basic")
}

// Provider knows what an OpenID provider publishes of itself. It is safe for concurrent use.
type Provider struct {
	metadata document[Metadata]
	client   *http.Client
}

// ProviderConfig is what a Provider is made of; every field but HTTPClient is required.
type ProviderConfig struct {
	// Issuer is the provider's, to the letter; its metadata is found below it.
	Issuer string
	// PagesURL is where the sign-in pages are: an origin. Metadata that sends people anywhere else is refused.
	PagesURL *url.URL
	// Now is the clock.
	Now func() time.Time
	// HTTPClient calls the provider; nil means one of the Provider's own. A call takes at most 2.5 s and follows no
	// redirect.
	HTTPClient *http.Client
}

// NewProvider returns a provider. It makes no network call.
func NewProvider(c ProviderConfig) *Provider {
	p := &Provider{client: newClient(c.HTTPClient)}
	p.client.Timeout = callTimeout
	p.metadata.source = source[Metadata]{
		name: "metadata", upstream: "sign-in provider", client: p.client, now: c.Now, maxSize: maxMetadataSize,
		url: strings.TrimSuffix(c.Issuer, "/") + "/.well-known/openid-configuration",
		age: metadataAge, retry: metadataRetry, rest: metadataRetry, pause: metadataRetry,
		read: func(text []byte, _ *Metadata) (*Metadata, error) {
			m, err := readMetadata(text)
			if err != nil {
				return nil, err
			}
			return m, m.check(c.Issuer, c.PagesURL)
		},
	}
	return p
}

// HTTPClient calls the provider's other endpoints, within the same bounds.
func (p *Provider) HTTPClient() *http.Client { return p.client }

// Metadata returns the provider's metadata. Errors: fault.Unavailable, or that of a cancelled ctx.
func (p *Provider) Metadata(ctx context.Context) (*Metadata, error) { return p.metadata.get(ctx) }

// readMetadata takes the members by their exact names; null is as good as none.
func readMetadata(text []byte) (*Metadata, error) {
	object, err := strictjson.Object(text)
	if err != nil {
		return nil, err
	}
	m := &Metadata{}
	for name, into := range map[string]*string{
		"issuer": &m.Issuer, "authorization_endpoint": &m.AuthorizationEndpoint, "token_endpoint": &m.TokenEndpoint,
		"end_session_endpoint": &m.EndSessionEndpoint,
	} {
		value, ok := strictjson.Member[string](object, name)
		if !ok {
			return nil, errors.New(name + " is not a string")
		}
		*into = value
	}
	for name, into := range map[string]*[]string{
		"code_challenge_methods_supported":      &m.CodeChallengeMethods,
		"token_endpoint_auth_methods_supported": &m.TokenEndpointAuth,
	} {
		list, ok := strictjson.Member[[]any](object, name)
		if !ok {
			return nil, errors.New(name + " is not a list")
		}
		if list != nil { // an empty list is a statement, a missing one is not
			*into = []string{}
		}
		for _, element := range list {
			text, _ := element.(string) // a value that is not a string matches nothing
			*into = append(*into, text)
		}
	}
	const namesIssuer = "authorization_response_iss_parameter_supported"
	namesItself, ok := strictjson.Member[bool](object, namesIssuer)
	if !ok {
		return nil, errors.New(namesIssuer + " is not a boolean")
	}
	m.NamesIssuerInResponses = namesItself
	return m, nil
}

// check refuses metadata that could send a sign-in to the wrong place. The texts are for operators.
func (m *Metadata) check(issuer string, pages *url.URL) error {
	if m.Issuer != issuer {
		return fmt.Errorf("issuer is %.100q instead of %q", m.Issuer, issuer)
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
			return fmt.Errorf("%s is not an https URL", name)
		}
	}
	if at, err := url.Parse(m.AuthorizationEndpoint); err != nil || at.Scheme != pages.Scheme ||
		!strings.EqualFold(at.Host, pages.Host) {
		return fmt.Errorf("the sign-in pages are not at %s", pages)
	}
	if m.CodeChallengeMethods != nil && !slices.Contains(m.CodeChallengeMethods, "S256") {
		return errors.New("PKCE by S256 is not supported")
	}
	return nil
}

// IsSecure reports whether nobody on the network can read what is sent to an address: https, or http that does not
// leave the machine.
func IsSecure(u *url.URL) bool {
	if u.Scheme == "https" {
		return u.Host != ""
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
