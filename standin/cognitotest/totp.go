package cognitotest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// totpPeriod is the step of a one-time password, in seconds.
const totpPeriod = 30

var base32Secret = base32.StdEncoding.WithPadding(base32.NoPadding)

// TOTP is the code that an authenticator app shows at a time: RFC 6238 with six
// digits, 30 s and SHA-1. The secret is AssociateSoftwareToken's SecretCode.
func TOTP(secret string, at time.Time) (string, error) {
	key, err := base32Secret.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("cognitotest: the secret is not base32: %w", err)
	}
	return hotp(key, at.Unix()/totpPeriod), nil
}

// hotp is the one-time password of a counter, as in RFC 4226.
func hotp(key []byte, counter int64) string {
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(counter)))
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// totpRecord is an authenticator app.
type totpRecord struct {
	Secret   string // base32; none if empty
	Device   string // FriendlyDeviceName
	LastStep int64  // of the last accepted code
}

// accept accepts a code of this step or an adjacent one, once.
func (r *totpRecord) accept(code string, now time.Time) error {
	key, err := base32Secret.DecodeString(r.Secret)
	if err != nil || r.Secret == "" {
		return refuse("SoftwareTokenMFANotFoundException", "The user has no software token.")
	}
	this := now.Unix() / totpPeriod
	for step := this - 1; step <= this+1; step++ {
		if hotp(key, step) != code {
			continue
		}
		if step <= r.LastStep {
			return refuse("ExpiredCodeException", "Your software token has already been used once.")
		}
		r.LastStep = step
		return nil
	}
	return refuse("CodeMismatchException", "Invalid code received for user")
}
