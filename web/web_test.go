package web_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/web"
)

var reference = regexp.MustCompile(`(?:src|href)="([^"]+)"`)

func TestPlaygroundPageRefersOnlyToFilesOfItsBuild(t *testing.T) {
	page, err := fs.ReadFile(web.Playground(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	references := reference.FindAllStringSubmatch(string(page), -1)
	if len(references) == 0 {
		t.Fatal("the page loads nothing")
	}
	for _, match := range references {
		name, ok := strings.CutPrefix(match[1], "/graphiql/")
		if !ok {
			t.Errorf("%s is outside /graphiql/", match[1])
			continue
		}
		if _, err := fs.Stat(web.Playground(), path.Clean(name)); err != nil {
			t.Errorf("%s: %v", match[1], err)
		}
	}
}

func TestPlaygroundPageHasNoInlineScript(t *testing.T) {
	page, err := fs.ReadFile(web.Playground(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range regexp.MustCompile(`<script[^>]*>`).FindAllString(string(page), -1) {
		if !strings.Contains(tag, "src=") {
			t.Errorf("%s would be refused by the content security policy", tag)
		}
	}
}

func TestAppEmbedsWithAndWithoutABuild(t *testing.T) {
	if _, err := fs.Stat(web.App(), ".keep"); err != nil {
		t.Errorf("a fresh clone would not compile: %v", err)
	}
	_, err := fs.Stat(web.App(), "index.html")
	if got, want := web.AppBuilt(), err == nil; got != want {
		t.Errorf("AppBuilt() = %v, but index.html is there: %v", got, want)
	}
}

// Pages of the last release stay open for days, and ask by its documents.
func TestTheDocumentsOfTheLastReleaseAreTrusted(t *testing.T) {
	manifest, err := os.ReadFile("documents/released.json")
	if err != nil {
		t.Fatal(err)
	}
	var released map[string]string
	if err := json.Unmarshal(manifest, &released); err != nil || len(released) < 10 {
		t.Fatalf("%v, %d documents", err, len(released))
	}
	app, earlier, err := web.TrustedDocuments()
	if err != nil {
		t.Fatal(err)
	}
	for hash, text := range released {
		if app[hash] != text && earlier[hash] != text {
			t.Errorf("%s is not trusted: %s", hash, text)
		}
		if app[hash] != "" && earlier[hash] != "" {
			t.Errorf("%s is there twice", hash)
		}
	}
}
