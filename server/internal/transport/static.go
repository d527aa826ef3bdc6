package transport

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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

// contentTypes names the types of what a Vite build holds. The system's own table, which package mime reads, differs from
// machine to machine.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".ttf":         "font/ttf",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

// files serves a fixed set of files by exact name: no directory listings, no dot files, and no path that leads out of the
// tree, because only names from a walk over it are known.
type files struct {
	tree fs.FS
	// etags has every file that is stored, compressed ones too; the value is empty for assets, which never change.
	etags map[string]string
}

// encodings are what a build compresses its files to, the smallest first, by the end of the name beside the file's own. Compressing
// once, at the build, allows for the slowest and best level.
var encodings = []struct{ name, extension string }{{"br", ".br"}, {"gzip", ".gz"}}

// newFiles reads the names in tree and hashes the files that keep their names. Embedded files have no modification time that
// could serve instead of a hash.
func newFiles(tree fs.FS) (*files, error) {
	f := &files{tree: tree, etags: map[string]string{}}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		if isAsset(name) {
			f.etags[name] = ""
			return nil
		}
		content, err := fs.ReadFile(tree, name)
		hash := sha256.Sum256(content)
		f.etags[name] = `"` + hex.EncodeToString(hash[:16]) + `"`
		return err
	})
	return f, err
}

func isAsset(name string) bool { return strings.HasPrefix(name, "assets/") }

// has reports whether there is a file of that name. A compressed one is not: it is a form of the file beside it.
func (f *files) has(name string) bool {
	_, ok := f.etags[name]
	return ok && !f.isEncoded(name)
}

func (f *files) isEncoded(name string) bool {
	for _, e := range encodings {
		if plain, cut := strings.CutSuffix(name, e.extension); cut {
			_, ok := f.etags[plain]
			return ok
		}
	}
	return false
}

// serve answers with the named file, which must be known, in the best form that the client takes; http.ServeContent sees to HEAD,
// ranges and If-None-Match.
func (f *files) serve(w http.ResponseWriter, r *http.Request, name string) {
	header := w.Header()
	stored := f.choose(header, r, name)
	file, err := f.tree.Open(stored)
	if err != nil {
		notFound(w, r)
		return
	}
	defer func() { _ = file.Close() }() // read only: closing loses nothing
	content, ok := file.(io.ReadSeeker)
	if !ok {
		all, err := io.ReadAll(file)
		if err != nil {
			panic(err)
		}
		content = bytes.NewReader(all)
	}
	contentType := contentTypes[path.Ext(name)]
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	header.Set("Content-Type", contentType)
	if isAsset(name) {
		header.Set("Cache-Control", immutable)
	} else {
		header.Set("Cache-Control", revalidate)
		header.Set("ETag", f.etags[stored])
	}
	http.ServeContent(w, r, name, time.Time{}, content)
}

// choose returns the name of the form to send, and says in the header which that is. Parts of a file are parts of the plain form.
func (f *files) choose(header http.Header, r *http.Request, name string) string {
	compressed := false
	for _, e := range encodings {
		_, stored := f.etags[name+e.extension]
		if compressed = compressed || stored; stored && r.Header.Get("Range") == "" && takes(r.Header, e.name) {
			header.Set("Vary", "Accept-Encoding")
			header.Set("Content-Encoding", e.name)
			return name + e.extension
		}
	}
	if compressed {
		header.Set("Vary", "Accept-Encoding")
	}
	return name
}

// takes reports whether a client takes an encoding: it names it, without a weight of zero.
func takes(header http.Header, encoding string) bool {
	for element := range strings.SplitSeq(strings.Join(header["Accept-Encoding"], ","), ",") {
		name, weight, _ := strings.Cut(element, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(weight)), "q="), 64)
			return weight == "" || err == nil && q > 0
		}
	}
	return false
}

// notFound is not to be cached: while instances of two versions run side by side, one lacks the assets of the other.
func notFound(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "Not found.\n")
}
