package account

import (
	"errors"
	"slices"
)

// ErrPhoneCountryNotAllowed means that phone numbers of the country can't be used.
var ErrPhoneCountryNotAllowed = errors.New("phone number of a country that is not allowed")

// PhoneCountries are the countries whose phone numbers people may use, as ISO 3166-1 codes. Each code that is sent
// costs what its country costs, and some of those who sign up in bulk earn a share of that. An empty list allows any
// country.
type PhoneCountries []string

// Check returns ErrPhoneCountryNotAllowed for a country that is not on the list.
func (c PhoneCountries) Check(country string) error {
	if len(c) == 0 || slices.Contains(c, country) {
		return nil
	}
	return ErrPhoneCountryNotAllowed
}

// Admit decides on an account that is about to be made in the user pool, whatever way led there, by its attributes: the
// pool's PreSignUp function asks. Errors: ErrInvalidEmail, ErrEmailDomainNotAllowed, and those of the parser.
func (p Policy) Admit(attributes map[string]string, parsePhone PhoneParser) error {
	email, err := NormalizeEmail(attributes["email"])
	if err != nil {
		return err
	}
	if err := p.CheckEmailDomain(email); err != nil {
		return err
	}
	// An operator may invite somebody without a number. Whoever signs up has one, which the pool requires.
	if number := attributes["phone_number"]; number != "" {
		_, err = parsePhone(number)
	}
	return err
}
