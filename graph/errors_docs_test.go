package graph

import (
	"os"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
)

// A code that a client can meet is explained on the page of errors.
func TestEveryErrorCodeIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	codes := []string{
		codeUnauthenticated, codeForbidden, codeRateLimited, codeStepUpRequired, codeBadInput, codeUnavailable, codeInternal,
		codePersistedQueryNotFound, codePersistedQueryNotSupported, codeDocumentNotTrusted,
		"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED",
	}
	for _, code := range exec.AllUserErrorCode {
		codes = append(codes, string(code))
	}
	for _, code := range codes {
		if !strings.Contains(string(page), "| `"+code+"` |") {
			t.Errorf("docs/errors.md has no row for %s", code)
		}
	}
}
