package cognitotest_test

import (
	"strings"
	"testing"

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
		UserPoolId: &f.pool.ID, Username: &sub, UserAttributes: attributes("email", "countess@example.com"),
	}))(t)
	f.signIn("Countess@example.com")
	_, err := f.auth(testEmail, testPassword)
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
	f.signUp(testEmail)
}

func TestClearedFaultsDoNotStrike(t *testing.T) {
	f := setup(t)
	f.server.Inject(cognitotest.Fault{Operation: "*", Count: 1000, Kind: cognitotest.InternalError})
	f.server.ClearFaults()
	f.signUp(testEmail)
}
