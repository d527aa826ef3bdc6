package cognitotest_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

const newPassword = "Brand-New-Pass-8"

const (
	wrongCodeText   = "Invalid verification code provided, please try again."
	expiredCodeText = "Invalid code provided, please request a code again."
	limitText       = "Attempt limit exceeded, please try after some time."
)

func (f *fixture) forgot(email string) (*cip.ForgotPasswordOutput, error) {
	in := &cip.ForgotPasswordInput{ClientId: &f.pool.ClientID, Username: &email}
	if f.pool.ClientSecret != "" {
		in.SecretHash = aws.String(secretHash(f.pool, email))
	}
	return f.sdk.ForgotPassword(f.ctx, in)
}

func (f *fixture) reset(email, code, password string) error {
	in := &cip.ConfirmForgotPasswordInput{ClientId: &f.pool.ClientID, Username: &email, ConfirmationCode: &code, Password: &password}
	if f.pool.ClientSecret != "" {
		in.SecretHash = aws.String(secretHash(f.pool, email))
	}
	_, err := f.sdk.ConfirmForgotPassword(f.ctx, in)
	return err
}

func legacy(p *cognitotest.PoolSpec) {
	p.Client.PreventUserExistenceErrors = cognitotest.ExistenceErrorsLegacy
}

func TestAResetReplacesThePasswordAndLeavesSessions(t *testing.T) {
	var events []string
	f := setup(t, func(p *cognitotest.PoolSpec) {
		p.Client.Secret = true
		p.PostConfirmation = func(_ context.Context, e cognitotest.ConfirmationEvent) error {
			events = append(events, e.TriggerSource)
			return nil
		}
	})
	f.confirmedUser(testEmail)
	tokens := f.signIn(testEmail)
	for range 6 { // locked out
		_, _ = f.auth(testEmail, wrongPassword)
	}
	delivery := must(f.forgot(testEmail))(t).CodeDeliveryDetails
	if *delivery.AttributeName != "phone_number" || delivery.DeliveryMedium != "SMS" || *delivery.Destination != "+*******0123" {
		t.Errorf("delivery %s %s", *delivery.AttributeName, *delivery.Destination)
	}
	code := f.lastCode()
	wantRefusal(t, f.reset(testEmail, code, "short"), "InvalidPasswordException", "Password did not conform with policy: Password not long enough")
	wantRefusal(t, f.reset(testEmail, otherCode(code), newPassword), "CodeMismatchException", wrongCodeText)
	f.check(f.reset(testEmail, code, newPassword))
	must(f.getUser(*tokens.AccessToken))(t)
	must(f.auth(testEmail, newPassword))(t)
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
	wantRefusal(t, f.reset(testEmail, code, testPassword), "ExpiredCodeException", expiredCodeText)
	if len(events) != 2 || events[1] != "PostConfirmation_ConfirmForgotPassword" {
		t.Errorf("triggers %v", events)
	}
}

func TestResetCodesExpireAndANewOneVoidsTheOld(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	must(f.forgot(testEmail))(t)
	old := f.lastCode()
	f.clock.Advance(30 * time.Minute)
	must(f.forgot(testEmail))(t)
	code := f.lastCode()
	if old != code {
		wantRefusal(t, f.reset(testEmail, old, newPassword), "CodeMismatchException", wrongCodeText)
	}
	f.clock.Advance(time.Hour)
	wantRefusal(t, f.reset(testEmail, code, newPassword), "ExpiredCodeException", expiredCodeText)
}

func TestResetsAreLimited(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	for range 5 {
		must(f.forgot(testEmail))(t)
	}
	_, err := f.forgot(testEmail)
	wantRefusal(t, err, "LimitExceededException", limitText)
	code := f.lastCode()
	for range 15 {
		wantRefusal(t, f.reset(testEmail, otherCode(code), newPassword), "CodeMismatchException", wrongCodeText)
	}
	wantRefusal(t, f.reset(testEmail, code, newPassword), "LimitExceededException", limitText)
	f.clock.Advance(time.Hour)
	must(f.forgot(testEmail))(t)
	f.check(f.reset(testEmail, f.lastCode(), newPassword))
}

func TestUnknownDisabledAndUnreachableUsersLookLikeOthersToARecovery(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	must(f.sdk.AdminDisableUser(f.ctx, &cip.AdminDisableUserInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}))(t)
	f.signUp("grace@example.com") // nothing verified
	sent := len(f.server.Outbox())
	for _, email := range []string{testEmail, "grace@example.com", "nobody@example.com"} {
		first, again := must(f.forgot(email))(t).CodeDeliveryDetails, must(f.forgot(email))(t).CodeDeliveryDetails
		if *first.Destination != *again.Destination || first.DeliveryMedium != "SMS" || len(*first.Destination) != len("+*******0123") {
			t.Errorf("%s: %s, then %s", email, *first.Destination, *again.Destination)
		}
	}
	if n := len(f.server.Outbox()); n != sent {
		t.Errorf("%d messages were sent", n-sent)
	}
	wantRefusal(t, f.reset("nobody@example.com", "123456", newPassword), "CodeMismatchException", wrongCodeText)
	wantRefusal(t, f.reset(testEmail, "123456", newPassword), "CodeMismatchException", wrongCodeText)
	wantRefusal(t, f.reset("grace@example.com", "123456", newPassword), "ExpiredCodeException", expiredCodeText)
}

func TestUnknownNamesAreRefusedAndToldOfADeliveryInTurn(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.Client.UnknownAlternates = true })
	f.confirmedUser(testEmail)
	for range 3 {
		_, err := f.forgot("nobody@example.com")
		wantRefusal(t, err, "InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number")
		must(f.forgot(testEmail))(t) // a known name is not counted
		must(f.forgot("nobody@example.com"))(t)
		_, err = f.resend("nobody@example.com")
		wantRefusal(t, err, "InvalidParameterException", "User is already confirmed.")
		must(f.resend("nobody@example.com"))(t)
	}
}

func TestLegacyClientsAreToldWhyARecoveryFails(t *testing.T) {
	f := setup(t, legacy)
	_, err := f.forgot("nobody@example.com")
	wantRefusal(t, err, "UserNotFoundException", "Username/client id combination not found.")
	wantRefusal(t, f.reset("nobody@example.com", "123456", newPassword), "UserNotFoundException", "Username/client id combination not found.")
	f.signUp(testEmail)
	_, err = f.forgot(testEmail)
	wantRefusal(t, err, "InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number")
	must(f.sdk.AdminDisableUser(f.ctx, &cip.AdminDisableUserInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}))(t)
	_, err = f.forgot(testEmail)
	wantRefusal(t, err, "NotAuthorizedException", "User is disabled.")
}

func TestAnAdministratorsResetIsFinishedWithItsCode(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	must(f.sdk.AdminResetUserPassword(f.ctx, &cip.AdminResetUserPasswordInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}))(t)
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "PasswordResetRequiredException", "Password reset required for the user")
	f.check(f.reset(testEmail, f.lastCode(), newPassword))
	must(f.auth(testEmail, newPassword))(t)
}

func TestATemporaryPasswordCannotBeForgotten(t *testing.T) {
	f := setup(t)
	f.invited()
	must(f.sdk.AdminUpdateUserAttributes(f.ctx, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &f.pool.ID, Username: aws.String(testEmail),
		UserAttributes: attributes("name", "Ada", "phone_number", testPhone, "phone_number_verified", "true"),
	}))(t)
	_, err := f.forgot(testEmail)
	wantRefusal(t, err, "NotAuthorizedException", "User password cannot be reset in the current state.")
}

func TestChangingAPasswordNeedsTheOldOneAndIsLimited(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	change := func(from, to string) error {
		_, err := f.sdk.ChangePassword(f.ctx, &cip.ChangePasswordInput{AccessToken: access, PreviousPassword: &from, ProposedPassword: &to})
		return err
	}
	wantRefusal(t, change(testPassword, "short"), "InvalidPasswordException", "Password did not conform with policy: Password not long enough")
	f.check(change(testPassword, newPassword))
	must(f.getUser(*access))(t)
	must(f.auth(testEmail, newPassword))(t)
	for range 2 {
		wantRefusal(t, change(testPassword, newPassword), "NotAuthorizedException", incorrect)
	}
	f.check(change(newPassword, testPassword))
	wantRefusal(t, change(testPassword, newPassword), "LimitExceededException", limitText) // five calls, any outcome
	f.clock.Advance(59 * time.Minute)
	access = f.signIn(testEmail).AccessToken
	wantRefusal(t, change(testPassword, newPassword), "LimitExceededException", limitText)
	f.clock.Advance(time.Minute)
	f.check(change(testPassword, newPassword))
}
