package person

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

var (
	// ErrOtherEmail means that an email address typed to confirm something is not the account's.
	ErrOtherEmail = errors.New("not the email address of the account")
	// ErrOwnAccount means that administrators can't do this to themselves: the last one could lock everybody out.
	ErrOwnAccount = errors.New("own account")
)

// Users returns a page of accounts; see account.Directory.
func (s *Service) Users(ctx context.Context, search string, first int, after string) (account.UserPage, error) {
	return s.deps.Directory.Users(ctx, search, first, after)
}

// Disable keeps a person from signing in and ends the person's sessions. Errors: ErrOwnAccount, account.ErrNoUser.
func (s *Service) Disable(ctx context.Context, admin session.Principal, subject string) (account.User, error) {
	if admin.Subject == subject {
		return account.User{}, fault.In("id", ErrOwnAccount)
	}
	return s.then(ctx, subject, s.deps.Directory.Disable, s.endSessions)
}

// Enable undoes Disable. Errors: account.ErrNoUser.
func (s *Service) Enable(ctx context.Context, _ session.Principal, subject string) (account.User, error) {
	return s.then(ctx, subject, s.deps.Directory.Enable)
}

// ResetMFA turns a person's second factors off. Errors: ErrOwnAccount (a stolen session of an administrator must not
// get rid of them), account.ErrNoUser.
func (s *Service) ResetMFA(ctx context.Context, admin session.Principal, subject string) (account.User, error) {
	if admin.Subject == subject {
		return account.User{}, fault.In("id", ErrOwnAccount)
	}
	return s.then(ctx, subject, s.deps.Directory.ResetMFA)
}

// SignOut ends every session of a person. Errors: account.ErrNoUser.
func (s *Service) SignOut(ctx context.Context, _ session.Principal, subject string) (account.User, error) {
	return s.then(ctx, subject, s.endSessions)
}

// maxSubject is the most bytes that a subject has; those of Cognito have 36. A longer one could not be the key of a
// record.
const maxSubject = 128

// then takes the steps one after another, and returns the account after them.
func (s *Service) then(
	ctx context.Context, subject string, steps ...func(context.Context, string) error,
) (account.User, error) {
	if subject == "" || len(subject) > maxSubject {
		return account.User{}, inID(account.ErrNoUser)
	}
	for _, step := range steps {
		if err := step(ctx, subject); err != nil {
			return account.User{}, inID(err)
		}
	}
	user, err := s.deps.Directory.User(ctx, subject)
	return user, inID(err)
}

// inID names the field at fault where there is no such account.
func inID(err error) error {
	if errors.Is(err, account.ErrNoUser) {
		return fault.In("id", err)
	}
	return err
}
