package cognitotest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const (
	callback  = "https://app.example.com/auth/callback"
	signedOut = "https://app.example.com/"
	verifier  = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"
)

// visitor is a browser on the hosted pages that stops at redirects.
type visitor struct {
	*fixture
	http.Client
}

func visit(t *testing.T, opts ...func(*cognitotest.PoolSpec)) *visitor {
	t.Helper()
	f := setup(t, append([]func(*cognitotest.PoolSpec){func(p *cognitotest.PoolSpec) {
		p.Client.CallbackURLs = []string{callback, "http://localhost/auth/callback", "http://127.0.0.1/auth/callback", "https://127.0.0.1/auth/callback"}
		p.Client.LogoutURLs = []string{signedOut}
	}}, opts...)...)
	v := &visitor{fixture: f}
	v.Jar, _ = cookiejar.New(nil)
	v.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return v
}

// request is a good authorization request with changes; an empty value leaves a parameter out.
func (v *visitor) request(changes ...string) url.Values {
	sum := sha256.Sum256([]byte(verifier))
	q := url.Values{
		"response_type": {"code"}, "client_id": {v.pool.ClientID}, "redirect_uri": {callback}, "state": {"the state"}, "nonce": {"the-nonce"},
		"scope":          {"openid email phone profile aws.cognito.signin.user.admin"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(changes); i += 2 {
		q.Del(changes[i])
		if changes[i+1] != "" {
			q.Set(changes[i], changes[i+1])
		}
	}
	return q
}

// reply is a response whose body has been read.
type reply struct {
	*http.Response
	body string
}

func (v *visitor) do(method, address string, form url.Values, header ...string) reply {
	v.Helper()
	request, err := http.NewRequestWithContext(v.ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := v.Do(request)
	if err != nil {
		v.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body := must(io.ReadAll(response.Body))(v.T)
	return reply{response, string(body)}
}

func (v *visitor) authorize(q url.Values) reply {
	return v.do("GET", v.server.URL()+"/oauth2/authorize?"+q.Encode(), nil)
}

func (v *visitor) submit(q url.Values, email, password string) reply {
	return v.do("POST", v.server.URL()+"/login?"+q.Encode(), url.Values{"email": {email}, "password": {password}})
}

// led is the query of the address that a response redirects to.
func (v *visitor) led(r reply) url.Values {
	v.Helper()
	to, err := r.Location()
	if err != nil || r.StatusCode != http.StatusFound || !strings.HasPrefix(to.String(), callback+"?") {
		v.Fatalf("status %d to %v, want %s", r.StatusCode, to, callback)
	}
	return to.Query()
}

func (v *visitor) code(q url.Values) string {
	v.Helper()
	return v.led(v.submit(q, testEmail, testPassword)).Get("code")
}

func (v *visitor) token(form url.Values, header ...string) (map[string]any, int) {
	v.Helper()
	r := v.do("POST", v.server.URL()+"/oauth2/token", form, header...)
	var out map[string]any
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		v.Fatalf("%d %s", r.StatusCode, r.body)
	}
	return out, r.StatusCode
}

func (v *visitor) exchange(code string, changes ...string) (map[string]any, int) {
	v.Helper()
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {v.pool.ClientID}, "code": {code}, "redirect_uri": {callback}, "code_verifier": {verifier}}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return v.token(form)
}

func hostedClaims(t *testing.T, token any) map[string]any {
	t.Helper()
	text, _ := token.(string)
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %v", token)
	}
	var claims map[string]any
	if err := json.Unmarshal(must(base64.RawURLEncoding.DecodeString(parts[1]))(t), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestHostedPagesSignInAndGiveTokensForTheCode(t *testing.T) {
	v := visit(t)
	sub := v.confirmedUser(testEmail)
	first := v.authorize(v.request())
	login := must(first.Location())(t)
	if login.Path != "/login" {
		t.Fatalf("led to %s", login)
	}
	page := v.do("GET", login.String(), nil)
	policy := page.Header.Get("Content-Security-Policy")
	if page.StatusCode != 200 || !strings.Contains(page.body, `type="password"`) || strings.Contains(page.body, "<script") ||
		!strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "form-action 'self' https://app.example.com") {
		t.Fatalf("%d %q\n%s", page.StatusCode, policy, page.body)
	}
	answer := v.led(v.submit(v.request(), strings.ToUpper(testEmail), testPassword))
	if answer.Get("state") != "the state" {
		t.Errorf("state %q", answer.Get("state"))
	}
	tokens, status := v.exchange(answer.Get("code"))
	if status != 200 || tokens["token_type"] != "Bearer" || tokens["expires_in"] != 3600.0 || tokens["refresh_token"] == "" {
		t.Fatalf("%d %v", status, tokens)
	}
	id, access := hostedClaims(t, tokens["id_token"]), hostedClaims(t, tokens["access_token"])
	sum := sha256.Sum256([]byte(tokens["access_token"].(string)))
	if id["nonce"] != "the-nonce" || id["aud"] != v.pool.ClientID || id["sub"] != sub || id["at_hash"] != base64.RawURLEncoding.EncodeToString(sum[:16]) || id["token_use"] != "id" {
		t.Errorf("ID token %v", id)
	}
	if access["scope"] != "openid email phone profile aws.cognito.signin.user.admin" || access["client_id"] != v.pool.ClientID || access["token_use"] != "access" {
		t.Errorf("access token %v", access)
	}
	if _, err := v.getUser(tokens["access_token"].(string)); err != nil {
		t.Errorf("GetUser: %v", err)
	}
}

func TestHostedPagesRefuseWithWordsForThePerson(t *testing.T) {
	v := visit(t)
	v.signUp(testEmail)
	unconfirmed := v.submit(v.request(), testEmail, testPassword)
	wrong := v.submit(v.request(), "no"+testEmail, "<b>wrong</b>")
	for text, r := range map[string]reply{"has not been confirmed": unconfirmed, "Incorrect username or password.": wrong} {
		if r.StatusCode != 400 || !strings.Contains(r.body, text) || !strings.Contains(r.body, `role="alert"`) || strings.Contains(r.body, "<b>wrong") {
			t.Errorf("%d %s", r.StatusCode, r.body)
		}
	}
	form := url.Values{"email": {testEmail}, "password": {testPassword}}
	if r := v.do("POST", v.server.URL()+"/login?"+v.request().Encode(), form, "Sec-Fetch-Site", "cross-site"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %d", r.StatusCode)
	}
	cancelled := v.led(v.do("POST", v.server.URL()+"/login?"+v.request().Encode(), url.Values{"action": {"cancel"}}))
	if cancelled.Get("error") != "access_denied" || cancelled.Get("state") != "the state" {
		t.Errorf("cancelled: %v", cancelled)
	}
}

func TestHostedPagesLeadBackToRegisteredAddressesOnly(t *testing.T) {
	v := visit(t)
	for _, address := range []string{
		"", callback + "/", callback + "?x=1", "https://evil.example.com/auth/callback", "https://app.example.com:444/auth/callback",
		"http://app.example.com/auth/callback", "http://localhost.evil.test:80/auth/callback", "http://u@localhost/auth/callback", "http://localhost:8080/auth/callback/..",
		"https://localhost:8443/auth/callback",
	} {
		if r := v.authorize(v.request("redirect_uri", address)); r.StatusCode != 400 || r.Header.Get("Location") != "" {
			t.Errorf("%q: %d to %q", address, r.StatusCode, r.Header.Get("Location"))
		}
	}
	for _, address := range []string{callback, "http://localhost:41234/auth/callback", "http://127.0.0.1:8080/auth/callback", "http://localhost/auth/callback",
		"https://127.0.0.1:8443/auth/callback"} {
		if r := v.authorize(v.request("redirect_uri", address)); r.StatusCode != 302 {
			t.Errorf("%q: %d", address, r.StatusCode)
		}
	}
	if r := v.authorize(v.request("client_id", "unknown")); r.StatusCode != 400 || r.Header.Get("Location") != "" {
		t.Errorf("unknown client: %d", r.StatusCode)
	}
}

func TestHostedPagesTellTheAppWhatIsWrongWithItsRequest(t *testing.T) {
	v := visit(t, func(p *cognitotest.PoolSpec) { p.Client.Scopes = []string{"openid", "email"} })
	for want, q := range map[string]url.Values{
		"unsupported_response_type": v.request("scope", "openid", "response_type", "token"),
		"invalid_scope":             v.request("scope", "openid phone"),
		"invalid_request":           v.request("scope", "openid", "code_challenge_method", "plain"),
	} {
		if answer := v.led(v.authorize(q)); answer.Get("error") != want || answer.Get("state") != "the state" {
			t.Errorf("%v, want %s", answer, want)
		}
	}
	for _, q := range []url.Values{
		v.request("scope", "openid", "code_challenge", "short"), v.request("scope", "openid", "prompt", "sometimes"),
		v.request("scope", "openid", "identity_provider", "Google"), v.request("scope", "openid", "idp_identifier", "example.com"),
		v.request("scope", "openid", "resource", "https://api.example.com"),
	} {
		if answer := v.led(v.authorize(q)); answer.Get("error") != "invalid_request" {
			t.Errorf("%v", answer)
		}
	}
}

func TestAnAuthorizationCodeWorksOnceForItsOwnRequestAndFiveMinutes(t *testing.T) {
	v := visit(t)
	v.confirmedUser(testEmail)
	wantInvalid := func(what string, out map[string]any, status int) {
		t.Helper()
		if status != 400 || out["error"] != "invalid_grant" {
			t.Errorf("%s: %d %v", what, status, out)
		}
	}
	code := v.code(v.request())
	if _, status := v.exchange(code); status != 200 {
		t.Fatalf("first: %d", status)
	}
	out, status := v.exchange(code)
	wantInvalid("twice", out, status)
	out, status = v.exchange(v.code(v.request()), "code_verifier", verifier+"x")
	wantInvalid("wrong verifier", out, status)
	out, status = v.exchange(v.code(v.request()), "code_verifier", "")
	wantInvalid("no verifier", out, status)
	out, status = v.exchange(v.code(v.request()), "redirect_uri", "http://localhost/auth/callback")
	wantInvalid("other address", out, status)
	late := v.code(v.request())
	v.clock.Advance(5 * time.Minute)
	out, status = v.exchange(late)
	wantInvalid("late", out, status)
	if out, status := v.exchange(v.code(v.request()), "client_id", "unknown"); status != 400 || out["error"] != "invalid_client" {
		t.Errorf("unknown client: %d %v", status, out)
	}
}

func TestTheTokenEndpointTakesTheSecretByBasicOrInTheBody(t *testing.T) {
	v := visit(t, func(p *cognitotest.PoolSpec) { p.Client.Secret = true })
	v.confirmedUser(testEmail)
	if out, _ := v.exchange(v.code(v.request())); out["error"] != "invalid_client" {
		t.Errorf("no secret: %v", out)
	}
	if out, status := v.exchange(v.code(v.request()), "client_secret", v.pool.ClientSecret); status != 200 {
		t.Errorf("in the body: %v", out)
	}
	form := url.Values{"grant_type": {"authorization_code"}, "code": {v.code(v.request())}, "redirect_uri": {callback}, "code_verifier": {verifier}}
	basic := base64.StdEncoding.EncodeToString([]byte(v.pool.ClientID + ":" + v.pool.ClientSecret))
	if out, status := v.token(form, "Authorization", "Basic "+basic); status != 200 {
		t.Errorf("basic: %v", out)
	}
}

func TestHostedSessionsKeepTheirScopesWhenRefreshedAndEndWhenRevoked(t *testing.T) {
	v := visit(t)
	v.confirmedUser(testEmail)
	tokens, _ := v.exchange(v.code(v.request("scope", "openid email")))
	if id := hostedClaims(t, tokens["id_token"]); id["email"] == nil || id["phone_number"] != nil || id["name"] != nil {
		t.Errorf("claims of openid email: %v", id)
	}
	access := tokens["access_token"].(string)
	_, err := v.getUser(access)
	wantRefusal(t, err, "NotAuthorizedException", "Access Token does not have required scopes")
	info := v.do("GET", v.server.URL()+"/oauth2/userInfo", nil, "Authorization", "Bearer "+access)
	if info.StatusCode != 200 || !strings.Contains(info.body, `"email":"`) || strings.Contains(info.body, "phone") {
		t.Errorf("userInfo: %d %s", info.StatusCode, info.body)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "client_id": {v.pool.ClientID}, "refresh_token": {tokens["refresh_token"].(string)}}
	renewed, status := v.token(refresh)
	if status != 200 || hostedClaims(t, renewed["access_token"])["scope"] != "openid email" || renewed["refresh_token"] != nil {
		t.Errorf("refresh: %d %v", status, renewed)
	}
	form := url.Values{"client_id": {v.pool.ClientID}, "token": {tokens["refresh_token"].(string)}}
	if r := v.do("POST", v.server.URL()+"/oauth2/revoke", form); r.StatusCode != 200 || r.body != "" {
		t.Errorf("revoke: %d %s", r.StatusCode, r.body)
	}
	if out, _ := v.token(refresh); out["error"] != "invalid_grant" {
		t.Errorf("after revoke: %v", out)
	}
	if r := v.do("GET", v.server.URL()+"/oauth2/userInfo", nil, "Authorization", "Bearer "+access); r.StatusCode != 401 {
		t.Errorf("userInfo after revoke: %d", r.StatusCode)
	}
}

func TestTheDomainRemembersThePersonForAnHourOrUntilLogout(t *testing.T) {
	v := visit(t)
	v.confirmedUser(testEmail)
	v.code(v.request())
	if again := v.led(v.authorize(v.request())); again.Get("code") == "" {
		t.Errorf("signed in at the domain, and yet: %v", again)
	}
	v.clock.Advance(time.Hour)
	if r := v.authorize(v.request()); must(r.Location())(t).Path != "/login" {
		t.Error("no sign-in page after an hour")
	}
	v.code(v.request())
	logout := func(to string) reply {
		return v.do("GET", v.server.URL()+"/logout?"+url.Values{"client_id": {v.pool.ClientID}, "logout_uri": {to}}.Encode(), nil)
	}
	if r := logout("https://evil.example.com/"); r.StatusCode != 400 {
		t.Errorf("to another site: %d", r.StatusCode)
	}
	if r := logout(signedOut); r.StatusCode != 302 || r.Header.Get("Location") != signedOut {
		t.Errorf("logout: %d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	if r := v.authorize(v.request()); must(r.Location())(t).Path != "/login" {
		t.Error("no sign-in page after logout")
	}
}

func TestDiscoveryNamesTheIssuerAndTheEndpointsOfTheDomain(t *testing.T) {
	v := visit(t)
	r := v.do("GET", v.pool.Issuer+"/.well-known/openid-configuration", nil)
	var document map[string]any
	if err := json.Unmarshal([]byte(r.body), &document); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"issuer": v.pool.Issuer, "jwks_uri": v.pool.JWKSURL, "authorization_endpoint": v.server.URL() + "/oauth2/authorize",
		"token_endpoint": v.server.URL() + "/oauth2/token", "end_session_endpoint": v.server.URL() + "/logout",
	} {
		if document[name] != want {
			t.Errorf("%s: %v", name, document[name])
		}
	}
	if r := v.do("GET", v.server.URL()+"/unknown/.well-known/openid-configuration", nil); r.StatusCode != 404 {
		t.Errorf("unknown pool: %d", r.StatusCode)
	}
}
