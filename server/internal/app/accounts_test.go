package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/unicornpursuit/unicornpursuit/server/internal/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/server/internal/localaws"
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
	... on TotpSetupChallenge { handle setup { secret otpauthUri qrCode } } ... on SelectMfaChallenge { handle methods }
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
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	signedIn := person(t, backend, url, "ada@example.com")
	visitor := newBrowser(t, url)

	known := visitor.ask(t, `mutation { forgotPassword(input: {email: "ada@example.com"}) { accepted userErrors { code } } }`, nil)
	unknown := visitor.ask(t, `mutation { forgotPassword(input: {email: "nobody@example.com"}) { accepted userErrors { code } } }`, nil)
	if known.body != unknown.body || !strings.Contains(known.body, `"accepted":true`) {
		t.Fatalf("known: %s, unknown: %s", known.body, unknown.body)
	}
	sent := code(t, backend, phone)
	reset := func(code, password string) string {
		return refusal(visitor.do(t, "resetPassword", "reset", map[string]any{"email": "ada@example.com", "code": code, "newPassword": password}))
	}
	expect(t, "weak password", reset(sent, "weak"), "PASSWORD_POLICY[newPassword]")
	expect(t, "wrong code", reset(otherCode(sent), otherPassword), "CODE_MISMATCH[code]")
	expect(t, "right code", reset(sent, otherPassword), "")
	// Used, late and wrong codes are one here: to tell them apart would tell who has asked for a code.
	expect(t, "used code", reset(sent, otherPassword), "CODE_MISMATCH[code]")
	if _, code := signedIn.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("a session from before the reset: %q", code)
	}
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
	expect(t, "proven", at(t, verify(right), "viewer", "emailVerified"), true)
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

// enrol sets an authenticator app up and returns its secret.
func enrol(t *testing.T, b *browser, clock *fakeClock) string {
	t.Helper()
	a := b.ask(t, `mutation { startTotpSetup { setup { secret otpauthUri qrCode } userErrors { code } } }`, nil)
	setup := at(t, decode(t, a.Data["startTotpSetup"]), "setup").(map[string]any)
	secret := setup["secret"].(string)
	if uri := setup["otpauthUri"].(string); !strings.HasPrefix(uri, "otpauth://totp/Unicorn%20Pursuit:ada@example.com?secret="+secret) {
		t.Errorf("URI %s", uri)
	}
	if rows := setup["qrCode"].([]any); len(rows) < 21 || len(rows[0].(string)) != len(rows) {
		t.Errorf("QR code of %d rows", len(rows))
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
	off := b.do(t, "setMfaPreference", "viewer { mfa { preferred enabled } }", map[string]any{"preferred": nil})
	expect(t, "turned off", at(t, off, "viewer", "mfa", "preferred"), "<nil>")
	expect(t, "sign-in without", refusal(newBrowser(t, url).enter(t, "ada@example.com", password)), "")
}

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
	bearer := signIn(t, url, "ada@example.com").Tokens
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
func administrator(t *testing.T, backend *localaws.AWS, url string) *browser {
	t.Helper()
	signUp(t, backend, url, "admin@example.com") // localaws makes it an administrator
	b := newBrowser(t, url)
	b.enter(t, "admin@example.com", password)
	return b
}

func TestAdministratorsManageAccounts(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now, Admins: []string{"admin@example.com"}})
	url := startProduct(t, &clock)
	admin := administrator(t, backend, url)
	ada := person(t, backend, url, "ada@example.com")
	signUp(t, backend, url, "bob@example.com")
	enrol(t, ada, &clock)

	for _, document := range []string{`{ users { edges { node { id } } } }`, `{ auditEvents { edges { node { id } } } }`,
		`mutation { disableUser(input: {id: "x"}) { user { id } } }`, `mutation { signOutUser(input: {id: "x"}) { user { id } } }`} {
		if a := ada.ask(t, document, nil); a.code() != "FORBIDDEN" {
			t.Errorf("%s of someone else: %s", document, a.body)
		}
	}
	list := func(arguments string) (emails []string, page map[string]any) {
		a := admin.ask(t, `{ users`+arguments+` { edges { node { id email name status enabled } } pageInfo { hasNextPage endCursor } } }`, nil)
		if len(a.Errors) > 0 {
			t.Fatalf("users: %s", a.body)
		}
		users := decode(t, a.Data["users"])
		for _, edge := range users["edges"].([]any) {
			emails = append(emails, at(t, edge, "node", "email").(string))
		}
		return emails, users["pageInfo"].(map[string]any)
	}
	all, _ := list("")
	expect(t, "everybody", len(all), 3)
	found, _ := list(`(filter: {search: "ad"})`)
	expect(t, "search", len(found), 2)
	byPhone, _ := list(`(filter: {search: "+4420"})`)
	expect(t, "search by phone", len(byPhone), 3)
	first, page := list("(first: 2)")
	second, last := list(fmt.Sprintf("(first: 2, after: %q)", page["endCursor"]))
	expect(t, "pages", fmt.Sprint(len(first), page["hasNextPage"], len(second), last["hasNextPage"]), "2 true 1 false")
	if a := admin.ask(t, `{ users(first: 1000) { edges { node { id } } } }`, nil); a.code() != "BAD_USER_INPUT" {
		t.Errorf("page too large: %s", a.body)
	}
	if a := admin.ask(t, `{ users(after: "garbage") { edges { node { id } } } }`, nil); a.code() != "BAD_USER_INPUT" {
		t.Errorf("garbage cursor: %s", a.body)
	}

	viewer, _ := ada.viewer(t, "id")
	id := viewer["id"].(string)
	onUser := func(field string) map[string]any {
		return admin.do(t, field, "user { enabled status }", map[string]any{"id": id})
	}
	expect(t, "MFA reset", refusal(onUser("resetUserMfa")), "")
	expect(t, "sign-in without MFA", at(t, newBrowser(t, url).enter(t, "ada@example.com", password), "challenge"), "<nil>")
	expect(t, "signed out", refusal(onUser("signOutUser")), "")
	if _, code := ada.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("signed out by an administrator: %q", code)
	}
	ada.enter(t, "ada@example.com", password)
	expect(t, "disabled", at(t, onUser("disableUser"), "user", "enabled"), false)
	if _, code := ada.viewer(t, "id"); code != "UNAUTHENTICATED" {
		t.Errorf("disabled: %q", code)
	}
	expect(t, "sign-in while disabled", refusal(ada.enter(t, "ada@example.com", password)), "ACCOUNT_DISABLED<nil>")
	expect(t, "enabled", at(t, onUser("enableUser"), "user", "enabled"), true)
	expect(t, "sign-in when enabled", refusal(ada.enter(t, "ada@example.com", password)), "")

	own, _ := admin.viewer(t, "id")
	id = own["id"].(string)
	expect(t, "own account", refusal(onUser("disableUser")), "OWN_ACCOUNT[id]")
	id = "00000000-0000-4000-8000-000000000000"
	expect(t, "unknown account", refusal(onUser("disableUser")), "NOT_FOUND[id]")
	clock.advance(20 * time.Minute)
	if a := admin.ask(t, `mutation { disableUser(input: {id: "x"}) { user { id } } }`, nil); a.code() != "STEP_UP_REQUIRED" {
		t.Errorf("long after the sign-in: %s", a.body)
	}
}

func TestEverythingThatHappensIsAccountedFor(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	url := startProduct(t)
	admin := administrator(t, backend, url)
	ada := person(t, backend, url, "ada@example.com")
	newBrowser(t, url).enter(t, "ada@example.com", "Wrong-Horse-7-Battery")
	ada.ask(t, `mutation { refresh { userErrors { code } } }`, nil)

	activity := func() string {
		viewer, _ := ada.viewer(t, "id activity(first: 10) { edges { node { action outcome code ipAddress requestId actor } } }")
		var actions []string
		for _, edge := range at(t, viewer, "activity", "edges").([]any) {
			actions = append(actions, fmt.Sprint(at(t, edge, "node", "action"), at(t, edge, "node", "outcome")))
			expect(t, "actor", at(t, edge, "node", "actor"), viewer["id"])
		}
		return strings.Join(actions, " ")
	}
	eventually(t, "the person's activity", func() bool { return activity() == "refreshSUCCESS signInSUCCESS" })

	find := func(filter string) []any {
		a := admin.ask(t, `{ auditEvents(first: 100, filter: {`+filter+`}) { edges { cursor node { id at action outcome code actor email target userAgent } } pageInfo { hasNextPage } } }`, nil)
		if len(a.Errors) > 0 {
			t.Fatalf("auditEvents: %s", a.body)
		}
		if strings.Contains(a.body, password) || strings.Contains(a.body, "Wrong-Horse") {
			t.Fatal("the trail holds a password")
		}
		return at(t, decode(t, a.Data["auditEvents"]), "edges").([]any)
	}
	refused := find(`action: "signIn", outcome: REFUSED`)
	if len(refused) != 1 || at(t, refused[0], "node", "code") != "INVALID_CREDENTIALS" || at(t, refused[0], "node", "email") != "ada@example.com" || at(t, refused[0], "node", "actor") != nil {
		t.Errorf("refused sign-ins: %v", refused)
	}
	expect(t, "sign-ups", len(find(`action: "signUp"`)), 2)
	ada.ask(t, `mutation { signOut { signedOut } }`, nil)
	eventually(t, "the sign-out has its actor", func() bool {
		events := find(`action: "signOut"`)
		return len(events) == 1 && at(t, events[0], "node", "actor") == at(t, find(`action: "refresh"`)[0], "node", "actor")
	})
	if a := admin.ask(t, `{ auditEvents(after: "garbage") { edges { cursor } } }`, nil); a.code() != "BAD_USER_INPUT" {
		t.Errorf("garbage cursor: %s", a.body)
	}
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
func TestHostedSignInAndRenewalsAreAccountedFor(t *testing.T) {
	clock := &fakeClock{}
	_, url := startHosted(t, localaws.Config{Clock: clock.now}, clock)
	b := newBrowser(t, url)
	b.open(t, "GET", b.answered(t, "/"), nil)
	clock.advance(2 * time.Hour)
	b.wantSignedIn(t, true)
	b.open(t, "POST", url+"/auth/sign-out", nil, "Sec-Fetch-Site", "same-origin")
	b.open(t, "GET", b.answered(t, "/"), nil)

	eventually(t, "the activity holds them all", func() bool {
		viewer, _ := b.viewer(t, "activity { edges { node { action outcome } } }")
		var actions []string
		for _, edge := range at(t, viewer, "activity", "edges").([]any) {
			actions = append(actions, fmt.Sprint(at(t, edge, "node", "action"), at(t, edge, "node", "outcome")))
		}
		return strings.Join(actions, " ") == "hostedSignInSUCCESS hostedSignOutSUCCESS renewSessionSUCCESS hostedSignInSUCCESS"
	})
}
