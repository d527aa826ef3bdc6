package cognitotest

import (
	"context"
	"slices"
)

type associateInput struct {
	AccessToken string `shape:"optionalToken"`
	Session     string `shape:"session"`
}

type associateOutput struct {
	SecretCode string
	Session    string `json:",omitempty"`
}

// associateSoftwareToken issues a secret. The secret takes effect once it is
// verified; until then, an app that was set up before works.
func (s *Server) associateSoftwareToken(_ context.Context, in associateInput) (out associateOutput, err error) {
	err = s.update(func(t *tx) error {
		e, err := s.enroll(t, in.AccessToken, in.Session)
		if err != nil {
			return err
		}
		out.SecretCode = base32Secret.EncodeToString(s.randomBytes(32))
		e.user.MFA.Pending = out.SecretCode
		e.challenge.TokenVerified = false
		t.saveUser(e.user)
		out.Session = e.proceed()
		return nil
	})
	return out, err
}

type verifyTokenInput struct {
	AccessToken        string `shape:"optionalToken"`
	Session            string `shape:"session"`
	UserCode           string `shape:"totp"`
	FriendlyDeviceName string `shape:"deviceName"`
}

type verifyTokenOutput struct {
	Status  string
	Session string `json:",omitempty"`
}

func (s *Server) verifySoftwareToken(_ context.Context, in verifyTokenInput) (out verifyTokenOutput, err error) {
	err = s.update(func(t *tx) error {
		e, err := s.enroll(t, in.AccessToken, in.Session)
		if err != nil {
			return err
		}
		token := totpRecord{Secret: e.user.MFA.Pending, Device: in.FriendlyDeviceName}
		if token.Secret == "" { // none is being set up: a later code of the existing app is accepted too
			token = e.user.MFA.Token
		}
		if err := token.accept(in.UserCode, t.now); err != nil {
			if isWrongCode(err) {
				err = refuse("EnableSoftwareTokenMFAException", "Code mismatch")
			}
			e.fail(err)
			return err
		}
		e.user.MFA.Token, e.user.MFA.Pending = token, ""
		e.challenge.TokenVerified = true
		t.saveUser(e.user)
		out = verifyTokenOutput{Status: "SUCCESS", Session: e.proceed()}
		return nil
	})
	return out, err
}

// enrolment is the set-up of an authenticator app by a user who is signed in, or
// who needs one to sign in.
type enrolment struct {
	s         *Server
	t         *tx
	user      userRecord
	session   string // empty with an access token
	challenge challengeRecord
}

func (s *Server) enroll(t *tx, accessToken, session string) (e enrolment, err error) {
	e = enrolment{s: s, t: t, session: session}
	switch {
	case (accessToken == "") == (session == ""):
		return e, invalidParameter("Either AccessToken or Session is required, and not both")
	case session == "":
		e.user, err = s.authenticate(t, accessToken)
	default:
		if e.challenge, err = t.openChallenge(session); err == nil {
			e.user, err = t.challenged(e.challenge)
		}
		if err == nil && e.challenge.Name != challengeMFASetup {
			err = invalidSession()
		}
	}
	if err != nil {
		return e, err
	}
	pool, err := t.pool(e.user.PoolID)
	if err == nil && !slices.Contains(pool.Spec.MFA.offered(), factorTOTP) {
		err = refuse("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
	}
	return e, err
}

// proceed uses up the session and opens the next one.
func (e enrolment) proceed() string {
	if e.session == "" {
		return ""
	}
	e.t.closeChallenge(e.session, e.challenge, nil)
	return e.s.storeChallenge(e.t, e.challenge)
}

func (e enrolment) fail(err error) {
	if e.session != "" {
		e.t.closeChallenge(e.session, e.challenge, err)
	}
}

func tokenNotVerified() *apiError {
	return invalidParameter("User has not verified software token mfa")
}
