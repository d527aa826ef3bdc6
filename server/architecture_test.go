package main_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/unicornpursuit/unicornpursuit/"

// The deployed binary must not be able to reach what only a local run and tests may use.
func TestTheProductionBinaryDoesNotLinkTheStandIns(t *testing.T) {
	linked := dependencies(t, "./")
	for _, forbidden := range []string{"server/local", "server/internal/localaws", "server/internal/cognitotest", "server/internal/dynamotest", "go.etcd.io/bbolt", "testing"} {
		for _, path := range linked {
			if path == module+forbidden || path == forbidden || strings.HasPrefix(path, module+forbidden+"/") {
				t.Errorf("the production binary links %s", path)
			}
		}
	}
	if len(linked) < 100 {
		t.Fatalf("only %d packages listed: the list can't be right", len(linked))
	}
}

func dependencies(t *testing.T, pattern string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", pattern).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Fields(string(out))
}
