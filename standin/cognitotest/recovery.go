package cognitotest

import (
	"context"
	"time"
)

const resetCodeValidity = time.Hour

type forgotPasswordInput struct {
	visitor

	ClientId       string `shape:"clientId"`
	Username       string `shape:"username"`
	SecretHash     string `shape:"secretHash"`
	ClientMetadata map[string]string
}

type forgotPasswordOutput struct{ CodeDeliveryDetails *codeDelivery }

// forgotPassword sends a code. If existence errors are prevented, the response for
// an account that can't get one is the same.
func (s *Server) forgotPassword(_ context.Context, in forgotPasswordInput) (out forgotPasswordOutput, err error) {
	client, pool, err := s.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return out, err
	}
	err = s.update(func(t *tx) error {
		user, found := t.user(pool.ID, in.Username)
		target, reachable := user.recoveryTarget()
		if client.preventsExistenceErrors() && (!found || !user.Enabled || !reachable) {
			out.CodeDeliveryDetails, err = s.answerUnknown(client, pool, in.Username, unreachable())
			return err
		}
		switch {
		case !found:
			return usernameNotFound()
		case !user.Enabled:
			return notAuthorized("User is disabled.")
		case user.Status == statusForceChangePassword:
			return notResettable()
		case !reachable:
			return unreachable()
		case user.Quotas.full(quotaReset, resendQuota, t.now):
			return limitExceeded()
		}
		user.Quotas.count(quotaReset, t.now)
		out.CodeDeliveryDetails = s.sendResetCode(t, &user, target)
		t.saveUser(user)
		return nil
	})
	return out, err
}

// recoveryTarget is where a reset code is sent: the phone number rather than the
// email, and only if it is verified.
func (u userRecord) recoveryTarget() (attribute string, found bool) {
	for _, name := range []string{"phone_number", "email"} {
		if u.Attributes[name+"_verified"] == "true" {
			return name, true
		}
	}
	return "", false
}

// sendResetCode replaces the awaited code, which invalidates the previous one.
func (s *Server) sendResetCode(t *tx, user *userRecord, target string) *codeDelivery {
	user.ResetCode = codeRecord{
		Code: s.randomCode(), Attribute: target, Destination: user.Attributes[target],
		ExpiresAt: t.now.Add(resetCodeValidity),
	}
	t.sendPlain(target, user.Attributes[target], "Your password reset code",
		"Your password reset code is "+user.ResetCode.Code, user.ResetCode.Code)
	return deliveryTo(target, user.Attributes[target])
}

func notResettable() *apiError {
	return notAuthorized("User password cannot be reset in the current state.")
}

func unreachable() *apiError {
	return invalidParameter("Cannot reset password for the user as there is no registered/verified email or phone_number")
}

type confirmForgotPasswordInput struct {
	visitor

	ClientId         string `shape:"clientId"`
	Username         string `shape:"username"`
	ConfirmationCode string `shape:"code"`
	Password         string `shape:"password"`
	SecretHash       string `shape:"secretHash"`
	ClientMetadata   map[string]string
}

// confirmForgotPassword checks the policy before it looks for the user, so that a
// bad password neither uses up the code nor reveals who exists. The user's sessions
// stay, as on AWS (amplify-js #6559): ending them is up to the app.
func (s *Server) confirmForgotPassword(ctx context.Context, in confirmForgotPasswordInput) (empty, error) {
	client, pool, err := s.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return empty{}, err
	}
	if err := pool.Spec.PasswordPolicy.check(in.Password); err != nil {
		return empty{}, err
	}
	password := s.hashPassword(in.Password)
	var user userRecord
	err = s.update(func(t *tx) error {
		var found bool
		user, found = t.user(pool.ID, in.Username)
		if client.preventsExistenceErrors() && (!found || !user.Enabled) {
			return codeMismatch()
		}
		if !found {
			return usernameNotFound()
		}
		err := user.reset(in.ConfirmationCode, password, t.now)
		t.saveUser(user)
		return err
	})
	if err != nil {
		return empty{}, err
	}
	return empty{}, s.hooks.runPostConfirmation(ctx, ConfirmationEvent{
		TriggerSource: "PostConfirmation_ConfirmForgotPassword", PoolID: pool.ID, ClientID: client.ID, Username: user.Sub,
		Attributes: user.attributesWithSub(), ClientMetadata: in.ClientMetadata,
	})
}

// reset uses up a reset code.
func (u *userRecord) reset(code string, password passwordHash, now time.Time) error {
	switch {
	case !u.Enabled:
		return notAuthorized("User is disabled.")
	case u.Quotas.full(quotaResetTries, codeQuota, now):
		return limitExceeded()
	}
	u.Quotas.count(quotaResetTries, now)
	switch {
	case u.ResetCode.Code == "" || !now.Before(u.ResetCode.ExpiresAt):
		return expiredCode()
	case code != u.ResetCode.Code:
		return codeMismatch()
	}
	u.Password, u.Status, u.Modified = password, statusConfirmed, now
	u.ResetCode, u.Lockout = codeRecord{}, lockout{}
	return nil
}

type changePasswordInput struct {
	AccessToken      string `shape:"token"`
	PreviousPassword string `shape:"password"`
	ProposedPassword string `shape:"password"`
}

// changePassword leaves the user's sessions unchanged.
func (s *Server) changePassword(_ context.Context, in changePasswordInput) (empty, error) {
	// Hashing is slow, so it happens outside the one writer's transaction.
	var seen userRecord
	err := s.view(func(t *tx) (err error) {
		seen, err = s.authenticate(t, in.AccessToken)
		return err
	})
	if err != nil {
		return empty{}, err
	}
	matches, next := seen.Password.matches(in.PreviousPassword), s.hashPassword(in.ProposedPassword)
	return empty{}, s.update(func(t *tx) error {
		user, err := s.authenticate(t, in.AccessToken)
		if err != nil {
			return err
		}
		pool, err := t.pool(user.PoolID)
		if err != nil {
			return err
		}
		if user.Quotas.full(quotaPassword, passwordQuota, t.now) {
			return limitExceeded()
		}
		user.Quotas.count(quotaPassword, t.now)
		t.saveUser(user)
		if !matches || !user.Password.equal(seen.Password) {
			return wrongPassword()
		}
		if err := pool.Spec.PasswordPolicy.check(in.ProposedPassword); err != nil {
			return err
		}
		user.Password, user.Modified = next, t.now
		t.saveUser(user)
		return nil
	})
}
