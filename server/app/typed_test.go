package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

const (
	composed   = "Pässwörd-Ünïcode-7"
	decomposed = "Pa\u0308sswo\u0308rd-U\u0308ni\u0308code-7"
)

// arabic writes a code in the digits of an Arabic keyboard.
func arabic(code string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '\u0660' }, code)
}

func persian(code string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '\u06f0' }, code)
}

// pasted writes a code as a message on an Arabic phone brings it, with what comes along.
func pasted(code string) string {
	return "\u202d\u200f" + arabic(code[:3]) + "\u00a0" + persian(code[3:]) + "\u202c\r\n"
}

func TestNamesAndNumbersOfASignUpAreReadAsPeopleTypeThem(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	for i, c := range []struct{ name, number, wantName, wantNumber string }{
		{"\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u202a+44 7911 123456\u202c", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "+447911123456"},
		{"\u0dc1\u0dca\u200d\u0dbb\u0dd3\u0db8\u0dad\u0dca", "+44\u00a07911\u00a0123457", "\u0dc1\u0dca\u200d\u0dbb\u0dd3\u0db8\u0dad\u0dca", "+447911123457"},
		{"Zoe\u0308\tLovelace\n", "+52 1 55 4163 7145", "Zo\u00eb Lovelace", "+525541637145"},
		{"\u845b\U000e0100\u57ce", "+54 9 11 15 2345 6789", "\u845b\U000e0100\u57ce", "+5491123456789"},
	} {
		email := string(rune('a'+i)) + "@example.com"
		input := map[string]any{"email": "\u200b" + email + "\u200b", "name": c.name, "phoneNumber": c.number, "password": password}
		b := newBrowser(t, url)
		if errors := userErrors(t, b.ask(t, signUpMutation, map[string]any{"input": input})); len(errors) > 0 {
			t.Errorf("%+q, %+q: %+v", c.name, c.number, errors)
			continue
		}
		confirmed := b.ask(t, confirmMutation, map[string]any{"input": map[string]any{"email": email, "code": code(t, backend, c.wantNumber)}})
		if errors := userErrors(t, confirmed); len(errors) > 0 {
			t.Errorf("confirm: %+v", errors)
		}
		b.enter(t, email, password)
		viewer := decode(t, b.ask(t, `{ viewer { name phoneNumber } }`, nil).Data["viewer"])
		expect(t, "name", at(t, viewer, "name"), c.wantName)
		expect(t, "number", at(t, viewer, "phoneNumber"), c.wantNumber)
	}
}

func TestEveryCodeIsReadAsPeopleTypeIt(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	b := newBrowser(t, url)
	input := map[string]any{"email": "ada@example.com", "name": "Ada Lovelace", "phoneNumber": phone, "password": password}
	b.ask(t, signUpMutation, map[string]any{"input": input})
	confirmed := b.do(t, "confirmOtp", "confirmed", map[string]any{"email": "ada@example.com", "code": pasted(code(t, backend, phone))})
	expect(t, "confirmOtp", at(t, confirmed, "confirmed"), true)

	b.do(t, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"})
	reset := b.do(t, "resetPassword", "reset", map[string]any{
		"email": "ada@example.com", "code": pasted(code(t, backend, phone)), "newPassword": password,
	})
	expect(t, "resetPassword", at(t, reset, "reset"), true)

	b.enter(t, "ada@example.com", password)
	b.do(t, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "EMAIL"})
	verified := b.do(t, "verifyAttribute", "viewer { emailVerified }", map[string]any{
		"attribute": "EMAIL", "code": pasted(code(t, backend, "ada@example.com")),
	})
	expect(t, "verifyAttribute", at(t, verified, "viewer", "emailVerified"), true)

	started := b.ask(t, `mutation { startTotpSetup { setup { secret } userErrors { code } } }`, nil)
	secret := at(t, decode(t, started.Data["startTotpSetup"]), "setup", "secret").(string)
	finished := b.do(t, "finishTotpSetup", "viewer { id }", map[string]any{"code": pasted(totpCode(t, secret, &clock))})
	expect(t, "finishTotpSetup", refusal(finished), "")

	clock.advance(time.Minute)
	challenged := b.enter(t, "ada@example.com", password)
	answered := b.do(t, "answerChallenge", signInSelection, map[string]any{
		"handle": at(t, challenged, "challenge", "handle"), "code": pasted(totpCode(t, secret, &clock)),
	})
	expect(t, "answerChallenge", refusal(answered), "")
}

func TestAnAuthenticatorsCodeIsRefusedInItsOwnWords(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	b := person(t, backend, url, "ada@example.com")
	started := b.ask(t, `mutation { startTotpSetup { setup { secret } userErrors { code } } }`, nil)
	secret := at(t, decode(t, started.Data["startTotpSetup"]), "setup", "secret").(string)
	used := totpCode(t, secret, &clock)
	message := func(payload map[string]any) string {
		return payload["userErrors"].([]any)[0].(map[string]any)["message"].(string)
	}
	b.do(t, "finishTotpSetup", "viewer { id }", map[string]any{"code": used})
	challenged := b.enter(t, "ada@example.com", password)
	answer := func(challenged map[string]any, code string) map[string]any {
		return b.do(t, "answerChallenge", signInSelection, map[string]any{"handle": at(t, challenged, "challenge", "handle"), "code": code})
	}
	again := answer(challenged, used)
	if got := message(again); !strings.Contains(got, "Wait for the app's next code") || strings.Contains(got, "request") {
		t.Errorf("the code of the set-up again: %s", got)
	}
	clock.advance(-150 * time.Second)
	early := totpCode(t, secret, &clock)
	clock.advance(150 * time.Second)
	if got := message(answer(again, early)); !strings.Contains(got, "clock of your phone") || strings.Contains(got, "we sent") {
		t.Errorf("a code of another time: %s", got)
	}
}

func TestAPasswordIsTheSameOnEveryDeviceAndInEveryMutation(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	b := newBrowser(t, url)
	input := map[string]any{"email": "ada@example.com", "name": "Ada Lovelace", "phoneNumber": phone, "password": decomposed}
	b.ask(t, signUpMutation, map[string]any{"input": input})
	b.do(t, "confirmOtp", "confirmed", map[string]any{"email": "ada@example.com", "code": code(t, backend, phone)})
	for _, typed := range []string{composed, decomposed, composed + " ", decomposed + "\r\n", "\ufeff" + composed + "\u00a0"} {
		if at(t, b.enter(t, "ada@example.com", typed), "session") == nil {
			t.Errorf("signIn with %+q is refused", typed)
		}
	}

	const phrase = "Correct Horse 7 Battery"
	changed := b.do(t, "changePassword", "changed", map[string]any{"currentPassword": decomposed + "\n", "newPassword": phrase})
	expect(t, "changePassword", at(t, changed, "changed"), true)
	expect(t, "a phrase", refusal(b.enter(t, "ada@example.com", phrase+"\t")), "")

	b.do(t, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"})
	reset := b.do(t, "resetPassword", "reset", map[string]any{
		"email": "ada@example.com", "code": code(t, backend, phone), "newPassword": decomposed,
	})
	expect(t, "resetPassword", at(t, reset, "reset"), true)
	expect(t, "after the reset", refusal(b.enter(t, "ada@example.com", composed)), "")

	invite(t, backend, "grace@example.com", "Temporary-Horse-7")
	challenged := b.enter(t, "grace@example.com", "Temporary-Horse-7\n")
	answered := b.do(t, "answerChallenge", signInSelection, map[string]any{
		"handle": at(t, challenged, "challenge", "handle"), "newPassword": decomposed,
	})
	expect(t, "answerChallenge", refusal(answered), "")
	expect(t, "the chosen password", refusal(b.enter(t, "grace@example.com", composed)), "")
}

func TestATakenAddressIsToldToWhoIsSignedInAsSuch(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	b := person(t, backend, url, "ada@example.com")
	signUp(t, backend, url, "taken@example.com")
	payload := b.do(t, "updateProfile", "viewer { id }", map[string]any{"email": "\u200bTaken@example.com"})
	errors := payload["userErrors"].([]any)
	if len(errors) != 1 {
		t.Fatalf("%v", payload)
	}
	expect(t, "message", errors[0].(map[string]any)["message"], "Another account has this email address. Enter a different one.")
}

func TestAProfileIsReadAsPeopleTypeIt(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	b := person(t, backend, startProduct(t), "ada@example.com")
	changed := b.do(t, "updateProfile", "viewer { name } codeDeliveries { destination }", map[string]any{
		"name": "\u2068Zoe\u0308\u2069\tKing\n", "phoneNumber": "\u202a+44\u00a07911\u2011123456\u202c",
	})
	expect(t, "refusal", refusal(changed), "")
	expect(t, "name", at(t, changed, "viewer", "name"), "Zoë King")
	if got := code(t, backend, "+447911123456"); len(got) != 6 {
		t.Errorf("code %q", got)
	}
}
