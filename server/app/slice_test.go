package app_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/client"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// The whole main job by the typed client: policy, sign-up, OTP, sign-in, viewer, refresh, sign-out.
func TestATypedClientSignsUpAndInAndOut(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url, ctx, email := startProduct(t), t.Context(), "ada@example.com"

	policy, err := client.SignUpPolicy(ctx, api(url))
	if err != nil || policy.SignUpPolicy.Password.MinimumLength != 12 || !slices.Equal(policy.SignUpPolicy.EmailDomains, []string{"example.com", "*.example.com"}) {
		t.Fatalf("signUpPolicy: %v %+v", err, policy)
	}
	registered, err := client.SignUp(ctx, api(url), client.SignUpInput{Email: " Ada@Example.COM ", Name: "Ada  Lovelace", PhoneNumber: "+44 20 7946-0018", Password: password})
	if err != nil || len(registered.SignUp.UserErrors) > 0 {
		t.Fatalf("signUp: %v %+v", err, registered)
	}
	if delivery := registered.SignUp.CodeDelivery; delivery.Medium != client.DeliveryMediumSms || !strings.HasSuffix(delivery.Destination, "0018") || strings.Contains(delivery.Destination, "7946") {
		t.Errorf("delivery %+v", delivery)
	}
	if _, err := client.ConfirmOtp(ctx, api(url), client.ConfirmOtpInput{Email: email, Code: code(t, backend, phone)}); err != nil {
		t.Fatal(err)
	}

	session := signIn(t, url, email)
	if session.Viewer.Email != email || session.Tokens == nil || session.Tokens.TokenType != "Bearer" || session.Tokens.ExpiresIn <= 0 {
		t.Fatalf("session %+v", session)
	}
	if left := time.Until(session.ExpiresAt); left <= 0 || left > time.Duration(session.Tokens.ExpiresIn)*time.Second {
		t.Errorf("expires in %s, tokens say %d s", left, session.Tokens.ExpiresIn)
	}
	bearer := client.NewBearer(url+"/graphql", session.Tokens.AccessToken, http.DefaultClient)
	viewer, err := client.Viewer(ctx, bearer)
	if err != nil {
		t.Fatal(err)
	}
	v := viewer.Viewer
	if v.Email != email || v.Name != "Ada Lovelace" || *v.PhoneNumber != phone || !v.PhoneNumberVerified || v.EmailVerified || len(v.Groups) != 0 {
		t.Errorf("viewer %+v", v)
	}
	if v.Voter.Id != v.Id || len(v.Voter.Votes) != 0 || !slices.Equal(v.Voter.RemainingPoints, []int{1, 2, 3, 4, 5}) || time.Since(v.Voter.RegisteredAt) > time.Minute {
		t.Errorf("voter %+v", v.Voter)
	}

	token := session.Tokens.RefreshToken
	renewed, err := client.Refresh(ctx, api(url), &client.RefreshInput{RefreshToken: &token})
	if err != nil || renewed.Refresh.Session == nil || renewed.Refresh.Session.Tokens.AccessToken == session.Tokens.AccessToken {
		t.Fatalf("refresh: %v %+v", err, renewed)
	}
	signedOut, err := client.SignOut(ctx, api(url), &client.SignOutInput{RefreshToken: &token})
	if err != nil || !signedOut.SignOut.SignedOut {
		t.Fatalf("signOut: %v %+v", err, signedOut)
	}
	again, err := client.Refresh(ctx, api(url), &client.RefreshInput{RefreshToken: &token})
	if err != nil || again.Refresh.Session != nil || again.Refresh.UserErrors[0].Code != client.UserErrorCodeSessionExpired {
		t.Errorf("refresh after signOut: %v %+v", err, again)
	}
}

// A typed client answers challenges too, without a cookie to bind them to.
func TestATypedClientAnswersAChallenge(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url, ctx := startProduct(t, clock), t.Context()
	secret := enrol(t, person(t, backend, url, "ada@example.com"), clock)
	challenged, err := client.SignIn(ctx, api(url), client.SignInInput{Email: "ada@example.com", Password: password, Transport: client.SessionTransportTokens})
	if err != nil {
		t.Fatal(err)
	}
	challenge, ok := (*challenged.SignIn.Challenge).(*client.ChallengeFieldsTotpChallenge)
	if !ok {
		t.Fatalf("challenge %+v", challenged.SignIn.Challenge)
	}
	code := totpCode(t, secret, clock)
	answered, err := client.AnswerChallenge(ctx, api(url), client.AnswerChallengeInput{Handle: challenge.Handle, Code: &code})
	if err != nil || answered.AnswerChallenge.Session == nil || answered.AnswerChallenge.Session.Tokens == nil {
		t.Fatalf("answer: %v %+v", err, answered)
	}
}

// Browsers keep the cookies of all ports of a host together, and so does the jar.
func TestTwoCopiesOnOneHostKeepTheirSessionsApart(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	t.Setenv("PUBLIC_URL", "http://127.0.0.1:0")
	first, second := startProduct(t), startProduct(t)
	signUp(t, backend, first, "ada@example.com")
	signUp(t, backend, first, "bob@example.com")
	jar := newBrowser(t, first).Client
	ada, bob := &browser{jar, first}, &browser{jar, second}

	ada.ask(t, signInMutation, signInInput("ada@example.com"))
	if a := bob.ask(t, viewerQuery, nil); a.code() != "UNAUTHENTICATED" || len(a.header.Values("Set-Cookie")) > 0 {
		t.Errorf("the other copy takes the cookie for its own: %s %v", a.body, a.header.Values("Set-Cookie"))
	}
	bob.ask(t, signInMutation, signInInput("bob@example.com"))
	for copied, email := range map[*browser]string{ada: "ada@example.com", bob: "bob@example.com"} {
		if a := copied.ask(t, viewerQuery, nil); !strings.Contains(a.body, `"email":"`+email+`"`) {
			t.Errorf("%s is signed out: %s", email, a.body)
		}
	}
	bob.ask(t, `mutation { signOut { signedOut } }`, nil)
	bob.wantSignedIn(t, false)
	ada.wantSignedIn(t, true)
}

const viewerQuery = `{ viewer { id email voter { remainingPoints } } }`

const signInMutation = `mutation ($input: SignInInput!) { signIn(input: $input) { session { expiresAt viewer { email } tokens { accessToken } } challenge { __typename ... on ConfirmSignUpChallenge { email } } userErrors { code field message retryAfter } } }`

func signInInput(email string) map[string]any {
	return map[string]any{"input": map[string]any{"email": email, "password": password}}
}

func TestACookieSessionKeepsTheTokensFromTheBrowser(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	signUp(t, backend, url, "ada@example.com")
	browser := newBrowser(t, url)

	if a := browser.ask(t, viewerQuery, nil); a.code() != "UNAUTHENTICATED" || string(a.Data["viewer"]) != "null" || a.status != http.StatusOK {
		t.Fatalf("viewer without a session: %d %s", a.status, a.body)
	}
	a := browser.ask(t, signInMutation, signInInput("ada@example.com"))
	if !strings.Contains(a.body, `"viewer":{"email":"ada@example.com"},"tokens":null`) {
		t.Fatalf("signIn: %s", a.body)
	}
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies %v", cookies)
	}
	cookie := cookies[0]
	if cookie.Name != "unicornpursuit-session-8080" || !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" || len(cookie.Value) != 43 {
		t.Errorf("cookie %+v", cookie)
	}
	if a := browser.ask(t, viewerQuery, nil); !strings.Contains(a.body, `"email":"ada@example.com","voter":{"remainingPoints":[1,2,3,4,5]}`) {
		t.Fatalf("viewer: %s", a.body)
	}
	if a := browser.ask(t, viewerQuery, nil, "GraphQL-Preflight", ""); a.status != http.StatusForbidden || a.code() != "FORBIDDEN" {
		t.Errorf("viewer without the header that a form can't send: %d %s", a.status, a.body)
	}
	if a := browser.ask(t, `mutation { refresh { session { viewer { email } tokens { accessToken } } userErrors { code } } }`, nil); !strings.Contains(a.body, `"tokens":null`) || !strings.Contains(a.body, "ada@") {
		t.Errorf("refresh: %s", a.body)
	}
	if a := browser.ask(t, `mutation { signOut { signedOut } }`, nil); !strings.Contains(a.body, `"signedOut":true`) || !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signOut: %s %s", a.body, a.header)
	}
	replay := newBrowser(t, url)
	if a := replay.ask(t, viewerQuery, nil, "Cookie", cookie.Name+"="+cookie.Value); a.code() != "UNAUTHENTICATED" {
		t.Errorf("replayed cookie: %s", a.body)
	}
	if a := replay.ask(t, `mutation { refresh { session { expiresAt } userErrors { code } } }`, nil, "Cookie", cookie.Name+"="+cookie.Value); !strings.Contains(a.body, "SESSION_EXPIRED") {
		t.Errorf("refresh with a replayed cookie: %s", a.body)
	}
}

func TestViewerCallsCognitoForContactFieldsOnly(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	instance := startInstance(t)
	url := "http://" + instance.Addr().String()
	signUp(t, backend, url, "ada@example.com")
	token := signIn(t, url, "ada@example.com").Tokens.AccessToken
	written(t, instance)
	browser := newBrowser(t, startProduct(t)) // an instance that has not seen this identity

	cases := []struct {
		query           string
		cognito, dynamo int
	}{
		{`{ viewer { id groups } }`, 0, 0},
		{`{ viewer { id voter { id } } }`, 0, 1},
		{`{ viewer { email name phoneNumber emailVerified voter { id } } }`, 1, 1},
		{`{ a: viewer { email } b: viewer { name } }`, 0, 0}, // remembered from the query before
	}
	for _, c := range cases {
		backend.Cognito.ResetCalls()
		backend.Dynamo.ResetCalls()
		if a := browser.ask(t, c.query, nil, "Authorization", "Bearer "+token); len(a.Errors) > 0 {
			t.Fatalf("%s: %s", c.query, a.body)
		}
		if got := sum(backend.Cognito.Calls()); got != c.cognito {
			t.Errorf("%s: %d calls of Cognito %v, want %d", c.query, got, backend.Cognito.Calls(), c.cognito)
		}
		if got := sum(backend.Dynamo.FirstAttempts()); got != c.dynamo {
			t.Errorf("%s: %d calls of DynamoDB %v, want %d", c.query, got, backend.Dynamo.FirstAttempts(), c.dynamo)
		}
	}
}

func sum(calls map[string]int) (total int) {
	for _, n := range calls {
		total += n
	}
	return total
}

func TestARevokedTokenIsRefusedWhereCognitoIsAsked(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	signUp(t, backend, url, "ada@example.com")
	session := signIn(t, url, "ada@example.com")
	if _, err := client.SignOut(t.Context(), api(url), &client.SignOutInput{RefreshToken: &session.Tokens.RefreshToken}); err != nil {
		t.Fatal(err)
	}
	other := startProduct(t) // an instance that has not seen this identity
	if a := newBrowser(t, other).ask(t, viewerQuery, nil, "Authorization", "Bearer "+session.Tokens.AccessToken); a.code() != "UNAUTHENTICATED" {
		t.Errorf("viewer: %s", a.body)
	}
}

func TestTabsAndInstancesShareOneRefresh(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	urls := []string{startProduct(t, &clock), startProduct(t, &clock)}
	signUp(t, backend, urls[0], "ada@example.com")
	a := newBrowser(t, urls[0]).ask(t, signInMutation, signInInput("ada@example.com"))
	cookie := (&http.Response{Header: a.header}).Cookies()[0]
	backend.Cognito.ResetCalls()
	clock.advance(time.Minute) // a refresh of a moment ago would be shared without asking anybody

	var wait sync.WaitGroup
	var turn sync.Mutex
	for i := range 50 {
		wait.Go(func() {
			tab := newBrowser(t, urls[i%2])
			ask := func() answer {
				return tab.ask(t, `mutation { refresh { session { viewer { id } } userErrors { code } } }`, nil, "Cookie", cookie.Name+"="+cookie.Value)
			}
			a := ask()
			// Fifty at once may be too many for a busy machine's table: a tab then asks again, one after the other.
			for range 20 {
				if a.code() != "SERVICE_UNAVAILABLE" {
					break
				}
				turn.Lock()
				a = ask()
				turn.Unlock()
			}
			if !strings.Contains(a.body, `"userErrors":[]`) {
				t.Errorf("refresh: %s", a.body)
			}
		})
	}
	wait.Wait()
	if calls := backend.Cognito.Calls()["GetTokensFromRefreshToken"]; calls != 1 {
		t.Errorf("%d refreshes reached Cognito, want 1", calls)
	}
}

func TestAnExpiringAccessTokenIsRenewedUnnoticed(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, Client: cognitotest.ClientSpec{AccessTokenValidity: 5 * time.Minute, RefreshTokenValidity: time.Hour}})
	url := startProduct(t, &clock)
	signUp(t, backend, url, "ada@example.com")
	browser := newBrowser(t, url)
	browser.ask(t, signInMutation, signInInput("ada@example.com"))

	clock.advance(20 * time.Minute)
	if a := browser.ask(t, viewerQuery, nil); !strings.Contains(a.body, "ada@example.com") {
		t.Fatalf("viewer after the access token's end: %s", a.body)
	}
	clock.advance(time.Hour)
	a := browser.ask(t, viewerQuery, nil)
	if a.code() != "UNAUTHENTICATED" || !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Fatalf("viewer after the refresh token's end: %s %v", a.body, a.header)
	}
}

func TestRefreshTokensRotateWhereTheClientSaysSo(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, Client: cognitotest.ClientSpec{RefreshRotation: true, Secret: true}})
	url := startProduct(t, &clock)
	signUp(t, backend, url, "ada@example.com")

	first := signIn(t, url, "ada@example.com").Tokens.RefreshToken
	renewed, err := client.Refresh(t.Context(), api(url), &client.RefreshInput{RefreshToken: &first})
	if err != nil || renewed.Refresh.Session == nil || renewed.Refresh.Session.Tokens.RefreshToken == first {
		t.Fatalf("refresh: %v %+v", err, renewed)
	}
	browser := newBrowser(t, url)
	browser.ask(t, signInMutation, signInInput("ada@example.com"))
	for range 3 { // each uses the refresh token of the one before
		clock.advance(2 * time.Hour)
		if a := browser.ask(t, viewerQuery, nil); !strings.Contains(a.body, "ada@example.com") {
			t.Fatalf("viewer: %s", a.body)
		}
	}
}
