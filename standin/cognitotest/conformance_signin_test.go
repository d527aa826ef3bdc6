package cognitotest_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const incorrect = "Incorrect username or password."

func signInCases() []conformanceCase {
	return []conformanceCase{
		{"InitiateAuth/gives tokens for the email in any case", false, signInAnyCase},
		{"InitiateAuth/tells a wrong password and an unknown user apart in nothing", false, signInWrong},
		{"InitiateAuth/tells that a user is unconfirmed, whatever the password", false, signInUnconfirmed},
		{"InitiateAuth/refuses a disabled user", false, signInDisabled},
		{"InitiateAuth/demands a reset after AdminResetUserPassword", true, signInReset},
		{"InitiateAuth/challenges a temporary password", false, signInTemporary},
		{"InitiateAuth/locks out after five failures", false, signInLockout},
		{"InitiateAuth/names a missing parameter", false, signInMissing},
		{"InitiateAuth/refuses an unknown client and an unknown flow", false, signInClient},
	}
}

func signInAnyCase(c *target) {
	email := c.confirmedUser()
	for _, name := range []string{email, strings.ToLower(email), strings.ToUpper(email)} {
		result := c.signIn(name)
		if *result.TokenType != "Bearer" || result.ExpiresIn != 3600 || aws.ToString(result.RefreshToken) == "" ||
			strings.Count(*result.AccessToken, ".") != 2 || strings.Count(*result.IdToken, ".") != 2 {
			c.Errorf("%s: type %q, expires in %d", name, *result.TokenType, result.ExpiresIn)
		}
	}
}

func signInWrong(c *target) {
	_, err := c.passwordAuth(c.confirmedUser(), "Wrong-Password-1")
	wantRefusal(c, err, "NotAuthorizedException", incorrect)
	_, err = c.passwordAuth(c.newEmail(), "Wrong-Password-1")
	wantRefusal(c, err, "NotAuthorizedException", incorrect)
}

func signInUnconfirmed(c *target) {
	email := c.newEmail()
	must(c.sdk.SignUp(c.ctx, c.signUpInput(email)))(c.T)
	for _, password := range []string{"Wrong-Password-1", testPassword} {
		_, err := c.passwordAuth(email, password)
		wantRefusal(c, err, "UserNotConfirmedException", "User is not confirmed.")
	}
}

func signInDisabled(c *target) {
	email := c.confirmedUser()
	must(c.sdk.AdminDisableUser(c.ctx, &cip.AdminDisableUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	_, err := c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "NotAuthorizedException", "User is disabled.")
	must(c.sdk.AdminEnableUser(c.ctx, &cip.AdminEnableUserInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	c.signIn(email)
}

func signInReset(c *target) {
	email := c.confirmedUser()
	must(c.sdk.AdminResetUserPassword(c.ctx, &cip.AdminResetUserPasswordInput{UserPoolId: &c.poolID, Username: &email}))(c.T)
	_, err := c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "PasswordResetRequiredException", "Password reset required for the user")
}

func signInTemporary(c *target) {
	email := c.newEmail()
	c.adminCreate(email)
	out := must(c.passwordAuth(email, "Temporary-Pass-1"))(c.T)
	if out.ChallengeName != types.ChallengeNameTypeNewPasswordRequired || aws.ToString(out.Session) == "" || out.AuthenticationResult != nil {
		c.Errorf("challenge %q", out.ChallengeName)
	}
	if out.ChallengeParameters["requiredAttributes"] != "[]" {
		c.Errorf("challenge parameters %v", out.ChallengeParameters)
	}
}

func signInLockout(c *target) {
	email := c.confirmedUser()
	for range 5 {
		_, err := c.passwordAuth(email, "Wrong-Password-1")
		wantRefusal(c, err, "NotAuthorizedException", incorrect)
	}
	_, err := c.passwordAuth(email, testPassword)
	wantRefusal(c, err, "NotAuthorizedException", "Password attempts exceeded")
}

func signInMissing(c *target) {
	_, err := c.auth(types.AuthFlowTypeUserPasswordAuth, map[string]string{"PASSWORD": testPassword})
	wantRefusal(c, err, "InvalidParameterException", "Missing required parameter USERNAME")
	_, err = c.auth(types.AuthFlowTypeUserPasswordAuth, map[string]string{"USERNAME": "ada@example.com"})
	wantRefusal(c, err, "InvalidParameterException", "Missing required parameter PASSWORD")
	_, err = c.auth(types.AuthFlowTypeRefreshTokenAuth, map[string]string{})
	wantRefusal(c, err, "InvalidParameterException", "Missing required parameter REFRESH_TOKEN")
}

func signInClient(c *target) {
	_, err := c.sdk.InitiateAuth(c.ctx, &cip.InitiateAuthInput{
		ClientId: aws.String("0000000000000000000000none"), AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": "ada@example.com", "PASSWORD": testPassword},
	})
	wantRefusal(c, err, "ResourceNotFoundException", "User pool client 0000000000000000000000none does not exist.")
	_, err = c.auth("NO_SUCH_FLOW", map[string]string{"USERNAME": "ada@example.com"})
	if err == nil || !strings.Contains(err.Error(), "Value 'NO_SUCH_FLOW' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set") {
		c.Errorf("got %v", err)
	}
}
