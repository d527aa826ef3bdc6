package cognitotest

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"time"
)

const (
	// domainCookie keeps a person signed in at the domain: the next app asks for no password.
	domainCookie = "cognito"
	// domainSessionValidity is the same as Cognito's.
	domainSessionValidity = time.Hour
)

// domainSessionRecord is a sign-in at the domain, under the hash of the cookie.
type domainSessionRecord struct {
	PoolID, Sub         string
	AuthTime, ExpiresAt time.Time
}

func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	request, ok := s.authorizeRequest(w, r)
	if !ok {
		return
	}
	session, found := s.domainSession(r, request.pool.ID)
	switch {
	case found && request.prompt != "login":
		s.leadBack(w, r, request, session)
		return
	case request.prompt == "none":
		redirect(w, r, request.refusal(&oauthError{"login_required", "Nobody is signed in."}))
		return
	}
	redirect(w, r, "/login?"+r.URL.RawQuery)
}

// authorizeRequest parses the authorization request in the address, or responds with
// an error.
func (s *Server) authorizeRequest(w http.ResponseWriter, r *http.Request) (authorizeRequest, bool) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		showError(w, "This address is malformed.")
		return authorizeRequest{}, false
	}
	request, page, failure := s.parseAuthorize(query)
	switch {
	case page != "":
		showError(w, page)
	case failure != nil:
		redirect(w, r, request.refusal(failure))
	default:
		return request, true
	}
	return request, false
}

func (s *Server) serveLogin(w http.ResponseWriter, r *http.Request) {
	if request, ok := s.authorizeRequest(w, r); ok {
		page := hostedPage{Email: request.loginHint, Query: template.URL(r.URL.RawQuery)}
		showPage(w, http.StatusOK, "login.html", request.origin(), page)
	}
}

// submitted reads a form that was sent, or responds with an error.
func (s *Server) submitted(w http.ResponseWriter, r *http.Request) (authorizeRequest, bool) {
	request, ok := s.authorizeRequest(w, r)
	if !ok {
		return request, false
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		showError(w, "The form could not be read.")
		return request, false
	}
	if r.PostForm.Get("action") == "cancel" {
		redirect(w, r, request.refusal(&oauthError{"access_denied", "The person cancelled."}))
		return request, false
	}
	return request, true
}

func (s *Server) submitLogin(w http.ResponseWriter, r *http.Request) {
	if request, ok := s.submitted(w, r); ok {
		next, err := s.signInOnPage(request, r.PostForm.Get("email"), r.PostForm.Get("password"))
		s.goOn(w, r, request, next, err)
	}
}

// goOn responds to a form with the next step: the app, the second factor, or the
// sign-in page with an error.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request, request authorizeRequest, next pageStep, err error) {
	if problem := signInProblem(next, err); problem != "" {
		page := hostedPage{Problem: problem, Email: r.PostForm.Get("email"), Query: template.URL(r.URL.RawQuery)}
		showPage(w, http.StatusBadRequest, "login.html", request.origin(), page)
		return
	}
	if next.session != "" {
		showFactor(w, r, request, next)
		return
	}
	session, err := s.startDomainSession(w, next.user)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	s.leadBack(w, r, request, session)
}

// signInProblem words the error that ends a sign-in for a person, or returns an
// empty text.
func signInProblem(next pageStep, err error) string {
	var refusal *apiError
	switch {
	case err == nil && next.challenge.Name == challengeNewPassword:
		return "This account has a temporary password. Sign in to the app itself to choose your own: this page cannot change it."
	case err == nil && next.challenge.Name == challengeMFASetup:
		return "This account needs a second step to sign in. Sign in to the app itself to set it up: this page cannot."
	case err == nil:
		return ""
	case !errors.As(err, &refusal):
		return "Something went wrong. Try again."
	}
	switch refusal.Type {
	case "UserNotConfirmedException":
		return "This account has not been confirmed yet. Confirm it with the code that was sent to you, then sign in."
	case "PasswordResetRequiredException":
		return "The password of this account must be reset before you can sign in."
	}
	return refusal.Message
}

// leadBack redirects to the app with a code for the person who is signed in at the
// domain.
func (s *Server) leadBack(
	w http.ResponseWriter, r *http.Request, request authorizeRequest, session domainSessionRecord,
) {
	code, err := s.issueCode(request, session.Sub, session.AuthTime)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	redirect(w, r, request.answer(url.Values{"code": {code}}))
}

func (s *Server) startDomainSession(w http.ResponseWriter, user userRecord) (session domainSessionRecord, err error) {
	id := base64url(s.randomBytes(32))
	err = s.update(func(t *tx) error {
		session = domainSessionRecord{
			PoolID:    user.PoolID,
			Sub:       user.Sub,
			AuthTime:  t.now,
			ExpiresAt: t.now.Add(domainSessionValidity),
		}
		save(t, bucketDomainSessions, tokenHash(id), session)
		return nil
	})
	http.SetCookie(
		w,
		&http.Cookie{Name: domainCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode},
	)
	return session, err
}

func (s *Server) domainSession(r *http.Request, poolID string) (session domainSessionRecord, found bool) {
	cookie, err := r.Cookie(domainCookie)
	if err != nil {
		return session, false
	}
	err = s.view(func(t *tx) error {
		session, found = load[domainSessionRecord](t, bucketDomainSessions, tokenHash(cookie.Value))
		found = found && session.PoolID == poolID && t.now.Before(session.ExpiresAt)
		return nil
	})
	return session, found && err == nil
}

// serveLogout ends the sign-in at the domain and redirects: to a registered address,
// or, with the parameters of an authorization request, to the sign-in page.
func (s *Server) serveLogout(w http.ResponseWriter, r *http.Request) {
	to, ok := s.afterLogout(w, r)
	if !ok {
		return
	}
	if cookie, err := r.Cookie(domainCookie); err == nil {
		err := s.update(func(t *tx) error { t.remove(bucketDomainSessions, tokenHash(cookie.Value)); return nil })
		if err != nil {
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		}
	}
	http.SetCookie(
		w,
		&http.Cookie{Name: domainCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	)
	redirect(w, r, to)
}

// afterLogout returns the address to redirect to after a sign-out, or responds with
// an error.
func (s *Server) afterLogout(w http.ResponseWriter, r *http.Request) (to string, ok bool) {
	query := r.URL.Query()
	if query.Get("redirect_uri") != "" && query.Get("logout_uri") == "" {
		if _, ok := s.authorizeRequest(w, r); !ok {
			return "", false
		}
		return "/login?" + r.URL.RawQuery, true
	}
	var client clientRecord
	err := s.view(func(t *tx) (err error) {
		client, _, err = t.client(query.Get("client_id"))
		return err
	})
	if to = query.Get("logout_uri"); err != nil || !allowsURL(client.Spec.LogoutURLs, to) {
		showError(w, "This address leads to a page that the app has not registered.")
		return "", false
	}
	return to, true
}
