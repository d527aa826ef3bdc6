package graph

import (
	"errors"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// challengePayload holds the challenge, and what was wrong with the previous answer.
func challengePayload(pending *session.PendingChallenge) (exec.SignInPayload, error) {
	userErrors, err := asUserErrors(pending.Err)
	if err != nil {
		return exec.SignInPayload{}, err
	}
	challenge, err := challengeOf(pending)
	return exec.SignInPayload{Challenge: challenge, UserErrors: userErrors}, err
}

var errUnknownChallenge = errors.New("challenge of an unknown kind")

func challengeOf(p *session.PendingChallenge) (exec.SignInChallenge, error) {
	switch p.Kind {
	case session.ChallengeSMS:
		return exec.SmsMfaChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, CodeDelivery: p.Delivery}, nil
	case session.ChallengeEmail:
		return exec.EmailOtpChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, CodeDelivery: p.Delivery}, nil
	case session.ChallengeTOTP:
		return exec.TotpChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt}, nil
	case session.ChallengeTOTPSetup:
		return exec.TotpSetupChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, Setup: totpSetup(p.Email, p.Secret)}, nil
	case session.ChallengeSelectMFA:
		return exec.SelectMfaChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt, Methods: p.Methods}, nil
	case session.ChallengeNewPassword:
		return exec.NewPasswordChallenge{Handle: p.Handle, ExpiresAt: p.ExpiresAt}, nil
	}
	return nil, errUnknownChallenge
}

// totpSetup is the secret in the forms that authenticator apps accept.
func totpSetup(email, secret string) exec.TotpSetup {
	return exec.TotpSetup{Secret: secret, OtpauthURI: account.OTPAuthURI(email, secret)}
}
