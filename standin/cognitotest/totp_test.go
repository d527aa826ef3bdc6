package cognitotest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/standin/cognitotest"
)

func TestTOTPFollowsTheStandard(t *testing.T) {
	// RFC 6238, appendix B, SHA-1: the last six of the eight digits listed there.
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := must(cognitotest.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", time.Unix(at, 0)))(t); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	if _, err := cognitotest.TOTP("not base32!", time.Unix(0, 0)); err == nil {
		t.Error("a secret that is not base32 gave a code")
	}
}

func TestAuthenticatorCodesAreTakenOnceAndOneStepEitherWay(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	secret := f.enroll(access)
	f.check(f.prefer(access, nil, aws.Bool(true), nil))
	answer := func(code *string) error {
		t.Helper()
		out := must(f.auth(testEmail, testPassword))(t)
		if out.ChallengeName != types.ChallengeNameTypeSoftwareTokenMfa {
			t.Fatalf("challenge %s", out.ChallengeName)
		}
		_, err := f.respond(out.ChallengeName, out.Session, "SOFTWARE_TOKEN_MFA_CODE", *code)
		return err
	}
	wantRefusal(t, answer(f.totp(secret, 0)), "ExpiredCodeException", "Your software token has already been used once.") // by the set-up
	f.check(answer(f.totp(secret, 1)))
	wantRefusal(t, answer(f.totp(secret, 1)), "ExpiredCodeException", "Your software token has already been used once.")
	wantRefusal(t, answer(f.totp(secret, 2)), "CodeMismatchException", "Invalid code received for user")
	f.clock.Advance(time.Minute)
	wantRefusal(t, answer(f.totp(secret, -1)), "ExpiredCodeException", "Your software token has already been used once.")
	f.check(answer(f.totp(secret, 0)))
	f.check(answer(f.totp(secret, 1)))
}

func TestAnAuthenticatorIsReplacedOnlyOnceTheNewOneIsVerified(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	wantRefusal(t, f.prefer(access, nil, aws.Bool(true), nil), "InvalidParameterException", "User has not verified software token mfa")
	old := f.enroll(access)
	f.check(f.prefer(access, nil, aws.Bool(true), nil))
	fresh := *must(f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: access}))(t).SecretCode
	_, err := f.sdk.VerifySoftwareToken(f.ctx, &cip.VerifySoftwareTokenInput{AccessToken: access, UserCode: f.totp(old, 0)})
	wantRefusal(t, err, "EnableSoftwareTokenMFAException", "Code mismatch")
	sign := func(secret string) error {
		out := must(f.auth(testEmail, testPassword))(t)
		_, err := f.respond(out.ChallengeName, out.Session, "SOFTWARE_TOKEN_MFA_CODE", *f.totp(secret, 1))
		return err
	}
	f.check(sign(old))
	must(f.sdk.VerifySoftwareToken(f.ctx, &cip.VerifySoftwareTokenInput{AccessToken: access, UserCode: f.totp(fresh, 0)}))(t)
	wantRefusal(t, sign(old), "CodeMismatchException", "Invalid code received for user")
	f.check(sign(fresh))
}

func TestSetUpIsDemandedOfUsersWithoutAFactor(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.SMS, p.MFA.Email = false, false })
	f.confirmedUser(testEmail)
	out := must(f.auth(testEmail, testPassword))(t)
	if out.ChallengeName != types.ChallengeNameTypeMfaSetup || out.ChallengeParameters["MFAS_CAN_SETUP"] != `["SOFTWARE_TOKEN_MFA"]` {
		t.Fatalf("%s %v", out.ChallengeName, out.ChallengeParameters)
	}
	_, err := f.respond(out.ChallengeName, out.Session)
	wantRefusal(t, err, "InvalidParameterException", "User has not verified software token mfa")
	associated := must(f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{Session: out.Session}))(t)
	if len(*associated.SecretCode) != 52 || *associated.Session == *out.Session {
		t.Errorf("secret of %d characters", len(*associated.SecretCode))
	}
	_, err = f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{Session: out.Session})
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
	_, err = f.sdk.VerifySoftwareToken(f.ctx, &cip.VerifySoftwareTokenInput{Session: associated.Session, UserCode: f.totp(*associated.SecretCode, 5)})
	wantRefusal(t, err, "EnableSoftwareTokenMFAException", "Code mismatch")
	verified := must(f.sdk.VerifySoftwareToken(f.ctx, &cip.VerifySoftwareTokenInput{
		Session: associated.Session, UserCode: f.totp(*associated.SecretCode, 0), FriendlyDeviceName: aws.String("Ada's phone"),
	}))(t)
	if verified.Status != types.VerifySoftwareTokenResponseTypeSuccess {
		t.Errorf("status %s", verified.Status)
	}
	tokens := must(f.respond(out.ChallengeName, verified.Session))(t).AuthenticationResult
	user := must(f.getUser(*tokens.AccessToken))(t)
	if !slices.Equal(user.UserMFASettingList, []string{"SOFTWARE_TOKEN_MFA"}) || aws.ToString(user.PreferredMfaSetting) != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("settings %v, preferred %v", user.UserMFASettingList, user.PreferredMfaSetting)
	}
	out = must(f.auth(testEmail, testPassword))(t)
	if out.ChallengeName != types.ChallengeNameTypeSoftwareTokenMfa || out.ChallengeParameters["FRIENDLY_DEVICE_NAME"] != "Ada's phone" {
		t.Errorf("%s %v", out.ChallengeName, out.ChallengeParameters)
	}
}

func TestPoolsWithoutAFactorRefuseItsSetUp(t *testing.T) {
	f := setup(t)
	f.confirmedUser(testEmail)
	_, err := f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: f.signIn(testEmail).AccessToken})
	wantRefusal(t, err, "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
	_, err = f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{})
	wantRefusal(t, err, "InvalidParameterException", "Either AccessToken or Session is required, and not both")
}
