package account_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

func TestNamesAsPeopleWriteThem(t *testing.T) {
	for input, want := range map[string]string{
		"Ada Lovelace":                     "Ada Lovelace",
		"\u00c5sa-M\u00e4rta O'Neill, Jr.": "\u00c5sa-M\u00e4rta O'Neill, Jr.",
		"\u674e\u5c0f\u9f99":               "\u674e\u5c0f\u9f99",
		"\u05e2\u05d3\u05d4":               "\u05e2\u05d3\u05d4",
		"X \u00c6 A-12":                    "X \u00c6 A-12",
		"Q":                                "Q",
		"Ada \U0001f984":                   "Ada \U0001f984",
		"<script>alert(1)</script>":        "<script>alert(1)</script>", // escaped where it is shown

		// white space, as in text from a spreadsheet or a page
		"  Ada \u00a0 Lovelace  ":        "Ada Lovelace",
		"Ada\tLovelace":                  "Ada Lovelace",
		"Ada\r\nLovelace\n":              "Ada Lovelace",
		"Ada\u2028Lovelace\u0085":        "Ada Lovelace",
		"\u5c71\u7530\u3000\u592a\u90ce": "\u5c71\u7530 \u592a\u90ce",

		// composed and decomposed
		"Zoe\u0308 Jose\u0301":         "Zo\u00eb Jos\u00e9",
		"\u1112\u1161\u11ab":           "\ud55c",
		strings.Repeat("a\u030a", 100): strings.Repeat("\u00e5", 100),
		"e\u00ad\u0301":                "\u00e9", // once the mark between them is dropped

		// joiners that belong to a word
		"\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \u0645\u062d\u0645\u062f\u06cc": "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627 \u0645\u062d\u0645\u062f\u06cc", // Persian
		"\u0dc1\u0dca\u200d\u0dbb\u0dd3\u0db8\u0dad\u0dca":                          "\u0dc1\u0dca\u200d\u0dbb\u0dd3\u0db8\u0dad\u0dca",                          // Sinhala
		"\u09b0\u200d\u09cd\u09af\u09be\u09ab\u09bf":                                "\u09b0\u200d\u09cd\u09af\u09be\u09ab\u09bf",                                // Bengali
		"\u0905\u0915\u094d\u200d\u0937":                                            "\u0905\u0915\u094d\u200d\u0937",                                            // Devanagari
		"\u0d05\u0d28\u0d3f\u0d32\u0d4d\u200d":                                      "\u0d05\u0d28\u0d3f\u0d32\u0d4d\u200d",                                      // Malayalam, at the end
		"Ada \U0001f469\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525":               "Ada \U0001f469\u200d\U0001f4bb \u2764\ufe0f\u200d\U0001f525",

		// variants that belong to a name
		"\u845b\U000e0100\u57ce": "\u845b\U000e0100\u57ce", // Japanese
		"\u6668\ufe00":           "\u6668\ufe00",
		"\u182a\u180b\u1822":     "\u182a\u180b\u1822", // Mongolian
		"\u1828\u180e\u1820":     "\u1828\u180e\u1820",
		"\U00020bb7\u91ce":       "\U00020bb7\u91ce",
		"\U0002ebf0\U0003134a":   "\U0002ebf0\U0003134a", // newer than Go's tables
		"\U000323b0":             "\U000323b0",
		"\u0600\u0661 \u0639":    "\u0600\u0661 \u0639", // a format character with a shape

		// what copied text brings along
		"\u202aAda Lovelace\u202c":       "Ada Lovelace",
		"\u2068Ada\u2069\u200e Lovelace": "Ada Lovelace",
		"\u200f\u05e2\u05d3\u05d4\u200f": "\u05e2\u05d3\u05d4",
		"\ufeffAda":                      "Ada",
		"Love\u00adlace":                 "Lovelace",
		"Love\u200blace\u2060":           "Lovelace",
		"Ada\u200dLovelace":              "AdaLovelace", // joins nothing
		"\u200cAda\u200c":                "Ada",
		"Ada\ufe0f":                      "Ada", // varies nothing
		"\u0639\u200c":                   "\u0639",
		strings.Repeat("\u00e5", 100):    strings.Repeat("\u00e5", 100),
	} {
		if got, err := account.NormalizeName(input); got != want || err != nil {
			t.Errorf("NormalizeName(%+q) = %+q, %v; want %+q", input, got, err, want)
		}
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		input     string
		rule      account.TextRule
		character rune
	}{
		"empty":                                {"", "", 0},
		"spaces":                               {" \u00a0\u2003\t\n", "", 0},
		"marks only":                           {"\u200e\u00ad\u200d\ufe0f", "", 0},
		"no letter":                            {"1234 !?", account.TextNoLetter, 0},
		"emoji only":                           {"\U0001f984\U0001f984", account.TextNoLetter, 0},
		"NUL":                                  {"Ada\x00", account.TextCharacter, 0},
		"escape":                               {"Ada \x1b[31mLovelace", account.TextCharacter, '\x1b'},
		"right to left":                        {"Ada \u202eecalevoL", account.TextCharacter, '\u202e'},
		"Hangul filler":                        {"\u3164", account.TextCharacter, '\u3164'},
		"half-width filler":                    {"Ada\uffa0", account.TextCharacter, '\uffa0'},
		"grapheme joiner":                      {"Ada\u034f", account.TextCharacter, '\u034f'},
		"tag character":                        {"Ada\U000e0041", account.TextCharacter, '\U000e0041'},
		"private use":                          {"Ada\ue000", account.TextCharacter, '\ue000'},
		"noncharacter":                         {"Ada\ufdd0", account.TextCharacter, '\ufdd0'},
		"last of a plane":                      {"Ada\U0002ffff", account.TextCharacter, '\U0002ffff'},
		"invalid UTF-8":                        {"Ada\xff", account.TextCharacter, utf8.RuneError},
		"101 characters":                       {strings.Repeat("\u00e5", 101), account.TextTooLong, 0},
		"10 KB":                                {tenKB, account.TextTooLong, 0},
		"10 KB of characters that nobody sees": {strings.Repeat("\u200b", 5<<10) + "Ada", account.TextTooLong, 0},
	} {
		got, err := account.NormalizeName(c.input)
		if !errors.Is(err, account.ErrInvalidName) || got != "" || ruleOf(err) != c.rule {
			t.Errorf("%s: NormalizeName = %q, %v; want rule %q", name, got, err, c.rule)
			continue
		}
		var malformed *account.Malformed
		if errors.As(err, &malformed) && malformed.Character != c.character {
			t.Errorf("%s: names %U", name, malformed.Character)
		}
	}
}

func FuzzANormalizedNameStaysAsItIs(f *testing.F) {
	for _, seed := range []string{
		" Ada  Lovelace", "e\u00ad\u0301", "\u0639\u200c\u200c\u0639", "\u2764\ufe0f\ufe0f\u200d\u2764", "A\u200d\u030a",
		"\u0d32\u200d\u0d4d", "\u1100\u200d\u1161", "\u0d0d \u200d",
	} {
		f.Add(seed)
	}
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
