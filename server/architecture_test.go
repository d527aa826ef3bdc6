package main_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/unicornpursuit/unicornpursuit/"

// What deploys must not be able to reach what only a local run and tests may use.
func TestWhatDeploysDoesNotLinkTheStandIns(t *testing.T) {
	for _, entry := range []string{"./", "./lambda/server", "./lambda/presignup", "./lambda/postconfirmation"} {
		linked := dependencies(t, entry)
		for _, forbidden := range []string{"server/local", "internal/localaws", "standin/cognitotest", "standin/dynamotest", "go.etcd.io/bbolt", "testing"} {
			for _, path := range linked {
				if path == module+forbidden || path == forbidden || strings.HasPrefix(path, module+forbidden+"/") {
					t.Errorf("%s links %s", entry, path)
				}
			}
		}
		if len(linked) < 100 {
			t.Fatalf("only %d packages of %s listed: the list can't be right", len(linked), entry)
		}
	}
}

// A trigger starts while somebody waits to sign up: it links what it needs of the product and no more.
func TestATriggerLinksWhatItNeeds(t *testing.T) {
	for entry, allowed := range map[string][]string{
		"./lambda/presignup":        {"internal/account", "internal/fault"},
		"./lambda/postconfirmation": {"internal/account", "internal/audit", "internal/fault", "internal/ratelimit", "internal/session", "internal/voting", "internal/dynamo"},
	} {
		for _, path := range dependencies(t, entry) {
			own, isOwn := strings.CutPrefix(path, module)
			if isOwn && "./"+strings.TrimPrefix(own, "server/") != entry && !slices.Contains(allowed, own) {
				t.Errorf("%s links %s", entry, own)
			}
		}
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
