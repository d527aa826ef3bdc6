// Package web holds the browser side of Unicorn Pursuit as files to serve: the app and the GraphQL playground.
//
// It owns the embedding only. Routes, cache headers and the content security policy belong to the server.
// The playground's build is committed, so that a fresh clone serves it without npm; the app's build is not,
// and AppBuilt tells whether this binary has it.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
)

// The "all:" prefix takes in dist/.keep, without which a fresh clone would have nothing to embed.
//
//go:embed all:dist
var app embed.FS

//go:embed playground/dist
var playground embed.FS

//go:embed documents/released.json
var released []byte

// App returns the app's build: index.html, content-hashed files under assets/, and what web/public holds.
// It has no index.html until `npm run build` has been run in web/.
func App() fs.FS { return sub(app, "dist") }

// AppBuilt reports whether App has a page to serve.
func AppBuilt() bool {
	_, err := fs.Stat(App(), "index.html")
	return err == nil
}

// TrustedDocuments returns the GraphQL documents that the app sends, by the hash that it names them with, and the
// others that it sent as of the last release: pages of that release stay open for days. The build puts its own into a
// dot file, which is not served; where the app is not built, there are only those of the release.
func TrustedDocuments() (app, earlier map[string]string, err error) {
	if earlier, err = parseManifest(released); err != nil {
		return nil, nil, fmt.Errorf("documents of the last release: %w", err)
	}
	manifest, err := fs.ReadFile(App(), ".trusted-documents.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, earlier, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if app, err = parseManifest(manifest); err != nil {
		return nil, nil, fmt.Errorf("manifest of trusted documents: %w", err)
	}
	maps.DeleteFunc(earlier, func(hash, _ string) bool { _, sent := app[hash]; return sent })
	return app, earlier, nil
}

func parseManifest(content []byte) (documents map[string]string, err error) {
	err = json.Unmarshal(content, &documents)
	return documents, err
}

// Pages returns the addresses of the app's pages, as patterns of its router, such as "/projects/$projectId". It is
// empty where the app is not built. The build puts them into a dot file, which is not served.
func Pages() ([]string, error) {
	if !AppBuilt() {
		return nil, nil
	}
	list, err := fs.ReadFile(App(), ".pages.json")
	if err != nil {
		return nil, fmt.Errorf("list of the app's pages (the build is of an older version; run make web): %w", err)
	}
	var pages []string
	if err := json.Unmarshal(list, &pages); err != nil {
		return nil, fmt.Errorf("list of the app's pages: %w", err)
	}
	return pages, nil
}

// Playground returns the playground's build: index.html, to serve at /graphiql, and content-hashed files under
// assets/, which the page asks for under /graphiql/assets/.
func Playground() fs.FS { return sub(playground, "playground/dist") }

func sub(files embed.FS, dir string) fs.FS {
	tree, err := fs.Sub(files, dir)
	if err != nil {
		// The directory names are constants of this file, and fs.Sub fails on a malformed name alone.
		panic(err)
	}
	return tree
}

// Logo is the product's mark, as SVG.
//
//go:embed brand/logo.svg
var Logo []byte
