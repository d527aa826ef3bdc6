package phone_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/phone"
)

var _ account.PhoneParser = phone.Parse

func TestParseGivesE164(t *testing.T) {
	for input, want := range map[string]string{
		"+12025550123":         "+12025550123",
		"+1 (202) 555-0123":    "+12025550123",
		"+1.202.555.0123":      "+12025550123",
		"  +46 70 123 45 67\n": "+46701234567",
		"+44 7700 900123":      "+447700900123",
		"+44 (0)7700 900123":   "+447700900123",
		"+39 06 698 12345":     "+390669812345", // Italy keeps the zero
		"+382 67 622 901":      "+38267622901",
		"+81 90-1234-5678":     "+819012345678",
		"+55 11 91234 5678":    "+5511912345678",
		"+800 1234 5678":       "+80012345678", // belongs to no country
		"+1 555 555 5555":      "+15555555555", // of a valid length, in a range that is not in use

		// as address books, pages and keyboards have them
		"\u202a+44 7911 123456\u202c":                "+447911123456",
		"\u202d+44 7911 123456\u202c":                "+447911123456",
		"\u202e+44 7911 123456":                      "+447911123456",
		"\u200e+44 7911 123456":                      "+447911123456",
		"\u2068+44 7911 123456\u2069":                "+447911123456",
		"\ufeff+44 7911 123456\u200b":                "+447911123456",
		"+44\u00a07911\u00a0123456":                  "+447911123456",
		"+44\u202f7911\u2009123456":                  "+447911123456",
		"+44 7911\u200b123456":                       "+447911123456",
		"+44 7911\u00ad123456":                       "+447911123456",
		"+44\t7911\t123456":                          "+447911123456",
		"+44 7911\r\n123456\n":                       "+447911123456",
		"+1\u2011202\u2011555\u20110123":             "+12025550123",
		"+1 202\u20135550123":                        "+12025550123",
		"+1 202\u22125550123":                        "+12025550123",
		"+49 151/23456789":                           "+4915123456789",
		"+1 [202] 555-0123":                          "+12025550123",
		"(+1) 202 555 0123":                          "+12025550123",
		"\uff0b\uff11 \uff08202\uff09 555\uff0d0123": "+12025550123",
		"+\u0661\u0662\u0660\u0662\u0665\u0665\u0665\u0660\u0661\u0662\u0663":                "+12025550123",
		"\u200f+\u06f9\u06f8 \u06f9\u06f1\u06f2 \u06f3\u06f4\u06f5 \u06f6\u06f7\u06f8\u06f9": "+989123456789",

		// Mexico, as it was dialled until 2019
		"+525541637145":        "+525541637145",
		"+5215541637145":       "+525541637145",
		"+52 (1) 811 987 8677": "+528119878677",
		"+52 1 55 4163 7145":   "+525541637145",
		"+52 044 55 4163 7145": "+525541637145",
		"+52 045 55 4163 7145": "+525541637145",
		"+52 01 55 4163 7145":  "+525541637145",

		// Argentina, with the 9, the 15, the 0 or several of them
		"+54 9 11 2345 6789":     "+5491123456789",
		"+54 11 15 2345 6789":    "+5491123456789",
		"+54 011 15 2345 6789":   "+5491123456789",
		"+54 9 011 2345 6789":    "+5491123456789",
		"+54 9 11 15 2345 6789":  "+5491123456789",
		"+54 9 011 15 2345 6789": "+5491123456789",
		"+54 9 351 15 234 5678":  "+5493512345678",
		"+54 11 2345 6789":       "+541123456789", // a landline
	} {
		if got, err := phone.Parse(input); got != want || err != nil {
			t.Errorf("Parse(%q) = %q, %v; want %q", input, got, err, want)
		}
	}
}

func TestParseRefusesWhatIsNotAnInternationalNumber(t *testing.T) {
	for name, input := range map[string]string{
		"empty":                   "",
		"spaces":                  "   ",
		"plus only":               "+",
		"punctuation only":        "+ () - .",
		"national":                "070 123 45 67",
		"national, US":            "(202) 555-0123",
		"international prefix":    "0046701234567",
		"country without plus":    "46701234567",
		"plus inside":             "1+2025550123",
		"two pluses":              "++12025550123",
		"letters":                 "+1800FLOWERS",
		"extension":               "+12025550123 ext. 5",
		"extension sign":          "+12025550123;ext=5",
		"tel URI":                 "tel:+12025550123",
		"NUL":                     "+12025550123\x00",
		"invalid UTF-8":           "+1202555\xff0123",
		"unknown country":         "+9991234567890",
		"no country begins by 0":  "+0701234567",
		"too short":               "+4670",
		"local without area code": "+15550123",
		"too long for country":    "+120255501234",
		"too long for E.164":      "+4912345678901234567",
		"many national prefixes":  "+200000000000",
		"10 KB of digits":         "+" + strings.Repeat("1", 10<<10),
		"10 KB of spaces":         strings.Repeat(" ", 10<<10) + "+12025550123",
	} {
		if got, err := phone.Parse(input); !errors.Is(err, account.ErrInvalidPhoneNumber) || got != "" {
			t.Errorf("%s: Parse = %q, %v; want ErrInvalidPhoneNumber", name, got, err)
		}
	}
}

func TestWhatIsWrongWithANumberIsNamed(t *testing.T) {
	for input, want := range map[string]account.Malformed{
		"+1 202 555 0123 x5":   {Rule: account.TextCharacter, Character: 'x'},
		"tel:+12025550123":     {Rule: account.TextCharacter, Character: 't'},
		"+1+2025550123":        {Rule: account.TextCharacter, Character: '+'},
		"+999 123 4567890":     {Rule: account.PhoneUnknownCountry},
		"+46 18":               {Rule: account.PhoneTooShort},
		"+1 555 0123":          {Rule: account.PhoneTooShort},
		"+1 2025 5501 234":     {Rule: account.PhoneTooLong},
		"+52 15 5541 637145 1": {Rule: account.PhoneTooLong},
		"+44 909 879 0000":     {Rule: account.PhonePremiumRate},
		"+1 900 555 0123":      {Rule: account.PhonePremiumRate},
		"+33 899 12 34 56":     {Rule: account.PhonePremiumRate},
	} {
		got, err := phone.Parse(input)
		var malformed *account.Malformed
		if got != "" || !errors.As(err, &malformed) || !errors.Is(err, account.ErrInvalidPhoneNumber) {
			t.Errorf("Parse(%q) = %q, %v", input, got, err)
			continue
		}
		if malformed.Rule != want.Rule || malformed.Character != want.Character {
			t.Errorf("Parse(%q): %+v, want %+v", input, malformed, want)
		}
		if strings.Contains(err.Error(), "123") {
			t.Errorf("%q has the number", err)
		}
	}
}

func TestParseOfItsOwnResultChangesNothing(t *testing.T) {
	for _, input := range []string{"+12025550123", "+390669812345", "+447700900123", "+80012345678"} {
		if got, err := phone.Parse(input); got != input || err != nil {
			t.Errorf("Parse(%q) = %q, %v", input, got, err)
		}
	}
}

func FuzzParseGivesE164OrNothing(f *testing.F) {
	f.Add("+1 (202) 555-0123")
	f.Add("+44 (0)7700 900123")
	f.Add("+52 1 55 4163 7145")
	f.Add("+54 9 011 15 2345 6789")
	f.Fuzz(func(t *testing.T, input string) {
		got, err := phone.Parse(input)
		if err != nil {
			return
		}
		if len(got) < 4 || len(got) > 16 || got[0] != '+' || strings.Trim(got[1:], "0123456789") != "" {
			t.Errorf("Parse(%q) = %q", input, got)
		}
		if again, err := phone.Parse(got); again != got || err != nil {
			t.Errorf("Parse(%q) = %q, %v", got, again, err)
		}
	})
}

func TestCountryTellsRegionsOfOneCallingCodeApart(t *testing.T) {
	for number, want := range map[string]string{
		"+12025550123":   "US",
		"+14165550123":   "CA",
		"+18765550123":   "JM",
		"+447400123456":  "GB",
		"+447911123456":  "GG",
		"+46701234567":   "SE",
		"+77011234567":   "KZ",
		"+80012345678":   "001",
		"+15555555555":   "US", // in no range: the main region of the code
		"+9991234567890": "ZZ",
		"":               "ZZ",
		"garbage":        "ZZ",
	} {
		if got := phone.Country(number); got != want {
			t.Errorf("Country(%q) = %q, want %q", number, got, want)
		}
	}
}
