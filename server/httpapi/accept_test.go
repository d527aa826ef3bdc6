package httpapi

import "testing"

// The example of RFC 9110, 12.5.1, and more of its kind.
func TestTheMostSpecificRangeWeighsAMediaType(t *testing.T) {
	const example = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
	for _, test := range []struct {
		accept, mediaType string
		weight            float64
		coverage          int
	}{
		{example, "text/plain", 0.7, byName},
		{example, "text/html", 0.3, byType},
		{example, "image/jpeg", 0.5, byAnything},
		{"text/*, text/html;q=0", "text/html", 0, byName},
		{"*/*;q=0.1, TEXT/*;Q=0.2", "text/html", 0.2, byType},
		{"text/html ; q=0.5 , text/plain", "text/html", 0.5, byName},
		{`text/plain;a="x, text/html;q=0, \" y", text/html;q=0.4`, "text/html", 0.4, byName},
		{"text/html;level=1", "text/html", 1, byName},
		{"text/html;level=1;q=0, */*;q=0.2", "text/html", 0.2, byAnything},
		{"text/html;charset=utf-8;q=0.6, text/html;level=1", "text/html", 0.6, byName},
		{"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "image/png", 0.2, byAnything},
		{"image/*", "text/html", 0, uncovered},
		{"", "text/html", 0, uncovered},
		{"text, /html, text/html/x, text/html;q=1.5, text/html;q=-1, text/html;q=nan", "text/html", 0, uncovered},
		{",, ,text/html,", "text/html", 1, byName},
	} {
		weight, coverage := weigh(parseAccepted([]string{test.accept}), test.mediaType)
		if weight != test.weight || coverage != test.coverage {
			t.Errorf("%s for %s: %v by %d", test.accept, test.mediaType, weight, coverage)
		}
	}
}

func TestTakesAPageUnlessAcceptRulesItOut(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/html":                         true,
		"text/html;level=1":                 true,
		"text/html;charset=iso-8859-1":      true,
		"application/xhtml+xml":             true,
		"application/*":                     false,
		"*":                                 true,
		"nonsense/;;":                       true, // says nothing
		"text/html;q=0.001":                 true,
		"text/html;q=0.000":                 false,
		"text/*;q=0, application/xhtml+xml": false,
		"*/*;q=0":                           false,
		"text/plain, text/css":              false,
		"application/json;q=0.5":            false,
		"application/xml":                   false,
		"text/htmlx":                        false,
		"xtext/html":                        false,
		`text/plain;x="text/html"`:          false,
	} {
		if got := takesPage(map[string][]string{"Accept": {accept}}); got != want {
			t.Errorf("%s: %v", accept, got)
		}
	}
}
