package app

import (
	"errors"
	"strings"

	shipped "github.com/unicornpursuit/unicornpursuit/client/documents"
	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/web"
)

// documents returns the documents that clients may always send: those of the app, of the Go client, and of the
// operator's manifests.
func (c *Config) documents() (*graph.TrustedDocuments, error) {
	app, err := web.TrustedDocuments()
	if err != nil {
		return nil, err
	}
	goClient, problems := trusted.Parse("the Go client", shipped.Manifest)
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	// A page of the last release that sends what the schema no longer has is told that its document is unknown, and loads
	// the app of this release.
	known := trusted.FromMap("the web app", app).Passing(graph.CheckDocument)
	return graph.NewTrustedDocuments(c.mayAdHoc, append([]trusted.Manifest{known, goClient}, c.manifests...)...)
}

// readManifests reads what the operator adds, and holds it to what the server would serve.
func (c *Config) readManifests() (problems []error) {
	for _, path := range c.TrustedDocuments {
		manifests, faults := trusted.Read(strings.TrimSpace(path))
		problems = append(problems, faults...)
		c.manifests = append(c.manifests, manifests...)
	}
	for _, m := range c.manifests {
		problems = append(problems, m.Check(graph.CheckDocument)...)
	}
	if len(c.manifests) == 0 {
		return problems
	}
	if _, err := c.documents(); err != nil { // one id for two documents
		problems = append(problems, err)
	}
	return problems
}

// mayAdHoc reports whether a request may send a document that is not trusted. Everybody may where the playground is on:
// it is there to explore, and sends its documents with the same cookie as the app.
func (c *Config) mayAdHoc(r *session.Request) bool { return *c.Playground || c.AdHoc && !r.ByCookie() }
