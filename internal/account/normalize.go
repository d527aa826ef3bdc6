package account

import (
	"slices"
	"strings"
	"unicode"

	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

const (
	maxEmailLength     = 254 // RFC 5321 4.5.3.1.3, less the angle brackets
	maxLocalPartLength = 64  // RFC 5321 4.5.3.1.1
	codeLength         = 6   // the length of Cognito's confirmation codes
	longCodeLength     = 8
	maxCodeInput       = 100 // bytes: each digit in any script, with something around it
)

// NormalizeEmail lower-cases an email address without what came along with it, or returns ErrInvalidEmail. Only the
// ASCII form is taken: letters of other scripts that look alike would make two accounts of what a person reads as one
// address, and Cognito's mail can't reach them.
func NormalizeEmail(email string) (string, error) {
	email = strings.TrimFunc(typed.Trim(email), typed.IsJoiner)
	for _, r := range email {
		if r > unicode.MaxASCII { // lower case would make a k of the Kelvin sign
			return "", &Malformed{Err: ErrInvalidEmail, Rule: TextCharacter, Character: r}
		}
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

// NormalizeCode returns the six digits of a one-time code, without the spaces, marks and punctuation that people and
// messages put around and between them, in the digits of any script. Any other text is refused as a wrong code, before
// it costs a call and an attempt upstream.
func NormalizeCode(code string) (string, error) {
	return codeOf(code, codeLength)
}

// NormalizeEmailCode also takes eight digits: Cognito's codes by email have as many where email is a first factor.
func NormalizeEmailCode(code string) (string, error) {
	return codeOf(code, codeLength, longCodeLength)
}

func codeOf(text string, lengths ...int) (string, error) {
	malformed := &Malformed{Err: ErrCodeMismatch, Rule: CodeNotSixDigits}
	if len(text) > maxCodeInput {
		return "", malformed
	}
	var digits []byte
	for _, r := range text {
		digit, isDigit := typed.Digit(r)
		switch {
		case isDigit:
			digits = append(digits, digit)
		case !unicode.IsSpace(r) && !unicode.IsPunct(r) && !typed.IsDash(r) && !typed.IsMark(r) && !typed.IsJoiner(r):
			return "", malformed
		}
	}
	if !slices.Contains(lengths, len(digits)) {
		return "", malformed
	}
	return string(digits), nil
}

// MaskPhoneNumber shows of a phone number in E.164 form what Cognito shows: its last four digits.
func MaskPhoneNumber(number string) string {
	digits := strings.TrimPrefix(number, "+")
	shown := digits[max(0, len(digits)-4):]
	return "+" + strings.Repeat("*", len(digits)-len(shown)) + shown
}
