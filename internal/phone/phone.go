// Package phone reads phone numbers. It does not know what a number is for, or whether it reaches anybody.
package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// maxInput leaves room for the 15 digits of E.164 with punctuation between them, and keeps longer texts from the
// parser.
const maxInput = 40

// maxDigits is the length limit of E.164.
const maxDigits = 15

// Parse returns the E.164 form of a number in international form, or account.ErrInvalidPhoneNumber. The number begins
// with + and its country; white space around it, and spaces, dots, hyphens and brackets inside, are dropped. A national
// number is refused: guessing its country would send a code to a stranger.
//
// The number must have a length that its country uses, and need not be in a range known to be in use: numbering plans
// grow faster than the library's tables, and the one-time code verifies the number.
func Parse(input string) (string, error) {
	digits, ok := significant(input)
	if !ok {
		return "", account.ErrInvalidPhoneNumber
	}
	e164, ok := format(digits)
	if !ok || len(e164) > len("+")+maxDigits {
		return "", account.ErrInvalidPhoneNumber
	}
	// The library drops one national prefix, as in +44 (0)20. A number that then still begins with one has no unique
	// form, and limits count by the form.
	if again, ok := format(e164); !ok || again != e164 {
		return "", account.ErrInvalidPhoneNumber
	}
	return e164, nil
}

// format returns the E.164 form of a number whose length its country uses.
func format(digits string) (string, bool) {
	number, err := phonenumbers.Parse(digits, "")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// significant returns the + and the ASCII digits of input. It allows only punctuation in between: the library would
// turn letters into digits, cut extensions off and take the digits of other scripts.
func significant(input string) (string, bool) {
	if len(input) > maxInput {
		return "", false
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(input), "+")
	if !ok {
		return "", false
	}
	digits := []byte("+")
	for _, r := range rest {
		switch {
		case '0' <= r && r <= '9':
			digits = append(digits, byte(r))
		case !strings.ContainsRune(" .-()", r):
			return "", false
		}
	}
	return string(digits), true
}

// Country returns the region of an E.164 number as an ISO 3166-1 code, `001` for a number of no region, or `ZZ` for one
// of an unknown region. Where regions share a calling code (+1, +44, +7) it is the one whose ranges hold the number, or
// else the main one. It groups numbers for limits; it does not say where a phone is.
func Country(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return "ZZ"
	}
	if region := phonenumbers.GetRegionCodeForNumber(number); region != "" && region != "ZZ" {
		return region
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode()))
}
