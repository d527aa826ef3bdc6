package app

import "context"

// Flush waits until the events of what has been answered are written, so that a test that counts calls counts none of these.
func (a *App) Flush(ctx context.Context) error { return a.handler.Flush(ctx) }

// FinishDeletions finishes what is due, as an instance does now and then.
func (a *App) FinishDeletions(ctx context.Context) error {
	return a.handler.services.people.FinishDeletions(ctx)
}
