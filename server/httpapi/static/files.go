package static

import (
	"cmp"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const (
	// immutable is for files with a hash of their content in their name: another content has another name.
	immutable = "public, max-age=31536000, immutable"
	// revalidate is for files that keep their name: the browser asks each time, and mostly hears 304.
	revalidate = "no-cache"
)

// contentTypes names the types of what a Vite build holds. The system's own table, which package mime reads, differs
// from machine to machine.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".md":          "text/plain; charset=utf-8", // which browsers show, where they would save text/markdown
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".ttf":         "font/ttf",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
	".xml":         "application/xml",
}

// files serves a fixed set of files by exact name: no directory listings, no hidden files, and no path that leads out
// of the tree, because only names from a walk over it are known.
type files struct {
	byName map[string]*file
	pace   pace
}

// file is one file, in all the forms in which it may be sent.
type file struct {
	contentType  string
	cacheControl string
	plain        form
	// compressed returns the other forms, the smallest first.
	compressed func() []form
}

// newFiles reads the names in tree and hashes the files that keep their names. Embedded files have no modification time
// that could serve instead of a hash.
func newFiles(tree fs.FS) (*files, error) {
	names, err := list(tree)
	if err != nil {
		return nil, err
	}
	f := &files{byName: map[string]*file{}, pace: defaultPace}
	for name := range names {
		if isStoredForm(names, name) {
			continue
		}
		if f.byName[name], err = newFile(tree, names, name); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// list returns the names of the files in tree. Hidden ones are not served, except below the well-known path.
func list(tree fs.FS) (map[string]bool, error) {
	names := map[string]bool{}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "." && name != wellKnown
		switch {
		case hidden && entry.IsDir():
			return fs.SkipDir
		case !hidden && entry.Type().IsRegular():
			names[name] = true
		}
		return nil
	})
	return names, err
}

func newFile(tree fs.FS, names map[string]bool, name string) (*file, error) {
	f := &file{contentType: cmp.Or(contentTypes[path.Ext(name)], "application/octet-stream"), cacheControl: revalidate}
	if isAsset(name) {
		f.cacheControl = immutable
	}
	var err error
	if f.plain, err = storedForm(tree, name, ""); err != nil {
		return nil, err
	}
	f.compressed, err = f.compressedForms(tree, names, name)
	return f, err
}

func isAsset(name string) bool { return strings.HasPrefix(name, "assets/") }

// has reports whether there is a file of that name. A compressed one is not: it is a form of the file next to it.
func (f *files) has(name string) bool { return f.byName[name] != nil }

// serve answers with the named file, which must be known, in the best form that the client takes; http.ServeContent
// sees to HEAD, ranges and If-None-Match.
func (f *files) serve(w http.ResponseWriter, r *http.Request, name string) {
	file, header := f.byName[name], w.Header()
	header.Set("Cache-Control", file.cacheControl)
	file.send(w, r, f.pace, func(chosen form, content io.ReadSeeker, size int64) {
		if chosen.etag != "" {
			header.Set("ETag", chosen.etag)
		}
		http.ServeContent(&sized{w, size}, r, name, time.Time{}, content)
	})
}

// serveMissing answers 404 with the named page. Such a response has no ranges, and no validator to compare. It is not
// to be cached, for the reason that [NotFound] gives.
func (f *files) serveMissing(w http.ResponseWriter, r *http.Request, page string) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	f.byName[page].send(w, r, f.pace, func(_ form, content io.ReadSeeker, size int64) {
		header.Set("Content-Length", strconv.FormatInt(size, 10))
		w.WriteHeader(http.StatusNotFound)
		if r.Method != http.MethodHead {
			_, _ = io.Copy(w, content) // fails where the client is gone
		}
	})
}

// send opens the form of the file to send, says in the header which it is, and has it written with the time that its
// size takes.
func (f *file) send(w http.ResponseWriter, r *http.Request, pace pace, write func(form, io.ReadSeeker, int64)) {
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	chosen := f.choose(header, r.Header)
	content, err := chosen.open()
	if err != nil {
		panic(err) // what is embedded can be read
	}
	defer func() { _ = content.Close() }() // read only: closing loses nothing
	size, err := content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err != nil {
		panic(err)
	}
	pace.allow(w, size)
	write(chosen, content, size)
}

// sized states the length of an encoded answer. http.ServeContent leaves it out because of middleware that may encode
// the response.
type sized struct {
	http.ResponseWriter
	size int64
}

func (s *sized) WriteHeader(status int) {
	if status == http.StatusOK {
		s.Header().Set("Content-Length", strconv.FormatInt(s.size, 10))
	}
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (s *sized) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// NotFound answers 404 in plain text, for addresses that are not pages. It is not to be cached: while instances of two
// versions run side by side, one lacks the assets of the other.
func NotFound(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "Not found.\n")
}
