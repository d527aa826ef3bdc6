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
		"zero-width space":            "ada\u200b@example.com",
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

func TestNamesAreTrimmedAndTheirSpacesFolded(t *testing.T) {
	for input, want := range map[string]string{
		"Ada Lovelace":              "Ada Lovelace",
		"  Ada \u00a0 Lovelace  ":   "Ada Lovelace",
		"Åsa-Märta O'Neill, Jr.":    "Åsa-Märta O'Neill, Jr.",
		"李小龙":                       "李小龙",
		"עדה":                       "עדה",
		"X Æ A-12":                  "X Æ A-12",
		"Q":                         "Q",
		strings.Repeat("å", 100):    strings.Repeat("å", 100),
		"<script>alert(1)</script>": "<script>alert(1)</script>", // escaped where it is shown
	} {
		if got, err := account.NormalizeName(input); got != want || err != nil {
			t.Errorf("NormalizeName(%q) = %q, %v; want %q", input, got, err, want)
		}
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	for name, input := range map[string]string{
		"empty":              "",
		"spaces":             " \u00a0\u2003 ",
		"no letter":          "1234 !?",
		"emoji only":         "🦄🦄",
		"line break":         "Ada\nLovelace",
		"tab":                "Ada\tLovelace",
		"NUL":                "Ada\x00",
		"escape":             "Ada \x1b[31mLovelace",
		"line separator":     "Ada\u2028Lovelace",
		"bidi override":      "Ada \u202eecalevoL",
		"bidi isolate":       "Ada \u2066Lovelace",
		"zero-width space":   "Ada\u200bLovelace",
		"zero-width joiner":  "Ada\u200dLovelace",
		"byte order mark":    "\ufeffAda",
		"soft hyphen":        "Ada\u00adLovelace",
		"Hangul filler":      "\u3164",
		"half-width filler":  "Ada\uffa0",
		"grapheme joiner":    "Ada\u034f",
		"variation selector": "Ada\ufe0f",
		"tag character":      "Ada\U000e0041",
		"private use":        "Ada\ue000",
		"invalid UTF-8":      "Ada\xff",
		"101 characters":     strings.Repeat("å", 101),
		"10 KB":              tenKB,
	} {
		if got, err := account.NormalizeName(input); !errors.Is(err, account.ErrInvalidName) || got != "" {
			t.Errorf("%s: NormalizeName = %q, %v; want ErrInvalidName", name, got, err)
		}
	}
}

func TestCodes(t *testing.T) {
	for input, want := range map[string]string{
		"123456": "123456", "000000": "000000", " 123 456 ": "123456", "123-456": "123456", "1 2 3 4 5 6": "123456",
	} {
		if got, err := account.NormalizeCode(input); got != want || err != nil {
			t.Errorf("NormalizeCode(%q) = %q, %v; want %q", input, got, err, want)
		}
	}
	for _, input := range []string{
		"", "      ", "12345", "1234567", "12345a", "-12345", "+123456", "12.456", "1e5000", "0x1234", "123456\x00", "123\n456",
		"\u0661\u0662\u0663\u0664\u0665\u0666", "\uff11\uff12\uff13\uff14\uff15\uff16", "①②③④⑤⑥", "12345\xff", tenKB,
		strings.Repeat(" ", 10<<10) + "123456",
	} {
		if got, err := account.NormalizeCode(input); !errors.Is(err, account.ErrCodeMismatch) || got != "" {
			t.Errorf("NormalizeCode(%.20q) = %q, %v; want ErrCodeMismatch", input, got, err)
		}
	}
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

func FuzzANormalizedNameStaysAsItIs(f *testing.F) {
	f.Add(" Ada  Lovelace")
	f.Fuzz(func(t *testing.T, input string) {
		name, err := account.NormalizeName(input)
		if err != nil {
			return
		}
		if again, err := account.NormalizeName(name); again != name || err != nil {
			t.Errorf("%q became %q, %v", name, again, err)
		}
	})
}
