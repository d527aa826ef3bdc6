package cognitotest

import (
	"context"
	"slices"
)

type factorSettings struct{ Enabled, PreferredMfa bool }

type setPreferenceInput struct {
	AccessToken              string `shape:"token"`
	SMSMfaSettings           *factorSettings
	SoftwareTokenMfaSettings *factorSettings
	EmailMfaSettings         *factorSettings
}

func (s *Server) setUserMFAPreference(_ context.Context, in setPreferenceInput) (empty, error) {
	return empty{}, s.changeSelf(in.AccessToken, func(_ *tx, pool poolRecord, user *userRecord) error {
		return user.prefer(pool, in.SMSMfaSettings, in.SoftwareTokenMfaSettings, in.EmailMfaSettings)
	})
}

type adminSetPreferenceInput struct {
	UserPoolId               string `shape:"userPoolId"`
	Username                 string `shape:"username"`
	SMSMfaSettings           *factorSettings
	SoftwareTokenMfaSettings *factorSettings
	EmailMfaSettings         *factorSettings
}

func (s *Server) adminSetUserMFAPreference(_ context.Context, in adminSetPreferenceInput) (empty, error) {
	return s.changeUser(in.UserPoolId, in.Username, func(_ *tx, pool poolRecord, user *userRecord) error {
		return user.prefer(pool, in.SMSMfaSettings, in.SoftwareTokenMfaSettings, in.EmailMfaSettings)
	})
}

// prefer applies settings of factors; an absent one leaves its factor unchanged.
func (u *userRecord) prefer(pool poolRecord, sms, totp, email *factorSettings) error {
	preferred := ""
	next := u.MFA
	next.Enabled = slices.Clone(next.Enabled)
	for _, f := range []struct {
		name string
		*factorSettings
	}{{factorSMS, sms}, {factorTOTP, totp}, {factorEmail, email}} {
		if f.factorSettings == nil {
			continue
		}
		if err := u.checkFactor(pool, f.name, *f.factorSettings); err != nil {
			return err
		}
		if f.PreferredMfa && preferred != "" {
			return invalidParameter("Only one MFA method can be preferred")
		}
		next.enable(f.name, f.Enabled)
		if f.PreferredMfa {
			preferred = f.name
		} else if next.Preferred == f.name {
			next.Preferred = ""
		}
	}
	if preferred != "" {
		next.Preferred = preferred
	}
	u.MFA = next
	return nil
}

func (u userRecord) checkFactor(pool poolRecord, factor string, f factorSettings) error {
	switch {
	case f.PreferredMfa && !f.Enabled:
		return invalidParameter("The preferred MFA method " + factor + " must be enabled")
	case !f.Enabled || u.canAnswer(factor) && slices.Contains(pool.Spec.MFA.offered(), factor):
		return nil
	case !slices.Contains(pool.Spec.MFA.offered(), factor):
		return invalidParameter("The MFA method " + factor + " is not enabled for the user pool")
	case factor == factorTOTP:
		return tokenNotVerified()
	}
	return invalidParameter("User does not have delivery config set to turn on " + factor)
}

type getMFAConfigInput struct {
	UserPoolId string `shape:"userPoolId"`
}

type enabledOutput struct{ Enabled bool }

type getMFAConfigOutput struct {
	MfaConfiguration              string
	SmsMfaConfiguration           *struct{} `json:",omitempty"`
	SoftwareTokenMfaConfiguration *enabledOutput
	EmailMfaConfiguration         *struct{} `json:",omitempty"`
}

// getUserPoolMfaConfig shows that SMS and email are offered by including their
// configurations.
func (s *Server) getUserPoolMfaConfig(_ context.Context, in getMFAConfigInput) (out getMFAConfigOutput, err error) {
	err = s.view(func(t *tx) error {
		pool, err := t.pool(in.UserPoolId)
		if err != nil {
			return err
		}
		mfa := pool.Spec.MFA
		out = getMFAConfigOutput{MfaConfiguration: mfa.Mode, SoftwareTokenMfaConfiguration: &enabledOutput{mfa.TOTP}}
		if mfa.SMS {
			out.SmsMfaConfiguration = &struct{}{}
		}
		if mfa.Email {
			out.EmailMfaConfiguration = &struct{}{}
		}
		return nil
	})
	return out, err
}
