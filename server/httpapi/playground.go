package httpapi

import (
	"io/fs"
	"net/http"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

const playgroundPath = "/graphiql"

// playgroundHandler serves the playground page and its assets.
type playgroundHandler struct{ files *files }

func newPlayground(tree fs.FS) (http.Handler, error) {
	f, err := newFiles(tree)
	if err != nil {
		return nil, err
	}
	return &playgroundHandler{files: f}, nil
}

func (p *playgroundHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !respond.ReadOnly(w, r) {
		return
	}
	name := strings.TrimPrefix(r.URL.Path, playgroundPath)
	name = strings.TrimPrefix(name, "/")
	switch {
	case name == "" && p.files.has(indexFile):
		w.Header().Set(policyHeader, playgroundPolicy)
		p.files.serve(w, r, indexFile)
	case isAsset(name) && p.files.has(name):
		p.files.serve(w, r, name)
	default:
		notFound(w, r)
	}
}
