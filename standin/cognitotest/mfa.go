package cognitotest

import (
	"slices"
)

// Values of MFASpec.Mode, as in MfaConfiguration.
const (
	MFAOff      = "OFF"      // no second factor is ever asked for
	MFAOptional = "OPTIONAL" // asked for if the user has enabled one
	MFARequired = "ON"       // asked for from every user
)

// MFASpec says whether a pool asks for a second factor, and which it offers.
// Factors take effect only if Mode is not MFAOff.
type MFASpec struct {
	Mode  string // default MFAOff
	SMS   bool   // SMS_MFA: a code to the phone number
	TOTP  bool   // SOFTWARE_TOKEN_MFA: an authenticator app
	Email bool   // EMAIL_OTP: a code to the email address
}

// Second factors. They are names of challenges as well.
const (
	factorSMS   = "SMS_MFA"
	factorTOTP  = "SOFTWARE_TOKEN_MFA"
	factorEmail = "EMAIL_OTP"
)

// offered lists the factors of a pool, in the order in which responses list them.
func (m MFASpec) offered() (factors []string) {
	if m.Mode == MFAOff {
		return nil
	}
	for _, f := range []struct {
		name string
		on   bool
	}{{factorSMS, m.SMS}, {factorTOTP, m.TOTP}, {factorEmail, m.Email}} {
		if f.on {
			factors = append(factors, f.name)
		}
	}
	return factors
}

// mfaRecord is what a user has set up.
type mfaRecord struct {
	Enabled   []string   // factors, in the order of being enabled
	Preferred string     // one of Enabled, or none
	Token     totpRecord // the verified authenticator app
	Pending   string     // secret of an app that is not verified yet
	Lockout   lockout    // by wrong codes at sign-ins
}

// enable turns one factor on or off.
func (m *mfaRecord) enable(factor string, on bool) {
	m.Enabled = slices.DeleteFunc(m.Enabled, func(f string) bool { return f == factor })
	if on {
		m.Enabled = append(m.Enabled, factor)
	} else if m.Preferred == factor {
		m.Preferred = ""
	}
}

// settings is UserMFASettingList.
func (m mfaRecord) settings() []string {
	return slices.DeleteFunc(
		[]string{factorSMS, factorTOTP, factorEmail},
		func(f string) bool { return !slices.Contains(m.Enabled, f) },
	)
}

// canAnswer reports whether the user has what a factor needs.
func (u userRecord) canAnswer(factor string) bool {
	if factor == factorTOTP {
		return u.MFA.Token.Secret != ""
	}
	return u.Attributes[addressOf(factor)] != ""
}

// addressOf is the attribute that a factor's codes are sent to.
func addressOf(factor string) string {
	if factor == factorEmail {
		return "email"
	}
	return "phone_number"
}

// factorsOf lists the factors that a user may choose from at sign-in. If a second
// factor is required, a user who has enabled none may choose from every offered one
// that works for them.
func (m MFASpec) factorsOf(u userRecord) []string {
	works := func(only func(string) bool) (factors []string) {
		for _, f := range m.offered() {
			if only(f) && u.canAnswer(f) {
				factors = append(factors, f)
			}
		}
		return factors
	}
	enabled := works(func(f string) bool { return slices.Contains(u.MFA.Enabled, f) })
	if len(enabled) == 0 && m.Mode == MFARequired {
		return works(func(string) bool { return true })
	}
	return enabled
}

// demandFactor opens the challenge for a user's second factor. The output is empty
// for a user who needs none.
func (s *Server) demandFactor(t *tx, pool poolRecord, client clientRecord, user userRecord) initiateAuthOutput {
	factors := pool.Spec.MFA.factorsOf(user)
	switch {
	case slices.Contains(factors, user.MFA.Preferred):
		return s.challengeFactor(t, client, user, user.MFA.Preferred)
	case len(factors) == 1:
		return s.challengeFactor(t, client, user, factors[0])
	case len(factors) > 1:
		return s.challenge(t, client, user, challengeRecord{Name: challengeSelectMFA},
			map[string]string{"MFAS_CAN_CHOOSE": string(mustJSON(factors))})
	case pool.Spec.MFA.Mode == MFARequired:
		return s.challenge(t, client, user, challengeRecord{Name: challengeMFASetup},
			map[string]string{"MFAS_CAN_SETUP": string(mustJSON(pool.Spec.MFA.offered()))})
	}
	return initiateAuthOutput{}
}

// letIn completes a sign-in with tokens.
func (s *Server) letIn(t *tx, client clientRecord, user userRecord) initiateAuthOutput {
	return initiateAuthOutput{AuthenticationResult: s.signIn(t, client, user), ChallengeParameters: map[string]string{}}
}

// challengeFactor opens the challenge of one factor and sends its code, if it
// has one.
func (s *Server) challengeFactor(t *tx, client clientRecord, user userRecord, factor string) initiateAuthOutput {
	if factor == factorTOTP {
		parameters := map[string]string{}
		if user.MFA.Token.Device != "" {
			parameters["FRIENDLY_DEVICE_NAME"] = user.MFA.Token.Device
		}
		return s.challenge(t, client, user, challengeRecord{Name: factor}, parameters)
	}
	address := addressOf(factor)
	code := codeRecord{Code: s.randomCode(), Attribute: address, Destination: user.Attributes[address]}
	t.sendPlain(
		address, code.Destination, "Your authentication code", "Your authentication code is "+code.Code+".", code.Code,
	)
	delivery := deliveryTo(address, code.Destination)
	return s.challenge(t, client, user, challengeRecord{Name: factor, Code: code}, map[string]string{
		"CODE_DELIVERY_DELIVERY_MEDIUM": delivery.DeliveryMedium,
		"CODE_DELIVERY_DESTINATION":     delivery.Destination,
	})
}
