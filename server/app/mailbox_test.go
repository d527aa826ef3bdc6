package app_test

import (
	"crypto/sha256"
	"encoding/base32"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// mailboxKey is what the table has of the mailbox of an address.
func mailboxKey(address string) string {
	sum := sha256.Sum256([]byte(address))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])
}

// project has somebody pitch something to vote for.
func (e *electorate) project(t *testing.T) string {
	t.Helper()
	input := map[string]any{"title": "Bikes", "summary": "Bikes for everybody."}
	return e.voter(t, "bob").mutate(t, "createProject", "project { id }", input).Project.ID
}

// five gives five points to a project, and returns the refusal.
func (b *ballotBox) five(t *testing.T, project string) string {
	t.Helper()
	return b.mutate(t, "castVote", "vote { points }", map[string]any{"projectId": project, "points": 5}).refusal()
}

func TestOneMailboxVotesOnce(t *testing.T) {
	e := newElectorate(t)
	project := e.project(t)
	first, second := e.voter(t, "grace+0"), e.voter(t, "grace+1")
	expect(t, "the first", first.five(t, project), "")
	expect(t, "the second", second.five(t, project), "MAILBOX_TAKEN")
	expect(t, "its pitch", second.mutate(t, "createProject", "project { id }", map[string]any{
		"title": "Choir", "summary": "Forty-five minutes at lunch.",
	}).refusal(), "MAILBOX_TAKEN")
	dotted := e.voter(t, "grace.hopper")
	expect(t, "a name with a dot is another mailbox", dotted.five(t, project), "")

	// A change of the address frees the mailbox.
	moved := map[string]any{"email": "hopper@example.com"}
	expect(t, "another address", first.mutate(t, "updateProfile", "viewer { id }", moved).refusal(), "")
	proof := map[string]any{"attribute": "EMAIL", "code": code(t, e.backend, "hopper@example.com")}
	expect(t, "its proof", first.mutate(t, "verifyAttribute", "viewer { id }", proof).refusal(), "")
	expect(t, "the second now", second.five(t, project), "")
	expect(t, "a third one", e.voter(t, "hopper+1").five(t, project), "MAILBOX_TAKEN")
}

func TestAMailboxIsFreeOnceItsAccountIsGone(t *testing.T) {
	e := newElectorate(t)
	project := e.project(t)
	first := e.voter(t, "grace+0")
	expect(t, "the first", first.five(t, project), "")
	expect(t, "its deletion", first.mutate(t, "deleteAccount", "deleted", map[string]any{"email": "grace+0@example.com"}).refusal(), "")

	second := e.voter(t, "grace+1")
	expect(t, "the second", second.five(t, project), "")
	email := "grace+1@example.com"
	if _, err := operator(e.backend).AdminDeleteUser(t.Context(), &cognitoidentityprovider.AdminDeleteUserInput{
		UserPoolId: &e.backend.Pool.ID, Username: &email, // behind the product's back
	}); err != nil {
		t.Fatal(err)
	}
	third := e.voter(t, "grace+2")
	expect(t, "the third", third.five(t, project), "")
	expect(t, "a fourth", e.voter(t, "grace+3").five(t, project), "MAILBOX_TAKEN")
}

func TestSubaddressesCanBeMailboxesOfTheirOwn(t *testing.T) {
	e := newElectorate(t, "SUBADDRESS_SEPARATORS", "off")
	project := e.project(t)
	for _, name := range []string{"grace+0", "grace+1"} {
		expect(t, name, e.voter(t, name).five(t, project), "")
	}
}
