package static

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/accept"
)

const (
	// htmlFolder has the HTML of the pages that show something before the app has loaded, in each language of the app:
	// pages/projects/$projectId.de.html.
	htmlFolder = "pages/"
	// anyPage stands for the pages without HTML of their own.
	anyPage = "any"
	// defaultLanguage is that of people who read none of the app's languages.
	defaultLanguage = "en"
)

// html knows the HTML files of the app, by page and language.
type html map[string]map[string]string

func newHTML(f *files) html {
	all := html{}
	for name := range f.byName {
		page, inFolder := strings.CutPrefix(name, htmlFolder)
		page, isHTML := strings.CutSuffix(page, ".html")
		page, language, named := cutLast(page, ".")
		if !inFolder || !isHTML || !named {
			continue
		}
		if all[page] == nil {
			all[page] = map[string]string{}
		}
		all[page][language] = name
	}
	return all
}

func cutLast(s, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+len(separator):], true
	}
	return s, "", false
}

// choose returns the name of the file for a page, in the language that suits best, and says in the response's header
// that it has chosen. The page is known by its pattern, which is empty where there is no page. Without files it is the
// index.
func (h html) choose(response, request http.Header, pattern string) string {
	files := h[anyPage]
	if own := h[cmp.Or(strings.TrimPrefix(pattern, "/"), "index")]; own != nil && pattern != "" {
		files = own
	}
	if files == nil {
		return indexFile
	}
	response.Add("Vary", "Accept-Language")
	return cmp.Or(files[preferred(request, files)], files[defaultLanguage], indexFile)
}

// preferred returns the first of the languages that a client names which there is a file for, whatever the region;
// empty if there is none. The app chooses in the same way among the languages of the browser.
func preferred(request http.Header, files map[string]string) string {
	ranges := accept.Parse(request["Accept-Language"])
	slices.SortStableFunc(ranges, func(a, b accept.Range) int { return cmp.Compare(b.Weight, a.Weight) })
	for _, wanted := range ranges {
		language, _, _ := strings.Cut(wanted.Name, "-")
		if wanted.Weight > 0 && files[language] != "" {
			return language
		}
	}
	return ""
}
