package cognitotest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func (f *fixture) adminCreate(mediums ...types.DeliveryMediumType) error {
	_, err := f.sdk.AdminCreateUser(f.ctx, &cip.AdminCreateUserInput{
		UserPoolId: &f.pool.ID, Username: aws.String(testEmail), DesiredDeliveryMediums: mediums,
		UserAttributes: attributes("phone_number", testPhone),
	})
	return err
}

func TestInvitationCarriesAPasswordThatLeadsToTheChallenge(t *testing.T) {
	f := setup(t)
	if err := f.adminCreate(types.DeliveryMediumTypeSms, types.DeliveryMediumTypeEmail); err != nil {
		t.Fatal(err)
	}
	outbox := f.server.Outbox()
	if len(outbox) != 2 || outbox[1].To != testPhone || outbox[0].To != testEmail || outbox[0].Subject == "" {
		t.Fatalf("outbox %+v", outbox)
	}
	if !strings.Contains(outbox[1].Text, outbox[1].Code) {
		t.Errorf("text %q lacks the password", outbox[1].Text)
	}
	out := must(f.auth(testEmail, outbox[1].Code))(t)
	if out.ChallengeName != types.ChallengeNameTypeNewPasswordRequired ||
		out.ChallengeParameters["requiredAttributes"] != `["userAttributes.name"]` {
		t.Errorf("challenge %s %v", out.ChallengeName, out.ChallengeParameters)
	}
}

func TestAnInvitationIsInThePoolsWords(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) {
		p.Invitation = cognitotest.InvitationSpec{
			SMS: "{username}: {####}", EmailSubject: "Come", EmailText: "You are {username}.\n\n{####}\n\nWelcome, {username}",
		}
	})
	f.check(f.adminCreate(types.DeliveryMediumTypeSms, types.DeliveryMediumTypeEmail))
	mail, sms := f.server.Outbox()[0], f.server.Outbox()[1]
	want := "You are " + testEmail + ".\n\n" + mail.Code + "\n\nWelcome, " + testEmail
	if mail.Subject != "Come" || mail.Text != want || sms.Text != testEmail+": "+sms.Code || sms.Subject != "" {
		t.Errorf("%+v, %+v", mail, sms)
	}
	pool := must(f.sdk.DescribeUserPool(f.ctx, &cip.DescribeUserPoolInput{UserPoolId: &f.pool.ID}))(t).UserPool
	if got := pool.AdminCreateUserConfig.InviteMessageTemplate; aws.ToString(got.SMSMessage) != "{username}: {####}" {
		t.Errorf("template %+v", got)
	}
}

func TestAnInvitationThatCognitoWouldNotTakeIsRefused(t *testing.T) {
	for _, spec := range []cognitotest.InvitationSpec{
		{SMS: "no password"}, {EmailText: "no password"}, {SMS: "{####}" + strings.Repeat("x", 135)},
	} {
		if _, err := setup(t).server.EnsurePool(cognitotest.PoolSpec{Name: "other", Invitation: spec}); err == nil {
			t.Errorf("%+v was taken", spec)
		}
	}
}

func TestInvitationIsRefusedWhereItCannotBeSent(t *testing.T) {
	f := setup(t)
	wantRefusal(t, f.adminCreate("PIGEON"), "InvalidParameterException", `Unknown delivery medium "PIGEON"`)
	_, err := f.sdk.AdminCreateUser(f.ctx, &cip.AdminCreateUserInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)})
	wantRefusal(t, err, "InvalidParameterException", "The user has no phone_number to send the invitation to")
	if n := len(f.server.Outbox()); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func TestResetSendsACodeToAVerifiedAddressOnly(t *testing.T) {
	f := setup(t)
	f.signUp(testEmail)
	reset := &cip.AdminResetUserPasswordInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}
	_, err := f.sdk.AdminResetUserPassword(f.ctx, reset)
	wantRefusal(t, err, "NotAuthorizedException", "User password cannot be reset in the current state.")
	if err := f.confirm(testEmail, f.lastCode()); err != nil {
		t.Fatal(err)
	}
	must(f.sdk.AdminResetUserPassword(f.ctx, reset))(t)
	if m := f.server.Outbox()[0]; m.To != testPhone || m.Text != "Your password reset code is "+m.Code {
		t.Errorf("message %+v", m)
	}
}

func TestChangedEmailBecomesTheSignInNameAndFreesTheOldOne(t *testing.T) {
	f := setup(t)
	sub := f.confirmedUser(testEmail)
	must(f.sdk.AdminUpdateUserAttributes(f.ctx, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &f.pool.ID, Username: &sub, UserAttributes: attributes("email", "countess@example.com", "email_verified", "true"),
	}))(t)
	f.signIn("Countess@example.com")
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
	f.signUp(testEmail)
}

func TestAnAddressThatAnAdministratorChangesWaitsForItsCode(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	update := func(pairs ...string) {
		t.Helper()
		must(f.sdk.AdminUpdateUserAttributes(f.ctx, &cip.AdminUpdateUserAttributesInput{
			UserPoolId: &f.pool.ID, Username: aws.String(testEmail), UserAttributes: attributes(pairs...),
		}))(t)
	}
	update("phone_number", "+442079460123")
	if m := f.server.Outbox()[0]; m.To != "+442079460123" {
		t.Errorf("the code went to %s", m.To)
	}
	if got := attributeMap(must(f.getUser(*access))(t).UserAttributes); got["phone_number"] != testPhone || got["phone_number_verified"] != "true" {
		t.Errorf("attributes before the code: %v", got)
	}
	must(f.sdk.VerifyUserAttribute(f.ctx, &cip.VerifyUserAttributeInput{
		AccessToken: access, AttributeName: aws.String("phone_number"), Code: aws.String(f.lastCode()),
	}))(t)
	sent := len(f.server.Outbox())
	update("email", "countess@example.com", "email_verified", "true")
	got := attributeMap(must(f.getUser(*access))(t).UserAttributes)
	if got["phone_number"] != "+442079460123" || got["email"] != "countess@example.com" || got["email_verified"] != "true" || len(f.server.Outbox()) != sent {
		t.Errorf("%d messages, attributes %v", len(f.server.Outbox())-sent, got)
	}
}

const expiredInvitation = "Temporary password has expired and must be reset by an administrator."

func TestATemporaryPasswordExpiresAndIsRenewed(t *testing.T) {
	for days, opts := range map[int][]func(*cognitotest.PoolSpec){
		7: nil, 3: {func(p *cognitotest.PoolSpec) { p.PasswordPolicy.TemporaryDays = 3 }},
	} {
		f := setup(t, opts...)
		f.check(f.adminCreate())
		first := f.lastCode()
		f.clock.Advance(time.Duration(days)*24*time.Hour - time.Second)
		must(f.auth(testEmail, first))(t)
		f.clock.Advance(time.Second)
		_, err := f.auth(testEmail, first)
		wantRefusal(t, err, "NotAuthorizedException", expiredInvitation)
		_, err = f.auth(testEmail, wrongPassword)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)

		again := &cip.AdminCreateUserInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail), MessageAction: types.MessageActionTypeResend}
		must(f.sdk.AdminCreateUser(f.ctx, again))(t)
		out := must(f.auth(testEmail, f.lastCode()))(t)
		_, err = f.auth(testEmail, first)
		wantRefusal(t, err, "NotAuthorizedException", incorrect)
		must(f.respond(out.ChallengeName, out.Session, "NEW_PASSWORD", testPassword, "userAttributes.name", "Ada"))(t)
		_, err = f.sdk.AdminCreateUser(f.ctx, again)
		wantRefusal(t, err, "UnsupportedUserStateException", "Resend not possible. "+*must(f.getUser(*f.signIn(testEmail).AccessToken))(t).Username+" status is not FORCE_CHANGE_PASSWORD")
		f.clock.Advance(30 * 24 * time.Hour)
		f.signIn(testEmail)
		again.Username = aws.String("nobody@example.com")
		_, err = f.sdk.AdminCreateUser(f.ctx, again)
		wantRefusal(t, err, "UserNotFoundException", "User does not exist.")
	}
}

func TestEveryDeclaredExceptionCanBeInjected(t *testing.T) {
	f := setup(t)
	for _, exception := range cognitotest.Exceptions("SignUp") {
		f.server.Inject(cognitotest.Fault{Operation: "SignUp", Kind: cognitotest.Refuse, Exception: exception, Message: "a text"})
		_, err := f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
		wantRefusal(t, err, exception, "a text")
	}
	if n := len(cognitotest.Exceptions("SignUp")); n != 17 || len(f.server.Outbox()) != 0 {
		t.Errorf("%d exceptions, %d messages", n, len(f.server.Outbox()))
	}
	f.server.Inject(cognitotest.Fault{Operation: "SignUp", Kind: cognitotest.RefuseAfter, Exception: "CodeDeliveryFailureException"})
	_, err := f.sdk.SignUp(f.ctx, signUpInput(f.pool, testEmail))
	wantRefusal(t, err, "CodeDeliveryFailureException", "")
	f.check(f.confirm(testEmail, f.lastCode())) // the account exists anyway

	f.server.Inject(cognitotest.Fault{Operation: "*", Kind: cognitotest.Refuse, Exception: "UserNotConfirmedException"})
	must(f.forgot(testEmail))(t) // never returns this
	_, err = f.auth(testEmail, testPassword)
	wantRefusal(t, err, "UserNotConfirmedException", "")

	defer func() {
		if recover() == nil {
			t.Error("an exception that Cognito does not answer with was taken")
		}
	}()
	f.server.Inject(cognitotest.Fault{Operation: "SignUp", Kind: cognitotest.Refuse, Exception: "CodeMismatchException"})
}

func TestEveryOperationHasItsExceptions(t *testing.T) {
	f := setup(t)
	for _, name := range cognitotest.Operations() {
		f.server.Inject(cognitotest.Fault{Operation: name, Kind: cognitotest.Refuse, Exception: "InternalErrorException"})
	}
}

func TestClearedFaultsDoNotStrike(t *testing.T) {
	f := setup(t)
	f.server.Inject(cognitotest.Fault{Operation: "*", Count: 1000, Kind: cognitotest.InternalError})
	f.server.ClearFaults()
	f.signUp(testEmail)
}
