package app

import (
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/hosted"
	"github.com/unicornpursuit/unicornpursuit/web"
)

// hostedSignIn reports whether the identity provider's own sign-in pages may be used.
func (c *Config) hostedSignIn() bool { return c.DomainURL != (url.URL{}) }

// newHosted returns the routes of hosted sign-in, or nil where it is off.
func newHosted(c Config, s *services) http.Handler {
	if !c.hostedSignIn() {
		return nil
	}
	return hosted.New(hosted.Config{
		Issuer: c.Issuer, DomainURL: &c.DomainURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret,
		PublicURL:  &c.PublicURL,
		CookieName: httpapi.CookieName("sign-in", &c.PublicURL),
		Sessions:   s, Tokens: s.verifier, Sealer: s.sealer, Logo: web.Logo, Now: c.Now,
	})
}

func (c *Config) checkDomainURL() error {
	switch u := c.DomainURL; {
	case u == (url.URL{}):
		return nil
	case !oidc.IsSecure(&u):
		return errors.New("must be https:// and a host: the sign-in pages take passwords")
	case u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("must not have a path: it is the domain that the sign-in pages are at")
	}
	return nil
}

// withBoundPort returns a public URL with the port that the server got where it names port 0, as a local run on any
// free port does.
func withBoundPort(public url.URL, bound net.Addr) url.URL {
	if _, port, err := net.SplitHostPort(bound.String()); err == nil && public.Port() == "0" {
		public.Host = net.JoinHostPort(public.Hostname(), port)
	}
	return public
}
