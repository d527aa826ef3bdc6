package cognitotest

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// tokenAnswer is the response of the token endpoint.
type tokenAnswer struct {
	IDToken      string `json:"id_token,omitempty"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	ExpiresIn    int    `json:"expires_in"`
	TokenType    string `json:"token_type"`
}

func (e *oauthError) Error() string { return e.Code }

func invalidGrant() *oauthError { return &oauthError{Code: "invalid_grant"} }

func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		replyOAuth(w, nil, &oauthError{Code: "invalid_request"})
		return
	}
	var answer tokenAnswer
	// A refusal must be committed (a used code stays used), so it does not leave the transaction as an error.
	var refusal error
	err := s.update(func(t *tx) error {
		client, err := t.authenticateClient(r)
		if err != nil {
			refusal = err
			return nil
		}
		switch r.PostForm.Get("grant_type") {
		case "authorization_code":
			answer, refusal = s.exchangeCode(t, client, r.PostForm)
		case "refresh_token":
			answer, refusal = s.exchangeRefreshToken(t, client, r.PostForm.Get("refresh_token"))
		default:
			refusal = &oauthError{Code: "unsupported_grant_type"}
		}
		return nil
	})
	replyOAuth(w, answer, errors.Join(err, refusal))
}

// authenticateClient accepts the secret by HTTP Basic or in the body; a client
// without one sends only its id.
func (t *tx) authenticateClient(r *http.Request) (clientRecord, error) {
	invalid := &oauthError{Code: "invalid_client"}
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if name, password, basic := r.BasicAuth(); basic {
		name, nameErr := url.QueryUnescape(name)
		password, passwordErr := url.QueryUnescape(password)
		if nameErr != nil || passwordErr != nil || id != "" && id != name || secret != "" {
			return clientRecord{}, invalid
		}
		id, secret = name, password
	}
	client, _, err := t.client(id)
	if err != nil || client.checkSecret(secret) != nil {
		return clientRecord{}, invalid
	}
	return client, nil
}

func (s *Server) exchangeCode(t *tx, client clientRecord, form url.Values) (tokenAnswer, error) {
	key := tokenHash(form.Get("code"))
	code, found := load[authCodeRecord](t, bucketAuthCodes, key)
	if !found || code.ClientID != client.ID {
		return tokenAnswer{}, invalidGrant()
	}
	good := !code.Used && t.now.Before(code.ExpiresAt) && form.Get("redirect_uri") == code.RedirectURI &&
		code.proves(form.Get("code_verifier"))
	code.Used = true // by a wrong attempt, too
	save(t, bucketAuthCodes, key, code)
	user, found := load[userRecord](t, bucketUsers, code.PoolID+"/"+code.Sub)
	if !good || !found || !user.Enabled {
		return tokenAnswer{}, invalidGrant()
	}
	session := s.openSession(t, client, user)
	session.AuthTime, session.Scopes = code.AuthTime, code.Scopes
	save(t, bucketSessions, session.key(), session)
	answer := s.hostedTokens(t, client, user, session, code.Nonce)
	answer.RefreshToken = s.issueRefreshToken(t, session)
	return answer, nil
}

func (s *Server) exchangeRefreshToken(t *tx, client clientRecord, token string) (tokenAnswer, error) {
	record, session, user, err := t.refreshable(client, token)
	if err != nil {
		return tokenAnswer{}, invalidGrant()
	}
	answer := s.hostedTokens(t, client, user, session, "")
	if client.Spec.RefreshRotation {
		answer.RefreshToken = s.issueRefreshToken(t, session)
		if record.RotatedAt.IsZero() {
			record.RotatedAt = t.now
			save(t, bucketRefresh, tokenHash(token), record)
		}
	}
	return answer, nil
}

// hostedTokens signs the tokens of a session. The ID token carries the nonce of the
// request and the hash that binds it to the access token, and only the claims of
// the scopes that were granted.
func (s *Server) hostedTokens(
	t *tx, client clientRecord, user userRecord, session sessionRecord, nonce string,
) tokenAnswer {
	result := s.issueTokens(t, client, user, session)
	answer := tokenAnswer{AccessToken: result.AccessToken, ExpiresIn: result.ExpiresIn, TokenType: result.TokenType}
	if !slices.Contains(session.Scopes, ScopeOpenID) {
		return answer
	}
	claims := claimsOfScopes(s.idClaims(t, client, user, session), session.Scopes)
	sum := sha256.Sum256([]byte(result.AccessToken))
	claims["at_hash"] = base64url(sum[:len(sum)/2])
	if nonce != "" {
		claims["nonce"] = nonce
	}
	answer.IDToken = s.sign(claims)
	return answer
}

// claimsOfScopes leaves out the attributes that no granted scope covers. The scope
// openid alone covers all of them.
func claimsOfScopes(claims map[string]any, scopes []string) map[string]any {
	granted := func(scope string) bool { return slices.Contains(scopes, scope) }
	if !granted(ScopeEmail) && !granted(ScopePhone) && !granted(ScopeProfile) {
		return claims
	}
	for name := range claims {
		email, phone := strings.HasPrefix(name, "email"), strings.HasPrefix(name, "phone_number")
		profile := !email && !phone && (slices.Contains(standardAttributes, name) || strings.HasPrefix(name, "custom:"))
		if email && !granted(ScopeEmail) || phone && !granted(ScopePhone) || profile && !granted(ScopeProfile) {
			delete(claims, name)
		}
	}
	return claims
}

func (s *Server) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	info := map[string]string{}
	err := s.view(func(t *tx) error {
		user, session, err := s.authenticateToken(t, token)
		if err != nil || !slices.Contains(session.scopes(), ScopeOpenID) {
			return &oauthError{Code: "invalid_token"}
		}
		all := map[string]any{"sub": user.Sub, "username": user.Sub}
		for name, value := range user.Attributes { // verified flags are strings here, unlike in the ID token
			all[name] = value
		}
		for name, value := range claimsOfScopes(all, session.scopes()) {
			info[name], _ = value.(string)
		}
		return nil
	})
	if err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		replyJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	replyJSON(w, http.StatusOK, info)
}

func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || r.PostForm.Get("token") == "" {
		replyOAuth(w, nil, &oauthError{Code: "invalid_request"})
		return
	}
	err := s.update(func(t *tx) error {
		client, err := t.authenticateClient(r)
		if err != nil {
			return err
		}
		token := r.PostForm.Get("token")
		if strings.Count(token, ".") == 2 { // a signed token: access or ID
			return &oauthError{Code: "unsupported_token_type"}
		}
		record, found := load[refreshRecord](t, bucketRefresh, tokenHash(token))
		session, alive := load[sessionRecord](t, bucketSessions, record.Session)
		if !found || !alive || session.ClientID != client.ID {
			return nil
		}
		session.Revoked = true
		save(t, bucketSessions, session.key(), session)
		return nil
	})
	if err != nil {
		replyOAuth(w, nil, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// replyOAuth responds with a body, or with an error in the format of RFC 6749.
func replyOAuth(w http.ResponseWriter, body any, err error) {
	var refusal *oauthError
	switch {
	case err == nil:
		replyJSON(w, http.StatusOK, body)
	case errors.As(err, &refusal):
		replyJSON(w, http.StatusBadRequest, map[string]string{"error": refusal.Code})
	default:
		replyJSON(w, http.StatusInternalServerError, map[string]string{"error": "server_error"})
	}
}

// openSession is the session of a sign-in that happens now; it is not saved yet.
func (s *Server) openSession(t *tx, client clientRecord, user userRecord) sessionRecord {
	return sessionRecord{
		Origin: s.randomUUID(), EventID: s.randomUUID(),
		PoolID: user.PoolID, ClientID: client.ID, Sub: user.Sub,
		AuthTime: t.now, RefreshExpiresAt: t.now.Add(client.Spec.RefreshTokenValidity),
	}
}

// scopes are those granted; a sign-in through the API grants one.
func (r sessionRecord) scopes() []string {
	if len(r.Scopes) == 0 {
		return []string{accessScope}
	}
	return r.Scopes
}
