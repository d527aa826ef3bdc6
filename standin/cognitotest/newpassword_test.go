package cognitotest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

// invited creates a user with a temporary password and no attributes except the
// email, and signs in with it.
func (f *fixture) invited() *cip.InitiateAuthOutput {
	f.Helper()
	must(f.sdk.AdminCreateUser(f.ctx, &cip.AdminCreateUserInput{
		UserPoolId: &f.pool.ID, Username: aws.String(testEmail), TemporaryPassword: aws.String("Temporary-Pass-1"),
		MessageAction: types.MessageActionTypeSuppress,
	}))(f.T)
	return must(f.auth(testEmail, "Temporary-Pass-1"))(f.T)
}

func TestNewPasswordAndMissingAttributesCompleteAnInvitation(t *testing.T) {
	f := setup(t, func(p *cognitotest.PoolSpec) { p.Client.Secret = true })
	out := f.invited()
	parameters := out.ChallengeParameters
	if out.ChallengeName != types.ChallengeNameTypeNewPasswordRequired ||
		parameters["requiredAttributes"] != `["userAttributes.name","userAttributes.phone_number"]` ||
		parameters["userAttributes"] != `{"email":"`+testEmail+`","email_verified":"false"}` || parameters["USER_ID_FOR_SRP"] == "" {
		t.Fatalf("%s %v", out.ChallengeName, parameters)
	}
	answer := func(responses ...string) (*cip.RespondToAuthChallengeOutput, error) {
		return f.respond(out.ChallengeName, out.Session, responses...)
	}
	_, err := answer("NEW_PASSWORD", "short", "userAttributes.name", "Ada", "userAttributes.phone_number", testPhone)
	wantRefusal(t, err, "InvalidPasswordException", "Password did not conform with policy: Password not long enough")
	_, err = answer("NEW_PASSWORD", testPassword, "userAttributes.name", "Ada")
	wantRefusal(t, err, "InvalidParameterException", "Invalid attributes given, phone_number is missing")
	_, err = answer("NEW_PASSWORD", testPassword, "userAttributes.name", "Ada", "userAttributes.phone_number", "12")
	wantRefusal(t, err, "InvalidParameterException", "Invalid phone number format.")
	_, err = answer("NEW_PASSWORD", testPassword, "userAttributes.name", "Ada", "userAttributes.phone_number", testPhone,
		"userAttributes.email", "eve@example.com")
	wantRefusal(t, err, "NotAuthorizedException", "Cannot modify an already provided email")
	_, err = answer("NEW_PASSWORD", testPassword, "SECRET_HASH", "d3Jvbmc=")
	wantRefusal(t, err, "NotAuthorizedException", "Unable to verify secret hash for client "+f.pool.ClientID)
	_, err = answer()
	wantRefusal(t, err, "InvalidParameterException", "Missing required parameter NEW_PASSWORD")

	tokens := must(answer("NEW_PASSWORD", testPassword, "userAttributes.name", "Ada", "userAttributes.phone_number", testPhone))(t)
	got := attributeMap(must(f.getUser(*tokens.AuthenticationResult.AccessToken))(t).UserAttributes)
	if got["name"] != "Ada" || got["phone_number"] != testPhone || got["phone_number_verified"] != "false" {
		t.Errorf("attributes %v", got)
	}
	f.signIn(testEmail)
	_, err = f.auth(testEmail, "Temporary-Pass-1")
	wantRefusal(t, err, "NotAuthorizedException", incorrect)
}

func TestASecondFactorFollowsTheNewPassword(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	out := f.invited()
	next := must(f.respond(out.ChallengeName, out.Session,
		"NEW_PASSWORD", testPassword, "userAttributes.name", "Ada", "userAttributes.phone_number", testPhone))(t)
	if next.ChallengeName != types.ChallengeNameTypeSmsMfa || next.AuthenticationResult != nil {
		t.Fatalf("challenge %s", next.ChallengeName)
	}
	must(f.respond(next.ChallengeName, next.Session, "SMS_MFA_CODE", f.lastCode()))(t)
}
