package person

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// Yield implements [account.Squatters]. An account that was never confirmed has nothing to erase but itself. In another
// one somebody may have been signed in, without a part in the vote: that takes a verified address. Their sessions end.
// The events about the address stay, or a stranger could sign up once more to remove the traces of the last time; they
// go with the account of the owner. Errors: fault.Unavailable.
func (s *Service) Yield(ctx context.Context, email string) (free bool, err error) {
	user, err := s.deps.Directory.User(ctx, email)
	if errors.Is(err, account.ErrNoUser) { // another sign-up of the address was faster
		return true, nil
	}
	if err != nil || !yields(user) {
		return false, err
	}
	wasSignedIn := user.Status != account.UserStatusUnconfirmed
	if wasSignedIn {
		if yields, err := s.eraseSquatter(ctx, user.Subject); err != nil || !yields {
			return false, err
		}
	}
	if err := s.deps.Directory.Delete(ctx, user.Subject); err != nil && !errors.Is(err, account.ErrNoUser) {
		return false, err
	}
	s.deps.Replaced(ctx, user.Subject, email)
	if wasSignedIn {
		s.endSessionsOfDeleted(ctx, user.Subject)
	}
	return true, nil
}

// yields reports whether an account gives way to a sign-up of its address. One that an administrator has disabled does
// not, or a ban would end with a new sign-up. Neither does an invitation: an administrator has vouched for the address.
func yields(user account.User) bool {
	switch user.Status {
	case account.UserStatusUnconfirmed, account.UserStatusConfirmed, account.UserStatusResetRequired:
		return user.Enabled && !user.EmailVerified
	default:
		return false
	}
}

// eraseSquatter erases what is held on the person of an account, unless they have a part in the vote after all: where
// the user pool or an operator has reset the verification of an address, no vote is lost. The account is looked at
// again at the end, since its address may have been verified meanwhile.
func (s *Service) eraseSquatter(ctx context.Context, subject string) (yielding bool, err error) {
	voter, err := s.deps.Votes.Voter(ctx, subject)
	if err != nil || len(voter.Votes) > 0 {
		return false, err
	}
	projects, err := s.deps.Votes.ProjectsOf(ctx, subject)
	if err != nil || len(projects) > 0 {
		return false, err
	}
	if err := s.erase(ctx, account.Deletion{Subject: subject, Begun: s.deps.Now()}); err != nil {
		return false, err
	}
	user, err := s.deps.Directory.User(ctx, subject)
	if errors.Is(err, account.ErrNoUser) {
		return true, nil
	}
	return err == nil && yields(user), err
}
