package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const otherPassword = "Another-Horse-8-Battery"

// do sends a mutation of one input and returns its payload, which must have no errors of the protocol.
func (b *browser) do(t *testing.T, field, selection string, input map[string]any) map[string]any {
	t.Helper()
	typeName := strings.ToUpper(field[:1]) + field[1:] + "Input"
	a := b.ask(t, fmt.Sprintf(`mutation ($input: %s!) { %s(input: $input) { %s userErrors { code field message retryAfter } } }`, typeName, field, selection), map[string]any{"input": input})
	if len(a.Errors) > 0 {
		t.Fatalf("%s: %s", field, a.body)
	}
	return decode(t, a.Data[field])
}

func decode(t *testing.T, raw json.RawMessage) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return value
}

// refusal is the first user error's code and field, or empty.
func refusal(payload map[string]any) string {
	errors := payload["userErrors"].([]any)
	if len(errors) == 0 {
		return ""
	}
	first := errors[0].(map[string]any)
	return fmt.Sprint(first["code"], first["field"])
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// at follows a path of keys into a decoded answer.
func at(t *testing.T, value any, path ...string) any {
	t.Helper()
	for _, key := range path {
		object, ok := value.(map[string]any)
		if !ok {
			t.Fatalf("no %s in %v", key, value)
		}
		value = object[key]
	}
	return value
}

const signInSelection = `session { viewer { id } } challenge { __typename
	... on SmsMfaChallenge { handle codeDelivery { medium destination } } ... on TotpChallenge { handle }
	... on TotpSetupChallenge { handle setup { secret otpauthUri } } ... on SelectMfaChallenge { handle methods }
	... on NewPasswordChallenge { handle } ... on ResetPasswordChallenge { email } }`

// enter signs a browser in and returns the payload.
func (b *browser) enter(t *testing.T, email, password string) map[string]any {
	t.Helper()
	return b.do(t, "signIn", signInSelection, map[string]any{"email": email, "password": password})
}

// person signs up and signs in with a browser.
func person(t *testing.T, backend *localaws.AWS, url, email string) *browser {
	t.Helper()
	signUp(t, backend, url, email)
	b := newBrowser(t, url)
	if at(t, b.enter(t, email, password), "session") == nil {
		t.Fatalf("%s can't sign in", email)
	}
	return b
}

func (b *browser) viewer(t *testing.T, selection string) (map[string]any, string) {
	t.Helper()
	a := b.ask(t, "{ viewer { "+selection+" } }", nil)
	if a.code() != "" {
		return nil, a.code()
	}
	return decode(t, a.Data["viewer"]), ""
}

func TestAForgottenPasswordIsResetByACode(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, Client: cognitotest.ClientSpec{UnknownAlternates: true}})
	url := startProduct(t, &clock)
	signedIn := person(t, backend, url, "ada@example.com")
	bearer := signIn(t, url, "ada@example.com").Tokens
	visitor := newBrowser(t, url)

	known := visitor.ask(t, `mutation { forgotPassword(input: {email: "ada@example.com"}) { accepted userErrors { code } } }`, nil)
	unknown := visitor.ask(t, `mutation { forgotPassword(input: {email: "nobody@example.com"}) { accepted userErrors { code } } }`, nil)
	again := visitor.ask(t, `mutation { forgotPassword(input: {email: "nobody@example.com"}) { accepted userErrors { code } } }`, nil)
	if known.body != unknown.body || known.body != again.body || !strings.Contains(known.body, `"accepted":true`) {
		t.Fatalf("known: %s, unknown: %s, then %s", known.body, unknown.body, again.body)
	}
	sent := code(t, backend, phone)
	reset := func(code, password string) string {
		return refusal(visitor.do(t, "resetPassword", "reset", map[string]any{"email": "ada@example.com", "code": code, "newPassword": password}))
	}
	expect(t, "weak password", reset(sent, "weak"), "PASSWORD_POLICY[newPassword]")
	expect(t, "wrong code", reset(otherCode(sent), otherPassword), "CODE_MISMATCH[code]")
	expect(t, "right code", reset(sent, otherPassword), "")
	// Used, late and wrong codes get the same answer here: different answers would reveal who has requested a code.
	expect(t, "used code", reset(sent, otherPassword), "CODE_MISMATCH[code]")
	if _, code := signedIn.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("a session from before the reset: %q", code)
	}
	// Cognito leaves the tokens from before the reset alone: that they end is the product's doing.
	refresh := visitor.do(t, "refresh", "session { expiresAt }", map[string]any{"refreshToken": bearer.RefreshToken})
	expect(t, "a bearer session from before the reset", refusal(refresh), "SESSION_EXPIRED<nil>")
	clock.advance(time.Hour)
	expect(t, "old password", refusal(visitor.enter(t, "ada@example.com", password)), "INVALID_CREDENTIALS<nil>")
	expect(t, "new password", refusal(visitor.enter(t, "ada@example.com", otherPassword)), "")
}

func TestAPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	b := person(t, backend, url, "ada@example.com")
	change := func(current, next string) string {
		return refusal(b.do(t, "changePassword", "changed", map[string]any{"currentPassword": current, "newPassword": next}))
	}
	expect(t, "wrong current password", change("Wrong-Horse-7-Battery", otherPassword), "INVALID_CREDENTIALS[currentPassword]")
	expect(t, "weak new password", change(password, "weak"), "PASSWORD_POLICY[newPassword]")
	expect(t, "right", change(password, otherPassword), "")
	expect(t, "sign-in", refusal(newBrowser(t, url).enter(t, "ada@example.com", otherPassword)), "")
	if _, code := newBrowser(t, url).viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("viewer of a stranger: %q", code)
	}
}

func TestAnEmailAddressIsProvenByACode(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	b := person(t, backend, startProduct(t), "ada@example.com")
	sent := b.do(t, "requestVerification", "codeDelivery { medium destination }", map[string]any{"attribute": "EMAIL"})
	expect(t, "medium", at(t, sent, "codeDelivery", "medium"), "EMAIL")
	verify := func(code string) map[string]any {
		return b.do(t, "verifyAttribute", "viewer { emailVerified }", map[string]any{"attribute": "EMAIL", "code": code})
	}
	right := code(t, backend, "ada@example.com")
	expect(t, "wrong code", refusal(verify(otherCode(right))), "CODE_MISMATCH[code]")
	expect(t, "verified", at(t, verify(right), "viewer", "emailVerified"), true)
}

func TestAChangedEmailAddressCountsOnceItIsProven(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	b := person(t, backend, url, "ada@example.com")
	signUp(t, backend, url, "taken@example.com")
	update := func(input map[string]any) map[string]any {
		return b.do(t, "updateProfile", "viewer { name email phoneNumber } codeDeliveries { medium }", input)
	}
	expect(t, "all that is wrong", refusal(update(map[string]any{"email": "x", "name": "", "phoneNumber": "1"})), "INVALID_NAME[name]")
	expect(t, "domain", refusal(update(map[string]any{"email": "ada@evil.test"})), "EMAIL_DOMAIN_NOT_ALLOWED[email]")
	expect(t, "name", at(t, update(map[string]any{"name": "Augusta  Ada King"}), "viewer", "name"), "Augusta Ada King")
	changed := update(map[string]any{"email": "Countess@Example.com"})
	expect(t, "email before the code", at(t, changed, "viewer", "email"), "ada@example.com")
	expect(t, "deliveries", at(t, changed, "codeDeliveries"), "[map[medium:EMAIL]]")
	expect(t, "old login", refusal(newBrowser(t, url).enter(t, "ada@example.com", password)), "")
	verified := b.do(t, "verifyAttribute", "viewer { email emailVerified }", map[string]any{"attribute": "EMAIL", "code": code(t, backend, "countess@example.com")})
	expect(t, "email after the code", at(t, verified, "viewer"), "map[email:countess@example.com emailVerified:true]")
	expect(t, "new login", refusal(newBrowser(t, url).enter(t, "countess@example.com", password)), "")
}

func TestPhoneNumbersOfOtherCountriesThanThoseAllowedAreRefused(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	t.Setenv("ALLOWED_PHONE_COUNTRIES", "GB,DE")
	url := startProduct(t)
	b := person(t, backend, url, "ada@example.com")
	backend.Cognito.ResetCalls()
	abroad := newBrowser(t, url).do(t, "signUp", "codeDelivery { destination }", map[string]any{
		"email": "bob@example.com", "name": "Bob", "phoneNumber": "+1 202 555 0123", "password": password,
	})
	expect(t, "a sign-up", refusal(abroad), "PHONE_COUNTRY_NOT_ALLOWED[phoneNumber]")
	expect(t, "a change", refusal(b.do(t, "updateProfile", "viewer { id }", map[string]any{"phoneNumber": "+33 6 12 34 56 78"})), "PHONE_COUNTRY_NOT_ALLOWED[phoneNumber]")
	for _, operation := range []string{"SignUp", "UpdateUserAttributes"} {
		if n := backend.Cognito.Calls()[operation]; n != 0 {
			t.Errorf("%d calls of %s", n, operation)
		}
	}
	expect(t, "an allowed one", refusal(b.do(t, "updateProfile", "viewer { id }", map[string]any{"phoneNumber": "+49 151 23456789"})), "")
}

// The pool may be stricter than the server, whose setting was forgotten.
func TestACountryThatThePoolRefusesIsSaidSo(t *testing.T) {
	startAWS(t, localaws.Config{PhoneCountries: account.PhoneCountries{"DE"}})
	url := startProduct(t)
	refused := newBrowser(t, url).do(t, "signUp", "codeDelivery { destination }", map[string]any{
		"email": "bob@example.com", "name": "Bob", "phoneNumber": "+442079460018", "password": password,
	})
	expect(t, "a sign-up", refusal(refused), "PHONE_COUNTRY_NOT_ALLOWED[phoneNumber]")
}

// enrol sets an authenticator app up and returns its secret.
func TestPeopleSeeAndEndTheirSessions(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	phoneBrowser := person(t, backend, url, "ada@example.com")
	desk := newBrowser(t, url)
	desk.enter(t, "ada@example.com", password)
	stranger := person(t, backend, url, "bob@example.com")

	viewer, _ := desk.viewer(t, "sessions { id current userAgent ipAddress createdAt lastUsedAt expiresAt }")
	sessions := viewer["sessions"].([]any)
	if len(sessions) != 2 || at(t, sessions[0], "current") != true || at(t, sessions[1], "current") != false || at(t, sessions[0], "ipAddress") != "127.0.0.1" {
		t.Fatalf("sessions %v", sessions)
	}
	other := at(t, sessions[1], "id").(string)
	expect(t, "someone else's", refusal(stranger.do(t, "revokeSession", "revokedId", map[string]any{"id": other})), "NOT_FOUND[id]")
	expect(t, "one's own", refusal(desk.do(t, "revokeSession", "revokedId", map[string]any{"id": other})), "")
	if _, code := phoneBrowser.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("the ended session: %q", code)
	}
	expect(t, "again", refusal(desk.do(t, "revokeSession", "revokedId", map[string]any{"id": other})), "NOT_FOUND[id]")

	phoneBrowser.enter(t, "ada@example.com", password)
	left := desk.ask(t, `mutation { signOutOthers { viewer { sessions { current } } userErrors { code } } }`, nil)
	expect(t, "all others", at(t, decode(t, left.Data["signOutOthers"]), "viewer", "sessions"), "[map[current:true]]")
	if _, code := phoneBrowser.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("the other session: %q", code)
	}
	phoneBrowser.enter(t, "ada@example.com", password)
	bearer := signIn(t, url, "ada@example.com").Tokens
	desk.ask(t, `mutation { signOutOthers { userErrors { code } } }`, nil)
	rotated := newBrowser(t, url).do(t, "refresh", "session { expiresAt }", map[string]any{"refreshToken": bearer.RefreshToken})
	expect(t, "a bearer session while the others end", refusal(rotated), "")
	expect(t, "everywhere", at(t, desk.do(t, "signOut", "signedOut", map[string]any{"everywhere": true}), "signedOut"), true)
	for name, b := range map[string]*browser{"desk": desk, "phone": phoneBrowser} {
		if _, code := b.viewer(t, "id"); code != "UNAUTHENTICATED" {
			t.Errorf("%s after signing out everywhere: %q", name, code)
		}
	}
	expect(t, "refresh of a bearer session", refusal(newBrowser(t, url).do(t, "refresh", "session { expiresAt }", map[string]any{"refreshToken": bearer.RefreshToken})), "SESSION_EXPIRED<nil>")
	if _, code := stranger.viewer(t, "id"); code != "" {
		t.Errorf("someone else's session: %q", code)
	}
}

func TestADeletedAccountIsGone(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	b := person(t, backend, url, "ada@example.com")
	clock.advance(30 * time.Minute)
	if a := b.ask(t, `mutation { deleteAccount(input: {email: "ada@example.com"}) { deleted } }`, nil); a.code() != "STEP_UP_REQUIRED" {
		t.Fatalf("long after the sign-in: %s", a.body)
	}
	b.enter(t, "ada@example.com", password)
	a := b.ask(t, `{ exportMyData }`, nil)
	export := at(t, decode(t, a.Data["exportMyData"]), "account").(map[string]any)
	if export["email"] != "ada@example.com" || export["phoneNumber"] != phone || strings.Contains(a.body, password) {
		t.Errorf("export %s", a.body)
	}
	expect(t, "another address", refusal(b.do(t, "deleteAccount", "deleted", map[string]any{"email": "bob@example.com"})), "INVALID_EMAIL[email]")
	expect(t, "deleted", at(t, b.do(t, "deleteAccount", "deleted", map[string]any{"email": "Ada@example.com"}), "deleted"), true)
	if _, code := b.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("viewer: %q", code)
	}
	expect(t, "sign-in", refusal(newBrowser(t, url).enter(t, "ada@example.com", password)), "INVALID_CREDENTIALS<nil>")
	signUp(t, backend, url, "ada@example.com") // the address is free again
}

// administrator is a person of the group admin.
// A live session ends when the account is disabled or deleted behind the product's back, at the next renewal.
func TestASessionOfAnAccountDisabledElsewhereEnds(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, Client: cognitotest.ClientSpec{AccessTokenValidity: 5 * time.Minute}})
	url := startProduct(t, &clock)
	b := person(t, backend, url, "ada@example.com")
	disable(t, backend, "ada@example.com")
	clock.advance(10 * time.Minute)
	a := b.ask(t, viewerQuery, nil)
	if a.code() != "UNAUTHENTICATED" || !strings.Contains(a.header.Get("Set-Cookie"), "Max-Age=0") || a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// What happens without a mutation is accounted for as well.

func TestASignUpHidesAccountsWhereConfigured(t *testing.T) {
	t.Setenv("HIDE_ACCOUNTS", "true")
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	signUp(t, backend, url, "taken@example.com")
	verifyEmail(t, backend, "taken@example.com")
	browser := newBrowser(t, url)
	try := func(email string) string {
		return browser.ask(t, signUpMutation, map[string]any{"input": map[string]any{"email": email, "name": "Ada", "phoneNumber": phone, "password": password}}).body
	}
	if taken, free := try("taken@example.com"), try("free@example.com"); taken != free || !strings.Contains(taken, `"userErrors":[]`) {
		t.Errorf("taken: %s, free: %s", taken, free)
	}
	if a := browser.ask(t, signInMutation, signInInput("taken@example.com")); !strings.Contains(a.body, "taken@example.com") {
		t.Errorf("the account that was there: %s", a.body)
	}
}
