package cognitotest_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const newEmail, newPhone = "countess@example.com", "+12065550199"

func (f *fixture) updateProfile(accessToken *string, pairs ...string) (*cip.UpdateUserAttributesOutput, error) {
	return f.sdk.UpdateUserAttributes(f.ctx, &cip.UpdateUserAttributesInput{AccessToken: accessToken, UserAttributes: attributes(pairs...)})
}

func (f *fixture) verify(accessToken *string, name, code string) error {
	_, err := f.sdk.VerifyUserAttribute(f.ctx, &cip.VerifyUserAttributeInput{AccessToken: accessToken, AttributeName: &name, Code: &code})
	return err
}

func (f *fixture) requestCode(accessToken *string, name string) (*cip.GetUserAttributeVerificationCodeOutput, error) {
	return f.sdk.GetUserAttributeVerificationCode(f.ctx, &cip.GetUserAttributeVerificationCodeInput{AccessToken: accessToken, AttributeName: &name})
}

func (f *fixture) attributesOf(accessToken *string) map[string]string {
	f.Helper()
	return attributeMap(must(f.getUser(*accessToken))(f.T).UserAttributes)
}

func TestANewEmailWaitsForItsCode(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	out := must(f.updateProfile(access, "email", newEmail, "name", "Countess"))(t)
	if len(out.CodeDeliveryDetailsList) != 1 || *out.CodeDeliveryDetailsList[0].Destination != "c***@e***" {
		t.Fatalf("deliveries %v", out.CodeDeliveryDetailsList)
	}
	if m := f.server.Outbox()[0]; m.To != newEmail || m.Medium != "EMAIL" {
		t.Errorf("sent to %s by %s", m.To, m.Medium)
	}
	if got := f.attributesOf(access); got["email"] != testEmail || got["name"] != "Countess" {
		t.Errorf("attributes %v", got)
	}
	f.signIn(testEmail)
	_, err := f.auth(newEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)

	code := f.lastCode()
	wantRefusal(t, f.verify(access, "email", otherCode(code)), "CodeMismatchException", wrongCodeText)
	wantRefusal(t, f.verify(access, "phone_number", code), "ExpiredCodeException", expiredCodeText)
	f.check(f.verify(access, "email", code))
	wantRefusal(t, f.verify(access, "email", code), "ExpiredCodeException", expiredCodeText)
	if got := f.attributesOf(access); got["email"] != newEmail || got["email_verified"] != "true" {
		t.Errorf("attributes %v", got)
	}
	f.signIn(newEmail)
	_, err = f.auth(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
	f.signUp(testEmail) // the old email is free
}

func TestANewPhoneNumberWaitsForItsCodeAndTheOldOneCancelsIt(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	must(f.updateProfile(access, "phone_number", newPhone))(t)
	code := f.lastCode()
	must(f.updateProfile(access, "phone_number", testPhone))(t)
	wantRefusal(t, f.verify(access, "phone_number", code), "ExpiredCodeException", expiredCodeText)
	must(f.updateProfile(access, "phone_number", newPhone))(t)
	f.check(f.verify(access, "phone_number", f.lastCode()))
	if got := f.attributesOf(access); got["phone_number"] != newPhone || got["phone_number_verified"] != "true" {
		t.Errorf("attributes %v", got)
	}
}

func TestAnEmailOfSomeoneElseIsRefusedAtBothSteps(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	f.confirmedUser("grace@example.com")
	access := f.signIn(testEmail).AccessToken
	const taken = "An account with the given email already exists."
	_, err := f.updateProfile(access, "email", "GRACE@example.com")
	wantRefusal(t, err, "AliasExistsException", taken)
	must(f.updateProfile(access, "email", newEmail))(t)
	code := f.lastCode()
	f.signUp(newEmail)
	wantRefusal(t, f.verify(access, "email", code), "AliasExistsException", taken)
	f.signIn(testEmail)
}

func TestWithoutThatSettingAnUpdateAppliesAtOnceUnverified(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.AttributesRequireVerificationBeforeUpdate = []string{} })
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	must(f.updateProfile(access, "email", newEmail))(t)
	if got := f.attributesOf(access); got["email"] != newEmail || got["email_verified"] != "false" {
		t.Errorf("attributes %v", got)
	}
	f.signIn(newEmail)
	f.check(f.verify(access, "email", f.lastCode()))
	if got := f.attributesOf(access); got["email_verified"] != "true" {
		t.Errorf("attributes %v", got)
	}
}

func TestBadProfilesAreRefused(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	for _, c := range []struct{ name, value, kind, message string }{
		{"email", "nonsense", "InvalidParameterException", "Invalid email address format."},
		{"phone_number", "12", "InvalidParameterException", "Invalid phone number format."},
		{"name", "", "InvalidParameterException", "Attributes did not conform to the schema: name: The attribute is required\n"},
		{"email_verified", "true", "NotAuthorizedException", "A client attempted to write unauthorized attribute"},
		{"sub", "x", "NotAuthorizedException", "A client attempted to write unauthorized attribute"},
	} {
		_, err := f.updateProfile(access, c.name, c.value)
		wantRefusal(t, err, c.kind, c.message)
	}
}

func TestVerificationCodesAreSentAgainExpireAndAreLimited(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	_, err := f.requestCode(access, "name")
	wantRefusal(t, err, "InvalidParameterException", "The attribute name cannot be verified")

	// The present email is unverified: its code verifies it.
	if d := must(f.requestCode(access, "email"))(t).CodeDeliveryDetails; *d.Destination != "A***@e***" {
		t.Errorf("sent to %s", *d.Destination)
	}
	f.check(f.verify(access, "email", f.lastCode()))

	// With a change pending, the code goes to the new value.
	must(f.updateProfile(access, "email", newEmail))(t)
	for range 4 {
		must(f.requestCode(access, "email"))(t)
	}
	if m := f.server.Outbox()[0]; m.To != newEmail {
		t.Errorf("sent to %s", m.To)
	}
	_, err = f.requestCode(access, "email")
	wantRefusal(t, err, "LimitExceededException", limitText)

	code := f.lastCode()
	for range 14 { // the right one above counts, too
		wantRefusal(t, f.verify(access, "email", otherCode(code)), "CodeMismatchException", wrongCodeText)
	}
	wantRefusal(t, f.verify(access, "email", code), "LimitExceededException", limitText)
	f.clock.Advance(24 * time.Hour)
	access = f.signIn(testEmail).AccessToken
	wantRefusal(t, f.verify(access, "email", code), "ExpiredCodeException", expiredCodeText)
}

func TestDeletingOneselfFreesTheEmailAndEndsTheSession(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	must(f.sdk.DeleteUser(f.ctx, &cip.DeleteUserInput{AccessToken: tokens.AccessToken}))(t)
	_, err := f.getUser(*tokens.AccessToken)
	wantRefusal(t, err, "UserNotFoundException", "User does not exist.")
	_, err = f.sdk.DeleteUser(f.ctx, &cip.DeleteUserInput{AccessToken: aws.String("x.y.z")})
	wantRefusal(t, err, "NotAuthorizedException", "Invalid Access Token")
	f.signUp(testEmail)
}
