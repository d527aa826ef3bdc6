package main_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/unicornpursuit/unicornpursuit/"

// below lists, for each top folder, those that its Go packages may import: imports run one way. Tests may use the stand-ins too.
var below = map[string][]string{
	"server":   {"graph", "internal", "client", "web", "standin"},
	"graph":    {"internal"},
	"internal": {"standin"}, // internal/localaws alone: the linter holds that
	"standin":  {},
	"client":   {},
	"web":      {},
	"docs":     {}, // its test alone
	"bench":    {}, // it measures programs from outside
}

func TestImportsBetweenTopFoldersRunOneWay(t *testing.T) {
	imports := goList(t, "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, module+"...")
	seen := map[string]bool{}
	for _, line := range imports {
		paths := strings.Fields(line)
		from := topFolder(paths[0])
		allowed, known := below[from]
		if !known {
			t.Errorf("%s: what may %q import? Say so in this test.", paths[0], from)
		}
		seen[from] = true
		for _, path := range paths[1:] {
			to := topFolder(path)
			if strings.HasPrefix(path, module) && to != from && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: %s may import %v only", paths[0], path, from, allowed)
			}
		}
	}
	if len(seen) != len(below) {
		t.Errorf("Go packages in the folders %v, want in each of %v", seen, below)
	}
}

func topFolder(path string) string {
	own, _ := strings.CutPrefix(path, module)
	folder, _, _ := strings.Cut(own, "/")
	return folder
}

// The image is built from a list of folders, so that it has no more than it needs; it must have what the server needs.
func TestTheImageIsBuiltFromWhatTheServerLinks(t *testing.T) {
	dockerfile, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var copied []string
	for _, match := range regexp.MustCompile(`(?m)^COPY (\S+) \S+$`).FindAllStringSubmatch(string(dockerfile), -1) {
		copied = append(copied, match[1])
	}
	for _, path := range goList(t, "-deps", "./") {
		own, isOwn := strings.CutPrefix(path, module)
		if isOwn && !slices.ContainsFunc(copied, func(folder string) bool { return own == folder || strings.HasPrefix(own, folder+"/") }) {
			t.Errorf("the Dockerfile copies %v, without %s", copied, own)
		}
	}
}

// What deploys must not be able to reach what only a local run and tests may use.
func TestWhatDeploysDoesNotLinkTheStandIns(t *testing.T) {
	for _, entry := range []string{"./", "./lambda/server", "./lambda/presignup", "./lambda/postconfirmation"} {
		linked := goList(t, "-deps", entry)
		for _, forbidden := range []string{"server/local", "internal/localaws", "standin", "go.etcd.io/bbolt", "testing"} {
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
		"./lambda/presignup":        {"internal/account", "internal/fault", "internal/phone", "internal/typed"},
		"./lambda/postconfirmation": {"internal/account", "internal/audit", "internal/bounded", "internal/fault", "internal/flight", "internal/page", "internal/ratelimit", "internal/session", "internal/typed", "internal/voting", "internal/dynamo"},
	} {
		for _, path := range goList(t, "-deps", entry) {
			own, isOwn := strings.CutPrefix(path, module)
			if isOwn && "./"+strings.TrimPrefix(own, "server/") != entry && !slices.Contains(allowed, own) {
				t.Errorf("%s links %s", entry, own)
			}
		}
	}
}

// goList returns the lines that go list prints.
func goList(t *testing.T, arguments ...string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list"}, arguments...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
