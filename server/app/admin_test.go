package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

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

func TestASearchGoesOnPastAPageOfAccountsAlreadyFound(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	url := startProduct(t)
	admin := administrator(t, backend, url)
	// All of them have one name, by the beginning of which two are found as well by their email: those are not found again.
	signUp(t, backend, url, "ada.one@example.com")
	signUp(t, backend, url, "ada.two@example.com")
	var found []string
	after, pages := "null", 0
	for hasNext := true; hasNext; pages++ {
		a := admin.ask(t, `{ users(first: 1, after: `+after+`, filter: {search: "Ada"}) { edges { node { email } } pageInfo { hasNextPage endCursor } } }`, nil)
		if len(a.Errors) > 0 || pages > 10 {
			t.Fatalf("page %d: %s", pages, a.body)
		}
		users := decode(t, a.Data["users"])
		for _, edge := range users["edges"].([]any) {
			found = append(found, at(t, edge, "node", "email").(string))
		}
		hasNext = at(t, users, "pageInfo", "hasNextPage").(bool)
		after = fmt.Sprintf("%q", at(t, users, "pageInfo", "endCursor"))
	}
	slices.Sort(found)
	expect(t, "found once each", strings.Join(found, " "), "ada.one@example.com ada.two@example.com admin@example.com")
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
