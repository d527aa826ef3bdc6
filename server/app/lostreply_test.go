package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// try sends a mutation of one input and returns what came of it: nothing for success, or the code of the refusal or
// error.
func (b *browser) try(t *testing.T, field, selection string, input map[string]any) string {
	t.Helper()
	typeName := strings.ToUpper(field[:1]) + field[1:] + "Input"
	a := b.ask(t, fmt.Sprintf(`mutation ($input: %s!) { %s(input: $input) { %s userErrors { code } } }`, typeName, field, selection), map[string]any{"input": input})
	if code := a.code(); code != "" {
		return code
	}
	return strings.TrimSuffix(refusal(decode(t, a.Data[field])), "<nil>")
}

// Whichever reply of Cognito is lost, the action is done, or the person is asked to try again and succeeds then.
func TestNoLostReplyLeavesAPersonStuck(t *testing.T) {
	var clock fakeClock
	backend := startAWS(t, localaws.Config{Clock: clock.now})
	url := startProduct(t, &clock)
	b := person(t, backend, url, "ada@example.com")
	step := func(operation string, do func() string) {
		t.Helper()
		backend.Cognito.ClearFaults()
		backend.Cognito.Inject(cognitotest.Fault{Operation: operation, Count: 1, Kind: cognitotest.DropReply})
		outcome := do()
		if outcome == "SERVICE_UNAVAILABLE" {
			outcome = do()
		}
		if outcome != "" {
			t.Errorf("%s: %s", operation, outcome)
		}
	}
	enter := func(password string) string {
		return newBrowser(t, url).try(t, "signIn", "session { expiresAt }", map[string]any{"email": "ada@example.com", "password": password})
	}
	step("InitiateAuth", func() string { return enter(password) })
	step("ForgotPassword", func() string {
		return b.try(t, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"})
	})
	reset := map[string]any{"email": "ada@example.com", "code": code(t, backend, phone), "newPassword": otherPassword}
	step("ConfirmForgotPassword", func() string { return b.try(t, "resetPassword", "reset", reset) })
	if got := enter(otherPassword); got != "" {
		t.Errorf("sign-in with the new password: %s", got)
	}

	b.enter(t, "ada@example.com", otherPassword)
	step("ChangePassword", func() string {
		return b.try(t, "changePassword", "changed", map[string]any{"currentPassword": otherPassword, "newPassword": password})
	})
	step("UpdateUserAttributes", func() string { return b.try(t, "updateProfile", "viewer { id }", map[string]any{"name": "Augusta"}) })
	step("GetUserAttributeVerificationCode", func() string {
		return b.try(t, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "EMAIL"})
	})
	verify := map[string]any{"attribute": "EMAIL", "code": code(t, backend, "ada@example.com")}
	step("VerifyUserAttribute", func() string { return b.try(t, "verifyAttribute", "viewer { id }", verify) })
	var secret string
	step("AssociateSoftwareToken", func() string {
		a := b.ask(t, `mutation { startTotpSetup { setup { secret } } }`, nil)
		if a.code() == "" {
			secret, _ = at(t, decode(t, a.Data["startTotpSetup"]), "setup", "secret").(string)
		}
		return a.code()
	})
	step("VerifySoftwareToken", func() string {
		clock.advance(time.Minute)
		return b.try(t, "finishTotpSetup", "viewer { id }", map[string]any{"code": totpCode(t, secret, &clock)})
	})
	step("SetUserMFAPreference", func() string {
		return b.try(t, "setMfaPreference", "viewer { id }", map[string]any{"preferred": "TOTP"})
	})
	clock.advance(time.Minute)
	step("RespondToAuthChallenge", func() string { // an answer whose reply was lost costs the sign-in: it starts over
		challenged := newBrowser(t, url)
		payload := challenged.enter(t, "ada@example.com", password)
		clock.advance(time.Minute)
		return challenged.try(t, "answerChallenge", "session { expiresAt }", map[string]any{"handle": at(t, payload, "challenge", "handle"), "code": totpCode(t, secret, &clock)})
	})
	step("GlobalSignOut", func() string { return b.try(t, "signOut", "signedOut", map[string]any{"everywhere": true}) })
}

func TestALostReplyToADeletionLeavesNoAccount(t *testing.T) {
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	b := person(t, backend, url, "ada@example.com")
	backend.Cognito.Inject(cognitotest.Fault{Operation: "DeleteUser", Count: 1, Kind: cognitotest.DropReply})
	if got := b.try(t, "deleteAccount", "deleted", map[string]any{"email": "ada@example.com"}); got != "" {
		t.Errorf("deleteAccount: %s", got)
	}
	expect(t, "sign-in", refusal(newBrowser(t, url).enter(t, "ada@example.com", password)), "INVALID_CREDENTIALS<nil>")
}
