package voting

import (
	"context"
	"errors"
	"strconv"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// The values that a voter can spend, each of them once.
const (
	MinPoints = 1
	MaxPoints = 5
)

// Ballot is a value that a voter wants a project to have.
type Ballot struct {
	ProjectID string
	Points    int
	// ClientMutationID is the client's name for the change, by which it may repeat it; empty for none.
	ClientMutationID string
}

// key returns the digest of an action with this ballot. Errors, in fault.Field: ErrPointsRange,
// ErrInvalidClientMutationID.
func (b Ballot) key(action string) (string, error) {
	if b.Points < MinPoints || b.Points > MaxPoints {
		return "", fault.In("points", ErrPointsRange)
	}
	return digest(b.ClientMutationID, action, b.ProjectID, strconv.Itoa(b.Points))
}

// Cast spends a free value on a project that has none. It never touches another vote. Repeated by the same client
// mutation id, it returns the vote that was cast then. Errors, in fault.Field where one field is at fault:
// ErrPointsRange, ErrPointsSpent, ErrAlreadyVoted, ErrOwnProject, ErrProjectNotFound, ErrInvalidClientMutationID, and
// those of eligibility: ErrEmailNotVerified, ErrPhoneNumberNotVerified, ErrVotingNotOpen, ErrVotingClosed,
// ErrMailboxTaken.
func (s *Service) Cast(ctx context.Context, identity account.Identity, b Ballot) (Vote, Voter, error) {
	key, err := b.key("cast")
	if err != nil {
		return Vote{}, Voter{}, err
	}
	cast, voter, err := s.change(ctx, identity, b.ProjectID, key, func(v Voter, about found) (Voter, Receipt, error) {
		if err := s.mayHaveVoteOf(about, identity); err != nil {
			return Voter{}, Receipt{}, err
		}
		vote := Vote{Points: b.Points, ProjectID: b.ProjectID, CastAt: s.deps.Now()}
		v.Mailbox = s.deps.Mailboxes.of(identity.Email)
		after, err := v.cast(vote)
		if errors.Is(err, ErrPointsSpent) {
			err = s.reconsider(ctx, v, b.Points)
		}
		return after, Receipt{Vote: vote}, err
	})
	return cast.Vote, voter, err
}

// Move gives a project a value, wherever that value is now. A value that the project had before goes to the project
// that this one came from, in exchange, or becomes free. Repeated by the same client mutation id, Move returns what it
// did then. Errors: those of Cast, except ErrPointsSpent and ErrAlreadyVoted.
func (s *Service) Move(ctx context.Context, identity account.Identity, b Ballot) (Receipt, Voter, error) {
	key, err := b.key("move")
	if err != nil {
		return Receipt{}, Voter{}, err
	}
	return s.change(ctx, identity, b.ProjectID, key, func(v Voter, about found) (Voter, Receipt, error) {
		if err := s.mayHaveVoteOf(about, identity); err != nil {
			return Voter{}, Receipt{}, err
		}
		v.Mailbox = s.deps.Mailboxes.of(identity.Email)
		after, vote, from := v.move(Vote{Points: b.Points, ProjectID: b.ProjectID, CastAt: s.deps.Now()})
		return after, Receipt{Vote: vote, From: from}, nil
	})
}

// Retract takes the vote for a project back, so that its value can be spent again. Repeated by the same client mutation
// id, it succeeds. Whoever has the mailbox, a vote can be taken back. Errors: ErrNotVoted (also for a project that was
// withdrawn), ErrInvalidClientMutationID, and those of eligibility.
func (s *Service) Retract(
	ctx context.Context, identity account.Identity, projectID, clientMutationID string,
) (Voter, error) {
	key, err := digest(clientMutationID, "retract", projectID)
	if err != nil {
		return Voter{}, err
	}
	_, voter, err := s.change(ctx, identity, projectID, key, func(v Voter, _ found) (Voter, Receipt, error) {
		after, vote, err := v.retract(projectID)
		return after, Receipt{Vote: vote}, err
	})
	return voter, err
}

// mayHaveVoteOf checks that a voter may vote for a project. Errors: ErrProjectNotFound, ErrOwnProject.
func (s *Service) mayHaveVoteOf(about found, identity account.Identity) error {
	switch p := about.project; {
	case about.err != nil:
		return about.err
	case p.Withdrawn():
		return ErrProjectNotFound
	case p.Owner.ID == identity.Subject && !s.deps.OwnProjects:
		return ErrOwnProject
	}
	return nil
}

// reconsider reads the project that a value was spent on: if it was withdrawn a moment ago, the vote has been returned,
// and the decision is stale. Errors: ErrStale, ErrPointsSpent.
func (s *Service) reconsider(ctx context.Context, v Voter, points int) error {
	for _, other := range v.Votes {
		if other.Points != points {
			continue
		}
		project, err := s.deps.Board.Renew(ctx, other.ProjectID)
		if err != nil {
			return err
		}
		if project.Withdrawn() {
			return ErrStale
		}
	}
	return ErrPointsSpent
}
