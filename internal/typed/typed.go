// Package typed reads text as people type, paste and dictate it: characters that nobody sees, spaces and digits of any
// script, and letters that devices compose differently. What a text is for is its callers' business.
package typed

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Compose returns text in normal form C (Unicode Standard Annex 15): some keyboards send é as one character, others as
// an e with an accent, and nobody can see which.
func Compose(text string) string { return norm.NFC.String(text) }

// Trim removes white space and marks around a text.
func Trim(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || IsMark(r) })
}

// marks come along with copied text. They tell a renderer about direction and line breaks, and have no shape.
var marks = map[rune]bool{
	'\u00ad': true,                                 // soft hyphen
	'\u061c': true, '\u200e': true, '\u200f': true, // direction marks
	'\u200b': true, '\u2060': true, '\ufeff': true, // zero-width space, word joiner, byte order mark
	'\u202a': true, '\u202b': true, '\u202c': true, '\u202d': true, '\u202e': true, // embeddings and overrides
	'\u2066': true, '\u2067': true, '\u2068': true, '\u2069': true, // isolates
}

// IsMark reports whether a character only tells a renderer how to order or break a text, and has no shape of its own.
func IsMark(r rune) bool { return marks[r] }

// IsJoiner reports whether r is the zero-width joiner or non-joiner. They belong to words in some scripts.
func IsJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// IsDash reports whether r is a hyphen, a dash or the minus sign.
func IsDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '\u2212' }

// Digit returns the ASCII digit of a decimal digit of any script.
func Digit(r rune) (digit byte, ok bool) {
	if '0' <= r && r <= '9' {
		return byte(r), true
	}
	if r <= unicode.MaxASCII || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	// Decimal digits are encoded in runs from zero to nine (Unicode Standard, 4.6), which may follow each other.
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return '0' + byte((r-rune(run.Lo))%10), true
		}
	}
	for _, run := range unicode.Nd.R32 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return '0' + byte((r-rune(run.Lo))%10), true
		}
	}
	return 0, false
}
