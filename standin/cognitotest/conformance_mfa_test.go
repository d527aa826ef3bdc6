package cognitotest_test

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func mfaCases() []conformanceCase {
	return []conformanceCase{
		{"NEW_PASSWORD_REQUIRED/sets the password and signs in", false, newPasswordSignsIn},
		{"RespondToAuthChallenge/refuses unknown sessions, unknown clients and missing responses", false, respondRefuses},
		{"SOFTWARE_TOKEN_MFA/is enrolled, preferred and asked for, once per code", false, softwareTokenSignsIn},
		{"SOFTWARE_TOKEN_MFA/cannot be preferred before it is verified", false, softwareTokenUnverified},
		{"SMS_MFA/takes the code that was sent, once", true, smsSignsIn},
	}
}

func (c *target) respond(name types.ChallengeNameType, session *string, email string, responses ...string) (*cip.RespondToAuthChallengeOutput, error) {
	return respond(c.ctx, c.sdk, cognitotest.Pool{ClientID: c.clientID}, name, session, email, responses...)
}

func newPasswordSignsIn(c *target) {
	email := c.newEmail()
	c.adminCreate(email)
	out := must(c.passwordAuth(email, "Temporary-Pass-1"))(c.T)
	_, err := c.respond(out.ChallengeName, out.Session, email, "NEW_PASSWORD", "correct-horse-77")
	wantRefusal(c, err, "InvalidPasswordException", "Password did not conform with policy: Password must have uppercase characters")
	out = must(c.passwordAuth(email, "Temporary-Pass-1"))(c.T)
	done := must(c.respond(out.ChallengeName, out.Session, email, "NEW_PASSWORD", testPassword))(c.T)
	if done.AuthenticationResult == nil || aws.ToString(done.AuthenticationResult.RefreshToken) == "" {
		c.Fatalf("challenge %q", done.ChallengeName)
	}
	c.signIn(email)
}

func respondRefuses(c *target) {
	email := c.confirmedUser()
	unknown := aws.String(strings.Repeat("A", 900))
	_, err := c.respond("SMS_MFA", unknown, email, "SMS_MFA_CODE", "123456")
	wantRefusal(c, err, "NotAuthorizedException", "Invalid session for the user.")
	_, err = c.respond("SMS_MFA", unknown, email)
	wantRefusal(c, err, "InvalidParameterException", "Missing required parameter SMS_MFA_CODE")
	_, err = c.sdk.RespondToAuthChallenge(c.ctx, &cip.RespondToAuthChallengeInput{
		ClientId: aws.String("0000000000000000000000none"), ChallengeName: "SMS_MFA", Session: unknown,
		ChallengeResponses: map[string]string{"USERNAME": email, "SMS_MFA_CODE": "123456"},
	})
	wantRefusal(c, err, "ResourceNotFoundException", "User pool client 0000000000000000000000none does not exist.")
}

func softwareTokenSignsIn(c *target) {
	email := c.confirmedUser()
	access := c.signIn(email).AccessToken
	secret := *must(c.sdk.AssociateSoftwareToken(c.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: access}))(c.T).SecretCode
	// The time is read once, so that the codes belong to adjacent steps.
	now := time.Now()
	code := func(at time.Time) *string { return aws.String(must(cognitotest.TOTP(secret, at))(c.T)) }
	_, err := c.sdk.VerifySoftwareToken(c.ctx, &cip.VerifySoftwareTokenInput{AccessToken: access, UserCode: code(now.Add(time.Hour))})
	wantRefusal(c, err, "EnableSoftwareTokenMFAException", "Code mismatch")
	must(c.sdk.VerifySoftwareToken(c.ctx, &cip.VerifySoftwareTokenInput{AccessToken: access, UserCode: code(now)}))(c.T)
	must(c.sdk.SetUserMFAPreference(c.ctx, &cip.SetUserMFAPreferenceInput{
		AccessToken: access, SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	}))(c.T)
	user := must(c.getUser(access))(c.T)
	if !slices.Equal(user.UserMFASettingList, []string{"SOFTWARE_TOKEN_MFA"}) || aws.ToString(user.PreferredMfaSetting) != "SOFTWARE_TOKEN_MFA" {
		c.Errorf("settings %v, preferred %q", user.UserMFASettingList, aws.ToString(user.PreferredMfaSetting))
	}
	answer := func(code *string) error {
		out := must(c.passwordAuth(email, testPassword))(c.T)
		_, err := c.respond(out.ChallengeName, out.Session, email, "SOFTWARE_TOKEN_MFA_CODE", *code)
		return err
	}
	wantRefusal(c, answer(code(now.Add(time.Hour))), "CodeMismatchException", "Invalid code received for user")
	if err := answer(code(now.Add(30 * time.Second))); err != nil {
		c.Fatal(err)
	}
	wantRefusal(c, answer(code(now.Add(30*time.Second))), "ExpiredCodeException", "Your software token has already been used once.")
	must(c.sdk.AdminSetUserMFAPreference(c.ctx, &cip.AdminSetUserMFAPreferenceInput{
		UserPoolId: &c.poolID, Username: &email, SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{},
	}))(c.T)
	c.signIn(email)
}

func softwareTokenUnverified(c *target) {
	access := c.signIn(c.confirmedUser()).AccessToken
	_, err := c.sdk.SetUserMFAPreference(c.ctx, &cip.SetUserMFAPreferenceInput{
		AccessToken: access, SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true},
	})
	wantRefusal(c, err, "InvalidParameterException", "User has not verified software token mfa")
}

func smsSignsIn(c *target) {
	email := c.confirmedUser()
	must(c.sdk.AdminSetUserMFAPreference(c.ctx, &cip.AdminSetUserMFAPreferenceInput{
		UserPoolId: &c.poolID, Username: &email, SMSMfaSettings: &types.SMSMfaSettingsType{Enabled: true},
	}))(c.T)
	out := must(c.passwordAuth(email, testPassword))(c.T)
	if out.ChallengeName != types.ChallengeNameTypeSmsMfa || out.ChallengeParameters["CODE_DELIVERY_DESTINATION"] != "+*******0123" {
		c.Fatalf("%s %v", out.ChallengeName, out.ChallengeParameters)
	}
	code := c.code()
	_, err := c.respond(out.ChallengeName, out.Session, email, "SMS_MFA_CODE", otherCode(code))
	wantRefusal(c, err, "CodeMismatchException", "Invalid code or auth state for the user.")
	must(c.respond(out.ChallengeName, out.Session, email, "SMS_MFA_CODE", code))(c.T)
	_, err = c.respond(out.ChallengeName, out.Session, email, "SMS_MFA_CODE", code)
	wantRefusal(c, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
}
