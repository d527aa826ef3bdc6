package phone

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// Within returns [Parse] for numbers of some countries only. It may also return account.ErrPhoneCountryNotAllowed.
func Within(countries account.PhoneCountries) account.PhoneParser {
	return func(input string) (string, error) {
		number, err := Parse(input)
		if err != nil {
			return "", err
		}
		if err := countries.Check(Country(number)); err != nil {
			return "", err
		}
		return number, nil
	}
}

// ParseCountries reads a comma-separated list of ISO 3166-1 codes of countries that have phone numbers. An empty one
// allows any country.
func ParseCountries(list string) (account.PhoneCountries, error) {
	if strings.TrimSpace(list) == "" {
		return nil, nil
	}
	var countries account.PhoneCountries
	for code := range strings.SplitSeq(list, ",") {
		country := strings.ToUpper(strings.TrimSpace(code))
		if !phonenumbers.GetSupportedRegions()[country] {
			return nil, fmt.Errorf("%q is not the code of a country with phone numbers: write GB or DE", code)
		}
		countries = append(countries, country)
	}
	return countries, nil
}
