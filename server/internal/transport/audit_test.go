//go:build audit

package transport

import (
	"os/exec"
	"strings"
	"testing"
)

// The audits of the GraphQL-over-HTTP specification, by its reference implementation. They need Node.js and `npm ci` in web/:
// go test -tags audit ./server/internal/transport
func TestPassesAllAuditsOfGraphQLOverHTTP(t *testing.T) {
	s := start(t, nil)
	output, err := exec.Command("node", "testdata/audit.mjs", "../../../web", s.URL+"/graphql").CombinedOutput()
	if err != nil || !strings.Contains(string(output), "61 of 61 audits pass") {
		t.Errorf("%v\n%s", err, output)
	}
}
