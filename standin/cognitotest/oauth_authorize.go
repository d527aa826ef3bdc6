package cognitotest

import (
	"crypto/sha256"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Scopes that an app client may request.
const (
	ScopeOpenID  = "openid"
	ScopeEmail   = "email"
	ScopePhone   = "phone"
	ScopeProfile = "profile"
	// ScopeAdmin lets an access token read and change its own user by GetUser and the like.
	ScopeAdmin = accessScope
)

// authorizeRequest is an authorization request that has been checked.
type authorizeRequest struct {
	client                  clientRecord
	pool                    poolRecord
	redirectURI             *url.URL
	rawRedirectURI          string
	state, nonce, challenge string
	prompt, loginHint       string
	scopes                  []string
}

// oauthError is sent to the app at its redirect address, or by the token endpoint.
type oauthError struct{ Code, Description string }

// withoutProviders are the parameters of the authorize endpoint that need features
// that are not implemented: other identity providers, and resource servers. Unknown
// parameters are ignored (RFC 6749, 3.1), and so is lang: the pages are in English.
var withoutProviders = []string{"idp_identifier", "resource"}

// prompts are the values of prompt. Consent is never asked for, and there are no
// accounts to choose from.
var prompts = []string{"", "none", "login", "select_account", "consent"}

// challengePattern is a SHA-256 in base64url.
var challengePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// parseAuthorize checks an authorization request. A problem with the app client
// or the redirect address is a sentence for a page; any other is an error for
// the app, at that address.
func (s *Server) parseAuthorize(query url.Values) (request authorizeRequest, page string, failure *oauthError) {
	err := s.view(func(t *tx) (err error) {
		request.client, request.pool, err = t.client(query.Get("client_id"))
		return err
	})
	if err != nil {
		return request, "This address names no app that may sign people in here.", nil
	}
	request.rawRedirectURI = query.Get("redirect_uri")
	u, err := url.Parse(request.rawRedirectURI)
	if err != nil || len(query["redirect_uri"]) != 1 ||
		!allowsURL(request.client.Spec.CallbackURLs, request.rawRedirectURI) {
		return request, "This address leads back to a page that the app has not registered.", nil
	}
	request.redirectURI, request.state, request.nonce = u, query.Get("state"), query.Get("nonce")
	return request, "", request.parse(query)
}

// parse checks the rest of the request.
func (a *authorizeRequest) parse(query url.Values) *oauthError {
	for name, values := range query {
		if slices.Contains(withoutProviders, name) {
			return &oauthError{"invalid_request", "cognitotest does not implement the parameter " + name}
		}
		if len(values) != 1 {
			return &oauthError{"invalid_request", name + " is given more than once"}
		}
	}
	if query.Get("response_type") != "code" {
		return &oauthError{"unsupported_response_type", "only code is supported"}
	}
	if err := a.parsePage(query); err != nil {
		return err
	}
	a.challenge = query.Get("code_challenge")
	if method := query.Get("code_challenge_method"); (a.challenge != "" || method != "") && method != "S256" {
		return &oauthError{"invalid_request", "code_challenge_method should be S256"}
	} else if method == "S256" && !challengePattern.MatchString(a.challenge) {
		return &oauthError{"invalid_request", "code_challenge is malformed"}
	}
	a.scopes = strings.Fields(query.Get("scope"))
	if len(a.scopes) == 0 { // without any, all the client's scopes are granted
		a.scopes = a.client.Spec.Scopes
	}
	for _, scope := range a.scopes {
		if !slices.Contains(a.client.Spec.Scopes, scope) {
			return &oauthError{"invalid_scope", "the client is not allowed a scope of the request"}
		}
	}
	return nil
}

// parsePage reads the parameters that control the sign-in page.
func (a *authorizeRequest) parsePage(query url.Values) *oauthError {
	if provider := query.Get("identity_provider"); provider != "" && provider != "COGNITO" {
		return &oauthError{"invalid_request", "cognitotest does not implement other identity providers"}
	}
	a.prompt, a.loginHint = query.Get("prompt"), query.Get("login_hint")
	if !slices.Contains(prompts, a.prompt) {
		return &oauthError{"invalid_request", "prompt should be none, login, select_account or consent"}
	}
	return nil
}

// origin is where the request leads back to.
func (a *authorizeRequest) origin() string { return a.redirectURI.Scheme + "://" + a.redirectURI.Host }

// answer is the redirect address with parameters and the unchanged state.
func (a *authorizeRequest) answer(parameters url.Values) string {
	if a.state != "" {
		parameters.Set("state", a.state)
	}
	return withQuery(a.redirectURI, parameters)
}

func (a *authorizeRequest) refusal(e *oauthError) string {
	return a.answer(url.Values{"error": {e.Code}, "error_description": {e.Description}})
}

// allowsURL compares an address with a list exactly. A registered loopback address
// allows every port (RFC 8252, 7.3): tests listen on any that is free.
func allowsURL(registered []string, address string) bool {
	return slices.Contains(registered, address) || slices.ContainsFunc(registered, func(allowed string) bool {
		withoutPort, ok := loopbackWithoutPort(address)
		other, otherOK := loopbackWithoutPort(allowed)
		return ok && otherOK && withoutPort == other
	})
}

func loopbackWithoutPort(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return "", false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return "", false
	}
	if _, port, err := net.SplitHostPort(u.Host); err == nil {
		return strings.Replace(address, ":"+port, "", 1), true
	}
	return address, true
}

// codeValidity is how long an authorization code may wait for its exchange.
const codeValidity = 5 * time.Minute

// authCodeRecord is an authorization code that waits for its exchange.
type authCodeRecord struct {
	ClientID, PoolID, Sub         string
	RedirectURI, Challenge, Nonce string
	Scopes                        []string
	AuthTime, ExpiresAt           time.Time
	Used                          bool
}

// issueCode creates a code; only its hash is stored.
func (s *Server) issueCode(request authorizeRequest, sub string, authTime time.Time) (code string, err error) {
	code = s.randomUUID()
	err = s.update(func(t *tx) error {
		save(t, bucketAuthCodes, tokenHash(code), authCodeRecord{
			ClientID: request.client.ID, PoolID: request.pool.ID, Sub: sub,
			RedirectURI: request.rawRedirectURI, Challenge: request.challenge, Nonce: request.nonce,
			Scopes: request.scopes, AuthTime: authTime, ExpiresAt: t.now.Add(codeValidity),
		})
		return nil
	})
	return code, err
}

// proves reports whether the code's challenge was derived from verifier.
func (c authCodeRecord) proves(verifier string) bool {
	if c.Challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64url(sum[:]) == c.Challenge
}
