package accept

import "testing"

// The example of RFC 9110, 12.5.1, and more of its kind.
func TestTheMostSpecificRangeWeighsAMediaType(t *testing.T) {
	const example = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5"
	for _, test := range []struct {
		accept, mediaType string
		weight            float64
		specificity       int
	}{
		{example, "text/plain", 0.7, Exact},
		{example, "text/html", 0.3, AnySubtype},
		{example, "image/jpeg", 0.5, AnyType},
		{"text/*, text/html;q=0", "text/html", 0, Exact},
		{"*/*;q=0.1, TEXT/*;Q=0.2", "text/html", 0.2, AnySubtype},
		{"text/html ; q=0.5 , text/plain", "text/html", 0.5, Exact},
		{`text/plain;a="x, text/html;q=0, \" y", text/html;q=0.4`, "text/html", 0.4, Exact},
		{"text/html;level=1", "text/html", 1, Exact},
		{"text/html;level=1;q=0, */*;q=0.2", "text/html", 0.2, AnyType},
		{"text/html;charset=utf-8;q=0.6, text/html;level=1", "text/html", 0.6, Exact},
		{"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "image/png", 0.2, AnyType},
		{"image/*", "text/html", 0, Unmatched},
		{"", "text/html", 0, Unmatched},
		{"text, /html, text/html/x, text/html;q=1.5, text/html;q=-1, text/html;q=nan", "text/html", 0, Unmatched},
		{",, ,text/html,", "text/html", 1, Exact},
	} {
		weight, specificity := Weigh(Parse([]string{test.accept}), test.mediaType)
		if weight != test.weight || specificity != test.specificity {
			t.Errorf("%s for %s: %v by %d", test.accept, test.mediaType, weight, specificity)
		}
	}
}
