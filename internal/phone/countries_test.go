package phone_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
)

func TestNumbersAreThoseOfTheCountriesOnTheList(t *testing.T) {
	for _, test := range []struct {
		number    string
		countries account.PhoneCountries
		want      error
	}{
		{"+44 20 7946 0018", nil, nil},
		{"+44 20 7946 0018", account.PhoneCountries{"GB", "DE"}, nil},
		{"+49 151 23456789", account.PhoneCountries{"GB", "DE"}, nil},
		{"+1 202 555 0123", account.PhoneCountries{"GB", "DE"}, account.ErrPhoneCountryNotAllowed},
		// Countries that share a calling code are told apart by their ranges.
		{"+44 7911 123456", account.PhoneCountries{"GB"}, account.ErrPhoneCountryNotAllowed},  // Guernsey's
		{"+1 876 555 0123", account.PhoneCountries{"US"}, account.ErrPhoneCountryNotAllowed},  // Jamaica's
		{"+7 701 123 45 67", account.PhoneCountries{"RU"}, account.ErrPhoneCountryNotAllowed}, // Kazakhstan's
		{"+7 701 123 45 67", account.PhoneCountries{"KZ"}, nil},
		{"+883 5100 1234 5678", account.PhoneCountries{"GB"}, account.ErrPhoneCountryNotAllowed}, // of no country
		{"not a number", account.PhoneCountries{"GB"}, account.ErrInvalidPhoneNumber},
	} {
		number, err := phone.Within(test.countries)(test.number)
		if !errors.Is(err, test.want) || (err == nil) != (number != "") {
			t.Errorf("%s in %v: %q, %v; want %v", test.number, test.countries, number, err, test.want)
		}
	}
}

func TestAListOfCountriesIsReadWholeOrNotAtAll(t *testing.T) {
	for list, want := range map[string]account.PhoneCountries{"": nil, " ": nil, " gb,DE": {"GB", "DE"}} {
		if countries, err := phone.ParseCountries(list); err != nil || !slices.Equal(countries, want) {
			t.Errorf("%q: %v, %v", list, countries, err)
		}
	}
	for _, wrong := range []string{",", "GB,", "GB,UK", "GB;DE", "44", "*", "001", "AQ"} {
		if countries, err := phone.ParseCountries(wrong); err == nil || countries != nil {
			t.Errorf("%q: %v, %v", wrong, countries, err)
		}
	}
}
