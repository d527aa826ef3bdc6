package static

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/accept"
)

// pages are the addresses of the app's pages, as its router knows them, each as its segments.
type pages [][]string

// newPages reads patterns of the router: `/projects/$projectId` has a literal and a parameter, which stands for one
// segment.
func newPages(patterns []string) (pages, error) {
	all := make(pages, 0, len(patterns))
	for _, pattern := range patterns {
		path, absolute := strings.CutPrefix(pattern, "/")
		segments := strings.Split(path, "/")
		for _, segment := range segments {
			if segment == "$" || strings.LastIndex(segment, "$") > 0 || strings.ContainsAny(segment, "{}") {
				absolute = false
			}
		}
		if !absolute {
			return nil, fmt.Errorf("page %q: only literals and $parameters are known here", pattern)
		}
		all = append(all, segments)
	}
	return all, nil
}

// find returns the pattern of the page at the path of an address, and whether there is one. As in the router, case and
// a slash at the end don't matter; an escaped slash is not a separator, and a path that is not UTF-8 matches nothing.
func (p pages) find(u *url.URL) (pattern string, found bool) {
	path := strings.TrimSuffix(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil || !utf8.ValidString(plain) {
			return "", false
		}
		segments[i] = plain
	}
	for _, page := range p {
		if matches(page, segments) {
			return "/" + strings.Join(page, "/"), true
		}
	}
	return "", false
}

func matches(page, segments []string) bool {
	if len(page) != len(segments) {
		return false
	}
	for i, want := range page {
		if strings.HasPrefix(want, "$") {
			if segments[i] == "" {
				return false
			}
		} else if !strings.EqualFold(want, segments[i]) {
			return false
		}
	}
	return true
}

// notForPages are the destinations (Sec-Fetch-Dest) for which a browser never wants a page. Those of documents, frames
// and fetch, and any future ones, are not among them.
var notForPages = map[string]bool{
	"audio": true, "audioworklet": true, "font": true, "image": true, "json": true, "manifest": true, "paintworklet": true,
	"report": true, "script": true, "serviceworker": true, "sharedworker": true, "style": true, "text": true,
	"track": true,
	"video": true, "webidentity": true, "worker": true, "xslt": true,
}

// takesPage reports whether a request may be answered with an HTML page. Monitors, link previews and command-line tools
// mostly do not say what they take, or that they take anything: only a request that plainly asks for something else
// gets none.
func takesPage(header http.Header) bool {
	if lines := header["Sec-Fetch-Dest"]; len(lines) == 1 && notForPages[lines[0]] {
		return false
	}
	ranges := accept.Parse(header["Accept"])
	if len(ranges) == 0 {
		return true
	}
	weight, specificity := accept.Weigh(ranges, "text/html")
	if specificity > accept.Unmatched {
		return weight > 0
	}
	weight, specificity = accept.Weigh(ranges, "application/xhtml+xml") // libraries that name it read HTML
	return weight > 0 && specificity == accept.Exact
}
