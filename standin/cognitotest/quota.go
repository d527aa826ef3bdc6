package cognitotest

import "time"

const (
	quotaPeriod        = time.Hour
	wrongCodeQuota     = 15 // wrong codes of one kind per user and hour
	resendQuota        = 5  // codes of one kind sent per user and hour
	wrongPasswordQuota = 5  // wrong previous passwords of ChangePassword per user and hour
)

// Kinds of attempt that are counted per user. Sign-up codes have windows of
// their own.
const (
	quotaReset       = "reset codes sent"
	quotaResetTries  = "wrong reset codes"
	quotaPassword    = "wrong previous passwords"
	quotaVerify      = "verification codes sent"
	quotaVerifyTries = "wrong verification codes"
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
