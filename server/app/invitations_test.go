package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	people "github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const otherPhone = "+442079460042"

const userSelection = `user { id email emailVerified name phoneNumber phoneNumberVerified status invitationExpiresAt }`

// invited has an administrator invite Grace, and returns the account.
func invited(t *testing.T, admin *browser) map[string]any {
	t.Helper()
	payload := admin.do(t, "inviteUser", userSelection, map[string]any{
		"email": " Grace@Example.com", "name": " Grace  Hopper", "phoneNumber": "+44 20 7946 0042",
	})
	expect(t, "invited", refusal(payload), "")
	return payload["user"].(map[string]any)
}

// choosePassword signs in with a temporary password and replaces it.
func (b *browser) choosePassword(t *testing.T, email, temporary string) {
	t.Helper()
	challenge := at(t, b.enter(t, email, temporary), "challenge")
	expect(t, "challenge", at(t, challenge, "__typename"), "NewPasswordChallenge")
	done := b.do(t, "answerChallenge", signInSelection, map[string]any{"handle": at(t, challenge, "handle"), "newPassword": password})
	if at(t, done, "session") == nil {
		t.Fatalf("no session: %v", done)
	}
}

// verify verifies an address of the signed-in person, if asked for it by a code.
func (b *browser) verify(t *testing.T, backend *localaws.AWS, attribute, address string) {
	t.Helper()
	expect(t, "code", refusal(b.do(t, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": attribute})), "")
	input := map[string]any{"attribute": attribute, "code": code(t, backend, address)}
	expect(t, "verified", refusal(b.do(t, "verifyAttribute", "viewer { id }", input)), "")
}

func TestAnInvitedPersonVotes(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{
		Clock: clock.now, Admins: []string{"admin@example.com"}, EmailDomains: []string{"example.com"}, Address: "https://vote.example.com",
	})
	url := startProduct(t, clock)
	admin := administrator(t, backend, url)
	user := invited(t, admin)
	expect(t, "the account", fmt.Sprint(user["email"], user["name"], user["phoneNumber"], user["status"], user["emailVerified"], user["phoneNumberVerified"]),
		"grace@example.comGrace Hopper+442079460042FORCE_CHANGE_PASSWORDfalse false")

	message := backend.Cognito.Outbox()[0]
	lines := strings.Split(message.Text, "\n")
	for _, alone := range []string{message.Code, "grace@example.com", "https://vote.example.com"} {
		if message.To != "grace@example.com" || !slices.Contains(lines, alone) || !strings.Contains(message.Subject, "Unicorn Pursuit") {
			t.Errorf("%q is on no line of its own: %+v", alone, message)
		}
	}
	grace := &ballotBox{newBrowser(t, url)}
	grace.choosePassword(t, "grace@example.com", message.Code)
	bikes := (&ballotBox{verifiedPerson(t, backend, url, "ada@example.com")}).pitch(t, "Bikes")
	expect(t, "before the addresses are verified", grace.cast(t, bikes, 5).refusal() != "", true)
	grace.verify(t, backend, "EMAIL", "grace@example.com")
	grace.verify(t, backend, "PHONE_NUMBER", otherPhone)
	expect(t, "the vote", grace.cast(t, bikes, 5).refusal(), "")

	again := func(id any) string {
		return refusal(admin.do(t, "resendInvitation", userSelection, map[string]any{"id": id}))
	}
	expect(t, "no invitation any more", again(user["id"]), "NOT_INVITED<nil>")
	expect(t, "nobody", again("00000000-0000-4000-8000-000000000000"), "NOT_FOUND[id]")
	eventually(t, "the trail shows who invited whom", func() bool {
		a := admin.ask(t, `{ auditEvents(filter: {action: "inviteUser"}) { edges { node { outcome actor target email } } } }`, nil)
		return strings.Contains(a.body, fmt.Sprintf(`"target":%q`, user["id"])) && strings.Contains(a.body, `"outcome":"SUCCESS"`)
	})
	if a := admin.ask(t, `{ auditEvents(first: 100) { edges { node { action code email userAgent } } } }`, nil); strings.Contains(a.body, message.Code) {
		t.Error("the trail has the temporary password")
	}
}

// verifiedPerson signs up and in, and verifies the email address.
func verifiedPerson(t *testing.T, backend *localaws.AWS, url, email string) *browser {
	t.Helper()
	b := person(t, backend, url, email)
	b.verify(t, backend, "EMAIL", email)
	return b
}

func TestInvitationsFollowTheRulesOfSignUps(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}, EmailDomains: []string{"example.com"}})
	t.Setenv("ALLOWED_EMAIL_DOMAINS", "example.com")
	url := startProduct(t)
	admin := administrator(t, backend, url)
	sent := len(backend.Cognito.Outbox())
	for _, c := range []struct{ email, name, phone, want string }{
		{"grace@evil.test", "Grace", otherPhone, "EMAIL_DOMAIN_NOT_ALLOWED[email]"},
		{"grace", "Grace", otherPhone, "INVALID_EMAIL[email]"},
		{"grace@example.com", "", otherPhone, "INVALID_NAME[name]"},
		{"grace@example.com", "Grace", "070", "INVALID_PHONE_NUMBER[phoneNumber]"},
		{"Admin@example.com", "Grace", otherPhone, "EMAIL_TAKEN[email]"},
	} {
		payload := admin.do(t, "inviteUser", userSelection, map[string]any{"email": c.email, "name": c.name, "phoneNumber": c.phone})
		expect(t, c.email+c.name+c.phone, refusal(payload), c.want)
	}
	if len(backend.Cognito.Outbox()) != sent {
		t.Error("somebody was sent something")
	}
	backend.Cognito.Inject(cognitotest.Fault{
		Operation: "AdminCreateUser", Kind: cognitotest.RefuseAfter, Exception: "CodeDeliveryFailureException", Message: "Unable to deliver message",
	})
	input := map[string]any{"email": "grace@example.com", "name": "Grace", "phoneNumber": otherPhone, "medium": "SMS"}
	expect(t, "not delivered", refusal(admin.do(t, "inviteUser", userSelection, input)), "INVITATION_NOT_DELIVERED<nil>")

	ada := person(t, backend, url, "ada@example.com")
	for _, document := range []string{
		`mutation { inviteUser(input: {email: "x@example.com", name: "X", phoneNumber: "+442079460042"}) { user { id } } }`,
		`mutation { resendInvitation(input: {id: "x"}) { user { id } } }`, `mutation { updateUser(input: {id: "x", name: "X"}) { user { id } } }`,
		`mutation { deleteUser(input: {id: "x", email: "x@example.com"}) { deletedId } }`,
	} {
		if a := ada.ask(t, document, nil); a.code() != "FORBIDDEN" {
			t.Errorf("%s of somebody who is no administrator: %s", document, a.body)
		}
	}
}

// A person who has lost the invitation, or let it expire, gets in by a new one. Nothing else says whether there is one.
func TestAnInvitationIsRenewed(t *testing.T) {
	clock := &fakeClock{}
	backend := startAWS(t, localaws.Config{Clock: clock.now, Admins: []string{"admin@example.com"}})
	url := startProduct(t, clock)
	admin := administrator(t, backend, url)
	user := invited(t, admin)
	first, sent := code(t, backend, "grace@example.com"), len(backend.Cognito.Outbox())
	grace := newBrowser(t, url)
	forgot := func(email string) string {
		return grace.ask(t, fmt.Sprintf(`mutation { forgotPassword(input: {email: %q}) { accepted userErrors { code } } }`, email), nil).body
	}
	expect(t, "a password that nobody has chosen yet", forgot("grace@example.com"), forgot("nobody@example.com"))
	expect(t, "messages", len(backend.Cognito.Outbox()), sent)

	clock.advance(account.InvitationValidity + time.Minute)
	expect(t, "too late", refusal(grace.enter(t, "grace@example.com", first)), "INVITATION_EXPIRED<nil>")
	admin.enter(t, "admin@example.com", password)
	shown := admin.ask(t, `{ users(filter: {search: "grace@"}) { edges { node { invitationExpiresAt } } } }`, nil)
	end, err := time.Parse(time.RFC3339, at(t, decode(t, shown.Data["users"])["edges"].([]any)[0], "node", "invitationExpiresAt").(string))
	if err != nil || !end.Before(clock.now()) {
		t.Errorf("the list says %v, %v", end, err)
	}
	expect(t, "again", refusal(admin.do(t, "resendInvitation", userSelection, map[string]any{"id": user["id"], "medium": "SMS"})), "")
	expect(t, "the first password", refusal(grace.enter(t, "grace@example.com", first)), "INVALID_CREDENTIALS<nil>")
	grace.choosePassword(t, "grace@example.com", code(t, backend, otherPhone))
}

func TestAdministratorsCorrectAccounts(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	url := startProduct(t)
	admin := administrator(t, backend, url)
	correct := func(id any, change map[string]any) map[string]any {
		t.Helper()
		change["id"] = id
		return admin.do(t, "updateUser", userSelection, change)
	}
	find := func(email string) any {
		t.Helper()
		a := admin.ask(t, fmt.Sprintf(`{ users(filter: {search: %q}) { edges { node { id } } } }`, email), nil)
		return at(t, decode(t, a.Data["users"])["edges"].([]any)[0], "node", "id")
	}
	own, _ := admin.viewer(t, "id")
	expect(t, "the own account", refusal(correct(own["id"], map[string]any{"name": "Root"})), "OWN_ACCOUNT[id]")

	// Before the phone is confirmed: the code goes to the corrected number.
	visitor := newBrowser(t, url)
	visitor.do(t, "signUp", "codeDelivery { medium }", map[string]any{
		"email": "bob@example.com", "name": "Bob", "phoneNumber": "+442079460099", "password": password,
	})
	bob := correct(find("bob@"), map[string]any{"phoneNumber": "+44 20 7946 0055"})
	expect(t, "the corrected number", fmt.Sprint(at(t, bob, "user", "phoneNumber"), at(t, bob, "user", "phoneNumberVerified")), "+442079460055false")
	input := map[string]any{"email": "bob@example.com", "code": code(t, backend, "+442079460055")}
	expect(t, "confirmed", refusal(visitor.do(t, "confirmOtp", "confirmed", input)), "")
	expect(t, "signed in", refusal(visitor.enter(t, "bob@example.com", password)), "")

	// Before an invited person's first sign-in: the invitation goes to the corrected address, and the first one is void.
	user := invited(t, admin)
	void := code(t, backend, "grace@example.com")
	corrected := correct(user["id"], map[string]any{"email": "hopper@example.com"})
	expect(t, "the corrected address", fmt.Sprint(at(t, corrected, "user", "email"), at(t, corrected, "user", "emailVerified")), "hopper@example.comfalse")
	grace := newBrowser(t, url)
	expect(t, "the void invitation", refusal(grace.enter(t, "hopper@example.com", void)), "INVALID_CREDENTIALS<nil>")
	grace.choosePassword(t, "hopper@example.com", code(t, backend, "hopper@example.com"))

	// Later: the old address counts until the person has entered the code, for sign-ins too.
	ada := &ballotBox{verifiedPerson(t, backend, url, "ada@example.com")}
	bikes := ada.pitch(t, "Bikes")
	id := find("ada@")
	expect(t, "somebody else's address", refusal(correct(id, map[string]any{"email": "bob@example.com"})), "EMAIL_TAKEN[email]")
	waiting := correct(id, map[string]any{"email": "king@example.com", "name": "Ada King"})
	expect(t, "what waits", fmt.Sprint(at(t, waiting, "user", "email"), at(t, waiting, "user", "emailVerified"), at(t, waiting, "user", "name")), "ada@example.comtrueAda King")
	expect(t, "the name on projects", string(ada.must(t, `query($id: ID!) { project(id: $id) { owner { name } } }`, map[string]any{"id": bikes}).Data["project"]), `{"owner":{"name":"Ada King"}}`)
	expect(t, "the new address", refusal(newBrowser(t, url).enter(t, "king@example.com", password)), "INVALID_CREDENTIALS<nil>")
	expect(t, "the old address", refusal(ada.enter(t, "ada@example.com", password)), "")
	entered := map[string]any{"attribute": "EMAIL", "code": code(t, backend, "king@example.com")}
	expect(t, "the code", refusal(ada.do(t, "verifyAttribute", "viewer { id }", entered)), "")
	viewer, _ := ada.viewer(t, "email emailVerified")
	expect(t, "the account", fmt.Sprint(viewer["email"], viewer["emailVerified"]), "king@example.comtrue")
	expect(t, "signed in by it", refusal(newBrowser(t, url).enter(t, "king@example.com", password)), "")

	eventually(t, "the trail shows them", func() bool {
		a := admin.ask(t, `{ auditEvents(filter: {action: "updateUser", outcome: SUCCESS}) { edges { node { target } } } }`, nil)
		return strings.Count(a.body, `"target":"`) == 3
	})
}

// What an administrator deletes leaves as little as what its owner deletes, even where an index is behind.
func TestAnAdministratorsDeletionLeavesNothing(t *testing.T) {
	for _, modes := range []dynamotest.Modes{{}, {IndexLag: 2 * time.Minute}} {
		clock := &fakeClock{}
		backend := startAWS(t, localaws.Config{Clock: clock.now, Admins: []string{"admin@example.com"}, Modes: modes})
		t.Setenv("TRUSTED_PROXIES", "127.0.0.1")
		instance := startInstance(t, clock)
		e := &electorate{url: "http://" + instance.Addr().String(), backend: backend, clock: clock, instance: instance}
		admin := administrator(t, backend, e.url)
		grace := e.grace(t)
		bikes := grace.pitch(t, "Bikes")
		viewer, _ := grace.viewer(t, "id")
		written(t, instance)
		remove := func(email string) string {
			return refusal(admin.do(t, "deleteUser", "deletedId", map[string]any{"id": viewer["id"], "email": email}))
		}
		expect(t, "another address", remove("ada@example.com"), "INVALID_EMAIL[email]")
		expect(t, "deleted", remove(graceEmail), "")
		expect(t, "again", remove(graceEmail), "NOT_FOUND[id]")
		if _, code := grace.viewer(t, "id"); code != "UNAUTHENTICATED" {
			t.Errorf("signed in without an account: %q", code)
		}
		own, _ := admin.viewer(t, "id email")
		a := admin.do(t, "deleteUser", "deletedId", map[string]any{"id": own["id"], "email": own["email"]})
		expect(t, "the own account", refusal(a), "OWN_ACCOUNT[id]")
		shown := admin.ask(t, fmt.Sprintf(`{ project(id: %q) { title owner { name } } }`, bikes), nil)
		if !strings.Contains(shown.body, `"name":""`) {
			t.Errorf("the project of somebody who is gone: %s", shown.body)
		}
		written(t, instance)
		clock.advance(people.SettlingTime + time.Second)
		if err := instance.FinishDeletions(t.Context()); err != nil {
			t.Fatal(err)
		}
		backend.Dynamo.SettleIndexes()
		if left := e.leftOfGrace(t); len(left) > 0 {
			t.Errorf("left: %q", left)
		}
		admin.enter(t, "admin@example.com", password)
		trail := admin.ask(t, `{ auditEvents(filter: {action: "deleteUser", outcome: SUCCESS}) { edges { node { actor target } } } }`, nil)
		if !strings.Contains(trail.body, fmt.Sprintf(`"target":%q`, viewer["id"])) || !strings.Contains(trail.body, fmt.Sprintf(`"actor":%q`, own["id"])) {
			t.Errorf("the trail: %s", trail.body)
		}
	}
}
