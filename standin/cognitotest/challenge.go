package cognitotest

import (
	"maps"
	"strings"
	"time"
)

// Challenges that are not factors, as in ChallengeName.
const (
	challengeNewPassword = "NEW_PASSWORD_REQUIRED"
	challengeMFASetup    = "MFA_SETUP"
	challengeSelectMFA   = "SELECT_MFA_TYPE"
)

const (
	challengeTries  = 5         // wrong codes that a session allows
	challengeMemory = time.Hour // how long an expired session is still reported as expired
)

// challengeRecord is an unfinished sign-in, identified by a Session.
type challengeRecord struct {
	Name                  string
	PoolID, ClientID, Sub string
	Code                  codeRecord // sent by SMS or email; its own expiry is not used
	TokenVerified         bool       // of MFA_SETUP: VerifySoftwareToken has succeeded
	OnPage                bool       // of a hosted page, which alone may answer it
	Wrong                 int        // wrong codes so far
	SRP                   srpState   // of PASSWORD_VERIFIER
	Used                  bool
	ExpiresAt             time.Time
}

// challenge stores a challenge for the user and returns it.
func (s *Server) challenge(
	t *tx, client clientRecord, user userRecord, c challengeRecord, parameters map[string]string,
) initiateAuthOutput {
	c.PoolID, c.ClientID, c.Sub = user.PoolID, client.ID, user.Sub
	all := maps.Clone(parameters)
	all["USER_ID_FOR_SRP"] = user.Sub
	return initiateAuthOutput{ChallengeName: c.Name, ChallengeParameters: all, Session: s.storeChallenge(t, c)}
}

// storeChallenge stores a challenge under a new Session, of which it keeps only
// the hash.
func (s *Server) storeChallenge(t *tx, c challengeRecord) string {
	session := base64url(s.randomBytes(700))
	s.keepChallenge(t, session, c)
	return session
}

// keepChallenge stores a challenge under a text that clients send back.
func (s *Server) keepChallenge(t *tx, session string, c challengeRecord) {
	t.sweepChallenges()
	client, _ := load[clientRecord](t, bucketClients, c.ClientID)
	c.Wrong, c.Used, c.ExpiresAt = 0, false, t.now.Add(client.Spec.AuthSessionValidity)
	save(t, bucketChallenges, tokenHash(session), c)
}

// openChallenge finds the challenge of a Session, unless it has ended.
func (t *tx) openChallenge(session string) (challengeRecord, error) {
	c, found := load[challengeRecord](t, bucketChallenges, tokenHash(session))
	switch {
	case !found:
		return c, invalidSession()
	case c.Used:
		return c, notAuthorized("Invalid session for the user, session can only be used once.")
	case !t.now.Before(c.ExpiresAt):
		return c, notAuthorized("Invalid session for the user, session is expired.")
	}
	return c, nil
}

// closeChallenge uses up a Session after a right answer, and counts a wrong code.
// Any other refusal leaves the Session unchanged.
func (t *tx) closeChallenge(session string, c challengeRecord, outcome error) {
	if isWrongCode(outcome) {
		c.Wrong++
	}
	c.Used = outcome == nil || c.Wrong >= challengeTries
	save(t, bucketChallenges, tokenHash(session), c)
}

func (t *tx) sweepChallenges() {
	for _, key := range t.keysWithPrefix(bucketChallenges, "") {
		if c, found := load[challengeRecord](t, bucketChallenges, key); found && t.now.Sub(c.ExpiresAt) > challengeMemory {
			t.remove(bucketChallenges, key)
		}
	}
}

func invalidSession() *apiError { return notAuthorized("Invalid session for the user.") }

// challengeNewPassword is the response to a right temporary password.
func (s *Server) challengeNewPassword(t *tx, pool poolRecord, client clientRecord, user userRecord) initiateAuthOutput {
	required := []string{}
	for _, name := range pool.Spec.RequiredAttributes {
		if user.Attributes[name] == "" {
			required = append(required, userAttributePrefix+name)
		}
	}
	return s.challenge(t, client, user, challengeRecord{Name: challengeNewPassword}, map[string]string{
		"requiredAttributes": string(mustJSON(required)),
		"userAttributes":     string(mustJSON(user.Attributes)),
	})
}

// userAttributePrefix marks the responses that are attributes.
const userAttributePrefix = "userAttributes."

// attributeResponses lists the attributes that a response sets.
func attributeResponses(responses map[string]string) (list []attribute) {
	for name, value := range responses {
		if name, found := strings.CutPrefix(name, userAttributePrefix); found {
			list = append(list, attribute{name, value})
		}
	}
	return list
}
