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

// withMFA offers every factor.
func withMFA(mode string) func(*cognitotest.PoolSpec) {
	return func(p *cognitotest.PoolSpec) {
		p.MFA = cognitotest.MFASpec{Mode: mode, SMS: true, TOTP: true, Email: true}
	}
}

func (f *fixture) respond(name types.ChallengeNameType, session *string, responses ...string) (*cip.RespondToAuthChallengeOutput, error) {
	return respond(f.ctx, f.sdk, f.pool, name, session, testEmail, responses...)
}

// enroll sets up an authenticator app for a user who is signed in.
func (f *fixture) enroll(accessToken *string) (secret string) {
	f.Helper()
	secret = *must(f.sdk.AssociateSoftwareToken(f.ctx, &cip.AssociateSoftwareTokenInput{AccessToken: accessToken}))(f.T).SecretCode
	must(f.sdk.VerifySoftwareToken(f.ctx, &cip.VerifySoftwareTokenInput{AccessToken: accessToken, UserCode: f.totp(secret, 0)}))(f.T)
	return secret
}

// totp is the code of an app whose clock is some steps ahead.
func (f *fixture) totp(secret string, steps int) *string {
	return aws.String(must(cognitotest.TOTP(secret, f.clock.Now().Add(time.Duration(steps)*30*time.Second)))(f.T))
}

func (f *fixture) prefer(accessToken *string, sms, totp, email *bool) error {
	in := &cip.SetUserMFAPreferenceInput{AccessToken: accessToken}
	if sms != nil {
		in.SMSMfaSettings = &types.SMSMfaSettingsType{Enabled: *sms}
	}
	if totp != nil {
		in.SoftwareTokenMfaSettings = &types.SoftwareTokenMfaSettingsType{Enabled: *totp}
	}
	if email != nil {
		in.EmailMfaSettings = &types.EmailMfaSettingsType{Enabled: *email}
	}
	_, err := f.sdk.SetUserMFAPreference(f.ctx, in)
	return err
}

func (f *fixture) check(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func TestSMSCodeCompletesSignInAndProvesThePhone(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) {
		p.MFA.Email, p.MFA.TOTP = false, false
		p.AutoVerified = []string{"email"}
	})
	sub := f.confirmedUser(testEmail)
	out := must(f.auth(testEmail, testPassword))(t)
	parameters := out.ChallengeParameters
	if out.ChallengeName != types.ChallengeNameTypeSmsMfa || parameters["CODE_DELIVERY_DESTINATION"] != "+*******0123" ||
		parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] != "SMS" || parameters["USER_ID_FOR_SRP"] != sub || out.AuthenticationResult != nil {
		t.Fatalf("%s %v", out.ChallengeName, parameters)
	}
	m := f.server.Outbox()[0]
	if m.To != testPhone || m.Text != "Your authentication code is "+m.Code+"." {
		t.Errorf("message %+v", m)
	}
	tokens := must(f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", m.Code))(t).AuthenticationResult
	if got := attributeMap(must(f.getUser(*tokens.AccessToken))(t).UserAttributes); got["phone_number_verified"] != "true" {
		t.Errorf("attributes %v", got)
	}
	_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", m.Code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
}

func TestWrongCodesUseASessionUp(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	f.check(f.prefer(f.signIn(testEmail).AccessToken, aws.Bool(true), nil, nil))
	out := must(f.auth(testEmail, testPassword))(t)
	code := f.lastCode()
	for range 5 {
		_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", otherCode(code))
		wantRefusal(t, err, "CodeMismatchException", "Invalid code or auth state for the user.")
	}
	_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
}

func TestWrongCodesOfAFactorLockItOutOverAllSignIns(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	secret := f.enroll(access)
	f.check(f.prefer(access, nil, aws.Bool(true), nil))
	f.clock.Advance(time.Minute)
	answer := func(steps int) error {
		out := must(f.auth(testEmail, testPassword))(t) // a right password does not reset the count of wrong codes
		_, err := f.respond(out.ChallengeName, out.Session, "SOFTWARE_TOKEN_MFA_CODE", *f.totp(secret, steps))
		return err
	}
	for range 5 {
		wantRefusal(t, answer(100), "CodeMismatchException", "Invalid code received for user")
	}
	wantRefusal(t, answer(0), "NotAuthorizedException", "Password attempts exceeded")
	f.clock.Advance(time.Second)
	wantRefusal(t, answer(100), "CodeMismatchException", "Invalid code received for user")
	f.clock.Advance(time.Second)
	wantRefusal(t, answer(0), "NotAuthorizedException", "Password attempts exceeded") // for twice as long
	f.clock.Advance(time.Second)
	f.check(answer(0))
	f.clock.Advance(time.Minute)
	wantRefusal(t, answer(100), "CodeMismatchException", "Invalid code received for user")
	f.check(answer(0)) // a right code has reset the count of wrong ones
}

func TestACodeUnderASecondNameIsIgnored(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	f.check(f.prefer(f.signIn(testEmail).AccessToken, aws.Bool(true), nil, nil))
	out := must(f.auth(testEmail, testPassword))(t)
	must(f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", f.lastCode(), "SOFTWARE_TOKEN_MFA_CODE", f.lastCode()))(t)
}

func TestAChallengeLastsAsLongAsTheClientSays(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional), func(p *cognitotest.PoolSpec) { p.Client.AuthSessionValidity = 5 * time.Minute })
	f.confirmedUser(testEmail)
	f.check(f.prefer(f.signIn(testEmail).AccessToken, aws.Bool(true), nil, nil))
	for wait, late := range map[time.Duration]bool{5*time.Minute - time.Second: false, 5 * time.Minute: true} {
		out := must(f.auth(testEmail, testPassword))(t)
		f.clock.Advance(wait)
		_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", f.lastCode())
		if late {
			wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session is expired.")
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestSessionsExpireAndBelongToTheirUserChallengeAndClient(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	f.confirmedUser(testEmail)
	f.confirmedUser("grace@example.com")
	out := must(f.auth(testEmail, testPassword))(t)
	code := f.lastCode()

	_, err := respond(f.ctx, f.sdk, f.pool, out.ChallengeName, out.Session, "grace@example.com", "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user.")
	_, err = f.respond("SOFTWARE_TOKEN_MFA", out.Session, "SOFTWARE_TOKEN_MFA_CODE", code)
	wantRefusal(t, err, "CodeMismatchException", "Invalid code or auth state for the user.")
	mobile := ensurePool(t, f.server, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false; p.Client.Name = "mobile" })
	_, err = respond(f.ctx, f.sdk, mobile, out.ChallengeName, out.Session, testEmail, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user.")
	_, err = f.respond(out.ChallengeName, nil, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user.")

	f.clock.Advance(3 * time.Minute)
	_, err = f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session is expired.")
	f.clock.Advance(2 * time.Hour)
	must(f.auth(testEmail, testPassword))(t) // sweeps
	_, err = f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
	wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user.")
}

func TestDisabledResetAndDeletedUsersCannotFinishAChallenge(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	f.confirmedUser(testEmail)
	out := must(f.auth(testEmail, testPassword))(t)
	code, email := f.lastCode(), aws.String(testEmail)
	finish := func() error {
		_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
		return err
	}
	must(f.sdk.AdminDisableUser(f.ctx, &cip.AdminDisableUserInput{UserPoolId: &f.pool.ID, Username: email}))(t)
	wantRefusal(t, finish(), "NotAuthorizedException", "User is disabled.")
	must(f.sdk.AdminEnableUser(f.ctx, &cip.AdminEnableUserInput{UserPoolId: &f.pool.ID, Username: email}))(t)
	must(f.sdk.AdminResetUserPassword(f.ctx, &cip.AdminResetUserPasswordInput{UserPoolId: &f.pool.ID, Username: email}))(t)
	wantRefusal(t, finish(), "PasswordResetRequiredException", "Password reset required for the user")
	must(f.sdk.AdminDeleteUser(f.ctx, &cip.AdminDeleteUserInput{UserPoolId: &f.pool.ID, Username: email}))(t)
	wantRefusal(t, finish(), "UserNotFoundException", "User does not exist.")
}

func TestUsersOfSeveralFactorsChoose(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional))
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	f.enroll(access)
	f.check(f.prefer(access, aws.Bool(true), nil, aws.Bool(true)))
	out := must(f.auth(testEmail, testPassword))(t)
	if out.ChallengeName != types.ChallengeNameTypeSelectMfaType || out.ChallengeParameters["MFAS_CAN_CHOOSE"] != `["SMS_MFA","EMAIL_OTP"]` {
		t.Fatalf("%s %v", out.ChallengeName, out.ChallengeParameters)
	}
	_, err := f.respond(out.ChallengeName, out.Session, "ANSWER", "SOFTWARE_TOKEN_MFA")
	wantRefusal(t, err, "MFAMethodNotFoundException", "The MFA method SOFTWARE_TOKEN_MFA is not available to the user.")
	chosen := must(f.respond(out.ChallengeName, out.Session, "ANSWER", "EMAIL_OTP"))(t)
	if chosen.ChallengeName != types.ChallengeNameTypeEmailOtp || chosen.ChallengeParameters["CODE_DELIVERY_DESTINATION"] != "A***@e***" {
		t.Fatalf("%s %v", chosen.ChallengeName, chosen.ChallengeParameters)
	}
	if tokens := must(f.respond(chosen.ChallengeName, chosen.Session, "EMAIL_OTP_CODE", f.lastCode()))(t); tokens.AuthenticationResult == nil {
		t.Error("no tokens")
	}
}

func TestPreferencesAreCheckedAndShown(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFAOptional), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	f.confirmedUser(testEmail)
	access := f.signIn(testEmail).AccessToken
	wantRefusal(t, f.prefer(access, nil, nil, aws.Bool(true)), "InvalidParameterException", "The MFA method EMAIL_OTP is not enabled for the user pool")
	f.enroll(access)
	both := &cip.AdminSetUserMFAPreferenceInput{
		UserPoolId: &f.pool.ID, Username: aws.String(testEmail),
		SMSMfaSettings:           &types.SMSMfaSettingsType{Enabled: true, PreferredMfa: true},
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	}
	_, err := f.sdk.AdminSetUserMFAPreference(f.ctx, both)
	wantRefusal(t, err, "InvalidParameterException", "Only one MFA method can be preferred")
	both.SMSMfaSettings.PreferredMfa = false
	must(f.sdk.AdminSetUserMFAPreference(f.ctx, both))(t)
	show := func() ([]string, string) {
		user := must(f.sdk.AdminGetUser(f.ctx, &cip.AdminGetUserInput{UserPoolId: &f.pool.ID, Username: aws.String(testEmail)}))(t)
		return user.UserMFASettingList, aws.ToString(user.PreferredMfaSetting)
	}
	if list, preferred := show(); !slices.Equal(list, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"}) || preferred != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("%v, preferred %q", list, preferred)
	}
	if out := must(f.auth(testEmail, testPassword))(t); out.ChallengeName != types.ChallengeNameTypeSoftwareTokenMfa {
		t.Errorf("challenge %s", out.ChallengeName)
	}
	f.check(f.prefer(access, nil, aws.Bool(false), nil))
	if list, preferred := show(); !slices.Equal(list, []string{"SMS_MFA"}) || preferred != "" {
		t.Errorf("%v, preferred %q", list, preferred)
	}
	f.check(f.prefer(access, aws.Bool(false), nil, nil))
	f.signIn(testEmail)
}

func TestOneAnswerOfManyAtOnceIsTaken(t *testing.T) {
	f := setup(t, withMFA(cognitotest.MFARequired), func(p *cognitotest.PoolSpec) { p.MFA.Email = false })
	f.confirmedUser(testEmail)
	out := must(f.auth(testEmail, testPassword))(t)
	code := f.lastCode()
	const tries = 8
	answers := make(chan error, tries)
	for range tries {
		go func() {
			_, err := f.respond(out.ChallengeName, out.Session, "SMS_MFA_CODE", code)
			answers <- err
		}()
	}
	taken := 0
	for range tries {
		if err := <-answers; err == nil {
			taken++
		} else {
			wantRefusal(t, err, "NotAuthorizedException", "Invalid session for the user, session can only be used once.")
		}
	}
	if taken != 1 {
		t.Errorf("%d answers were accepted", taken)
	}
}
