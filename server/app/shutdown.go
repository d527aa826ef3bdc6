package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
)

const (
	// drainTimeout is how long requests in flight may take once the listeners have closed.
	drainTimeout = 7 * time.Second
	// shutdownMargin is what is left between the last write and the platform's kill, for the process to end by itself.
	shutdownMargin = time.Second
)

// checkShutdown reports a stop that is too short for its parts. The queue of audit events gets all the time that the
// others leave, but never less than one write to a table in trouble may take. Otherwise each deployment during such
// trouble would lose events that the server would have written had it gone on.
func (c *Config) checkShutdown() error {
	if c.ShutdownDelay < 0 {
		return fmt.Errorf("SHUTDOWN_DELAY: %s is negative", c.ShutdownDelay)
	}
	if least := c.ShutdownDelay + drainTimeout + audit.LongestWrite + shutdownMargin; c.ShutdownTimeout < least {
		return fmt.Errorf("SHUTDOWN_TIMEOUT: must be at least %s, which is SHUTDOWN_DELAY (%s), %s for requests in flight, "+
			"%s for an audit event, and %s to spare", least, c.ShutdownDelay, drainTimeout, audit.LongestWrite, shutdownMargin)
	}
	return nil
}

// shutDown stops the product in order: it fails /readyz for the configured delay, so that no new requests are sent
// here, then closes the listeners, breaks off the subscriptions, lets the other requests in flight finish, and writes
// the events that they have recorded. It ends before the platform kills the process.
func (a *App) shutDown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.ShutdownTimeout-shutdownMargin)
	defer cancel()
	slog.InfoContext(ctx, "stopping")
	a.handler.readiness.Drain()
	time.Sleep(a.config.ShutdownDelay)
	return a.stop(ctx)
}

// stop lets the requests in flight finish and writes what they have recorded, until ctx ends. The requests have a
// budget of their own, so that slow ones can't use up the time for the events.
func (a *App) stop(ctx context.Context) error {
	err := a.drain(ctx)
	a.handler.Close(ctx)
	return err
}

func (a *App) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainTimeout)
	defer cancel()
	var problems []error
	for _, e := range a.endpoints() {
		if err := e.server.Shutdown(ctx); err != nil {
			problems = append(problems, err, e.server.Close())
		}
	}
	return errors.Join(problems...)
}
