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
		"Arabic digits":           "+١٢٠٢٥٥٥٠١٢٣",
		"full-width digits":       "+1202555\uff10\uff11\uff12\uff13",
		"full-width plus":         "\uff0b12025550123",
		"Unicode hyphen":          "+1 202‐555‐0123",
		"inner no-break space":    "+1\u00a02025550123",
		"inner line break":        "+1202\n5550123",
		"NUL":                     "+12025550123\x00",
		"invalid UTF-8":           "+1202555\xff0123",
		"bidi override":           "+1202555\u202e0123",
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
