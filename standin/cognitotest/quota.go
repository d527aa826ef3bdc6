package cognitotest

import "time"

// Calls per user and hour, by the page "Quotas in Amazon Cognito". Successful calls
// count, too.
const (
	quotaPeriod   = time.Hour
	codeQuota     = 15 // ConfirmSignUp, VerifyUserAttribute; ConfirmForgotPassword has 5 to 20, by risk
	resendQuota   = 5  // ResendConfirmationCode, GetUserAttributeVerificationCode, ForgotPassword
	passwordQuota = 5  // ChangePassword
)

// Kinds of attempt that are counted per user. Sign-up codes have separate windows.
const (
	quotaReset       = "reset codes sent"
	quotaResetTries  = "reset codes given"
	quotaPassword    = "passwords changed"
	quotaVerify      = "verification codes sent"
	quotaVerifyTries = "verification codes given"
)

// quotas are a user's recent attempts, by kind.
type quotas map[string]window

func (q quotas) full(kind string, limit int, now time.Time) bool {
	return q[kind].full(now, limit, quotaPeriod)
}

func (q *quotas) count(kind string, now time.Time) {
	if *q == nil {
		*q = quotas{}
	}
	w := (*q)[kind]
	w.add(now, quotaPeriod)
	(*q)[kind] = w
}
