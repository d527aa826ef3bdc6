package cognitotest

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
)

// The hosted pages are what Cognito serves at a user pool's domain: sign-in in the
// browser for apps that never see a password. Here the domain is the server's own
// URL, and the client id determines the pool.

//go:embed hosted_pages
var hostedFiles embed.FS

var hostedPages = template.Must(template.ParseFS(hostedFiles, "hosted_pages/*.html"))

// hostedRoutes adds the pages of the domain. Faults and Calls refer to them by
// their path, such as "/oauth2/token".
func (s *Server) hostedRoutes(mux *http.ServeMux) {
	add := func(method, path string, handler http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, s.withFaults(path, handler))
	}
	add("GET", "/oauth2/authorize", s.serveAuthorize)
	add("GET", "/login", s.serveLogin)
	// Without this, another site could sign a visitor in to an account of its choice.
	guard := http.NewCrossOriginProtection()
	add("POST", "/login", guard.Handler(http.HandlerFunc(s.submitLogin)).ServeHTTP)
	add("GET", "/mfa", s.restartLogin)
	add("POST", "/mfa", guard.Handler(http.HandlerFunc(s.submitFactor)).ServeHTTP)
	add("GET", "/logout", s.serveLogout)
	mux.HandleFunc("GET /hosted.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, hostedFiles, "hosted_pages/hosted.css")
	})
}

func (s *Server) withFaults(path string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fault := s.faults.take(path)
		if err := fault.before(r.Context()); err != nil {
			http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
			return
		}
		if fault.Kind == DropReply {
			next(discardedReply{http.Header{}}, r)
			panic(http.ErrAbortHandler) // closes the connection without a reply
		}
		next(w, r)
	}
}

// discardedReply discards the reply to a request whose connection will be closed.
type discardedReply struct{ header http.Header }

func (d discardedReply) Header() http.Header         { return d.header }
func (d discardedReply) Write(b []byte) (int, error) { return len(b), nil }
func (d discardedReply) WriteHeader(int)             {}

// hostedPage is what a page shows.
type hostedPage struct {
	// Problem is a sentence for the person, or empty.
	Problem string
	// Email is what the person has typed before.
	Email string
	// Query keeps the authorization request when the form is sent.
	Query template.URL
	// Session is that of the challenge for the second factor that the form responds
	// to.
	Session string
	// Source says where the code comes from.
	Source string
	// Choices are the second factors to choose from.
	Choices []factorChoice
}

// showPage writes a page without scripts. sendsTo is the origin that the page's
// form may lead to: browsers also apply form-action to redirects after a form.
func showPage(w http.ResponseWriter, status int, name, sendsTo string, page hostedPage) {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set(
		"Content-Security-Policy",
		"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' "+sendsTo,
	)
	header.Set("Referrer-Policy", "same-origin") // the address holds the app's state
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = hostedPages.ExecuteTemplate(w, name, page) // the client is gone if this fails
}

// showError is for requests whose redirect address can't be trusted with the error.
func showError(w http.ResponseWriter, problem string) {
	showPage(w, http.StatusBadRequest, "error.html", "", hostedPage{Problem: problem})
}

func (s *Server) serveDiscovery(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("pool")
	err := s.view(func(t *tx) error { _, err := t.pool(id); return err })
	if err != nil {
		http.NotFound(w, r)
		return
	}
	base, issuer := s.URL(), s.issuer(id)
	replyJSON(w, http.StatusOK, map[string]any{
		"issuer": issuer, "jwks_uri": issuer + "/.well-known/jwks.json",
		"authorization_endpoint": base + "/oauth2/authorize", "token_endpoint": base + "/oauth2/token",
		"userinfo_endpoint": base + "/oauth2/userInfo", "revocation_endpoint": base + "/oauth2/revoke",
		"end_session_endpoint":     base + "/logout",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      []string{"openid", "email", "phone", "profile"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
	})
}

// replyJSON writes the response of an OAuth endpoint, which no cache may store.
func replyJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(mustJSON(body)) // the client is gone if this fails
}

// withQuery adds parameters to an address and keeps existing ones.
func withQuery(address *url.URL, parameters url.Values) string {
	u := *address
	query := u.Query()
	for name, values := range parameters {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// redirect makes the browser continue with GET, whatever the method was.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusFound)
}
