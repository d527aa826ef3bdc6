// Package docs_test checks the documentation: what it links to is there, and the page that people read first stays short.
package docs_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// root is the project's folder, as seen from this one.
const root = ".."

// maxReadmeWords keeps the README a page that is read in five minutes: everything else has a page in docs/.
const maxReadmeWords = 1000

func TestTheReadmeIsShort(t *testing.T) {
	if words := len(strings.Fields(read(t, "README.md"))); words > maxReadmeWords {
		t.Errorf("README.md has %d words, more than %d: move details to docs/", words, maxReadmeWords)
	}
}

func TestLinksAndAnchorsResolve(t *testing.T) {
	pages := markdown(t)
	if !slices.Contains(pages, "README.md") || !slices.Contains(pages, "docs/README.md") {
		t.Fatalf("found %v, without the pages that must be there", pages)
	}
	links := 0
	for _, page := range pages {
		for _, target := range linksOf(read(t, page)) {
			links++
			if problem := broken(t, page, target); problem != "" {
				t.Errorf("%s links to %s: %s", page, target, problem)
			}
		}
	}
	if links < 100 {
		t.Errorf("found %d links, fewer than there are", links)
	}
}

func TestTheArchitecturePageNamesPathsThatExist(t *testing.T) {
	const page = "docs/architecture.md"
	paths := 0
	for _, span := range codeSpan.FindAllStringSubmatch(withoutFences(read(t, page)), -1) {
		if path := span[1]; strings.ContainsAny(path, "/.") && !strings.ContainsAny(path, " @") {
			paths++
			if _, err := os.Stat(filepath.Join(root, path)); err != nil {
				t.Errorf("%s names %s, which is not there", page, path)
			}
		}
	}
	if paths < 40 {
		t.Errorf("%s names %d paths, fewer than there are", page, paths)
	}
}

func TestEveryPageOfTheDocsIsInTheIndex(t *testing.T) {
	index := read(t, "docs/README.md")
	for _, page := range markdown(t) {
		name, inDocs := strings.CutPrefix(page, "docs/")
		if inDocs && name != "README.md" && !strings.Contains(index, "("+name) {
			t.Errorf("docs/README.md does not link to %s", name)
		}
	}
}

func TestAnchorsAreThoseOfGitHub(t *testing.T) {
	page := "# The 3 s\n## Votes, `castVote` & co.\n## Votes, `castVote` & co.\n```\n# no heading\n```\n### A [link](x.md)\n"
	want := []string{"the-3-s", "votes-castvote--co", "votes-castvote--co-1", "a-link"}
	if got := anchorsOf(page); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// generated has the folders that hold no pages of the project's own.
var generated = []string{".git", ".local", "bin", "cdk.out", "dist", "node_modules", "testdata", "test-results"}

// markdown returns the paths of all Markdown files, from the root.
func markdown(t *testing.T) (pages []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(generated, entry.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			page, err := filepath.Rel(root, path)
			pages = append(pages, filepath.ToSlash(page))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func read(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	fence    = regexp.MustCompile("(?ms)^\\s*```.*?^\\s*```$")
	codeSpan = regexp.MustCompile("`([^`\n]+)`")
	link     = regexp.MustCompile(`\]\(([^()\s]+)\)|(?:src|href)="([^"]+)"`)
	heading  = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
	linkText = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

func withoutFences(text string) string { return fence.ReplaceAllString(text, "") }

// linksOf returns what a page links to; links in code are examples.
func linksOf(text string) (targets []string) {
	for _, match := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(withoutFences(text), "`"), -1) {
		targets = append(targets, match[1]+match[2])
	}
	return targets
}

// broken says what is wrong with a link; empty if nothing is. Links to other sites are not followed.
func broken(t *testing.T, page, target string) string {
	t.Helper()
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	path, anchor, _ := strings.Cut(target, "#")
	file := page
	if path != "" {
		file = filepath.Join(filepath.Dir(page), path)
	}
	if _, err := os.Stat(filepath.Join(root, file)); err != nil {
		return "there is no such file"
	}
	if anchor != "" && !slices.Contains(anchorsOf(read(t, file)), anchor) {
		return "there is no such heading"
	}
	return ""
}

// anchorsOf returns the anchors that GitHub gives the headings of a page.
func anchorsOf(text string) (anchors []string) {
	seen := map[string]int{}
	for _, match := range heading.FindAllStringSubmatch(withoutFences(text), -1) {
		anchor := slug(linkText.ReplaceAllString(match[1], "$1"))
		if count := seen[anchor]; count > 0 {
			anchors = append(anchors, fmt.Sprintf("%s-%d", anchor, count))
		} else {
			anchors = append(anchors, anchor)
		}
		seen[anchor]++
	}
	return anchors
}

// slug keeps letters, digits, hyphens and underscores of a heading, in lower case, and makes hyphens of its spaces.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsNumber(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.TrimSpace(text))
}
