package static

import (
	"io/fs"
	"net/http"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

// PlaygroundPath is where the playground is; its assets are below.
const PlaygroundPath = "/graphiql"

// playgroundPolicy is the content security policy of the playground page, in place of the one that package httpapi sets
// on all others: its editor sets styles inline and embeds fonts and images as data. Its scripts and workers stay files
// of this origin.
var playgroundPolicy = strings.Join([]string{
	"default-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"font-src 'self' data:",
	"img-src 'self' data:",
	"worker-src 'self'",
	"object-src 'none'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
	"form-action 'self'",
}, "; ")

// playground serves the playground page and its assets.
type playground struct{ files *files }

// NewPlayground returns the handler of the playground whose build is in tree.
func NewPlayground(tree fs.FS) (http.Handler, error) {
	f, err := newFiles(tree)
	if err != nil {
		return nil, err
	}
	return &playground{files: f}, nil
}

func (p *playground) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !respond.ReadOnly(w, r) {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, PlaygroundPath)
	name = strings.TrimPrefix(name, "/")
	switch {
	case name == "" && p.files.has(indexFile):
		w.Header().Set("Content-Security-Policy", playgroundPolicy)
		p.files.serve(w, r, indexFile)
	case isAsset(name) && p.files.has(name):
		p.files.serve(w, r, name)
	default:
		NotFound(w, r)
	}
}
