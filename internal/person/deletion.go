package person

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

const (
	// SettlingTime is how long after its beginning a deletion is finished: by then, its request has ended, events that
	// waited in other instances have been written, and indexes show what there is.
	SettlingTime = 5 * time.Minute
	// unindexed is how far before a deletion events are looked for without an index: one that lags by minutes is rare.
	unindexed = 24 * time.Hour
)

// Deletions keeps those that are not finished, for every instance and whatever becomes of the one that began them. Each
// method may return fault.Unavailable.
type Deletions interface {
	Begin(ctx context.Context, d account.Deletion) error
	// BegunBefore returns some of those that began before a moment, the earliest first.
	BegunBefore(ctx context.Context, moment time.Time) ([]account.Deletion, error)
	// Finish forgets one. Finishing it again is no error.
	Finish(ctx context.Context, d account.Deletion) error
}

// Delete deletes the account and what is held on the person: first what can be done again, then the account, so that a
// person whose deletion failed half-way can ask for it again. The voter record, which holds no personal data but the
// subject, stays, so that votes stay counted; so do the projects, which others have voted for, without the name of
// their owner. What this can't find yet, since indexes lag, FinishDeletions does: that there is something to finish is
// written down before all else. Errors: account.ErrInvalidEmail as fault.Field where email is not the account's,
// fault.Unavailable.
func (s *Service) Delete(ctx context.Context, p session.Principal, email string) error {
	identity, err := s.deps.Identities.Identity(ctx, p)
	if err != nil {
		return err
	}
	if given, err := account.NormalizeEmail(email); err != nil || given != identity.Email {
		return fault.In("email", ErrOtherEmail)
	}
	if err := s.erase(ctx, account.Deletion{Subject: p.Subject, Email: identity.Email, Begun: s.deps.Now()}); err != nil {
		return err
	}
	if err := s.deps.Provider.DeleteUser(ctx, p.AccessToken); err != nil {
		return err
	}
	session.RequestFrom(ctx).Cookie.ClearSession()
	s.endSessionsOfDeleted(ctx, p.Subject)
	return nil
}

// endSessionsOfDeleted ends what sessions there are. Their tokens died with the account, so they also end by
// themselves.
func (s *Service) endSessionsOfDeleted(ctx context.Context, subject string) {
	if err := s.deps.Sessions.EndAll(ctx, subject); err != nil {
		slog.WarnContext(ctx, "sessions of a deleted account not ended", "subject", subject, "error", err)
	}
}

// erase does what can be done before the account is deleted.
func (s *Service) erase(ctx context.Context, d account.Deletion) error {
	if err := s.deps.Deletions.Begin(ctx, d); err != nil {
		return err
	}
	if err := s.deps.Votes.Disown(ctx, d.Subject); err != nil {
		return err
	}
	if err := s.deps.Votes.ReleaseMailbox(ctx, d.Subject); err != nil {
		return err
	}
	return s.anonymize(ctx, d)
}

// anonymize goes on until no event is found that holds anything personal, or ctx ends: asking for the deletion again
// goes on from there.
func (s *Service) anonymize(ctx context.Context, d account.Deletion) error {
	for {
		done, err := s.deps.Trail.Anonymize(ctx, d.Subject, d.Email)
		if done || err != nil {
			return err
		}
	}
}

// FinishDeletions finishes those that began long enough ago. Any instance may do it, and several at a time. Errors:
// fault.Unavailable.
func (s *Service) FinishDeletions(ctx context.Context) error {
	due, err := s.deps.Deletions.BegunBefore(ctx, s.deps.Now().Add(-SettlingTime))
	if err != nil {
		return err
	}
	var problems []error
	for _, d := range due {
		problems = append(problems, s.finish(ctx, d))
	}
	return errors.Join(problems...)
}

// finish goes over all that can hold something of a person again. Where the account is still there, its deletion
// failed: the person has seen that, and may have changed their mind.
func (s *Service) finish(ctx context.Context, d account.Deletion) error {
	_, err := s.deps.Directory.User(ctx, d.Subject)
	switch {
	case err == nil:
		slog.WarnContext(ctx, "deletion given up: the account is still there", "subject", d.Subject)
		return s.deps.Deletions.Finish(ctx, d)
	case !errors.Is(err, account.ErrNoUser):
		return err
	}
	if err := s.deps.Votes.DisownAll(ctx, d.Subject); err != nil {
		return err
	}
	if err := s.deps.Votes.ReleaseMailbox(ctx, d.Subject); err != nil {
		return err
	}
	if err := s.anonymize(ctx, d); err != nil {
		return err
	}
	if err := s.deps.Trail.AnonymizeSince(ctx, d.Subject, d.Email, d.Begun.Add(-unindexed)); err != nil {
		return err
	}
	if err := s.deps.Sessions.Forget(ctx, d.Subject); err != nil {
		return err
	}
	return s.deps.Deletions.Finish(ctx, d)
}
