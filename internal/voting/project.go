package voting

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// Project is something to vote for.
type Project struct {
	// ID is random, and contains no information.
	ID    string
	Title string
	// Summary is plain text; it may have line breaks.
	Summary   string
	Owner     ProjectOwner
	CreatedAt time.Time
	// WithdrawnAt is when the project was withdrawn; zero if it was not. A withdrawn project stays in the store, so
	// that readers who still have its id can see that it was withdrawn.
	WithdrawnAt time.Time
	// Version counts the changes of the project.
	Version int64
	// Points and VoteCount are the sums over its votes.
	Points, VoteCount int

	// title and text are what titles are ordered by and searches look through, in lower case; see indexed.
	title, text string
}

// indexed returns the project with the fields by which lists order and search it.
func (p Project) indexed() Project {
	p.title = strings.ToLower(p.Title)
	p.text = strings.Join([]string{p.title, strings.ToLower(p.Summary), strings.ToLower(p.Owner.Name)}, "\n")
	return p
}

// Withdrawn reports whether the project has been withdrawn.
func (p Project) Withdrawn() bool { return !p.WithdrawnAt.IsZero() }

// ProjectOwner is the owner of a project.
type ProjectOwner struct {
	// ID is the subject of the account.
	ID string
	// Name is the full name; empty once the account has been deleted. It is kept with the project, so that lists need no
	// identity provider.
	Name string
}

// Pitch is what a voter writes about a project.
type Pitch struct {
	Title, Summary string
}

// The lengths of a pitch, in characters.
const (
	MinTitleLength   = 3
	MaxTitleLength   = 100
	MinSummaryLength = 10
	MaxSummaryLength = 2000
)

// normalized returns the pitch as it is stored, or what is wrong with it: fault.Field of ErrInvalidTitle and
// ErrInvalidSummary. HTML is text like any other: it is escaped where it is shown.
func (p Pitch) normalized() (Pitch, error) {
	title, titleErr := normalize(p.Title, false, MinTitleLength, MaxTitleLength)
	summary, summaryErr := normalize(p.Summary, true, MinSummaryLength, MaxSummaryLength)
	return Pitch{title, summary}, joined(
		wrong("title", titleErr, ErrInvalidTitle),
		wrong("summary", summaryErr, ErrInvalidSummary),
	)
}

func wrong(field string, bad bool, err error) error {
	if !bad {
		return nil
	}
	return fault.In(field, err)
}

// normalize trims a text, unifies its line breaks and, where it has none, its spaces. The text is bad if its length is
// out of bounds, or if it has characters that are invisible or reorder those around them, with which a title could
// imitate another one or look empty.
func normalize(text string, lines bool, least, most int) (normalized string, bad bool) {
	if len(text) > 8*most || !utf8.ValidString(text) {
		return "", true
	}
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if !lines {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.Is(unicode.Zs, r) }), " ")
	}
	var before rune
	for _, r := range text {
		if before == zeroWidthJoiner && !unicode.IsSymbol(r) ||
			!visible(r) && !emojiPart(before, r) && (r != '\n' || !lines) {
			return "", true
		}
		before = r
	}
	n := utf8.RuneCountInString(text)
	return text, n < least || n > most || before == zeroWidthJoiner
}

// Characters that combine several emoji into one, or turn a symbol into an emoji; they are invisible themselves.
const (
	zeroWidthJoiner = '\u200d'
	emojiVariation  = '\ufe0f'
)

// emojiPart reports whether a character continues the emoji before it: 🏳️‍🌈 is a flag, its variation, a joiner and a
// rainbow; 1️⃣ begins with a digit, and ℹ️ with what counts as a letter.
func emojiPart(before, r rune) bool {
	switch r {
	case zeroWidthJoiner:
		return unicode.IsSymbol(before) || before == emojiVariation
	case emojiVariation:
		return unicode.IsSymbol(before) || unicode.IsPunct(before) || unicode.IsDigit(before) || before == 'ℹ'
	}
	return false
}

// visible reports whether a character shows something, a space included. Some of what Unicode counts as letters and
// marks does not, such as the fillers of Hangul, nor does the blank of Braille.
func visible(r rune) bool {
	return unicode.IsGraphic(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		r != '\u2800'
}
