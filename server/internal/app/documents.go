package app

import (
	"fmt"

	shipped "github.com/unicornpursuit/unicornpursuit/client/documents"
	"github.com/unicornpursuit/unicornpursuit/graph"
	"github.com/unicornpursuit/unicornpursuit/graph/trusted"
	"github.com/unicornpursuit/unicornpursuit/server/session"
	"github.com/unicornpursuit/unicornpursuit/web"
)

// documents returns the documents that clients may always send: those of the app and of the Go client.
func (c *Config) documents() (*graph.TrustedDocuments, error) {
	app, err := web.TrustedDocuments()
	if err != nil {
		return nil, err
	}
	goClient, err := trusted.Parse("the Go client", shipped.Manifest)
	if err != nil {
		return nil, fmt.Errorf("the Go client's documents: %w", err)
	}
	return graph.NewTrustedDocuments(c.mayAdHoc, trusted.FromMap("the web app", app), goClient)
}

// mayAdHoc tells whether a request may send a document that is not trusted. Everybody may where the playground is on: it is there to
// explore, and sends its documents with the same cookie as the app.
func (c *Config) mayAdHoc(r *session.Request) bool {
	withCookie := r.CookieID != "" && r.BearerToken == ""
	return *c.Playground || c.AdHoc && !withCookie
}
