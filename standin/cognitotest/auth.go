package cognitotest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

type initiateAuthInput struct {
	visitor

	ClientId       string `shape:"clientId"`
	AuthFlow       string `enum:"USER_SRP_AUTH REFRESH_TOKEN_AUTH REFRESH_TOKEN CUSTOM_AUTH USER_PASSWORD_AUTH USER_AUTH ADMIN_NO_SRP_AUTH ADMIN_USER_PASSWORD_AUTH"`
	AuthParameters map[string]string
	ClientMetadata map[string]string
}

type initiateAuthOutput struct {
	AuthenticationResult *authResult       `json:",omitempty"`
	ChallengeName        string            `json:",omitempty"`
	ChallengeParameters  map[string]string // empty, not absent, without a challenge
	Session              string            `json:",omitempty"`
}

func (s *Server) initiateAuth(_ context.Context, in initiateAuthInput) (initiateAuthOutput, error) {
	switch in.AuthFlow {
	case "USER_PASSWORD_AUTH":
		return s.passwordAuth(in)
	case "USER_SRP_AUTH":
		return s.srpAuth(in)
	case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
		return s.refreshAuth(in)
	}
	return initiateAuthOutput{}, refuse("UnimplementedParameterException",
		fmt.Sprintf("cognitotest does not implement the flow %q of InitiateAuth", in.AuthFlow))
}

// parameters checks that no required parameter is missing and none is unknown.
func (in initiateAuthInput) parameters(required ...string) error {
	for _, name := range required {
		if in.AuthParameters[name] == "" {
			return invalidParameter("Missing required parameter " + name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.AuthParameters)) {
		if name != "SECRET_HASH" && !slices.Contains(required, name) {
			return refuse("UnimplementedParameterException",
				fmt.Sprintf("cognitotest does not implement the auth parameter %q of %s", name, in.AuthFlow))
		}
	}
	return nil
}

func (s *Server) passwordAuth(in initiateAuthInput) (out initiateAuthOutput, err error) {
	if err := in.parameters("USERNAME", "PASSWORD"); err != nil {
		return out, err
	}
	username, password := in.AuthParameters["USERNAME"], in.AuthParameters["PASSWORD"]
	client, pool, err := s.clientFor(in.ClientId, username, in.AuthParameters["SECRET_HASH"])
	if err != nil {
		return out, err
	}
	if !slices.Contains(client.Spec.Flows, FlowUserPassword) {
		return out, invalidParameter("USER_PASSWORD_AUTH flow not enabled for this client")
	}
	// Hashing is slow, so it happens outside the one writer's transaction.
	var seen userRecord
	err = s.view(func(t *tx) error { seen, _ = t.user(pool.ID, username); return nil })
	if err != nil {
		return out, err
	}
	matches := seen.Password.matches(password)
	err = s.update(func(t *tx) error {
		user, found := t.user(pool.ID, username)
		if !found {
			return client.unknownAtSignIn()
		}
		err := user.attempt(matches && user.Password.equal(seen.Password), t.now)
		t.saveUser(user)
		if err != nil {
			return err
		}
		out = s.answerSignIn(t, pool, client, user)
		return nil
	})
	return out, err
}

func (c clientRecord) unknownAtSignIn() *apiError {
	if c.preventsExistenceErrors() {
		return wrongPassword()
	}
	return userNotFound()
}

func lockedOut() *apiError { return notAuthorized("Password attempts exceeded") }

func wrongPassword() *apiError { return notAuthorized("Incorrect username or password.") }

// attempt decides about a sign-in with a right or wrong password, and counts it. A
// user who has not confirmed the sign-up gets UserNotConfirmedException whatever
// the password: AWS calls that intended (amplify-js #1464 and #11209,
// amazon-cognito-identity-js #288, amplify-flutter #3407). Such an attempt reveals
// nothing about the password, so it does not count.
func (u *userRecord) attempt(right bool, now time.Time) error {
	switch {
	case !u.Enabled:
		return notAuthorized("User is disabled.")
	case u.Lockout.locked(now):
		return lockedOut()
	case u.Status == statusResetRequired:
		return resetRequired()
	case u.Status == statusUnconfirmed:
		return refuse("UserNotConfirmedException", "User is not confirmed.")
	case !right:
		u.Lockout.fail(now)
		return wrongPassword()
	case u.Status == statusForceChangePassword && !u.TemporaryUntil.IsZero() && !now.Before(u.TemporaryUntil):
		return notAuthorized("Temporary password has expired and must be reset by an administrator.")
	}
	u.Lockout = lockout{}
	return nil
}

// answerSignIn returns tokens, or the challenge for a temporary password or a
// second factor.
func (s *Server) answerSignIn(t *tx, pool poolRecord, client clientRecord, user userRecord) initiateAuthOutput {
	if out := s.demand(t, pool, client, user); out.Session != "" {
		return out
	}
	return s.letIn(t, client, user)
}

// demand opens the challenge that stands between a right password and the
// tokens. The output is empty if none does.
func (s *Server) demand(t *tx, pool poolRecord, client clientRecord, user userRecord) initiateAuthOutput {
	if user.Status == statusForceChangePassword {
		return s.challengeNewPassword(t, pool, client, user)
	}
	return s.demandFactor(t, pool, client, user)
}

// lockout counts failed sign-ins, or wrong codes of factors: from the fifth on, each failure locks the user out for
// twice as long, 1 s to 15 min. Attempts during a lock-out do not count, and 15 minutes without a failure reset the
// count.
type lockout struct {
	Failures    int
	LastTry     time.Time
	LockedUntil time.Time
}

const (
	freeFailures = 5
	maxLockout   = 15 * time.Minute
)

func (l *lockout) locked(now time.Time) bool {
	quiet := now.Sub(l.LastTry) >= maxLockout
	l.LastTry = now
	if !now.Before(l.LockedUntil) && quiet {
		*l = lockout{LastTry: now}
	}
	return now.Before(l.LockedUntil)
}

func (l *lockout) fail(now time.Time) {
	l.Failures++
	if over := l.Failures - freeFailures; over >= 0 {
		l.LockedUntil = now.Add(min(time.Second<<min(over, 10), maxLockout))
	}
}
