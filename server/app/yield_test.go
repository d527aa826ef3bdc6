package app_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const (
	ownerEmail    = "grace@example.com"
	strangerPhone = "+442079460099"
)

// register signs an address up, and returns the refusal.
func register(t *testing.T, b *browser, email, number, password string) string {
	t.Helper()
	input := map[string]any{"email": email, "name": "Grace Hopper", "phoneNumber": number, "password": password}
	return b.try(t, "signUp", "codeDelivery { destination }", input)
}

// confirm enters the newest code that went to a number, and returns the refusal.
func confirm(t *testing.T, b *browser, backend *localaws.AWS, email, number string) string {
	t.Helper()
	return b.try(t, "confirmOtp", "confirmed", map[string]any{"email": email, "code": code(t, backend, number)})
}

// arrives has the owner of an address do all that leads to a vote.
func (e *electorate) arrives(t *testing.T) *ballotBox {
	t.Helper()
	owner := &ballotBox{newBrowser(t, e.url)}
	expect(t, "the owner's sign-up", register(t, owner.browser, ownerEmail, phone, password), "")
	expect(t, "the owner's code", confirm(t, owner.browser, e.backend, ownerEmail, phone), "")
	expect(t, "the owner's sign-in", owner.try(t, "signIn", "session { expiresAt }", map[string]any{"email": ownerEmail, "password": password}), "")
	owner.must(t, `mutation { requestVerification(input: {attribute: EMAIL}) { userErrors { code } } }`, nil)
	proof := map[string]any{"attribute": "EMAIL", "code": code(t, e.backend, ownerEmail)}
	expect(t, "the proof", owner.try(t, "verifyAttribute", "viewer { id }", proof), "")
	return owner
}

func TestAStrangersSignUpDoesNotKeepTheOwnerOfAnAddressOut(t *testing.T) {
	for name, confirmed := range map[string]bool{"that waits for its code": false, "confirmed by the stranger's phone": true} {
		t.Run(name, func(t *testing.T) {
			e := newElectorate(t)
			bob := e.voter(t, "bob")
			project := bob.mutate(t, "createProject", "project { id }", map[string]any{"title": "Bikes", "summary": "Bikes for everybody."}).Project.ID
			stranger := newBrowser(t, e.url)
			expect(t, "the stranger's sign-up", register(t, stranger, ownerEmail, strangerPhone, otherPassword), "")
			if confirmed {
				expect(t, "the stranger's code", confirm(t, stranger, e.backend, ownerEmail, strangerPhone), "")
				stranger.enter(t, ownerEmail, otherPassword)
				if viewer, _ := stranger.viewer(t, "voter { eligibility { canVote } }"); viewer == nil {
					t.Fatal("the stranger is not signed in")
				}
			}

			grace := e.arrives(t)
			if refusal := grace.mutate(t, "castVote", "vote { points }", map[string]any{"projectId": project, "points": 5}).refusal(); refusal != "" {
				t.Errorf("the owner's vote: %s", refusal)
			}
			if _, code := stranger.viewer(t, "id"); code != "UNAUTHENTICATED" {
				t.Errorf("the stranger's session: %q", code)
			}
			expect(t, "the stranger's password", refusal(newBrowser(t, e.url).enter(t, ownerEmail, otherPassword)), "INVALID_CREDENTIALS<nil>")
			// From here on the address does not yield, and nobody gets the stranger's way.
			expect(t, "the stranger again", register(t, stranger, ownerEmail, strangerPhone, otherPassword), "EMAIL_TAKEN")
			if viewer, _ := grace.viewer(t, "voter { votes { points } }"); fmt.Sprint(viewer) != "map[voter:map[votes:[map[points:5]]]]" {
				t.Errorf("the owner, afterwards: %v", viewer)
			}
		})
	}
}

func TestTheAuditTrailHasTheAccountThatYielded(t *testing.T) {
	backend := startAWS(t, localaws.Config{Admins: []string{"admin@example.com"}})
	instance := startInstance(t)
	url := "http://" + instance.Addr().String()
	admin := administrator(t, backend, url)
	stranger := person(t, backend, url, ownerEmail)
	viewer, _ := stranger.viewer(t, "id")
	expect(t, "the owner's sign-up", register(t, newBrowser(t, url), ownerEmail, strangerPhone, otherPassword), "")
	written(t, instance)
	a := admin.ask(t, `{ auditEvents(filter: {action: "replaceAccount"}) { edges { node { outcome email target actor ipAddress } } } }`, nil)
	want := fmt.Sprintf(`"edges":[{"node":{"outcome":"SUCCESS","email":%q,"target":%q,"actor":null,"ipAddress":"127.0.0.1"}}]`, ownerEmail, viewer["id"])
	if !strings.Contains(a.body, want) {
		t.Errorf("%s, want %s", a.body, want)
	}
	// What was recorded of the address stays, or a stranger could remove traces by another sign-up.
	a = admin.ask(t, `{ auditEvents(filter: {action: "confirmOtp"}) { edges { node { email } } } }`, nil)
	if !strings.Contains(a.body, ownerEmail) {
		t.Errorf("%s", a.body)
	}
}

func TestOnlyAnAddressThatNobodyHasVerifiedYields(t *testing.T) {
	e := newElectorate(t)
	bob := e.voter(t, "bob")
	project := bob.mutate(t, "createProject", "project { id }", map[string]any{"title": "Bikes", "summary": "Bikes for everybody."}).Project.ID

	grace := e.voter(t, "voted")
	grace.mutate(t, "castVote", "vote { points }", map[string]any{"projectId": project, "points": 5})
	setEmailVerified(t, e.backend, "voted@example.com", "false") // by an operator, or in a pool that changes addresses at once
	setEmailVerified(t, e.backend, "bob@example.com", "false")   // who has pitched
	e.newcomer(t, "disabled")
	disable(t, e.backend, "disabled@example.com")
	expect(t, "sign-up", register(t, newBrowser(t, e.url), "waiting@example.com", phone, password), "")
	disable(t, e.backend, "waiting@example.com")
	e.newcomer(t, "verified")
	verifyEmail(t, e.backend, "verified@example.com")
	invite(t, e.backend, "invited@example.com", "Temp-Horse-7-Battery")

	sent := len(e.backend.Cognito.Outbox())
	for _, name := range []string{"voted", "bob", "disabled", "waiting", "verified", "invited"} {
		expect(t, name, register(t, newBrowser(t, e.url), name+"@example.com", strangerPhone, otherPassword), "EMAIL_TAKEN")
	}
	if calls := e.backend.Cognito.Calls()["AdminDeleteUser"]; calls != 0 || len(e.backend.Cognito.Outbox()) != sent {
		t.Errorf("%d accounts deleted, %d messages", calls, len(e.backend.Cognito.Outbox())-sent)
	}
	if viewer, _ := grace.viewer(t, "voter { votes { points } }"); fmt.Sprint(viewer) != "map[voter:map[votes:[map[points:5]]]]" {
		t.Errorf("the vote: %v", viewer)
	}
}

// A wrong number is corrected, and a request is repeated, by signing up once more.
func TestASignUpCanBeRepeatedWithOtherDetails(t *testing.T) {
	e := newElectorate(t)
	b := newBrowser(t, e.url)
	expect(t, "sign-up", register(t, b, ownerEmail, strangerPhone, otherPassword), "")
	expect(t, "corrected", register(t, b, ownerEmail, phone, otherPassword), "")
	first := code(t, e.backend, phone)
	expect(t, "repeated", register(t, b, ownerEmail, phone, password), "")
	if code(t, e.backend, phone) != first { // codes are random: one in a million is the same
		expect(t, "the first code", b.try(t, "confirmOtp", "confirmed", map[string]any{"email": ownerEmail, "code": first}), "CODE_MISMATCH")
	}
	expect(t, "the last code", confirm(t, b, e.backend, ownerEmail, phone), "")
	expect(t, "the last password", refusal(b.enter(t, ownerEmail, password)), "")
}

func TestSignUpsOfOneAddressAtATimeLeaveOneAccountThatWorks(t *testing.T) {
	e := newElectorate(t)
	expect(t, "a first one", register(t, newBrowser(t, e.url), ownerEmail, strangerPhone, otherPassword), "")
	var all sync.WaitGroup
	for range 8 {
		b := newBrowser(t, e.url)
		all.Go(func() {
			if refusal := register(t, b, ownerEmail, strangerPhone, otherPassword); refusal != "" && refusal != "SERVICE_UNAVAILABLE" {
				t.Errorf("at the same time: %s", refusal)
			}
		})
	}
	all.Wait()
	e.arrives(t)
}

func TestAnAccountYieldsWhicheverReplyIsLost(t *testing.T) {
	for _, operation := range []string{"AdminGetUser", "AdminDeleteUser"} {
		for _, confirmed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, confirmed %t", operation, confirmed), func(t *testing.T) {
				e := newElectorate(t)
				stranger := newBrowser(t, e.url)
				expect(t, "the stranger", register(t, stranger, ownerEmail, strangerPhone, otherPassword), "")
				if confirmed {
					expect(t, "the stranger's code", confirm(t, stranger, e.backend, ownerEmail, strangerPhone), "")
				}
				e.backend.Cognito.Inject(cognitotest.Fault{Operation: operation, Count: 1, Kind: cognitotest.DropReply})
				e.arrives(t)
			})
		}
	}
}
