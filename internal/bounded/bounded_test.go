package bounded_test

import (
	"strings"
	"testing"
	"testing/quick"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/bounded"
)

func TestTextIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"abc", 0, ""},
		{"aéb", 2, "a"}, {"aéb", 3, "aé"}, {"🦄🦄", 7, "🦄"}, {"🦄", 3, ""}, {"🦄", 4, "🦄"},
		{"a\xffb", 3, "ab"}, {"\xff\xfe\xfd", 2, ""}, {"a\xf0\x9f\xa6", 4, "a"}, {"\xffabc", 3, "abc"}, {"aé\xc3", 3, "aé"},
		{"a\ufffdb", 4, "a\ufffd"}, // a replacement character is a character
	} {
		if got := bounded.Text(test.text, test.n); got != test.want {
			t.Errorf("%q to %d bytes: %q, want %q", test.text, test.n, got, test.want)
		}
	}
}

func TestTextIsABoundedPrefixOfWhatIsValid(t *testing.T) {
	t.Parallel()
	holds := func(raw []byte, size uint8) bool {
		text, n := string(raw)+"é🦄", int(size)
		got, valid := bounded.Text(text, n), strings.ToValidUTF8(text, "")
		left := strings.TrimPrefix(valid, got)
		_, next := utf8.DecodeRuneInString(left)
		return utf8.ValidString(got) && len(got) <= n && strings.HasPrefix(valid, got) && (left == "" || len(got)+next > n)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}
