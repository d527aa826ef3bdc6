package app_test

import (
	"fmt"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// said is what a mutation's first user error says: its code, field and message.
func said(payload map[string]any) string {
	errors := payload["userErrors"].([]any)
	if len(errors) == 0 {
		return ""
	}
	first := errors[0].(map[string]any)
	return fmt.Sprint(first["code"], first["field"], " ", first["message"])
}

// What can't be delivered is said to be what it was: a code to a phone number, to an email address, or to one of them.
func TestACodeThatIsNotDeliveredNamesWhereItWent(t *testing.T) {
	const (
		toPhone = "We couldn't send the code. Check the phone number, and request a new code in a minute."
		toEmail = "We couldn't send the code. Check the email address, and request a new code in a minute."
		toOne   = "We couldn't send the code. Try again in a minute."
	)
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	ada, visitor := person(t, backend, url, "ada@example.com"), newBrowser(t, url)
	registration := map[string]any{"email": "eve@example.com", "name": "Eve", "phoneNumber": phone, "password": password}
	for _, c := range []struct {
		name, operation string
		b               *browser
		field           string
		selection       string
		input           map[string]any
		want            string
	}{
		{"sign-up", "SignUp", visitor, "signUp", "codeDelivery { medium }", registration, "CODE_NOT_DELIVERED[phoneNumber] " + toPhone},
		{"resend", "ResendConfirmationCode", visitor, "resendOtp", "accepted", map[string]any{"email": "eve@example.com"}, "CODE_NOT_DELIVERED<nil> " + toPhone},
		{"forgotten password", "ForgotPassword", visitor, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"}, "CODE_NOT_DELIVERED<nil> " + toOne},
		{"verification of the address", "GetUserAttributeVerificationCode", ada, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "EMAIL"}, "CODE_NOT_DELIVERED<nil> " + toEmail},
		{"verification of the number", "GetUserAttributeVerificationCode", ada, "requestVerification", "codeDelivery { medium }", map[string]any{"attribute": "PHONE_NUMBER"}, "CODE_NOT_DELIVERED<nil> " + toPhone},
		{"new address", "UpdateUserAttributes", ada, "updateProfile", "viewer { id }", map[string]any{"email": "ada.king@example.com"}, "CODE_NOT_DELIVERED[email] " + toEmail},
		{"new number", "UpdateUserAttributes", ada, "updateProfile", "viewer { id }", map[string]any{"phoneNumber": "+442079460019"}, "CODE_NOT_DELIVERED[phoneNumber] " + toPhone},
		{"both", "UpdateUserAttributes", ada, "updateProfile", "viewer { id }", map[string]any{"email": "ada.k@example.com", "phoneNumber": "+442079460017"}, "CODE_NOT_DELIVERED<nil> " + toOne},
	} {
		backend.Cognito.Inject(cognitotest.Fault{
			Operation: c.operation, Kind: cognitotest.RefuseAfter, Exception: "CodeDeliveryFailureException", Message: "Unable to deliver message",
		})
		expect(t, c.name, said(c.b.do(t, c.field, c.selection, c.input)), c.want)
	}
}

// What Cognito's threat protection blocks is not a wrong password, and no fault of the server's.
func TestWhatThreatProtectionBlocksSaysSo(t *testing.T) {
	const (
		risk    = "Unable to login because of security reasons."
		address = "Request not allowed due to security reasons."
	)
	backend := startAWS(t, localaws.Config{})
	url := startProduct(t)
	ada, visitor := person(t, backend, url, "ada@example.com"), newBrowser(t, url)
	signIn := map[string]any{"email": "ada@example.com", "password": password}
	registration := map[string]any{"email": "eve@example.com", "name": "Eve", "phoneNumber": phone, "password": password}
	change := map[string]any{"currentPassword": password, "newPassword": otherPassword}
	for _, c := range []struct {
		operation, exception, text string
		b                          *browser
		field, selection           string
		input                      map[string]any
		want                       string
	}{
		{"InitiateAuth", "NotAuthorizedException", risk, visitor, "signIn", "session { expiresAt }", signIn, "REQUEST_BLOCKED<nil>"},
		{"InitiateAuth", "NotAuthorizedException", address, visitor, "signIn", "session { expiresAt }", signIn, "REQUEST_BLOCKED<nil>"},
		{"SignUp", "NotAuthorizedException", address, visitor, "signUp", "codeDelivery { medium }", registration, "REQUEST_BLOCKED<nil>"},
		{"ChangePassword", "NotAuthorizedException", address, ada, "changePassword", "changed", change, "REQUEST_BLOCKED<nil>"},
		// These must not tell who has an account.
		{"ForgotPassword", "NotAuthorizedException", address, visitor, "forgotPassword", "accepted", map[string]any{"email": "ada@example.com"}, ""},
		{"ResendConfirmationCode", "NotAuthorizedException", address, visitor, "resendOtp", "accepted", map[string]any{"email": "ada@example.com"}, ""},
		// A password of another site that has become public.
		{"SignUp", "InvalidPasswordException", "Provided password cannot be used for security reasons.", visitor, "signUp", "codeDelivery { medium }", registration, "PASSWORD_POLICY[password]"},
		{"ChangePassword", "InvalidPasswordException", "Provided password cannot be used for security reasons.", ada, "changePassword", "changed", change, "PASSWORD_POLICY[newPassword]"},
	} {
		backend.Cognito.Inject(cognitotest.Fault{Operation: c.operation, Kind: cognitotest.Refuse, Exception: c.exception, Message: c.text})
		expect(t, c.operation+" "+c.text, refusal(c.b.do(t, c.field, c.selection, c.input)), c.want)
	}
	if a := visitor.enter(t, "ada@example.com", password); refusal(a) != "" {
		t.Errorf("afterwards: %v", a)
	}
}
