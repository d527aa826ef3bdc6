package typed_test

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

func TestDigitsOfAnyScriptAreRead(t *testing.T) {
	for zero, script := range map[rune]string{
		'0': "ASCII", '\u0660': "Arabic", '\u06f0': "Persian", '\u0966': "Devanagari", '\u09e6': "Bengali",
		'\u0e50': "Thai", '\u1090': "Shan", '\u1a80': "Tai Tham, hora", '\u1a90': "Tai Tham, tham", '\uff10': "full-width",
		'\U0001d7ce': "bold", '\U0001d7e2': "sans-serif", '\U0001e950': "Adlam", '\U0001fbf0': "segmented",
	} {
		for value := range rune(10) {
			if got, ok := typed.Digit(zero + value); !ok || rune(got) != '0'+value {
				t.Errorf("%s: Digit(%U) = %q, %v", script, zero+value, got, ok)
			}
		}
	}
	for _, r := range []rune{'a', ' ', '-', '\u00b2', '\u2460', '\u4e00', '\u2155', '\ufffd', -1} {
		if got, ok := typed.Digit(r); ok {
			t.Errorf("Digit(%U) = %q", r, got)
		}
	}
}

// Compatibility forms are a second source for the values: those that have one must agree.
func TestDigitsAgreeWithTheirCompatibilityForms(t *testing.T) {
	compared := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		plain := norm.NFKC.String(string(r))
		if !unicode.Is(unicode.Nd, r) || len(plain) != 1 {
			continue
		}
		compared++
		if got, ok := typed.Digit(r); !ok || string(got) != plain {
			t.Errorf("Digit(%U) = %q, want %s", r, got, plain)
		}
	}
	if compared < 60 {
		t.Errorf("%d digits compared", compared)
	}
}

func TestWhatComesAlongWithCopiedTextIsTrimmed(t *testing.T) {
	for _, around := range []string{
		" ", "\t", "\n", "\r\n", "\u0085", "\u00a0", "\u2009", "\u202f", "\u3000", "\u2028", "\u200b", "\ufeff", "\u2060",
		"\u200e", "\u200f", "\u061c", "\u202a", "\u202d", "\u202c", "\u2068", "\u2069", "\u00ad",
	} {
		if got := typed.Trim(around + "a b" + around + around); got != "a b" {
			t.Errorf("Trim with %+q around = %+q", around, got)
		}
	}
	for _, text := range []string{"", "❤\ufe0f", "a\u200d", "a\u0301", "-a-"} {
		if got := typed.Trim(text); got != text {
			t.Errorf("Trim(%+q) = %+q", text, got)
		}
	}
}

func TestComposedAndDecomposedTextsBecomeOne(t *testing.T) {
	for decomposed, composed := range map[string]string{
		"Zoe\u0308": "Zo\u00eb", "\u1112\u1161\u11ab": "\ud55c", "\u30cf\u309a": "\u30d1", "A\u030a": "\u00c5", "x": "x",
	} {
		if got := typed.Compose(decomposed); got != composed {
			t.Errorf("Compose(%+q) = %+q", decomposed, got)
		}
		if got := typed.Compose(composed); got != composed {
			t.Errorf("Compose(%+q) = %+q", composed, got)
		}
	}
}
