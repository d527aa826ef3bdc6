package app

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// This file records what happens outside mutations; graph.Accounting records the mutations.

// renewed records that a session was renewed without a client's request for it.
func (s *services) renewed(ctx context.Context, subject string, err error) {
	s.record(ctx, "renewSession", subject, err)
}

// SignInWithTokens records that hosted sign-in started a session; see hosted.Sessions.
func (s *services) SignInWithTokens(
	ctx context.Context, subject string, tokens session.Tokens,
) (session.Session, error) {
	started, err := s.sessions.SignInWithTokens(ctx, subject, tokens)
	s.record(ctx, "hostedSignIn", subject, err)
	return started, err
}

// Authenticate implements hosted.Sessions.
func (s *services) Authenticate(ctx context.Context) (session.Principal, error) {
	return s.sessions.Authenticate(ctx)
}

// SignOut records that hosted sign-out ended a session; see hosted.Sessions.
func (s *services) SignOut(ctx context.Context, refreshToken string) error {
	err := s.sessions.SignOut(ctx, refreshToken)
	s.record(ctx, "hostedSignOut", session.RequestFrom(ctx).Subject(), err)
	return err
}

// replaced records that an account gave way to a sign-up of its address, which nobody had verified. Whoever signs up is
// not known to be anybody, so the event is found by the address.
func (s *services) replaced(ctx context.Context, subject, email string) {
	request := session.RequestFrom(ctx)
	s.recorder.Record(ctx, audit.Event{
		Action: "replaceAccount", Outcome: audit.OutcomeSuccess, Email: &email, Target: &subject,
		IPAddress: request.ClientIP, UserAgent: request.UserAgent, RequestID: request.ID,
	})
}

func (s *services) record(ctx context.Context, action, subject string, err error) {
	request := session.RequestFrom(ctx)
	event := audit.Event{Action: action, IPAddress: request.ClientIP, UserAgent: request.UserAgent, RequestID: request.ID}
	if subject != "" {
		event.Actor = &subject
	}
	switch {
	case err == nil:
		event.Outcome = audit.OutcomeSuccess
	case errors.Is(err, session.ErrUnauthenticated):
		event.Outcome, event.Code = audit.OutcomeRefused, new("UNAUTHENTICATED")
	case fault.IsUnavailable(err):
		event.Outcome, event.Code = audit.OutcomeFailed, new("SERVICE_UNAVAILABLE")
	default:
		event.Outcome, event.Code = audit.OutcomeFailed, new("INTERNAL_SERVER_ERROR")
	}
	s.recorder.Record(ctx, event)
}
