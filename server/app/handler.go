package app

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/graphqlhttp"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
	"github.com/unicornpursuit/unicornpursuit/web"
)

// Handler is the product without addresses of its own. Requests come from [App]'s listener, or from a Lambda function.
type Handler struct {
	http.Handler
	services  *services
	readiness *health.Readiness
	streams   *graphqlhttp.Streams
	deletions *deletions
}

// NewHandler builds the product. It calls no upstream: the product starts while they are down.
func NewHandler(ctx context.Context, c Config) (*Handler, error) {
	documents, err := c.documents()
	if err != nil {
		return nil, err
	}
	pages, err := web.Pages()
	if err != nil {
		return nil, err
	}
	services, err := newServices(ctx, c)
	if err != nil {
		return nil, err
	}
	readiness := health.NewReadiness(
		map[string]health.Check{"jwks": services.verifier.Ready, "dynamodb": services.table.Ready},
	)
	streams := graphqlhttp.NewStreams()
	var playground fs.FS
	if *c.Playground {
		playground = web.Playground()
	}
	handler, err := httpapi.Handler(httpapi.Config{
		PublicURL: &c.PublicURL, StrictSubdomains: c.HSTSSubdomains,
		AllowedOrigins: c.AllowedOrigins, TrustedProxies: c.trustedProxies,
		GraphQL: newGraphQL(c, services, streams, documents), Hosted: newHosted(c, services),
		App: web.App(), Pages: pages, Playground: playground, Ready: readiness, Logger: slog.Default(),
	})
	if err != nil {
		services.close(ctx)
		return nil, err
	}
	return &Handler{
		Handler: handler, services: services, readiness: readiness, streams: streams,
		deletions: newDeletions(c, services.people),
	}, nil
}

// Flush waits until the audit events of the requests so far are written, or ctx ends.
func (h *Handler) Flush(ctx context.Context) error { return h.services.recorder.Flush(ctx) }

// FinishDeletions finishes deletions of accounts, unless this instance has looked for any recently. It is for those who
// serve requests without [App], which does it by itself.
func (h *Handler) FinishDeletions(ctx context.Context) { h.deletions.look(ctx) }

// Close writes the events that are still pending. No requests may come any more.
func (h *Handler) Close(ctx context.Context) { h.services.close(ctx) }
