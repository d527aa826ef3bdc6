// Package phone reads phone numbers. It does not know what a number is for, or whether it reaches anybody.
package phone

import (
	"errors"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

// maxInput is in bytes. It leaves room for the 15 digits of E.164 in any script, with punctuation and marks between
// them, and keeps longer texts from the parser.
const maxInput = 120

// maxDigits is the length limit of E.164.
const maxDigits = 15

// Parse returns the E.164 form of a number in international form, or account.ErrInvalidPhoneNumber, as
// [*account.Malformed] where one rule is broken. The number begins with + and its country, in the digits of any script.
// Spaces, punctuation and the marks that come along from address books are dropped. A national number is refused:
// guessing its country would send a code to a stranger.
//
// The number must have a length that its country uses, and need not be in a range known to be in use: numbering plans
// grow faster than the library's tables, and the one-time code verifies the number. Numbers of premium rate are
// refused, because their owners would earn by each code.
func Parse(input string) (string, error) {
	digits, err := significant(input)
	if err != nil {
		return "", err
	}
	number, err := possible(fold(digits))
	if err != nil {
		return "", err
	}
	e164 := phonenumbers.Format(number, phonenumbers.E164)
	if len(e164) > len("+")+maxDigits {
		return "", malformed(account.PhoneTooLong)
	}
	// The library drops one national prefix, as in +44 (0)20. A number that then still begins with one has no unique
	// form, and limits count by the form.
	if again, err := possible(e164); err != nil || phonenumbers.Format(again, phonenumbers.E164) != e164 {
		return "", account.ErrInvalidPhoneNumber
	}
	if phonenumbers.GetNumberType(number) == phonenumbers.PREMIUM_RATE {
		return "", malformed(account.PhonePremiumRate)
	}
	return e164, nil
}

// possible returns a number whose length its country uses.
func possible(digits string) (*phonenumbers.PhoneNumber, error) {
	number, err := phonenumbers.Parse(digits, "")
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return nil, malformed(account.PhoneUnknownCountry)
	case err != nil:
		return nil, account.ErrInvalidPhoneNumber
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.IS_POSSIBLE:
		return number, nil
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return nil, malformed(account.PhoneTooShort)
	case phonenumbers.TOO_LONG:
		return nil, malformed(account.PhoneTooLong)
	default:
		return nil, account.ErrInvalidPhoneNumber
	}
}

func malformed(rule account.TextRule) error {
	return &account.Malformed{Err: account.ErrInvalidPhoneNumber, Rule: rule}
}

// significant returns the + and the digits of input. It allows only what people put between digits: the library would
// turn letters into digits and cut extensions off.
func significant(input string) (string, error) {
	if len(input) > maxInput {
		return "", account.ErrInvalidPhoneNumber
	}
	digits := []byte{}
	for _, r := range input {
		digit, isDigit := typed.Digit(r)
		switch {
		case isDigit && len(digits) > 0:
			digits = append(digits, digit)
		case isPlus(r) && len(digits) == 0:
			digits = append(digits, '+')
		case isDigit: // no country code
			return "", account.ErrInvalidPhoneNumber
		case !isBetween(r):
			return "", &account.Malformed{Err: account.ErrInvalidPhoneNumber, Rule: account.TextCharacter, Character: r}
		}
	}
	if len(digits) < 2 {
		return "", account.ErrInvalidPhoneNumber
	}
	return string(digits), nil
}

func isPlus(r rune) bool { return r == '+' || r == '\uff0b' }

func isBetween(r rune) bool {
	return unicode.IsSpace(r) || typed.IsDash(r) || typed.IsMark(r) || typed.IsJoiner(r) ||
		strings.ContainsRune("./()[]\uff0e\uff0f\uff08\uff09\uff3b\uff3d\u30fc", r)
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
