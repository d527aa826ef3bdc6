package graph

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The limits are on the page for people who write clients.
func TestTheLimitsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/typed-clients.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		fmt.Sprintf("| bytes of the document | %d KiB |", documentLimits.bytes>>10),
		fmt.Sprintf("| tokens (names, punctuation, values) | %d |", maxTokens),
		fmt.Sprintf("| fragments that are defined | %d |", documentLimits.fragments),
		fmt.Sprintf("with fragments expanded | %d |", documentLimits.selections),
		fmt.Sprintf("| levels of fields | %d |", documentLimits.depth),
		fmt.Sprintf("may have %d selections and %d levels", introspectionLimits.selections, introspectionLimits.depth),
	} {
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/typed-clients.md does not say %q", row)
		}
	}
}
