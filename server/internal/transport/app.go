package transport

import (
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

const indexFile = "index.html"

// appHandler serves the single-page app: its files, and its index for every page that the app's own router knows.
type appHandler struct {
	files *files
	// setup is shown in place of an app that is not built.
	setup string
}

func newApp(tree fs.FS, playground bool) (http.Handler, error) {
	f, err := newFiles(tree)
	if err != nil {
		return nil, err
	}
	return &appHandler{files: f, setup: setupPage(playground)}, nil
}

func (a *appHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !readOnly(w, r) {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case name != "" && a.files.has(name):
		a.files.serve(w, r, name)
	case !isNavigation(r):
		notFound(w, r)
	case a.files.has(indexFile):
		a.files.serve(w, r, indexFile)
	default:
		a.serveSetup(w)
	}
}

// isNavigation tells a page that somebody visits from a file that a page asks for. Answering a missing script with the index
// would hide that it is missing.
func isNavigation(r *http.Request) bool {
	if r.URL.Path == "/" {
		return true
	}
	return path.Ext(r.URL.Path) == "" && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// serveSetup answers 503: the service lacks a part, and a probe of the page should say so. Browsers show the page all the same.
func (a *appHandler) serveSetup(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Type", contentTypes[".html"])
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, a.setup)
}

// setupPage needs no style: the content security policy would refuse it, and the browser's own is readable.
func setupPage(playground bool) string {
	link := ""
	if playground {
		link = "<p>The API runs: try it in the <a href=\"/graphiql\">playground</a>.</p>\n"
	}
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Unicorn Pursuit: the app is not built</title>
</head>
<body>
<main>
<h1>The app is not built yet</h1>
<p>This server was compiled without the web app. Build it with <code>make web</code>, then start the server again.</p>
` + link + `</main>
</body>
</html>
`
}
