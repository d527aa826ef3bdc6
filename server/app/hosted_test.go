package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestHostedSignInStartsTheSameCookieSession(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	start := b.open(t, "GET", address+"/auth/sign-in?returnTo=/projects?sort=new", nil)
	asked, _ := url.Parse(start.location(t))
	q := asked.Query()
	if start.StatusCode != 303 || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("state")) < 22 || len(q.Get("nonce")) < 22 || q.Get("redirect_uri") != address+"/auth/callback" {
		t.Errorf("%d %s", start.StatusCode, asked)
	}
	cookie := start.Header.Get("Set-Cookie")
	for _, attribute := range []string{"unicornpursuit-sign-in-", "Path=/", "Max-Age=600", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, attribute) {
			t.Errorf("cookie without %s: %s", attribute, cookie)
		}
	}
	for _, secret := range []string{q.Get("state"), q.Get("nonce")} {
		if strings.Contains(cookie, secret) {
			t.Error("the cookie is readable")
		}
	}

	done := b.open(t, "GET", b.answered(t, "/projects?sort=new&x=<y>"), nil)
	if done.StatusCode != 200 || done.next() != "/projects?sort=new&x=%3cy%3e" && done.next() != "/projects?sort=new&x=<y>" {
		t.Fatalf("%d leads to %q:\n%s", done.StatusCode, done.next(), done.body)
	}
	var session string
	for _, set := range done.Header.Values("Set-Cookie") {
		if strings.HasPrefix(set, "unicornpursuit-session-") {
			session = set
		}
	}
	if !strings.Contains(session, "HttpOnly") || !strings.Contains(session, "SameSite=Strict") {
		t.Errorf("session cookie %q", session)
	}
	viewer := b.ask(t, `{ viewer { email name voter { remainingPoints } } }`, nil)
	if viewer.code() != "" || !strings.Contains(viewer.body, `"email":"ada@example.com"`) {
		t.Errorf("viewer: %s", viewer.body)
	}
}

var secondPage = regexp.MustCompile(`action="(/mfa[^"]*)">\s*<input type="hidden" name="session" value="([^"]+)">`)

func TestHostedSignInTakesTheCodeOfAnAuthenticatorApp(t *testing.T) {
	clock := &fakeClock{}
	_, address := startHosted(t, localaws.Config{Clock: clock.now}, clock)
	enrolled := newBrowser(t, address)
	enrolled.enter(t, "ada@example.com", password)
	secret := enrol(t, enrolled, clock)

	b := newBrowser(t, address)
	login := b.open(t, "GET", b.open(t, "GET", address+"/auth/sign-in", nil).location(t), nil).location(t)
	asked := b.open(t, "POST", login, url.Values{"email": {"ada@example.com"}, "password": {password}})
	form := secondPage.FindStringSubmatch(asked.body)
	if asked.StatusCode != 200 || form == nil {
		t.Fatalf("the password is followed by %d %s", asked.StatusCode, asked.body)
	}
	to, err := asked.Request.URL.Parse(html.UnescapeString(form[1]))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(code string) page {
		return b.open(t, "POST", to.String(), url.Values{"session": {html.UnescapeString(form[2])}, "code": {code}})
	}
	if wrong := answer("abc"); wrong.StatusCode != 400 || !strings.Contains(wrong.body, `role="alert"`) || wrong.Header.Get("Location") != "" {
		t.Errorf("a wrong code: %d to %q\n%s", wrong.StatusCode, wrong.Header.Get("Location"), wrong.body)
	}
	b.wantSignedIn(t, false)
	if done := b.open(t, "GET", answer(totpCode(t, secret, clock)).location(t), nil); done.next() != "/" {
		t.Fatalf("%d %s", done.StatusCode, done.body)
	}
	b.wantSignedIn(t, true)
}

func TestAHostedSessionIsRefreshed(t *testing.T) {
	for name, client := range map[string]cognitotest.ClientSpec{"tokens that stay": {}, "tokens that rotate": {RefreshRotation: true}, "a client with a secret": {Secret: true}} {
		t.Run(name, func(t *testing.T) {
			clock := &fakeClock{}
			backend, address := startHosted(t, localaws.Config{Clock: clock.now, Client: client}, clock)
			b := newBrowser(t, address)
			b.open(t, "GET", b.answered(t, "/"), nil)
			b.wantSignedIn(t, true)
			for range 2 {
				clock.advance(2 * time.Hour)
				b.wantSignedIn(t, true)
			}
			if n := backend.Cognito.Calls()["GetTokensFromRefreshToken"]; n != 2 {
				t.Errorf("%d refreshes", n)
			}
		})
	}
}

func TestACallbackWorksOnceInItsOwnBrowser(t *testing.T) {
	backend, address := startHosted(t, localaws.Config{})
	b, other := newBrowser(t, address), newBrowser(t, address)
	callback := b.answered(t, "/")
	const stale = "This sign-in can’t be completed"

	other.arrive(t, callback).wantProblem(t, 400, stale) // a browser that has begun nothing
	other.answered(t, "/")
	other.arrive(t, callback).wantProblem(t, 400, stale) // one that has begun another
	other.wantSignedIn(t, false)

	u, _ := url.Parse(callback)
	q := u.Query()
	for _, state := range []string{"", "wrong", q.Get("state") + "x"} {
		changed := url.Values{"code": q["code"], "state": {state}}
		b.arrive(t, address+"/auth/callback?"+changed.Encode()).wantProblem(t, 400, stale)
	}
	b.arrive(t, callback+"&state=twice").wantProblem(t, 400, stale)
	if n := backend.Cognito.Calls()["/oauth2/token"]; n != 0 {
		t.Errorf("%d codes were exchanged for wrong callers", n)
	}

	saved := b.Jar.Cookies(u)                                                           // what somebody could have copied
	if r := b.open(t, "HEAD", callback, nil); len(r.Header.Values("Set-Cookie")) != 0 { // a probe
		t.Error("a probe changed something")
	}
	if done := b.open(t, "GET", callback, nil); done.next() != "/" {
		t.Fatalf("%d %s", done.StatusCode, done.body)
	}
	if again := b.open(t, "GET", callback, nil); again.StatusCode != 200 || again.next() != "/" { // opened again
		t.Errorf("%d %s", again.StatusCode, again.body)
	}
	b.wantSignedIn(t, true)
	if n := backend.Cognito.Calls()["/oauth2/token"]; n != 1 {
		t.Errorf("%d exchanges", n)
	}

	thief := newBrowser(t, address)
	thief.Jar.SetCookies(u, saved)
	thief.arrive(t, callback).wantProblem(t, 400, stale) // replayed with the cookie: the provider knows the code
	thief.wantSignedIn(t, false)
}

// HEAD is for clients that want to know what GET would answer.
func TestAProbeIsAnsweredLikeTheRequestAndChangesNothing(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	for _, path := range []string{
		"/", "/auth/sign-in", "/auth/sign-in?returnTo=/projects", "/auth/callback", "/auth/callback?code=x&state=y",
		"/auth/sign-out", "/auth/none", "/auth/page.css", "/auth/logo.svg", "/healthz", "/readyz", "/.well-known/change-password",
		"/graphiql", "/missing.js", // but not /graphql, which refuses HEAD by 405
	} {
		get := newBrowser(t, address).open(t, "GET", address+path, nil)
		head := newBrowser(t, address).open(t, "HEAD", address+path, nil)
		if get.StatusCode != head.StatusCode || len(head.body) > 0 || len(head.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: GET %d, HEAD %d %q, headers %v", path, get.StatusCode, head.StatusCode, head.body, head.Header)
		}
		for _, name := range []string{"Content-Type", "Cache-Control", "Allow"} {
			if a, b := get.Header.Get(name), head.Header.Get(name); a != b {
				t.Errorf("%s: %s is %q for GET, %q for HEAD", path, name, a, b)
			}
		}
		to := func(p page) string {
			before, _, _ := strings.Cut(p.Header.Get("Location"), "?") // after it, each sign-in has its own state
			return before
		}
		if to(get) != to(head) {
			t.Errorf("%s: GET leads to %s, HEAD to %s", path, to(get), to(head))
		}
	}
}

func TestASignInRunsOutAfterTenMinutes(t *testing.T) {
	clock := &fakeClock{}
	_, address := startHosted(t, localaws.Config{}, clock)
	b := newBrowser(t, address)
	callback := b.answered(t, "/")
	clock.advance(10 * time.Minute)
	b.arrive(t, callback).wantProblem(t, 400, "This sign-in can’t be completed")
}

func TestAnIDTokenWithAnotherNonceIsRefused(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	start, _ := url.Parse(b.open(t, "GET", address+"/auth/sign-in", nil).location(t))
	q := start.Query()
	q.Set("nonce", "of-another-request")
	start.RawQuery = q.Encode()
	login := b.open(t, "GET", start.String(), nil).location(t)
	callback := b.open(t, "POST", login, url.Values{"email": {"ada@example.com"}, "password": {password}}).location(t)
	b.open(t, "GET", callback, nil).wantProblem(t, 502, "Sign-in did not work")
	b.wantSignedIn(t, false)
}

func TestWhatTheProviderRefusesIsSaidInOwnWords(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	for given, want := range map[string]struct {
		status int
		title  string
	}{
		"access_denied":             {403, "You are not signed in"},
		"invalid_scope":             {502, "Sign-in did not work"},
		"<script>alert(1)</script>": {502, "Sign-in did not work"},
		"temporarily_unavailable":   {503, "Sign-in is not available just now"},
	} {
		start, _ := url.Parse(b.open(t, "GET", address+"/auth/sign-in?returnTo=/projects", nil).location(t))
		answer := url.Values{"error": {given}, "error_description": {"<b>ask evil.example.com</b>"}, "state": {start.Query().Get("state")}}
		p := b.open(t, "GET", address+"/auth/callback?"+answer.Encode(), nil)
		p.wantProblem(t, want.status, want.title)
		if strings.Contains(p.body, "evil") || !strings.Contains(p.body, "/auth/sign-in?returnTo=%2Fprojects") {
			t.Errorf("%s", p.body)
		}
	}
	start, _ := url.Parse(b.open(t, "GET", address+"/auth/sign-in", nil).location(t))
	mixedUp := url.Values{"code": {"x"}, "iss": {"https://evil.example.com"}, "state": {start.Query().Get("state")}}
	b.open(t, "GET", address+"/auth/callback?"+mixedUp.Encode(), nil).wantProblem(t, 502, "Sign-in did not work")
}

func TestHostedSignInSaysSoWhileTheProviderIsDown(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	t.Setenv("PUBLIC_URL", "http://127.0.0.1:0")
	clock := &fakeClock{}
	address := startProduct(t, clock)
	signUp(t, backend, address, "ada@example.com")
	b := newBrowser(t, address)
	const title = "Sign-in is not available just now"

	backend.Cognito.Inject(cognitotest.Fault{Operation: "/.well-known/openid-configuration", Kind: cognitotest.InternalError})
	first := b.open(t, "GET", address+"/auth/sign-in", nil)
	first.wantProblem(t, 503, title)
	if first.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	clock.advance(3 * time.Second)
	for _, kind := range []cognitotest.FaultKind{cognitotest.InternalError, cognitotest.DropReply} {
		callback := b.answered(t, "/") // discovery works again
		backend.Cognito.Inject(cognitotest.Fault{Operation: "/oauth2/token", Kind: kind})
		b.open(t, "GET", callback, nil).wantProblem(t, 503, title)
		b.wantSignedIn(t, false)
	}
	if done := b.open(t, "GET", b.answered(t, "/"), nil); done.next() != "/" {
		t.Errorf("%d %s", done.StatusCode, done.body)
	}
}

func TestSignOutEndsTheSessionHereAndAtTheDomain(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	b.open(t, "GET", b.answered(t, "/"), nil)
	b.wantSignedIn(t, true)
	again := b.open(t, "GET", b.open(t, "GET", address+"/auth/sign-in", nil).location(t), nil)
	if !strings.Contains(again.location(t), "code=") {
		t.Error("the domain asks for the password again")
	}

	if asked := b.open(t, "GET", address+"/auth/sign-out", nil); asked.StatusCode != 200 || !strings.Contains(asked.body, `<form method="post">`) || asked.next() != "" {
		t.Errorf("%d %s", asked.StatusCode, asked.body)
	}
	b.wantSignedIn(t, true) // a link changes nothing
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example.com"}} {
		if refused := b.open(t, "POST", address+"/auth/sign-out", url.Values{}, header...); refused.StatusCode != 403 {
			t.Errorf("%v: %d", header, refused.StatusCode)
		}
	}
	b.wantSignedIn(t, true)

	out := b.open(t, "POST", address+"/auth/sign-out", url.Values{}, "Sec-Fetch-Site", "same-origin")
	b.wantSignedIn(t, false)
	if back := b.open(t, "GET", out.next(), nil); back.location(t) != address+"/" {
		t.Errorf("the domain leads to %s", back.location(t))
	}
	again = b.open(t, "GET", b.open(t, "GET", address+"/auth/sign-in", nil).location(t), nil)
	if !strings.Contains(again.location(t), "/login?") {
		t.Error("the domain still knows the person")
	}
}

func TestANewHostedSignInEndsTheSessionBefore(t *testing.T) {
	_, address := startHosted(t, localaws.Config{})
	b := newBrowser(t, address)
	b.open(t, "GET", b.answered(t, "/"), nil)
	u, _ := url.Parse(address)
	before := newBrowser(t, address)
	callback := b.answered(t, "/")
	// The answer comes from another site, so a browser sends the Lax cookie only.
	arriving := newBrowser(t, address)
	for _, cookie := range b.Jar.Cookies(u) {
		if strings.HasPrefix(cookie.Name, "unicornpursuit-sign-in-") {
			arriving.Jar.SetCookies(u, []*http.Cookie{cookie})
		} else {
			before.Jar.SetCookies(u, []*http.Cookie{cookie})
		}
	}
	before.wantSignedIn(t, true)
	arriving.open(t, "GET", callback, nil)
	arriving.wantSignedIn(t, true)
	before.wantSignedIn(t, false)
}

func TestHostedSignInIsOffWithoutADomain(t *testing.T) {
	startAWS(t, localaws.Config{})
	t.Setenv("COGNITO_DOMAIN_URL", "")
	address := startProduct(t)
	for _, path := range []string{"/auth/sign-in", "/auth/callback", "/auth/sign-out", "/auth/"} {
		if p := newBrowser(t, address).open(t, "GET", address+path, nil); p.StatusCode != 404 {
			t.Errorf("%s: %d", path, p.StatusCode)
		}
	}
}
