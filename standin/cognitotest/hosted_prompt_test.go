package cognitotest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPromptSaysWhetherThePersonIsAskedAgain(t *testing.T) {
	v := visit(t)
	v.confirmedUser(testEmail)
	if answer := v.led(v.authorize(v.request("prompt", "none"))); answer.Get("error") != "login_required" || answer.Get("state") != "the state" {
		t.Errorf("nobody is signed in: %v", answer)
	}
	v.code(v.request("prompt", "login", "identity_provider", "COGNITO"))
	for _, prompt := range []string{"", "none", "select_account", "consent"} {
		if answer := v.led(v.authorize(v.request("prompt", prompt))); answer.Get("code") == "" {
			t.Errorf("prompt %q: %v", prompt, answer)
		}
	}
	if r := v.authorize(v.request("prompt", "login")); must(r.Location())(t).Path != "/login" {
		t.Error("prompt login asks for nothing")
	}
}

func TestAHintFillsInTheEmailAndUnknownParametersAreIgnored(t *testing.T) {
	v := visit(t)
	page := v.do("GET", v.server.URL()+"/login?"+v.request("login_hint", `ada"@example.com`, "lang", "de", "ui_locales", "de", "x", "y").Encode(), nil)
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `value="ada&#34;@example.com"`) {
		t.Errorf("%d %s", page.StatusCode, page.body)
	}
}

func TestLogoutLeadsToTheNextSignIn(t *testing.T) {
	v := visit(t)
	v.confirmedUser(testEmail)
	v.code(v.request())
	logout := func(q url.Values) reply { return v.do("GET", v.server.URL()+"/logout?"+q.Encode(), nil) }
	if r := logout(v.request("redirect_uri", "https://evil.example.com/")); r.StatusCode != http.StatusBadRequest {
		t.Errorf("to another site: %d", r.StatusCode)
	}
	if answer := v.led(v.authorize(v.request())); answer.Get("code") == "" {
		t.Errorf("a refused sign-out signed out: %v", answer)
	}
	if to := must(logout(v.request()).Location())(t); to.Path != "/login" || to.Query().Get("state") != "the state" {
		t.Errorf("led to %s", to)
	}
	if r := v.authorize(v.request()); must(r.Location())(t).Path != "/login" {
		t.Error("still signed in at the domain")
	}
}
