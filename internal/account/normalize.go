package account

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxEmailLength     = 254 // RFC 5321 4.5.3.1.3, less the angle brackets
	maxLocalPartLength = 64  // RFC 5321 4.5.3.1.1
	maxNameLength      = 100
	codeLength         = 6 // the length of Cognito's confirmation codes
)

// NormalizeEmail trims and lower-cases an email address, or returns ErrInvalidEmail. Only the ASCII form is taken:
// letters of other scripts that look alike would make two accounts of what a person reads as one address, and Cognito's
// mail can't reach them.
func NormalizeEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	if strings.ContainsFunc(
		email,
		func(r rune) bool { return r > unicode.MaxASCII },
	) { // lower case would make a k of the Kelvin sign
		return "", ErrInvalidEmail
	}
	email = strings.ToLower(email)
	at := strings.LastIndexByte(email, '@')
	if at < 1 || len(email) > maxEmailLength || !validLocalPart(email[:at]) || !validDomain(email[at+1:]) {
		return "", ErrInvalidEmail
	}
	return email, nil
}

// validLocalPart takes the dot-atom form of RFC 5322 3.2.3. Quoted local parts are legal but used by nobody but
// attackers.
func validLocalPart(local string) bool {
	if len(local) > maxLocalPartLength {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool { return !isAtomText(r) }) {
			return false
		}
	}
	return true
}

func isAtomText(r rune) bool {
	return isAlphanumeric(r) || strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

func isAlphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
}

// validDomain takes a lower-case host name of at least two labels (RFC 1123 2.1) whose last label is not a number.
func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(domain) > 253 || len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, func(r rune) bool { return !isAlphanumeric(r) && r != '-' }) {
			return false
		}
	}
	return strings.ContainsFunc(labels[len(labels)-1], between('a', 'z'))
}

// NormalizeName trims a full name and folds its white space, or returns ErrInvalidName: 1 to 100 characters with at
// least one letter, no control or invisible characters (which would let one name pass for another, or for none).
func NormalizeName(name string) (string, error) {
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.Is(unicode.Zs, r) }), " ")
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxNameLength ||
		!strings.ContainsFunc(name, unicode.IsLetter) ||
		strings.ContainsFunc(name, isInvisible) {
		return "", ErrInvalidName
	}
	return name, nil
}

// isInvisible takes in the ignorable code points too: some of them, such as the Hangul fillers, count as letters.
func isInvisible(r rune) bool {
	return unicode.In(
		r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
	)
}

// NormalizeCode drops the spaces and hyphens that people and messages put into a code. A text that is not six digits is
// answered as a wrong code, so that it costs no call and no attempt upstream.
func NormalizeCode(code string) (string, error) {
	if len(code) > 4*codeLength {
		return "", ErrCodeMismatch
	}
	code = strings.NewReplacer(" ", "", "-", "").Replace(code)
	if len(code) != codeLength || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", ErrCodeMismatch
	}
	return code, nil
}

// MaskPhoneNumber shows of a phone number in E.164 form what Cognito shows: its last four digits.
func MaskPhoneNumber(number string) string {
	digits := strings.TrimPrefix(number, "+")
	shown := digits[max(0, len(digits)-4):]
	return "+" + strings.Repeat("*", len(digits)-len(shown)) + shown
}
