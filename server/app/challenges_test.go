package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func enrol(t *testing.T, b *browser, clock *fakeClock) string {
	t.Helper()
	a := b.ask(t, `mutation { startTotpSetup { setup { secret otpauthUri } userErrors { code } } }`, nil)
	setup := at(t, decode(t, a.Data["startTotpSetup"]), "setup").(map[string]any)
	secret := setup["secret"].(string)
	if uri := setup["otpauthUri"].(string); !strings.HasPrefix(uri, "otpauth://totp/Unicorn%20Pursuit:ada@example.com?secret="+secret) {
		t.Errorf("URI %s", uri)
	}
	expect(t, "wrong first code", refusal(b.do(t, "finishTotpSetup", "viewer { id }", map[string]any{"code": "abc"})), "CODE_MISMATCH[code]")
	finished := b.do(t, "finishTotpSetup", "viewer { mfa { preferred enabled } }", map[string]any{"code": totpCode(t, secret, clock)})
	expect(t, "MFA", at(t, finished, "viewer", "mfa"), "map[enabled:[TOTP] preferred:TOTP]")
	clock.advance(time.Minute) // the code of the set-up can't be used again
	return secret
}

func totpCode(t *testing.T, secret string, clock *fakeClock) string {
	t.Helper()
	code, err := cognitotest.TOTP(secret, clock.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestAnAuthenticatorAppConfirmsSignIns(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	secret := enrol(t, person(t, backend, url, "ada@example.com"), &clock)

	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", password)
	expect(t, "challenge", at(t, challenged, "challenge", "__typename"), "TotpChallenge")
	expect(t, "session", at(t, challenged, "session"), "<nil>")
	handle := at(t, challenged, "challenge", "handle").(string)
	answer := func(b *browser, input map[string]any) map[string]any {
		return b.do(t, "answerChallenge", signInSelection, input)
	}

	expect(t, "another browser", refusal(answer(newBrowser(t, url), map[string]any{"handle": handle, "code": totpCode(t, secret, &clock)})), "CHALLENGE_EXPIRED<nil>")
	expect(t, "garbage handle", refusal(answer(b, map[string]any{"handle": "garbage", "code": "123456"})), "CHALLENGE_EXPIRED<nil>")
	wrong := answer(b, map[string]any{"handle": handle, "code": "000000"})
	expect(t, "wrong code", refusal(wrong), "CODE_MISMATCH[code]")
	expect(t, "the handle again", refusal(answer(b, map[string]any{"handle": handle, "code": totpCode(t, secret, &clock)})), "CHALLENGE_EXPIRED<nil>")
	next := at(t, wrong, "challenge", "handle").(string)
	signedIn := answer(b, map[string]any{"handle": next, "code": totpCode(t, secret, &clock)})
	if at(t, signedIn, "session") == nil {
		t.Fatalf("right code: %v", signedIn)
	}
	if viewer, code := b.viewer(t, "email"); code != "" || viewer["email"] != "ada@example.com" {
		t.Errorf("viewer %v %s", viewer, code)
	}

	patient := at(t, b.enter(t, "ada@example.com", password), "challenge", "handle").(string)
	clock.advance(5*time.Minute - time.Second) // as long as the app client of infra allows
	afterMinutes := answer(b, map[string]any{"handle": patient, "code": totpCode(t, secret, &clock)})
	expect(t, "after minutes", at(t, afterMinutes, "session") == nil, "false")

	late := at(t, b.enter(t, "ada@example.com", password), "challenge", "handle").(string)
	clock.advance(10 * time.Minute)
	expect(t, "late handle", refusal(answer(b, map[string]any{"handle": late, "code": totpCode(t, secret, &clock)})), "CHALLENGE_EXPIRED<nil>")
}

func TestATextMessageConfirmsSignIns(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	first := person(t, backend, url, "ada@example.com")
	expect(t, "a method that is not set up", refusal(first.do(t, "setMfaPreference", "viewer { id }", map[string]any{"preferred": "TOTP"})), "MFA_METHOD_NOT_SET_UP[preferred]")
	set := first.do(t, "setMfaPreference", "viewer { mfa { preferred enabled } }", map[string]any{"preferred": "SMS"})
	expect(t, "preference", at(t, set, "viewer", "mfa"), "map[enabled:[SMS] preferred:SMS]")

	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", password)
	expect(t, "challenge", at(t, challenged, "challenge", "__typename"), "SmsMfaChallenge")
	expect(t, "medium", at(t, challenged, "challenge", "codeDelivery", "medium"), "SMS")
	signedIn := b.do(t, "answerChallenge", signInSelection, map[string]any{"handle": at(t, challenged, "challenge", "handle"), "code": code(t, backend, phone)})
	if at(t, signedIn, "session") == nil {
		t.Fatalf("right code: %v", signedIn)
	}
	for _, input := range []string{`{}`, `{preferred: null}`, `{preferred: none}`} {
		a := b.ask(t, `mutation { setMfaPreference(input: `+input+`) { viewer { id } } }`, nil)
		expect(t, input, a.code(), "GRAPHQL_VALIDATION_FAILED")
	}
	kept := b.ask(t, `{ viewer { mfa { preferred } } }`, nil)
	expect(t, "after what says nothing", strings.Contains(kept.body, `"preferred":"SMS"`), "true")
	off := b.do(t, "setMfaPreference", "viewer { mfa { preferred enabled } }", map[string]any{"preferred": "NONE"})
	expect(t, "turned off", at(t, off, "viewer", "mfa", "preferred"), "<nil>")
	expect(t, "sign-in without", refusal(newBrowser(t, url).enter(t, "ada@example.com", password)), "")
}

func TestAnExpiredInvitationSaysSo(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	invite(t, backend, "ada@example.com", "Temporary-Horse-7")
	clock.advance(3 * 24 * time.Hour)
	b := newBrowser(t, url)
	expect(t, "the right password, too late", refusal(b.enter(t, "ada@example.com", "Temporary-Horse-7")), "INVITATION_EXPIRED<nil>")
	expect(t, "a wrong password", refusal(b.enter(t, "ada@example.com", password)), "INVALID_CREDENTIALS<nil>")
	_, err := operator(backend).AdminCreateUser(t.Context(), &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: &backend.Pool.ID, Username: aws.String("ada@example.com"), TemporaryPassword: aws.String("Temporary-Horse-8"),
		MessageAction: types.MessageActionTypeResend,
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "challenge", at(t, b.enter(t, "ada@example.com", "Temporary-Horse-8"), "challenge", "__typename"), "NewPasswordChallenge")
}

func TestAnInvitedPersonChoosesAPassword(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	invite(t, backend, "ada@example.com", "Temporary-Horse-7")
	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", "Temporary-Horse-7")
	expect(t, "challenge", at(t, challenged, "challenge", "__typename"), "NewPasswordChallenge")
	answer := func(handle any, password string) map[string]any {
		return b.do(t, "answerChallenge", signInSelection, map[string]any{"handle": handle, "newPassword": password})
	}
	weak := answer(at(t, challenged, "challenge", "handle"), "weak")
	expect(t, "weak password", refusal(weak), "PASSWORD_POLICY[newPassword]")
	done := answer(at(t, weak, "challenge", "handle"), otherPassword)
	if at(t, done, "session") == nil {
		t.Fatalf("%v", done)
	}
	expect(t, "sign-in", refusal(newBrowser(t, url).enter(t, "ada@example.com", otherPassword)), "")
}

func TestAPersonChoosesAmongSecondFactors(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	first := person(t, backend, url, "ada@example.com")
	secret := enrol(t, first, &clock)
	first.do(t, "setMfaPreference", "viewer { id }", map[string]any{"preferred": "SMS"})
	noPreference(t, backend, "ada@example.com")

	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", password)
	expect(t, "challenge", at(t, challenged, "challenge", "__typename"), "SelectMfaChallenge")
	expect(t, "methods", len(at(t, challenged, "challenge", "methods").([]any)), 2)
	answer := func(handle any, input map[string]any) map[string]any {
		input["handle"] = handle
		return b.do(t, "answerChallenge", signInSelection, input)
	}
	handle := at(t, challenged, "challenge", "handle")
	chosen := answer(handle, map[string]any{"method": "TOTP"})
	expect(t, "next", at(t, chosen, "challenge", "__typename"), "TotpChallenge")
	done := answer(at(t, chosen, "challenge", "handle"), map[string]any{"code": totpCode(t, secret, &clock)})
	if at(t, done, "session") == nil {
		t.Fatalf("%v", done)
	}
}

func TestASecondFactorIsSetUpAtSignInWhereThePoolDemandsOne(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, MFA: cognitotest.MFASpec{Mode: cognitotest.MFARequired, TOTP: true}})
	url := startProduct(t, &clock)
	signUp(t, backend, url, "ada@example.com")
	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", password)
	expect(t, "challenge", at(t, challenged, "challenge", "__typename"), "TotpSetupChallenge")
	secret := at(t, challenged, "challenge", "setup", "secret").(string)
	answer := func(handle any, code string) map[string]any {
		return b.do(t, "answerChallenge", signInSelection, map[string]any{"handle": handle, "code": code})
	}
	wrong := answer(at(t, challenged, "challenge", "handle"), "000000")
	expect(t, "wrong code", refusal(wrong), "CODE_MISMATCH[code]")
	done := answer(at(t, wrong, "challenge", "handle"), totpCode(t, secret, &clock))
	if at(t, done, "session") == nil {
		t.Fatalf("%v", done)
	}
}

func TestAPasswordThatAnAdministratorResetIsChosenAnew(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	signUp(t, backend, url, "ada@example.com")
	if _, err := operator(backend).AdminResetUserPassword(t.Context(), &cognitoidentityprovider.AdminResetUserPasswordInput{UserPoolId: &backend.Pool.ID, Username: aws.String("ada@example.com")}); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, url)
	challenged := b.enter(t, "ada@example.com", password)
	expect(t, "challenge", at(t, challenged, "challenge"), "map[__typename:ResetPasswordChallenge email:ada@example.com]")
	reset := b.do(t, "resetPassword", "reset", map[string]any{"email": "ada@example.com", "code": code(t, backend, phone), "newPassword": otherPassword})
	expect(t, "reset", at(t, reset, "reset"), true)
	expect(t, "sign-in", refusal(b.enter(t, "ada@example.com", otherPassword)), "")
}
