package hosted

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/unicornpursuit/unicornpursuit/internal/oidc"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// The routes.
const (
	SignInPath   = "/auth/sign-in"
	CallbackPath = "/auth/callback"
	ContinuePath = "/auth/continue"
	SignOutPath  = "/auth/sign-out"
)

// scopes are asked for at every sign-in. The last is Cognito's own: with it, the access token may read its account
// (GetUser). A provider that does not know a scope leaves it out.
var scopes = []string{"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}

// exchangeTimeout bounds what a callback does in all: metadata, code exchange, keys, and the session's record.
const exchangeTimeout = 8 * time.Second

// retryAfter is how long to wait before trying again after the provider failed.
const retryAfter = 2 * time.Second

// Config is what a Handler is made of; every field but HTTPClient is required, and ClientSecret for clients that have
// one.
type Config struct {
	// Issuer is the provider's, to the letter; its metadata is found below it.
	Issuer string
	// DomainURL is where the sign-in pages are: an origin. Metadata that sends people anywhere else is refused.
	DomainURL *url.URL
	// ClientID and ClientSecret are the app client's.
	ClientID, ClientSecret string
	// PublicURL is where browsers reach the product. The provider must have registered PublicURL/auth/callback as
	// redirect address and PublicURL/ as address after sign-out.
	PublicURL *url.URL
	// CookieName is how the names of the cookies for sign-ins under way begin.
	CookieName string
	Sessions   Sessions
	Tokens     TokenVerifier
	// Sealer seals the cookies of sign-ins under way.
	Sealer *session.Sealer
	// Logo is an SVG image for the pages.
	Logo []byte
	// Now is the clock.
	Now func() time.Time
	// HTTPClient calls the provider; nil means one of the Handler's own.
	HTTPClient *http.Client
}

// Sessions starts and ends sessions. Each method may return fault.Unavailable.
type Sessions interface {
	// SignInWithTokens starts a cookie session, which becomes that of the request; subject is the account that the ID
	// token names. Errors: session.ErrUnauthenticated.
	SignInWithTokens(ctx context.Context, subject string, tokens session.Tokens) (session.Session, error)
	// Authenticate returns the caller of the request that ctx carries. Errors: session.ErrUnauthenticated.
	Authenticate(ctx context.Context) (session.Principal, error)
	// SignOut ends the session of the request that ctx carries.
	SignOut(ctx context.Context, refreshToken string) error
}

// TokenVerifier reads ID tokens. Errors: session.ErrUnauthenticated, fault.Unavailable.
type TokenVerifier interface {
	// VerifyIDToken returns the subject of an ID token that answers a request with nonce and came with accessToken.
	VerifyIDToken(ctx context.Context, idToken, nonce, accessToken string) (subject string, err error)
}

// Handler serves the routes below /auth.
type Handler struct {
	Config
	provider *oidc.Provider
	mux      *http.ServeMux
}

// New returns the handler. It makes no network call: the server starts even while the provider is down.
func New(c Config) *Handler {
	h := &Handler{Config: c, mux: http.NewServeMux(), provider: oidc.NewProvider(oidc.ProviderConfig{
		Issuer: c.Issuer, PagesURL: c.DomainURL, Now: c.Now, HTTPClient: c.HTTPClient,
	})}
	h.mux.HandleFunc("GET "+SignInPath, h.signIn)
	h.mux.HandleFunc("GET "+CallbackPath, h.callback)
	h.mux.HandleFunc("GET "+ContinuePath, h.goOnFromHere)
	h.mux.HandleFunc("GET "+SignOutPath, h.askToSignOut)
	h.mux.HandleFunc("POST "+SignOutPath, h.signOut)
	h.mux.HandleFunc("GET "+stylePath, serveStyle)
	h.mux.HandleFunc("GET "+logoPath, h.serveLogo)
	return h
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// signIn sends the browser to the provider's pages, and stores in a cookie what the answer must match.
func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) {
	metadata, err := h.provider.Metadata(r.Context())
	if err != nil {
		h.showProblem(w, r, problemOf(err), "")
		return
	}
	f := h.newFlow(r)
	if r.Method != http.MethodHead { // a probe must not push out a sign-in under way
		h.keepFlow(w, r, f)
	}
	to := h.oauth(metadata).
		AuthCodeURL(f.State, oauth2.S256ChallengeOption(f.Verifier), oauth2.SetAuthURLParam("nonce", f.Nonce))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (h *Handler) oauth(m *oidc.Metadata) *oauth2.Config {
	// The style is never probed for: a failed first try would use up the code.
	style := oauth2.AuthStyleInParams
	if h.ClientSecret != "" && m.TakesBasic() {
		style = oauth2.AuthStyleInHeader
	}
	return &oauth2.Config{
		ClientID: h.ClientID, ClientSecret: h.ClientSecret, Scopes: scopes, RedirectURL: h.public(CallbackPath),
		Endpoint: oauth2.Endpoint{AuthURL: m.AuthorizationEndpoint, TokenURL: m.TokenEndpoint, AuthStyle: style},
	}
}

// public returns the address of a path of the product. It ignores the request's host, which a proxy may have changed.
func (h *Handler) public(path string) string {
	return (&url.URL{Scheme: h.PublicURL.Scheme, Host: h.PublicURL.Host, Path: path}).String()
}
