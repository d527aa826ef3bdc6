package session

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// ChallengeKind is what a provider asks for before it issues tokens.
type ChallengeKind string

// The kinds of challenge.
const (
	ChallengeSMS         ChallengeKind = "SMS"
	ChallengeEmail       ChallengeKind = "EMAIL"
	ChallengeTOTP        ChallengeKind = "TOTP"
	ChallengeTOTPSetup   ChallengeKind = "TOTP_SETUP"
	ChallengeSelectMFA   ChallengeKind = "SELECT_MFA"
	ChallengeNewPassword ChallengeKind = "NEW_PASSWORD"
)

// Challenge is what a provider asks for before it issues tokens. A provider's SignIn and Respond return it as their
// error.
type Challenge struct {
	Kind ChallengeKind
	// State is the provider's own (Cognito's Session); it must not reach the client unsealed.
	State string
	// Username is the provider's name of the account, which the answer must repeat.
	Username string
	// Delivery says where the code was sent, for SMS and EMAIL.
	Delivery account.CodeDelivery
	// Methods are the methods to choose from, for SELECT_MFA.
	Methods []account.MFAMethod
	// Secret is the secret of a new authenticator app in base32, for TOTP_SETUP.
	Secret string
}

func (c *Challenge) Error() string { return "challenged: " + string(c.Kind) }

// Answer is the answer to a challenge; the challenge's kind says which field counts.
type Answer struct {
	// Code is for SMS, EMAIL, TOTP and TOTP_SETUP.
	Code string
	// Method is for SELECT_MFA.
	Method account.MFAMethod
	// NewPassword is for NEW_PASSWORD.
	NewPassword string
}

// PendingChallenge is a challenge as a client sees it. Service's SignIn and Answer return it as their error.
type PendingChallenge struct {
	// Handle is what the client gives back with the answer: sealed, for one use, bound to the browser.
	Handle string
	// ExpiresAt is when the handle ends.
	ExpiresAt time.Time
	// Email is the login name.
	Email string
	Kind  ChallengeKind
	// Delivery, Methods and Secret are those of [Challenge].
	Delivery account.CodeDelivery
	Methods  []account.MFAMethod
	Secret   string
	// Err is what was wrong with the previous answer, which may be corrected; nil on the first attempt.
	Err error
}

func (p *PendingChallenge) Error() string { return "challenged: " + string(p.Kind) }

// Unwrap returns what was wrong with the previous answer.
func (p *PendingChallenge) Unwrap() error { return p.Err }
