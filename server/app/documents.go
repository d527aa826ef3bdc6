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
	app, earlier, err := web.TrustedDocuments()
	if err != nil {
		return nil, err
	}
	goClient, problems := trusted.Parse("the Go client", shipped.Manifest)
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	// A page of the last release whose document no longer fits the schema gets the error that the document is unknown,
	// and loads the app of this release.
	fitting := trusted.FromMap("the last release of the web app", earlier).Passing(graph.CheckDocument)
	ours := []trusted.Manifest{trusted.FromMap("the web app", app), fitting, goClient}
	return graph.NewTrustedDocuments(c.mayAdHoc, append(ours, c.manifests...)...)
}

// readManifests reads the operator's manifests, and checks that the server would accept their documents.
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

// mayAdHoc reports whether a request may send a document that is not trusted. Where the playground is on, every request
// may: the playground is for exploring, and sends its documents with the same cookie as the app.
func (c *Config) mayAdHoc(r *session.Request) bool { return *c.Playground || c.AdHoc && !r.ByCookie() }
