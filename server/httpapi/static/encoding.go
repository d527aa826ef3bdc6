package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/accept"
)

// form is a file as it is, or compressed.
type form struct {
	encoding string // as in Content-Encoding; empty for the file as it is
	etag     string // empty for assets, which never change
	open     func() (io.ReadSeekCloser, error)
}

// encodings are what a build compresses its files to, the smallest first, by the extension that is added to the file's
// name. Compressing once, at the build, allows for the slowest and best level.
var encodings = []struct{ name, extension string }{{"br", ".br"}, {"gzip", ".gz"}}

// isStoredForm reports whether a name is that of a compressed form of another file.
func isStoredForm(names map[string]bool, name string) bool {
	for _, e := range encodings {
		if plain, cut := strings.CutSuffix(name, e.extension); cut && names[plain] {
			return true
		}
	}
	return false
}

// compressedForms returns the forms that the build has put next to the file. For text without any it is gzip, made at
// the first request and kept.
func (f *file) compressedForms(tree fs.FS, names map[string]bool, name string) (func() []form, error) {
	var stored []form
	for _, e := range encodings {
		if !names[name+e.extension] {
			continue
		}
		form, err := storedForm(tree, name+e.extension, e.name)
		if err != nil {
			return nil, err
		}
		stored = append(stored, form)
	}
	if stored == nil && isText(f.contentType) {
		return sync.OnceValue(func() []form { return compress(f.plain) }), nil
	}
	return func() []form { return stored }, nil
}

// isText reports whether files of a type are worth compressing. Pictures and most fonts are compressed as such.
func isText(contentType string) bool {
	switch contentType {
	case "application/json", "application/manifest+json", "application/xml", "image/svg+xml", "font/ttf":
		return true
	}
	return strings.HasPrefix(contentType, "text/")
}

// storedForm returns the form of a file that is stored under the given name.
func storedForm(tree fs.FS, name, encoding string) (form, error) {
	f := form{encoding: encoding, open: func() (io.ReadSeekCloser, error) {
		file, err := tree.Open(name)
		if err != nil {
			return nil, err
		}
		seeker, ok := file.(io.ReadSeekCloser)
		if !ok {
			return nil, errors.Join(errors.New(name+" can't be read from where one likes"), file.Close())
		}
		return seeker, nil
	}}
	if isAsset(name) {
		return f, nil
	}
	content, err := fs.ReadFile(tree, name)
	f.etag = etagOf(content)
	return f, err
}

func etagOf(content []byte) string {
	hash := sha256.Sum256(content)
	return `"` + hex.EncodeToString(hash[:16]) + `"`
}

// compress returns the file by gzip, or nothing if that is not smaller.
func compress(plain form) []form {
	content, err := plain.open()
	if err != nil {
		return nil
	}
	defer func() { _ = content.Close() }() // read only: closing loses nothing
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	size, err := io.Copy(writer, content)
	if err = errors.Join(err, writer.Close()); err != nil || int64(buffer.Len()) >= size {
		return nil
	}
	compressed := bytes.Clone(buffer.Bytes()) // without the room that the buffer has left
	f := form{encoding: "gzip", open: func() (io.ReadSeekCloser, error) {
		return inMemory{bytes.NewReader(compressed)}, nil
	}}
	if plain.etag != "" {
		f.etag = etagOf(compressed)
	}
	return []form{f}
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// choose returns the form to send, and names it in the response's header. Ranges of a file are ranges of the plain
// form.
func (f *file) choose(response, request http.Header) form {
	compressed := f.compressed()
	if len(compressed) == 0 {
		return f.plain
	}
	response.Add("Vary", "Accept-Encoding")
	if request.Get("Range") != "" {
		return f.plain
	}
	wanted := accept.Parse(request["Accept-Encoding"])
	best, weight := f.plain, 0.0
	for _, form := range compressed {
		if w, _ := weighEncoding(wanted, form.encoding); w > weight {
			best, weight = form, w
		}
	}
	// A client that does not name the plain form accepts it, as its last choice.
	if w, named := weighEncoding(wanted, "identity"); named && w > weight {
		best = f.plain
	}
	if best.encoding != "" {
		response.Set("Content-Encoding", best.encoding)
	}
	return best
}

// weighEncoding returns the weight that a client gives to an encoding, and whether it names it. A wildcard stands for
// all encodings that are not named.
func weighEncoding(wanted []accept.Range, encoding string) (weight float64, named bool) {
	for _, a := range wanted {
		switch a.Name {
		case encoding:
			return a.Weight, true
		case "*":
			weight = a.Weight
		}
	}
	return weight, false
}
