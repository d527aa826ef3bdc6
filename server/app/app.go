// Package app wires the product: configuration, adapters, services, GraphQL, HTTP, start and stop. Nothing else knows
// all of them.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/health"
)

// App is the product, bound to its addresses and ready to serve.
type App struct {
	config  Config
	handler *Handler
	public  endpoint
	admin   endpoint
}

// endpoint is a server and the address it is bound to; the zero value is none.
type endpoint struct {
	server   *http.Server
	listener net.Listener
}

// Run serves the product until ctx ends, and then stops it in order.
func Run(ctx context.Context, c Config) error {
	a, err := Listen(ctx, c)
	if err != nil {
		return err
	}
	slog.InfoContext(ctx, "listening", "address", a.Addr().String(), "publicUrl", c.PublicURL.String(), "build", Build())
	return a.Serve(ctx)
}

// Listen builds the product and binds its addresses. It calls no upstream: the product starts while they are down.
func Listen(ctx context.Context, c Config) (a *App, err error) {
	if c.OriginSecret != "" { // its owner relies on requests without it being refused
		return nil, errors.New("ORIGIN_SECRET: only the Lambda function checks it; remove it, and let only your proxies reach " +
			"this server")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.ListenAddr)
	if err != nil {
		return nil, fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	defer func() {
		if err != nil {
			_ = listener.Close()
		}
	}()
	c.PublicURL = withBoundPort(c.PublicURL, listener.Addr())
	handler, err := NewHandler(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			handler.Close(ctx)
		}
	}()
	server := httpapi.NewServer(handler)
	server.RegisterOnShutdown(handler.streams.Stop)
	a = &App{config: c, handler: handler, public: endpoint{server, listener}}
	return a, a.bindAdmin(ctx)
}

func (a *App) bindAdmin(ctx context.Context) error {
	if a.config.AdminAddr == "off" {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.AdminAddr)
	if err != nil {
		return fmt.Errorf("ADMIN_ADDR: %w", err)
	}
	a.admin = endpoint{httpapi.NewServer(adminHandler(a.handler.readiness, a.handler.services.recorder)), listener}
	return nil
}

// adminHandler serves what operators need and the public must not see.
func adminHandler(readiness *health.Readiness, recorder *audit.Recorder) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(health.LivePath, health.AliveAs(Build())) // the public one hides the version from attackers
	mux.Handle(health.ReadyPath, readiness)
	mux.HandleFunc("/metrics", metrics(recorder))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// Addr is the address that the product is served at.
func (a *App) Addr() net.Addr { return a.public.listener.Addr() }

// AdminAddr is the address that serves operators, or nil if it is off.
func (a *App) AdminAddr() net.Addr {
	if a.admin.listener == nil {
		return nil
	}
	return a.admin.listener.Addr()
}

// Serve serves until ctx ends, and then stops the product in order. It returns nil after an orderly stop.
func (a *App) Serve(ctx context.Context) error {
	background, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { a.handler.deletions.run(background) })
	defer running.Wait()
	defer end()
	failed := make(chan error, 2)
	for _, e := range a.endpoints() {
		go func() { failed <- e.server.Serve(e.listener) }()
	}
	select {
	case err := <-failed:
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.ShutdownTimeout-shutdownMargin)
		defer cancel()
		return errors.Join(err, a.stop(ctx))
	case <-ctx.Done():
		return a.shutDown(ctx)
	}
}

func (a *App) endpoints() []endpoint {
	if a.admin.server == nil {
		return []endpoint{a.public}
	}
	return []endpoint{a.public, a.admin}
}
