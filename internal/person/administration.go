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

// Invite creates an account for a person and sends the invitation. Errors: those of account.Administration.Invite.
func (s *Service) Invite(ctx context.Context, i account.Invitation) (account.User, error) {
	return s.deps.Administration.Invite(ctx, i)
}

// InviteAgain sends an invitation again. Errors: account.ErrNoUser, and those of account.Administration.InviteAgain.
func (s *Service) InviteAgain(ctx context.Context, subject string, by account.DeliveryMedium) (account.User, error) {
	return s.then(ctx, subject, func(ctx context.Context, subject string) error {
		user, err := s.deps.Directory.User(ctx, subject)
		if err != nil {
			return err
		}
		return s.deps.Administration.InviteAgain(ctx, user, by)
	})
}

// Correct changes a person's name and addresses, and the name on the person's projects. Errors: ErrOwnAccount (the
// profile is there for that, and asks for the codes), account.ErrNoUser, and those of account.Administration.Correct.
func (s *Service) Correct(
	ctx context.Context, admin session.Principal, subject string, change account.ProfileChange,
) (account.User, error) {
	if admin.Subject == subject {
		return account.User{}, fault.In("id", ErrOwnAccount)
	}
	corrected, err := s.then(ctx, subject, func(ctx context.Context, subject string) error {
		user, err := s.deps.Directory.User(ctx, subject)
		if err != nil {
			return err
		}
		return s.deps.Administration.Correct(ctx, user, change)
	})
	if err == nil && change.Name != nil {
		s.renameOnProjects(ctx, corrected.Identity)
	}
	return corrected, err
}

// DeleteUser deletes a person's account and what is held on the person, as [Service.Delete] does for its owner. An
// administrator is always left: the one who deletes, who can't delete their own account here. Errors: ErrOwnAccount,
// account.ErrNoUser, ErrOtherEmail as fault.Field where email is not the account's, fault.Unavailable.
func (s *Service) DeleteUser(ctx context.Context, admin session.Principal, subject, email string) error {
	if admin.Subject == subject {
		return fault.In("id", ErrOwnAccount)
	}
	if !possible(subject) {
		return inID(account.ErrNoUser)
	}
	user, err := s.deps.Directory.User(ctx, subject)
	if err != nil {
		return inID(err)
	}
	if given, err := account.NormalizeEmail(email); err != nil || given != user.Email {
		return fault.In("email", ErrOtherEmail)
	}
	deletion := account.Deletion{Subject: subject, Email: user.Email, Begun: s.deps.Now()}
	if err := s.erase(ctx, deletion); err != nil {
		return err
	}
	if err := s.deps.Directory.Delete(ctx, subject); err != nil {
		return inID(err)
	}
	s.endSessionsOfDeleted(ctx, subject)
	return nil
}

// SignOut ends every session of a person. Errors: account.ErrNoUser.
func (s *Service) SignOut(ctx context.Context, _ session.Principal, subject string) (account.User, error) {
	return s.then(ctx, subject, s.endSessions)
}

// maxSubject is the most bytes that a subject has; those of Cognito have 36. A longer one could not be the key of a
// record.
const maxSubject = 128

// possible reports whether a text can be the subject of an account.
func possible(subject string) bool { return subject != "" && len(subject) <= maxSubject }

// then takes the steps one after another, and returns the account after them.
func (s *Service) then(
	ctx context.Context, subject string, steps ...func(context.Context, string) error,
) (account.User, error) {
	if !possible(subject) {
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
