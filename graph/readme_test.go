package graph_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// What the README and the page of the API send by curl fits the schema.
func TestTheDocumentsOfTheReadmeAreValid(t *testing.T) {
	documents := regexp.MustCompile(`(?:api '|"query":")((?:mutation|subscription|query|\{)[^'"]*)['"]`)
	for page, want := range map[string]int{"../README.md": 8, "../docs/api.md": 1} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		found := documents.FindAllStringSubmatch(string(text), -1)
		if len(found) != want {
			t.Errorf("%s has %d documents, want %d", page, len(found), want)
		}
		for _, document := range found {
			if _, err := gqlparser.LoadQueryWithRules(contract(), document[1], rules.NewDefaultRules()); err != nil {
				t.Errorf("%s: %v\n%s", page, err, document[1])
			}
		}
	}
}
