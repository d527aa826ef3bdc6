package cognitotest_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

var (
	actionPattern  = regexp.MustCompile(`<form method="post" action="([^"]+)">`)
	sessionPattern = regexp.MustCompile(`<input type="hidden" name="session" value="([^"]+)">`)
)

// fillIn sends the form of a page with its values; pairs are what the person adds.
func (v *visitor) fillIn(page reply, pairs ...string) reply {
	v.Helper()
	action, session := actionPattern.FindStringSubmatch(page.body), sessionPattern.FindStringSubmatch(page.body)
	if action == nil || session == nil {
		v.Fatalf("%d is no second page: %s", page.StatusCode, page.body)
	}
	form := url.Values{"session": {html.UnescapeString(session[1])}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return v.do("POST", v.server.URL()+html.UnescapeString(action[1]), form)
}

// wantPage checks the heading and further text of a page, and that it signs nobody in.
func (v *visitor) wantPage(r reply, status int, heading, says string) {
	v.Helper()
	if r.StatusCode != status || !strings.Contains(r.body, "<h1>"+heading+"</h1>") || !strings.Contains(r.body, says) || strings.Contains(r.body, "<script") {
		v.Errorf("%d, want %d %s with %q\n%s", r.StatusCode, status, heading, says, r.body)
	}
	if r.Header.Get("Set-Cookie") != "" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		v.Errorf("headers %v", r.Header)
	}
	if problem := strings.Contains(r.body, `role="alert"`); problem != (status != http.StatusOK) {
		v.Errorf("an alert: %t\n%s", problem, r.body)
	}
}

// withApp creates a user whose second factor is an authenticator app.
func (v *visitor) withApp() (secret string) {
	v.Helper()
	v.confirmedUser(testEmail)
	access := v.signIn(testEmail).AccessToken
	secret = v.enroll(access)
	v.check(v.prefer(access, nil, aws.Bool(true), nil))
	v.clock.Advance(time.Minute) // the code of the set-up can't be used again
	return secret
}

func (v *visitor) password() reply {
	v.Helper()
	return v.submit(v.request(), testEmail, testPassword)
}

func TestHostedPagesAskForTheCodeOfAnAuthenticatorApp(t *testing.T) {
	v := visit(t, withMFA(cognitotest.MFAOptional))
	secret := v.withApp()
	page := v.password()
	v.wantPage(page, 200, "Enter the code", "Your authenticator app shows it.")
	for _, attribute := range []string{`inputmode="numeric"`, `autocomplete="one-time-code"`, `<label for="code">`} {
		if !strings.Contains(page.body, attribute) {
			t.Errorf("no %s in %s", attribute, page.body)
		}
	}
	if r := v.authorize(v.request()); must(r.Location())(t).Path != "/login" {
		t.Error("the domain takes the password alone for a sign-in")
	}
	for _, wrong := range []string{otherCode(*v.totp(secret, 0)), "", "abc"} {
		page = v.fillIn(page, "code", wrong)
		v.wantPage(page, 400, "Enter the code", "This is not the code.")
		if !strings.Contains(page.body, `aria-invalid="true"`) || !strings.Contains(page.body, `aria-describedby="source problem"`) {
			t.Errorf("the field does not tell: %s", page.body)
		}
	}
	right := *v.totp(secret, 0)
	answer := v.led(v.fillIn(page, "code", right[:3]+" "+right[3:]))
	tokens, status := v.exchange(answer.Get("code"))
	if status != 200 || answer.Get("state") != "the state" || hostedClaims(t, tokens["id_token"])["nonce"] != "the-nonce" {
		t.Errorf("%v %d %v", answer, status, tokens)
	}
	v.wantPage(v.fillIn(page, "code", *v.totp(secret, 1)), 400, "Sign in", "expired or was finished already")
	v.wantPage(v.fillIn(v.password(), "code", right), 400, "Enter the code", "has been used already")
}

func TestHostedPagesSendTheCodeOfASecondFactor(t *testing.T) {
	for _, test := range []struct {
		spec cognitotest.MFASpec
		says string
	}{
		{cognitotest.MFASpec{Mode: cognitotest.MFARequired, SMS: true}, "It was sent by SMS to +*******0123."},
		{cognitotest.MFASpec{Mode: cognitotest.MFARequired, Email: true}, "It was sent by email to A***@e***."},
	} {
		v := visit(t, func(p *cognitotest.PoolSpec) { p.MFA = test.spec })
		v.confirmedUser(testEmail)
		page := v.password()
		v.wantPage(page, 200, "Enter the code", strings.ReplaceAll(test.says, "+", "&#43;"))
		code := v.lastCode()
		v.wantPage(v.fillIn(page, "code", otherCode(code)), 400, "Enter the code", "This is not the code.")
		if v.led(v.fillIn(page, "code", code)).Get("code") == "" {
			t.Error("not signed in")
		}
	}
}

func TestHostedPagesLetAPersonChooseAmongSecondFactors(t *testing.T) {
	v := visit(t, withMFA(cognitotest.MFARequired))
	v.confirmedUser(testEmail)
	page := v.password()
	v.wantPage(page, 200, "Choose how to confirm", `value="EMAIL_OTP">Code by email`)
	v.wantPage(v.fillIn(page, "factor", "SOFTWARE_TOKEN_MFA"), 400, "Choose how to confirm", "Choose one of these.")
	next := v.fillIn(page, "factor", "SMS_MFA")
	v.wantPage(next, 200, "Enter the code", "by SMS")
	if v.led(v.fillIn(next, "code", v.lastCode())).Get("code") == "" {
		t.Error("not signed in")
	}
}

func TestASecondPageEndsWithTimeAndWrongCodes(t *testing.T) {
	v := visit(t, withMFA(cognitotest.MFAOptional))
	secret := v.withApp()
	late := v.password()
	v.clock.Advance(3 * time.Minute)
	v.wantPage(v.fillIn(late, "code", *v.totp(secret, 0)), 400, "Sign in", "This sign-in has expired")
	page := v.password()
	for range 4 {
		v.wantPage(v.fillIn(page, "code", otherCode(*v.totp(secret, 0))), 400, "Enter the code", "This is not the code.")
	}
	v.wantPage(v.fillIn(page, "code", otherCode(*v.totp(secret, 0))), 400, "Sign in", "Too many wrong codes.")
	v.wantPage(v.fillIn(page, "code", *v.totp(secret, 0)), 400, "Sign in", "finished already")
	cancelled := v.led(v.fillIn(v.password(), "action", "cancel"))
	if cancelled.Get("error") != "access_denied" {
		t.Errorf("cancelled: %v", cancelled)
	}
	if again := must(v.do("GET", v.server.URL()+"/mfa?"+v.request().Encode(), nil).Location())(t); again.Path != "/login" || again.Query().Get("state") != "the state" {
		t.Errorf("the address of the page leads to %s", again)
	}
}

func TestASecondPageBelongsToItsAppAndSite(t *testing.T) {
	v := visit(t, withMFA(cognitotest.MFAOptional))
	secret := v.withApp()
	page := v.password()
	session := sessionPattern.FindStringSubmatch(page.body)[1]
	form := url.Values{"session": {session}, "code": {*v.totp(secret, 0)}}
	address := v.server.URL() + "/mfa?"
	if r := v.do("POST", address+v.request().Encode(), form, "Sec-Fetch-Site", "cross-site"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site: %d", r.StatusCode)
	}
	other := ensurePool(t, v.server, withMFA(cognitotest.MFAOptional), func(p *cognitotest.PoolSpec) {
		p.Client.Name, p.Client.CallbackURLs = "mobile", []string{callback}
	})
	v.wantPage(v.do("POST", address+v.request("client_id", other.ClientID).Encode(), form), 400, "Sign in", "expired")
	_, err := v.respond("SOFTWARE_TOKEN_MFA", &session, "SOFTWARE_TOKEN_MFA_CODE", *v.totp(secret, 0))
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user.")
	outside := must(v.auth(testEmail, testPassword))(t)
	form.Set("session", *outside.Session)
	v.wantPage(v.do("POST", address+v.request().Encode(), form), 400, "Sign in", "expired")
	if v.led(v.fillIn(page, "code", *v.totp(secret, 0))).Get("code") == "" {
		t.Error("its own app and site are refused")
	}
}

func TestHostedPagesRefuseWhoHasToSetSomethingUpFirst(t *testing.T) {
	v := visit(t, func(p *cognitotest.PoolSpec) {
		p.MFA = cognitotest.MFASpec{Mode: cognitotest.MFARequired, TOTP: true}
	})
	v.confirmedUser(testEmail)
	v.wantPage(v.password(), 400, "Sign in", "This account needs a second step")
	invited := visit(t)
	if out := invited.invited(); out.ChallengeName != types.ChallengeNameTypeNewPasswordRequired {
		t.Fatal(out.ChallengeName)
	}
	invited.wantPage(invited.submit(invited.request(), testEmail, "Temporary-Pass-1"), 400, "Sign in", "temporary password")
}
