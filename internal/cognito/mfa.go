package cognito

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// mfaNames are the second factors in Cognito's spelling, in the order in which they are listed.
var mfaNames = []struct {
	method account.MFAMethod
	name   string
}{
	{account.MFAMethodSMS, "SMS_MFA"},
	{account.MFAMethodTOTP, "SOFTWARE_TOKEN_MFA"},
	{account.MFAMethodEmail, "EMAIL_OTP"},
}

// mfaName returns Cognito's name of a method; empty for one that is not known.
func mfaName(method account.MFAMethod) string {
	for _, m := range mfaNames {
		if m.method == method {
			return m.name
		}
	}
	return ""
}

// mfaMethods returns the methods among names, without those that the product does not offer, such as passkeys.
func mfaMethods(names []string) []account.MFAMethod {
	var methods []account.MFAMethod
	for _, m := range mfaNames {
		if slices.Contains(names, m.name) {
			methods = append(methods, m.method)
		}
	}
	return methods
}

func readMFA(enabled []string, preferred *string) account.MFAStatus {
	status := account.MFAStatus{Enabled: mfaMethods(enabled)}
	if methods := mfaMethods([]string{aws.ToString(preferred)}); methods != nil {
		status.Preferred = &methods[0]
	}
	return status
}

// mfaSettings are the preferences that change; nil leaves a method as it is.
type mfaSettings struct {
	sms   *types.SMSMfaSettingsType
	totp  *types.SoftwareTokenMfaSettingsType
	email *types.EmailMfaSettingsType
}

// newMFASettings turns methods on, and prefers them, or off.
func newMFASettings(on bool, methods ...account.MFAMethod) mfaSettings {
	var s mfaSettings
	for _, method := range methods {
		switch method {
		case account.MFAMethodSMS:
			s.sms = &types.SMSMfaSettingsType{Enabled: on, PreferredMfa: on}
		case account.MFAMethodTOTP:
			s.totp = &types.SoftwareTokenMfaSettingsType{Enabled: on, PreferredMfa: on}
		case account.MFAMethodEmail:
			s.email = &types.EmailMfaSettingsType{Enabled: on, PreferredMfa: on}
		}
	}
	return s
}

// SetMFA implements [account.ProfileProvider]. Other methods that are set up stay set up. To turn all off, it reads
// which are on: a user pool that does not offer a method may refuse to turn it off.
func (c *Client) SetMFA(ctx context.Context, accessToken string, preferred *account.MFAMethod) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	if preferred != nil {
		return c.switchMFA(ctx, accessToken, newMFASettings(true, *preferred))
	}
	identity, err := c.getUser(ctx, accessToken)
	if err != nil || len(identity.MFA.Enabled) == 0 {
		return err
	}
	return c.switchMFA(ctx, accessToken, newMFASettings(false, identity.MFA.Enabled...))
}

func (c *Client) switchMFA(ctx context.Context, accessToken string, s mfaSettings) error {
	_, err := call(ctx, c.pace, opSetMFA, c.sdk.SetUserMFAPreference, &cip.SetUserMFAPreferenceInput{
		AccessToken: &accessToken, SMSMfaSettings: s.sms, SoftwareTokenMfaSettings: s.totp, EmailMfaSettings: s.email,
	})
	return domainError(err)
}

// StartTOTP implements [account.ProfileProvider].
func (c *Client) StartTOTP(ctx context.Context, accessToken string) (secret string, err error) {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	out, err := c.associateSoftwareToken(ctx, &cip.AssociateSoftwareTokenInput{AccessToken: &accessToken})
	if err != nil {
		return "", err
	}
	return *out.SecretCode, nil
}

// FinishTOTP implements [account.ProfileProvider]. After a lost reply, the app's next code is accepted whether or not
// this one was.
func (c *Client) FinishTOTP(ctx context.Context, accessToken, code string) error {
	ctx, cancel := c.pace.bounded(ctx)
	defer cancel()
	defer c.forgetOwner(accessToken)
	_, err := c.verifySoftwareToken(ctx, &cip.VerifySoftwareTokenInput{AccessToken: &accessToken, UserCode: &code})
	return err
}

// associateSoftwareToken begins the set-up of an authenticator app. An answer has a SecretCode.
func (c *Client) associateSoftwareToken(
	ctx context.Context,
	in *cip.AssociateSoftwareTokenInput,
) (*cip.AssociateSoftwareTokenOutput, error) {
	out, err := call(ctx, c.pace, opStartTOTP, c.sdk.AssociateSoftwareToken, in)
	switch {
	case err != nil:
		return nil, domainError(err)
	case aws.ToString(out.SecretCode) == "":
		return nil, errors.New("cognito AssociateSoftwareToken: unexpected: an answer without a secret")
	}
	return out, nil
}

// verifySoftwareToken ends the set-up of an authenticator app.
func (c *Client) verifySoftwareToken(
	ctx context.Context,
	in *cip.VerifySoftwareTokenInput,
) (*cip.VerifySoftwareTokenOutput, error) {
	out, err := call(ctx, c.pace, opFinishTOTP, c.sdk.VerifySoftwareToken, in)
	switch {
	case err != nil:
		return nil, domainError(err)
	case out.Status != types.VerifySoftwareTokenResponseTypeSuccess:
		return nil, account.ErrCodeMismatch
	}
	return out, nil
}
