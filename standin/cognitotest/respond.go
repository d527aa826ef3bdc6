package cognitotest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type respondInput struct {
	visitor

	ClientId           string `shape:"clientId"`
	ChallengeName      string `enum:"SMS_MFA EMAIL_OTP SOFTWARE_TOKEN_MFA SELECT_MFA_TYPE MFA_SETUP PASSWORD_VERIFIER CUSTOM_CHALLENGE SELECT_CHALLENGE DEVICE_SRP_AUTH DEVICE_PASSWORD_VERIFIER ADMIN_NO_SRP_AUTH NEW_PASSWORD_REQUIRED SMS_OTP PASSWORD WEB_AUTHN PASSWORD_SRP"`
	Session            string `shape:"session"`
	ChallengeResponses map[string]string
	ClientMetadata     map[string]string
}

// answer is one response to a challenge, in the transaction that checks it.
type answer struct {
	s         *Server
	t         *tx
	client    clientRecord
	pool      poolRecord
	user      userRecord
	challenge challengeRecord
	responses map[string]string
	password  passwordHash // of NEW_PASSWORD
}

// challengeKind describes the responses to one kind of challenge.
type challengeKind struct {
	required []string // responses, in addition to USERNAME
	judge    func(*answer) (initiateAuthOutput, error)
}

var challengeKinds = map[string]challengeKind{
	factorSMS:            provenBy("SMS_MFA_CODE"),
	factorEmail:          provenBy("EMAIL_OTP_CODE"),
	factorTOTP:           provenBy("SOFTWARE_TOKEN_MFA_CODE"),
	challengeSelectMFA:   {[]string{"ANSWER"}, (*answer).selectFactor},
	challengeMFASetup:    {nil, (*answer).setUpFactor},
	challengeNewPassword: {[]string{"NEW_PASSWORD"}, (*answer).newPassword},
}

// factorCodes are the responses that take a code. An extra one is ignored: clients such
// as amazon-cognito-identity-js send a code under two names.
var factorCodes = []string{"SMS_MFA_CODE", "EMAIL_OTP_CODE", "SOFTWARE_TOKEN_MFA_CODE"}

func (s *Server) respondToAuthChallenge(_ context.Context, in respondInput) (out initiateAuthOutput, err error) {
	if in.ChallengeName == challengePasswordVerifier {
		return s.verifyPassword(in)
	}
	kind, found := challengeKinds[in.ChallengeName]
	if !found {
		return out, refuse("UnimplementedParameterException",
			fmt.Sprintf("cognitotest does not implement the challenge %q of RespondToAuthChallenge", in.ChallengeName))
	}
	if err := in.check(kind); err != nil {
		return out, err
	}
	// Hashing is slow, so it happens outside the one writer's transaction.
	var password passwordHash
	if in.ChallengeName == challengeNewPassword {
		password = s.hashPassword(in.ChallengeResponses["NEW_PASSWORD"])
	}
	err = s.update(func(t *tx) error {
		a, err := s.openAnswer(t, in)
		if err != nil {
			return err
		}
		a.password = password
		out, err = kind.judge(a)
		t.closeChallenge(in.Session, a.challenge, err)
		if err == nil {
			t.saveUser(a.user)
		}
		return err
	})
	return out, err
}

// check reports a missing response, or one that the stand-in does not know.
func (in respondInput) check(kind challengeKind) error {
	required := append([]string{"USERNAME"}, kind.required...)
	for _, name := range required {
		if in.ChallengeResponses[name] == "" {
			return invalidParameter("Missing required parameter " + name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.ChallengeResponses)) {
		isCode := slices.Contains(factorCodes, name)
		if isCode && slices.ContainsFunc(kind.required, func(r string) bool { return slices.Contains(factorCodes, r) }) {
			continue
		}
		isAttribute := in.ChallengeName == challengeNewPassword && strings.HasPrefix(name, userAttributePrefix)
		if name != "SECRET_HASH" && !isAttribute && !slices.Contains(required, name) {
			return refuse("UnimplementedParameterException",
				fmt.Sprintf("cognitotest does not implement the challenge response %q of %s", name, in.ChallengeName))
		}
	}
	return nil
}

// openAnswer checks everything about a response except the answer itself: client,
// secret hash and session, and that all three belong to one user.
func (s *Server) openAnswer(t *tx, in respondInput) (*answer, error) {
	username := in.ChallengeResponses["USERNAME"]
	client, pool, err := t.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	if err := client.checkSecretHash(username, in.ChallengeResponses["SECRET_HASH"]); err != nil {
		return nil, err
	}
	challenge, err := t.openChallenge(in.Session)
	if err != nil {
		return nil, err
	}
	user, err := t.challenged(challenge)
	if err != nil {
		return nil, err
	}
	named, _ := t.user(pool.ID, username)
	if challenge.ClientID != client.ID || named.Sub != user.Sub || challenge.OnPage {
		return nil, invalidSession()
	}
	if challenge.Name != in.ChallengeName {
		return nil, wrongCodeOrState()
	}
	return &answer{
		s:         s,
		t:         t,
		client:    client,
		pool:      pool,
		user:      user,
		challenge: challenge,
		responses: in.ChallengeResponses,
	}, nil
}

// challenged finds the user of a challenge, who may have been deleted or disabled,
// or may have to reset the password since.
func (t *tx) challenged(c challengeRecord) (userRecord, error) {
	user, found := load[userRecord](t, bucketUsers, c.PoolID+"/"+c.Sub)
	switch {
	case !found:
		return user, userNotFound()
	case !user.Enabled:
		return user, notAuthorized("User is disabled.")
	case user.Status == statusResetRequired:
		return user, resetRequired()
	}
	return user, nil
}

// provenBy is a factor whose code is in one response.
func provenBy(response string) challengeKind {
	return challengeKind{[]string{response}, func(a *answer) (initiateAuthOutput, error) {
		if err := a.prove(a.responses[response]); err != nil {
			return initiateAuthOutput{}, err
		}
		return a.s.letIn(a.t, a.client, a.user), nil
	}}
}

// prove checks the code of a factor. Wrong codes lock out the factors as wrong
// passwords lock out sign-ins, across all Sessions of the user (User Guide, "Adding MFA
// to a user pool").
func (a *answer) prove(code string) error {
	defer func() { a.t.saveUser(a.user) }() // counts are kept, whatever the outcome
	if a.user.MFA.Lockout.locked(a.t.now) {
		return lockedOut()
	}
	err := a.judge(code)
	switch {
	case err == nil:
		a.user.MFA.Lockout = lockout{}
	case isWrongCode(err):
		a.user.MFA.Lockout.fail(a.t.now)
	}
	return err
}

// judge compares a code with the one that was sent or that the app shows. A code
// from an SMS or email also verifies the address.
func (a *answer) judge(code string) error {
	if a.challenge.Name == factorTOTP {
		return a.user.MFA.Token.accept(code, a.t.now)
	}
	sent := a.challenge.Code
	if code != sent.Code {
		return wrongCodeOrState()
	}
	if a.user.Attributes[sent.Attribute] == sent.Destination {
		a.user.Attributes[sent.Attribute+"_verified"] = "true"
	}
	return nil
}

func (a *answer) selectFactor() (initiateAuthOutput, error) {
	return a.choose(a.responses["ANSWER"])
}

// choose opens the challenge of the factor that the user wants.
func (a *answer) choose(factor string) (initiateAuthOutput, error) {
	if !slices.Contains(a.pool.Spec.MFA.factorsOf(a.user), factor) {
		return initiateAuthOutput{}, refuse(
			"MFAMethodNotFoundException",
			"The MFA method "+factor+" is not available to the user.",
		)
	}
	return a.s.challengeFactor(a.t, a.client, a.user, factor), nil
}

// setUpFactor completes MFA_SETUP, and makes the app that was set up the user's
// factor.
func (a *answer) setUpFactor() (initiateAuthOutput, error) {
	if !a.challenge.TokenVerified {
		return initiateAuthOutput{}, tokenNotVerified()
	}
	a.user.MFA.enable(factorTOTP, true)
	a.user.MFA.Preferred = factorTOTP
	return a.s.letIn(a.t, a.client, a.user), nil
}

// newPassword replaces a temporary password and fills in attributes. A challenge
// for a second factor may follow.
func (a *answer) newPassword() (initiateAuthOutput, error) {
	if err := a.pool.Spec.PasswordPolicy.check(a.responses["NEW_PASSWORD"]); err != nil {
		return initiateAuthOutput{}, err
	}
	given, err := attributesFrom(attributeResponses(a.responses), false)
	if err != nil {
		return initiateAuthOutput{}, err
	}
	if err := a.fillIn(given); err != nil {
		return initiateAuthOutput{}, err
	}
	a.user.Status, a.user.Password, a.user.Modified = statusConfirmed, a.password, a.t.now
	return a.s.answerSignIn(a.t, a.pool, a.client, a.user), nil
}

func (a *answer) fillIn(given map[string]string) error {
	required := a.pool.Spec.RequiredAttributes
	for _, name := range required {
		switch {
		case given[name] != "" && a.user.Attributes[name] != "" && given[name] != a.user.Attributes[name]:
			return notAuthorized("Cannot modify an already provided " + name)
		case given[name] == "" && a.user.Attributes[name] == "":
			return invalidParameter("Invalid attributes given, " + name + " is missing")
		}
	}
	next := maps.Clone(a.user.Attributes)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name] != "" && given[name] != next[name] {
			next[name] = given[name]
			delete(next, name+"_verified")
		}
	}
	markUnverified(next)
	if err := a.t.moveEmail(a.user, next["email"]); err != nil {
		return err
	}
	a.user.Attributes = next
	return nil
}

func wrongCodeOrState() *apiError {
	return refuse("CodeMismatchException", "Invalid code or auth state for the user.")
}

// isWrongCode reports whether a refusal is about a wrong code, which counts as a
// guess.
func isWrongCode(err error) bool {
	var refusal *apiError
	if !errors.As(err, &refusal) {
		return false
	}
	switch refusal.Type {
	case "CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException":
		return true
	}
	return false
}
