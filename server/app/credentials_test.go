package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

const (
	projectsQuery   = `{ projects { edges { node { viewerVote { points } } } } }`
	refreshMutation = `mutation ($input: RefreshInput) { refresh(input: $input) { session { viewer { email } tokens { accessToken } } userErrors { code } } }`
)

// wantTokenRefused checks the refusal that refresh exchanges act on: a request error in the status that the media type
// asks for.
func wantTokenRefused(t *testing.T, what string, status int, a answer) {
	t.Helper()
	if a.status != status || a.code() != "UNAUTHENTICATED" || a.Data != nil || a.header.Get("WWW-Authenticate") != `Bearer error="invalid_token"` {
		t.Errorf("%s: %d %s %s", what, a.status, a.header.Get("WWW-Authenticate"), a.body)
	}
}

func TestABearerTokenThatIsNotValidIsRefusedOnEveryField(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	address := startProduct(t, clock)
	signUp(t, backend, address, "ada@example.com")
	session := signIn(t, address, "ada@example.com")
	b, id := newBrowser(t, address), session.Tokens.IdToken
	valid := "Bearer " + session.Tokens.AccessToken
	if a := b.ask(t, projectsQuery, nil, "Authorization", valid); a.code() != "" {
		t.Errorf("a valid token: %s", a.body)
	}
	clock.advance(2 * time.Hour)
	for name, header := range map[string]string{
		"expired": valid, "garbage": "Bearer garbage", "ID token": "Bearer " + id, "no signature": "Bearer " + id[:strings.LastIndexByte(id, '.')+1],
		"10 KB": "Bearer " + strings.Repeat("x", 10<<10), "another scheme": "Token YWRhOnB3", "no token": "Bearer",
	} {
		for _, query := range []string{projectsQuery, viewerQuery, `{ __typename }`, `{ leaderboard { totalVotes } }`, `mutation { createProject(input: {title: "A choir", summary: "At lunch."}) { userErrors { code } } }`} {
			a := b.ask(t, query, nil, "Authorization", header)
			wantTokenRefused(t, name+" "+query, http.StatusUnauthorized, a)
			if strings.Contains(a.body, strings.TrimPrefix(header, "Bearer ")) {
				t.Errorf("%s: repeated in %s", name, a.body)
			}
		}
		wantTokenRefused(t, name+" as application/json", http.StatusOK, b.ask(t, projectsQuery, nil, "Authorization", header, "Accept", "application/json"))
		for _, query := range []string{projectsQuery, boardQuery} {
			get := b.open(t, http.MethodGet, address+"/graphql?query="+url.QueryEscape(query), nil, "Authorization", header, "Accept", "application/graphql-response+json, text/event-stream")
			if get.StatusCode != http.StatusUnauthorized || !strings.Contains(get.body, `"UNAUTHENTICATED"`) {
				t.Errorf("%s, GET: %d %s", name, get.StatusCode, get.body)
			}
		}
		stream := subscribe(t, http.DefaultClient, address, "Authorization", header)
		if event := stream.next(); !strings.Contains(event, `"UNAUTHENTICATED"`) || strings.Contains(event, `"data":`) {
			t.Errorf("%s: the stream begins with %s", name, event)
		}
		same(t, name, stream.next(), "complete")
	}
	// A request without a credential, or with a useless cookie, is that of a guest.
	for name, headers := range map[string][]string{"no credential": nil, "a session that has ended": {"Cookie", "unicornpursuit-session-8080=" + strings.Repeat("A", 43)}} {
		if a := b.ask(t, projectsQuery, nil, headers...); a.code() != "" || a.status != http.StatusOK {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// A client that puts its token on every request gets a new one by these, whatever has become of the old one.
func TestWhatLeadsToAValidTokenStaysOpenToAnyOther(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	address := startProduct(t, clock)
	b, email := newBrowser(t, address), "ada@example.com"
	input := func(members map[string]any) map[string]any { return map[string]any{"input": members} }
	account := input(map[string]any{"email": email})
	ask := func(query string, variables any) answer {
		t.Helper()
		a := b.ask(t, query, variables, "Authorization", "Bearer garbage")
		if a.status != http.StatusOK || a.code() != "" {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
		return a
	}
	ask(signUpMutation, input(map[string]any{"email": email, "name": "Ada", "phoneNumber": phone, "password": password}))
	ask(`mutation ($input: ResendOtpInput!) { resendOtp(input: $input) { accepted } }`, account)
	ask(confirmMutation, input(map[string]any{"email": email, "code": code(t, backend, phone)}))
	ask(`mutation ($input: ForgotPasswordInput!) { forgotPassword(input: $input) { accepted } }`, account)
	ask(`mutation ($input: ResetPasswordInput!) { ...Reset } fragment Reset on Mutation { resetPassword(input: $input) { reset } }`,
		input(map[string]any{"email": email, "code": code(t, backend, phone), "newPassword": otherPassword}))
	ask(`mutation { answerChallenge(input: {handle: "none", code: "123456"}) { userErrors { code } } }`, nil)
	signedIn := ask(`mutation ($input: SignInInput!) { signIn(input: $input) { session { viewer { email } tokens { refreshToken } } } }`,
		input(map[string]any{"email": email, "password": otherPassword, "transport": "TOKENS"}))
	token := regexp.MustCompile(`"refreshToken":"([^"]+)"`).FindStringSubmatch(signedIn.body)
	if token == nil || !strings.Contains(signedIn.body, `"viewer":{"email":"ada@example.com"}`) {
		t.Fatalf("signIn: %s", signedIn.body)
	}
	refresh := input(map[string]any{"refreshToken": token[1]})
	if a := ask(refreshMutation, refresh); !strings.Contains(a.body, email) {
		t.Errorf("refresh: %s", a.body)
	}
	without := b.ask(t, `mutation { signOut { signedOut } }`, nil, "Authorization", "Bearer garbage")
	if without.code() != "BAD_USER_INPUT" || !strings.Contains(without.body, "refresh token") {
		t.Errorf("signing out without the refresh token: %s", without.body)
	}
	ask(`mutation ($input: SignOutInput) { __typename signOut(input: $input) { signedOut } }`, refresh)
	if a := ask(refreshMutation, refresh); !strings.Contains(a.body, "SESSION_EXPIRED") {
		t.Errorf("refresh after the sign-out: %s", a.body)
	}
	everywhere := b.ask(t, `mutation { signOut(input: {everywhere: true}) { signedOut } }`, nil, "Authorization", "Bearer garbage")
	if everywhere.code() != "UNAUTHENTICATED" || everywhere.Data != nil {
		t.Errorf("signing out everywhere: %s", everywhere.body)
	}
	for name, token := range map[string]string{"garbage": "garbage", "10 KB": strings.Repeat("x", 10<<10)} {
		if a := ask(refreshMutation, input(map[string]any{"refreshToken": token})); !strings.Contains(a.body, "SESSION_EXPIRED") {
			t.Errorf("refresh token %s: %s", name, a.body)
		}
	}
}

// While it is unknown whether a token is valid, its client must not discard it.
func TestATokenThatCannotBeVerifiedIsNotCalledInvalid(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	first := startProduct(t)
	signUp(t, backend, first, "ada@example.com")
	token := "Bearer " + signIn(t, first, "ada@example.com").Tokens.AccessToken
	backend.Cognito.SetJWKSDown(true)
	second := newBrowser(t, startProduct(t))
	for _, query := range []string{viewerQuery, projectsQuery} {
		a := second.ask(t, query, nil, "Authorization", token)
		if a.status != http.StatusServiceUnavailable || a.code() != "SERVICE_UNAVAILABLE" || a.header.Get("Retry-After") == "" || a.header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s: %d %v %s", query, a.status, a.header, a.body)
		}
	}
	if a := newBrowser(t, first).ask(t, projectsQuery, nil, "Authorization", token); a.code() != "" {
		t.Errorf("on the instance that knows the key: %s", a.body)
	}
}

// A page of an allowed origin signs in and out with tokens. It never gets a cookie session: nobody could use it.
func TestAnotherOriginSignsInWithTokensAlone(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	t.Setenv("ALLOWED_ORIGINS", "https://app.example.com,http://localhost:3000")
	address := startProduct(t)
	signUp(t, backend, address, "ada@example.com")
	ask := func(query string, variables any, headers ...string) answer {
		t.Helper()
		a := newBrowser(t, address).ask(t, query, variables, append(headers, "Origin", "https://app.example.com", "Sec-Fetch-Site", "cross-site")...)
		if a.header.Get("Access-Control-Allow-Origin") != "https://app.example.com" || len(a.header.Values("Set-Cookie")) > 0 || a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", query, a.header)
		}
		return a
	}
	backend.Cognito.ResetCalls()
	backend.Dynamo.ResetCalls()
	a := ask(signInMutation, signInInput("ada@example.com"))
	if a.code() != "BAD_USER_INPUT" || !strings.Contains(a.body, "TOKENS") || len(backend.Cognito.Calls()) > 0 {
		t.Errorf("sign-in with a cookie: %s, calls %v", a.body, backend.Cognito.Calls())
	}
	tokens := map[string]any{"input": map[string]any{"email": "ada@example.com", "password": password, "transport": "TOKENS"}}
	a = ask(signInMutation, tokens)
	token := regexp.MustCompile(`"accessToken":"([^"]+)"`).FindStringSubmatch(a.body)
	if token == nil {
		t.Fatalf("sign-in with tokens: %s", a.body)
	}
	if a := ask(viewerQuery, nil, "Authorization", "Bearer "+token[1]); !strings.Contains(a.body, `"email":"ada@example.com"`) {
		t.Errorf("viewer: %s", a.body)
	}
	wantTokenRefused(t, "a token that is not valid", http.StatusUnauthorized, ask(projectsQuery, nil, "Authorization", "Bearer garbage"))

	// The session of the product's own page is out of its reach.
	b := newBrowser(t, address)
	b.ask(t, signInMutation, signInInput("ada@example.com"))
	foreign := []string{"Origin", "https://app.example.com", "Sec-Fetch-Site", "cross-site"}
	for _, query := range []string{`mutation { signOut { signedOut } }`, projectsQuery} {
		if a := b.ask(t, query, nil, foreign...); a.status != http.StatusForbidden || a.code() != "FORBIDDEN" {
			t.Errorf("%s with the cookie: %d %s", query, a.status, a.body)
		}
		b.ask(t, query, nil, append(foreign, "Authorization", "Bearer "+token[1])...)
	}
	b.wantSignedIn(t, true)
}
