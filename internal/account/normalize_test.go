package account_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

var tenKB = strings.Repeat("x", 10<<10)

func TestEmailsAreTrimmedAndLowerCased(t *testing.T) {
	for input, want := range map[string]string{
		"ada@example.com":                         "ada@example.com",
		" \t Ada.Lovelace@Example.COM\n":          "ada.lovelace@example.com",
		"a@b.co":                                  "a@b.co",
		"\u200bada@example.com\u200b":             "ada@example.com",
		"\ufeffAda@example.com":                   "ada@example.com",
		"\u200e ada@example.com\u200f\n":          "ada@example.com",
		"\u2068ada@example.com\u2069\u00a0":       "ada@example.com",
		"ada@example.com\u200d\u200c":             "ada@example.com",
		"ada+votes@sub.example.com":               "ada+votes@sub.example.com",
		"!#$%&'*+-/=?^_`{|}~@example.com":         "!#$%&'*+-/=?^_`{|}~@example.com",
		"ada@xn--mnchen-3ya.example":              "ada@xn--mnchen-3ya.example",
		"ada@3m.com":                              "ada@3m.com",
		strings.Repeat("l", 64) + "@example.com":  strings.Repeat("l", 64) + "@example.com",
		"ada@" + strings.Repeat("d", 63) + ".com": "ada@" + strings.Repeat("d", 63) + ".com",
	} {
		if got, err := account.NormalizeEmail(input); got != want || err != nil {
			t.Errorf("NormalizeEmail(%q) = %q, %v; want %q", input, got, err, want)
		}
	}
}

func TestEmailsThatAreRefused(t *testing.T) {
	label := strings.Repeat("d", 63) + "."
	for name, input := range map[string]string{
		"empty":                       "",
		"spaces":                      "   ",
		"no at":                       "example.com",
		"only at":                     "@",
		"no local part":               "@example.com",
		"no domain":                   "ada@",
		"domain of one label":         "ada@localhost",
		"two ats":                     "ada@evil.com@example.com",
		"IP address":                  "ada@192.0.2.1",
		"address literal":             "ada@[192.0.2.1]",
		"leading dot":                 ".ada@example.com",
		"trailing dot":                "ada.@example.com",
		"double dot":                  "ada..l@example.com",
		"domain with empty label":     "ada@example..com",
		"domain with trailing dot":    "ada@example.com.",
		"domain with leading hyphen":  "ada@-example.com",
		"domain with trailing hyphen": "ada@example-.com",
		"domain with underscore":      "ada@exa_mple.com",
		"quoted local part":           `"ada lovelace"@example.com`,
		"comment":                     "ada(comment)@example.com",
		"display name":                "Ada <ada@example.com>",
		"inner space":                 "ada lovelace@example.com",
		"list":                        "ada@example.com,bob@example.com",
		"header injection":            "ada@example.com\r\nBcc: bob@example.com",
		"NUL":                         "ada\x00@example.com",
		"escape":                      "ada\x1b[31m@example.com",
		"invalid UTF-8":               "ada\xff@example.com",
		"Unicode local part":          "åsa@example.com",
		"Unicode domain":              "ada@exämple.com",
		"Cyrillic homograph":          "\u0430da@example.com",
		"full-width homograph":        "\uff41da@example.com",
		"Kelvin sign":                 "\u212aate@example.com",
		"dotted capital I":            "\u0130da@example.com",
		"bidi override":               "ada\u202e@example.com",
		"zero-width space inside":     "ada\u200b@example.com",
		"local part too long":         strings.Repeat("l", 65) + "@example.com",
		"label too long":              "ada@" + strings.Repeat("d", 64) + ".com",
		"too long":                    "ada@" + strings.Repeat(label, 4) + "com",
		"10 KB":                       tenKB,
		"10 KB local part":            tenKB + "@example.com",
		"10 KB domain":                "ada@" + tenKB + ".com",
		"10 KB of ats":                strings.Repeat("@", 10<<10),
	} {
		if got, err := account.NormalizeEmail(input); !errors.Is(err, account.ErrInvalidEmail) || got != "" {
			t.Errorf("%s: NormalizeEmail = %q, %v; want ErrInvalidEmail", name, got, err)
		}
	}
}

func TestCodes(t *testing.T) {
	for input, want := range map[string]string{
		"123456": "123456", "000719": "000719", " 123 456 ": "123456", "123-456": "123456", "1 2 3 4 5 6": "123456",
		"123456\n": "123456", "\r\n123456\r\n": "123456", "123\n456": "123456", "\t123456": "123456",
		"123\u00a0456": "123456", "123\u2009456": "123456", "123\u202f456": "123456", "123\u3000456": "123456",
		"123456\u200b": "123456", "\ufeff123456": "123456", "\u200e123456\u200f": "123456", "123\u2060456": "123456",
		"\u2068123456\u2069": "123456", "\u202d123456\u202c": "123456", "123\u200c456": "123456",
		"123\u2011456": "123456", "123\u2013456": "123456", "123\u2212456": "123456", "123456.": "123456", "(123456)": "123456",
		"\u0661\u0662\u0663\u0664\u0665\u0666": "123456", "\u06f0\u06f0\u06f0\u06f7\u06f1\u06f9": "000719",
		"\u0967\u0968\u0969\u096a\u096b\u096c": "123456", "\uff11\uff12\uff13\uff14\uff15\uff16": "123456",
		"\u200f\u0661\u0662\u0663 \u0664\u0665\u0666\u200f\n": "123456", "12\u0663\u0664\uff156": "123456",
	} {
		if got, err := account.NormalizeCode(input); got != want || err != nil {
			t.Errorf("NormalizeCode(%+q) = %q, %v; want %q", input, got, err, want)
		}
		if got, err := account.NormalizeEmailCode(input); got != want || err != nil {
			t.Errorf("NormalizeEmailCode(%+q) = %q, %v; want %q", input, got, err, want)
		}
	}
	for _, input := range []string{
		"", "      ", "12345", "1234567", "12345a", "-12345", "+123456", "12.456", "1e5000", "0x1234", "123456\x00", "123456\x1b",
		"\u2460\u2461\u2462\u2463\u2464\u2465", "12345\u00b2", "12345\u4e00", "12345\xff", "123456\xff", "12345678", tenKB,
		strings.Repeat(" ", 10<<10) + "123456",
	} {
		got, err := account.NormalizeCode(input)
		if !errors.Is(err, account.ErrCodeMismatch) || got != "" || ruleOf(err) != account.CodeNotSixDigits {
			t.Errorf("NormalizeCode(%.20q) = %q, %v; want ErrCodeMismatch", input, got, err)
		}
	}
}

func TestCodesByEmailMayHaveEightDigits(t *testing.T) {
	for _, input := range []string{"12345678", " 1234 5678\n", "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668"} {
		if got, err := account.NormalizeEmailCode(input); got != "12345678" || err != nil {
			t.Errorf("NormalizeEmailCode(%+q) = %q, %v", input, got, err)
		}
	}
	if got, err := account.NormalizeEmailCode("1234567"); !errors.Is(err, account.ErrCodeMismatch) || got != "" {
		t.Errorf("seven digits: %q, %v", got, err)
	}
}

// ruleOf is the rule that a text broke; empty where err does not name one.
func ruleOf(err error) account.TextRule {
	var malformed *account.Malformed
	if !errors.As(err, &malformed) {
		return ""
	}
	return malformed.Rule
}

func FuzzANormalizedEmailStaysAsItIs(f *testing.F) {
	f.Add(" Ada@Example.com")
	f.Fuzz(func(t *testing.T, input string) {
		email, err := account.NormalizeEmail(input)
		if err != nil {
			return
		}
		if again, err := account.NormalizeEmail(email); again != email || err != nil {
			t.Errorf("%q became %q, %v", email, again, err)
		}
	})
}

func TestACharacterThatNoEmailHasIsNamed(t *testing.T) {
	_, err := account.NormalizeEmail("\u00e5sa@example.com")
	var malformed *account.Malformed
	if !errors.As(err, &malformed) || malformed.Character != '\u00e5' || malformed.Rule != account.TextCharacter {
		t.Errorf("%v", err)
	}
}
