package web_test

import (
	"io/fs"
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
