package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/typed"
)

const (
	maxNameLength = 100
	maxNameInput  = 16 * maxNameLength // bytes
)

// rightToLeftOverride shows the characters after it in reverse. Without it the name would be another than the one that
// the person sees, so it is refused and not dropped.
const rightToLeftOverride = '\u202e'

// NormalizeName returns a full name as it is kept, or ErrInvalidName, mostly as [*Malformed]. It is in normal form C;
// white space of any kind, such as the tabs and line ends of pasted text, is one space. Characters that nobody sees are
// dropped, except where a script needs them. A name has 1 to 100 characters and at least one letter. Other control and
// invisible characters would let one name pass for another, or for none.
func NormalizeName(name string) (string, error) {
	if len(name) > maxNameInput {
		return "", &Malformed{Err: ErrInvalidName, Rule: TextTooLong}
	}
	if !utf8.ValidString(name) {
		return "", &Malformed{Err: ErrInvalidName, Rule: TextCharacter, Character: utf8.RuneError}
	}
	name = withoutStrayJoiners(typed.Compose(withoutMarks(name)))
	name = typed.Compose(strings.Join(strings.Fields(name), " "))
	hasLetter := false
	for _, r := range name {
		if isForbidden(r) {
			return "", &Malformed{Err: ErrInvalidName, Rule: TextCharacter, Character: r}
		}
		hasLetter = hasLetter || isLetter(r)
	}
	switch {
	case name == "":
		return "", ErrInvalidName
	case utf8.RuneCountInString(name) > maxNameLength:
		return "", &Malformed{Err: ErrInvalidName, Rule: TextTooLong}
	case !hasLetter:
		return "", &Malformed{Err: ErrInvalidName, Rule: TextNoLetter}
	}
	return name, nil
}

func withoutMarks(name string) string {
	return strings.Map(func(r rune) rune {
		if typed.IsMark(r) && r != rightToLeftOverride {
			return -1
		}
		return r
	}, name)
}

// withoutStrayJoiners drops joiners and variation selectors where they change nothing.
func withoutStrayJoiners(name string) string {
	in := []rune(name)
	out := make([]rune, 0, len(in))
	for i, r := range in {
		var before, after rune
		if len(out) > 0 {
			before = out[len(out)-1]
		}
		if i+1 < len(in) {
			after = in[i+1]
		}
		switch {
		case typed.IsJoiner(r) && !joins(before, after):
		case isSelector(r) && !hasVariants(before):
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

// joining are the scripts whose words use joiners (Unicode Standard Annex 31, 2.3, and the chapters on the scripts).
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Mongolian, unicode.Nko, unicode.Phags_Pa, unicode.Adlam,
	unicode.Hanifi_Rohingya, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Tibetan, unicode.Myanmar,
	unicode.Khmer, unicode.Balinese, unicode.Javanese, unicode.Sundanese, unicode.Tai_Tham, unicode.Chakma,
	unicode.Meetei_Mayek, unicode.Newa, unicode.Tirhuta, unicode.Grantha, unicode.Kaithi,
}

// joins reports whether a joiner between two characters has a meaning: between letters or vowel signs of a joining
// script, after a sign that ends a consonant (as in Malayalam, also at the end of a word), or between pictures.
func joins(before, after rune) bool {
	if isPicture(before) || unicode.Is(unicode.Variation_Selector, before) {
		return isPicture(after)
	}
	inWord := func(r rune) bool {
		return unicode.In(r, joining...) || unicode.Is(unicode.Inherited, r) && unicode.IsMark(r)
	}
	return inWord(before) && (inWord(after) || unicode.Is(unicode.Mn, before))
}

func isPicture(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) }

// mongolianVowelSeparator selects the form of the vowel after it.
const mongolianVowelSeparator = '\u180e'

func isSelector(r rune) bool {
	return unicode.Is(unicode.Variation_Selector, r) || r == mongolianVowelSeparator
}

// hasVariants reports whether a character has variants to select: ideographs (as in many Japanese names), letters of a
// few scripts, and pictures.
func hasVariants(r rune) bool {
	return isIdeograph(r) || isPicture(r) ||
		unicode.In(r, unicode.Mongolian, unicode.Phags_Pa, unicode.Myanmar, unicode.Manichaean)
}

// isIdeograph includes what Unicode adds to the planes of ideographs, which Go's tables learn years later.
func isIdeograph(r rune) bool {
	return unicode.Is(unicode.Han, r) || 0x20000 <= r && r <= 0x3fffd
}

// isLetter counts what Go's tables do not know yet, since it may be a letter of a newer version of Unicode.
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Cn, r) }

// isForbidden reports whether a character can't be part of a name: control characters, those of no text, and those that
// have no shape. Some of the last count as letters, such as the Hangul fillers.
func isForbidden(r rune) bool {
	switch {
	case typed.IsJoiner(r), isSelector(r), unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false // what is left of them has a meaning, or a shape
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}
