package voting

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

const goodSummary = "A summary that is long enough."

func TestTitlesAreOneVisibleLine(t *testing.T) {
	for name, c := range map[string]struct{ title, want string }{
		"plain":                        {"Solar roof", "Solar roof"},
		"trimmed":                      {"  Solar roof\n", "Solar roof"},
		"spaces of all kinds":          {"Solar  \u00a0\u2003roof\u3000!", "Solar roof !"},
		"HTML is text":                 {"<script>alert(1)</script> & co", "<script>alert(1)</script> & co"},
		"least":                        {"abc", "abc"},
		"most":                         {strings.Repeat("é", 100), strings.Repeat("é", 100)},
		"joined emoji":                 {"Go 👩🏽‍🚀👨‍👩‍👧🏳️‍🌈❤️‍🔥", "Go 👩🏽‍🚀👨‍👩‍👧🏳️‍🌈❤️‍🔥"},
		"emoji of other characters":    {"1️⃣ ℹ️ ‼️", "1️⃣ ℹ️ ‼️"},
		"other scripts":                {"एकता और 日本語 עברית", "एकता और 日本語 עברית"},
		"empty":                        {"", ""},
		"too short":                    {"ab", ""},
		"too short when trimmed":       {"  ab  ", ""},
		"only spaces":                  {"\u00a0\u2003 \u3000   ", ""},
		"too long":                     {strings.Repeat("a", 101), ""},
		"huge":                         {strings.Repeat("a", 10<<20), ""},
		"huge with spaces":             {strings.Repeat(" ", 10<<20) + "abc", ""},
		"two lines":                    {"Solar\nroof", ""},
		"CRLF":                         {"Solar\r\nroof", ""},
		"tab":                          {"Solar\troof", ""},
		"NUL":                          {"Solar\x00roof", ""},
		"escape":                       {"Solar\x1b[31mroof", ""},
		"C1 control":                   {"Solar\u0085roof", ""},
		"line separator":               {"Solar\u2028roof", ""},
		"bidi override":                {"Solar \u202efoor", ""},
		"bidi isolate":                 {"Solar \u2066roof", ""},
		"zero-width space":             {"So\u200blar", ""},
		"byte order mark":              {"So\ufefflar", ""},
		"soft hyphen":                  {"So\u00adlar", ""},
		"joiner in a word":             {"So\u200dlar", ""},
		"joiners only":                 {"\u200d\u200d\u200d", ""},
		"joiner at the end":            {"Solar 👩\u200d", ""},
		"joiner before a letter":       {"Solar 👩\u200da", ""},
		"variation in a word":          {"So\ufe0flar", ""},
		"variations only":              {"\ufe0f\ufe0f\ufe0f", ""},
		"other variation selector":     {"So\ufe01lar", ""},
		"tag characters":               {"Sol\U000e0061r", ""},
		"Hangul fillers":               {"\u3164\u3164\u3164\u3164", ""},
		"half-width Hangul fillers":    {"\uffa0\uffa0\uffa0\uffa0", ""},
		"Hangul jamo fillers":          {"\u115f\u1160\u115f\u1160", ""},
		"Braille blanks":               {"\u2800\u2800\u2800\u2800", ""},
		"combining grapheme joiner":    {"So\u034flar", ""},
		"private use":                  {"So\ue000lar", ""},
		"invalid UTF-8":                {"Solar \xff roof", ""},
		"surrogate in UTF-8":           {"Solar \xed\xa0\x80", ""},
		"unassigned":                   {"Solar \U0010ffff", ""},
		"replacement character itself": {"Solar \ufffd", "Solar \ufffd"},
	} {
		pitch, err := Pitch{c.title, goodSummary}.normalized()
		if c.want == "" {
			wantField(t, name, err, "title", ErrInvalidTitle)
		} else if err != nil || pitch.Title != c.want || pitch.Summary != goodSummary {
			t.Errorf("%s: %q, %v", name, pitch.Title, err)
		}
	}
}

func TestSummariesAreVisibleLines(t *testing.T) {
	for name, c := range map[string]struct{ summary, want string }{
		"lines of all kinds":  {"First line\r\nsecond\rthird\n\nfourth\r\n", "First line\nsecond\nthird\n\nfourth"},
		"spaces are kept":     {"two  spaces and\u00a0one", "two  spaces and\u00a0one"},
		"HTML is text":        {"<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"},
		"least":               {"0123456789", "0123456789"},
		"most":                {strings.Repeat("🦄", 2000), strings.Repeat("🦄", 2000)},
		"joiner across lines": {"A summary 👩\u200d\n👩 of lines", ""},
		"too short":           {"012345678", ""},
		"too short, trimmed":  {"\n\n\n012345678\n\n\n", ""},
		"too long":            {strings.Repeat("a", 2001), ""},
		"huge":                {strings.Repeat("a\n", 10<<20), ""},
		"control":             {"a summary with \a bell", ""},
		"bidi override":       {"a summary \u202ewith it", ""},
		"zero width":          {"a summary\u200b with it", ""},
		"invalid UTF-8":       {"a summary with \xc3\x28", ""},
	} {
		pitch, err := Pitch{"Title", c.summary}.normalized()
		if c.want == "" {
			wantField(t, name, err, "summary", ErrInvalidSummary)
		} else if err != nil || pitch.Summary != c.want {
			t.Errorf("%s: %q, %v", name, pitch.Summary, err)
		}
	}
}

func wantField(t *testing.T, name string, err error, field string, want error) {
	t.Helper()
	var f *fault.Field
	if !errors.As(err, &f) || f.Name != field || !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v in %s", name, err, want, field)
	}
}

func FuzzANormalizedPitchStaysAsItIs(f *testing.F) {
	f.Add("Solar roof", goodSummary)
	f.Add(" \u00a0 1️⃣ 👩🏽‍🚀 \r\n", "\r\r\n first\r\nsecond\r third \u3000")
	f.Add("a\u2003\u200d\ufe0f", "\u202e\xff\u3164")
	f.Fuzz(func(t *testing.T, title, summary string) {
		once, err := Pitch{title, summary}.normalized()
		if err != nil {
			return
		}
		twice, err := once.normalized()
		if err != nil || twice != once {
			t.Errorf("%q became %q, %v", once, twice, err)
		}
		if strings.ContainsAny(once.Title+once.Summary, "\r\x00\u202e\u200b") || utf8.RuneCountInString(once.Summary) > MaxSummaryLength {
			t.Errorf("summary %q passed", once.Summary)
		}
		if strings.Contains(once.Title, "\n") || utf8.RuneCountInString(once.Title) > MaxTitleLength {
			t.Errorf("title %q passed", once.Title)
		}
	})
}
