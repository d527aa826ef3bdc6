// Package bounded limits the texts that clients choose.
package bounded

import (
	"strings"
	"unicode/utf8"
)

// Text cuts a text to at most n bytes of valid UTF-8, which stores and logs require and a header does not guarantee:
// bytes that are not UTF-8 are left out, and no character is cut in two.
func Text(text string, n int) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
