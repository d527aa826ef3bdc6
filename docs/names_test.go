package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	testName    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`")
	testCommand = regexp.MustCompile(`go test (?:-\w+ )*(\./[\w/.]+)`)
	projectPath = regexp.MustCompile("`((?:client|findings|graph|infra|internal|server|standin|web)/[\\w./*-]+)`")
	declared    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// A page that says which test shows something, or where something is, must not outlive a rename.
func TestThePagesNameTestsPackagesAndPathsThatExist(t *testing.T) {
	tests := goTests(t)
	if len(tests) < 500 {
		t.Fatalf("found %d tests, fewer than there are", len(tests))
	}
	for _, page := range markdown(t) {
		if page == "CHANGELOG.md" { // what it says of a release stays
			continue
		}
		text := read(t, page)
		for _, match := range testName.FindAllStringSubmatch(text, -1) {
			if !tests[match[1]] {
				t.Errorf("%s names the test %s, which is not there", page, match[1])
			}
		}
		for _, match := range testCommand.FindAllStringSubmatch(text, -1) {
			folder := strings.TrimSuffix(match[1], "/...")
			if info, err := os.Stat(filepath.Join(root, folder)); err != nil || !info.IsDir() {
				t.Errorf("%s names the package %s, which is not there", page, match[1])
			}
		}
		for _, match := range projectPath.FindAllStringSubmatch(text, -1) {
			if found, err := filepath.Glob(filepath.Join(root, match[1])); err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", page, match[1])
			}
		}
	}
}

// goTests returns the names of all Go tests.
func goTests(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(generated, entry.Name()):
			return fs.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		for _, match := range declared.FindAllStringSubmatch(string(text), -1) {
			tests[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}
