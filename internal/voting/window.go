package voting

import (
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
)

// Window is when votes are accepted: from OpensAt on, and before ClosesAt. A zero time is no limit.
type Window struct {
	OpensAt, ClosesAt time.Time
}

// EligibilityBlock is a reason why a person may not vote, in the contract's spelling.
type EligibilityBlock string

// The blocks.
const (
	EligibilityBlockEmailNotVerified       EligibilityBlock = "EMAIL_NOT_VERIFIED"
	EligibilityBlockPhoneNumberNotVerified EligibilityBlock = "PHONE_NUMBER_NOT_VERIFIED"
	EligibilityBlockVotingNotOpen          EligibilityBlock = "VOTING_NOT_OPEN"
	EligibilityBlockVotingClosed           EligibilityBlock = "VOTING_CLOSED"
)

// Eligibility is what a person may do now.
type Eligibility struct {
	CanVote bool
	// CanCreateProject is true even before voting opens, since the projects must be there by then.
	CanCreateProject bool
	// BlockedBy are the reasons why the person may not vote.
	BlockedBy []EligibilityBlock
}

// eligibility judges a person at a moment.
func (w Window) eligibility(identity account.Identity, now time.Time) Eligibility {
	e := Eligibility{CanCreateProject: identity.EmailVerified && !w.closed(now), BlockedBy: []EligibilityBlock{}}
	block := func(holds bool, b EligibilityBlock) {
		if holds {
			e.BlockedBy = append(e.BlockedBy, b)
		}
	}
	block(!identity.EmailVerified, EligibilityBlockEmailNotVerified)
	block(!identity.PhoneNumberVerified, EligibilityBlockPhoneNumberNotVerified)
	block(now.Before(w.OpensAt), EligibilityBlockVotingNotOpen)
	block(w.closed(now), EligibilityBlockVotingClosed)
	e.CanVote = len(e.BlockedBy) == 0
	return e
}

func (w Window) closed(now time.Time) bool { return !w.ClosesAt.IsZero() && !now.Before(w.ClosesAt) }

var blockErrors = map[EligibilityBlock]error{
	EligibilityBlockEmailNotVerified:       ErrEmailNotVerified,
	EligibilityBlockPhoneNumberNotVerified: ErrPhoneNumberNotVerified,
	EligibilityBlockVotingNotOpen:          ErrVotingNotOpen,
	EligibilityBlockVotingClosed:           ErrVotingClosed,
}

// mayVote returns the first reason why the person may not vote. Errors: those of blockErrors.
func (w Window) mayVote(identity account.Identity, now time.Time) error {
	for _, block := range w.eligibility(identity, now).BlockedBy {
		return blockErrors[block]
	}
	return nil
}

// mayPitch returns why the person may not create or change a project. Errors: ErrEmailNotVerified, ErrVotingClosed:
// what people have voted on stays as it was.
func (w Window) mayPitch(identity account.Identity, now time.Time) error {
	switch {
	case !identity.EmailVerified:
		return ErrEmailNotVerified
	case w.closed(now):
		return ErrVotingClosed
	}
	return nil
}
