package static

import (
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

const indexFile = "index.html"

// wellKnown is the folder of addresses that mean the same on every site (RFC 8615). Programs look there for what a site
// offers, so only what exists there may be answered with success.
const wellKnown = ".well-known"

const (
	// ChangePasswordPath is where password managers look for the page on which a password is changed, and expect a
	// redirect to it (W3C, A Well-Known URL for Changing Passwords).
	ChangePasswordPath = "/" + wellKnown + "/change-password"
	changePasswordPage = "/profile/security"
)

// app serves the single-page app: its files, and the HTML of its pages. Where there is no page, HTML comes with status
// 404, and the app says so.
type app struct {
	files *files
	pages pages
	html  html
	// setup is shown in place of an app that is not built.
	setup string
}

// NewApp returns the handler of the app whose build is in tree. patterns are the addresses of its pages, as its router
// has them, such as `/projects/$projectId`. Without an index.html in tree, a page says how to build the app, and leads
// to the playground where there is one.
func NewApp(tree fs.FS, patterns []string, playground bool) (http.Handler, error) {
	f, err := newFiles(tree)
	if err != nil {
		return nil, err
	}
	p, err := newPages(patterns)
	if err != nil {
		return nil, err
	}
	return &app{files: f, pages: p, html: newHTML(f), setup: setupPage(playground)}, nil
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !respond.ReadOnly(w, r) {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case path.Ext(name) == ".html" && a.files.has(name):
		redirect(w, "/", http.StatusMovedPermanently) // to the app, this would be an address without a page
	case a.files.has(name):
		a.files.serve(w, r, name)
	case isOfFile(name) || !takesPage(r.Header):
		NotFound(w, r)
	case !a.files.has(indexFile):
		a.serveSetup(w)
	default:
		a.servePage(w, r)
	}
}

func (a *app) servePage(w http.ResponseWriter, r *http.Request) {
	pattern, known := a.pages.find(r.URL)
	name := a.html.choose(w.Header(), r.Header, pattern)
	if known {
		a.files.serve(w, r, name)
	} else {
		a.files.serveMissing(w, r, name)
	}
}

// isOfFile distinguishes the address of a file from that of a page. Answering a missing script with the index would
// hide that it is missing. A dot alone does not make a name that of a file, since people may have chosen the name.
func isOfFile(name string) bool {
	return isAsset(name) || strings.HasPrefix(name, ".") || contentTypes[strings.ToLower(path.Ext(name))] != ""
}

// ChangePassword leads to the page of the app. It is a temporary redirect, since the page may move.
func ChangePassword(w http.ResponseWriter, r *http.Request) {
	if respond.ReadOnly(w, r) {
		redirect(w, changePasswordPage, http.StatusFound)
	}
}

// redirect answers without a body, GET and HEAD alike.
func redirect(w http.ResponseWriter, location string, status int) {
	header := w.Header()
	header.Set("Location", location)
	header.Set("Cache-Control", revalidate)
	header.Set("Content-Length", "0")
	w.WriteHeader(status)
}

// serveSetup answers 503: the service lacks a part, and a probe of the page should see that. Browsers show the page
// anyway.
func (a *app) serveSetup(w http.ResponseWriter) {
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
		link = "<p>The API runs: try it in the <a href=\"" + PlaygroundPath + "\">playground</a>.</p>\n"
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
