package oidc

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	// Leeway is how far the clocks of the provider and of this machine may differ; it applies to every time claim.
	Leeway = 30 * time.Second
	// maxNameLength is the most characters of a subject, user name, group or key id (Cognito's own limit for names).
	maxNameLength = 128
	// maxNumericDate is the last second of the year 9999.
	maxNumericDate = 253402300799
)

// Claims are those of a token whose signature has been checked. Numbers are as they were written ([json.Number]).
type Claims map[string]any

// Subject returns `sub`: 1 to 128 visible ASCII characters. Errors: ErrInvalidToken.
func (c Claims) Subject() (string, error) {
	subject, ok := c["sub"].(string)
	if !ok || !IsName(subject) || !isASCII(subject) {
		return "", refuse("sub is malformed")
	}
	return subject, nil
}

// ExpiresAt returns `exp`. Errors: ErrInvalidToken.
func (c Claims) ExpiresAt() (time.Time, error) { return c.requiredTime("exp") }

// Time returns a time claim, or the zero time for one that is not there. Providers write whole seconds; fractions,
// exponents, zero and texts are refused, since parsers differ on them. Errors: ErrInvalidToken.
func (c Claims) Time(name string) (time.Time, error) {
	value, present := c[name]
	if !present {
		return time.Time{}, nil
	}
	number, _ := value.(json.Number)
	seconds, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil || seconds < 1 || seconds > maxNumericDate {
		return time.Time{}, refuse(name + " is malformed")
	}
	return time.Unix(seconds, 0).UTC(), nil
}

func (c Claims) requiredTime(name string) (time.Time, error) {
	at, err := c.Time(name)
	if err == nil && at.IsZero() {
		err = refuse(name + " is missing")
	}
	return at, err
}

// checkTimes returns nil if now is within the token's time.
func (c Claims) checkTimes(now time.Time) error {
	expiresAt, err := c.ExpiresAt()
	if err != nil {
		return err
	}
	issuedAt, err := c.requiredTime("iat")
	if err != nil {
		return err
	}
	notBefore, err := c.Time("nbf")
	if err != nil {
		return err
	}
	switch {
	case !now.Before(expiresAt.Add(Leeway)):
		return refuse("expired")
	case now.Before(issuedAt.Add(-Leeway)):
		return refuse("iat is in the future")
	case now.Before(notBefore.Add(-Leeway)):
		return refuse("nbf is in the future")
	}
	return nil
}

// IsName reports whether a text is a name as Cognito makes them: 1 to 128 visible characters, no spaces. A name can't
// contain the replacement character, which stands for bytes that could not be decoded.
func IsName(text string) bool {
	if text == "" || utf8.RuneCountInString(text) > maxNameLength {
		return false
	}
	for _, r := range text {
		if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P) {
			return false
		}
	}
	return true
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
