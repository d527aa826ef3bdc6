package hosted

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxReturnTo bounds how much the path adds to the cookie of a sign-in.
const maxReturnTo = 512

// returnTo returns where to go on after a sign-in: the path asked for if it is one of the product's pages, or the front
// page. A path that browsers could read in more than one way is refused rather than repaired: an address that leads to
// another site would make this one a trustworthy-looking link to it.
func returnTo(asked string) string { //nolint:cyclop // a flat list of what is refused
	const front = "/"
	if asked == "" || len(asked) > maxReturnTo || asked[0] != '/' || !isPlain(asked) {
		return front
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return front
	}
	if !isPlain(u.Path) || strings.Contains(u.Path, "//") { // u.Path is decoded: %2F and %5C count as what they stand for
		return front
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return front
		}
	}
	if u.Path == "/auth" || strings.HasPrefix(u.Path, "/auth/") { // would loop: sign in again and again
		return front
	}
	if to := u.String(); len(to) <= maxReturnTo { // what is not ASCII in the path is encoded by now
		return to
	}
	return front
}

// isPlain reports that text is UTF-8 and has no backslash, which browsers take for a slash, and no control character,
// which they drop.
func isPlain(text string) bool {
	breaksPath := func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }
	return utf8.ValidString(text) && !strings.ContainsFunc(text, breaksPath)
}
