package voting

import (
	"context"
	"errors"
	"strconv"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// maxDecisions is how often a change is decided anew because the voter's record has changed meanwhile: a person has few
// changes under way at a time, and they can't go on for ever, since there are five votes.
const maxDecisions = 8

// Ballot is a vote that somebody wants to cast.
type Ballot struct {
	ProjectID string
	Points    int
	// ClientMutationID is the client's name for the change, by which it may repeat it; empty for none.
	ClientMutationID string
}

// Cast spends one of a voter's values on a project. Repeated by the same client mutation id, it returns the vote that
// was cast then. Errors, in fault.Field where one field is at fault: ErrPointsRange, ErrPointsSpent, ErrAlreadyVoted,
// ErrOwnProject, ErrProjectNotFound, ErrInvalidClientMutationID, and those of eligibility: ErrEmailNotVerified,
// ErrPhoneNumberNotVerified, ErrVotingNotOpen, ErrVotingClosed.
func (s *Service) Cast(ctx context.Context, who account.Identity, b Ballot) (Vote, Voter, error) {
	if b.Points < MinPoints || b.Points > MaxPoints {
		return Vote{}, Voter{}, fault.In("points", ErrPointsRange)
	}
	key, err := digest(b.ClientMutationID, "cast", b.ProjectID, strconv.Itoa(b.Points))
	if err != nil {
		return Vote{}, Voter{}, err
	}
	return s.change(ctx, who, key, b.ProjectID, func(v Voter) (Change, Vote, error) {
		project, err := s.Project(ctx, b.ProjectID)
		if err != nil {
			return Change{}, Vote{}, err
		}
		if project.Owner.ID == who.Subject && !s.deps.OwnProjects {
			return Change{}, Vote{}, ErrOwnProject
		}
		vote := Vote{Points: b.Points, ProjectID: b.ProjectID, CastAt: s.deps.Now()}
		after, err := v.cast(vote, key)
		return Change{Voter: after, ProjectID: b.ProjectID, Points: b.Points, Votes: 1}, vote, err
	})
}

// Retract takes the vote for a project back, so that its value can be spent again. Repeated by the same client mutation
// id, it succeeds. Errors: ErrNotVoted (also of a project that was withdrawn), ErrInvalidClientMutationID, and those of
// eligibility.
func (s *Service) Retract(
	ctx context.Context,
	who account.Identity,
	projectID, clientMutationID string,
) (Voter, error) {
	key, err := digest(clientMutationID, "retract", projectID)
	if err != nil {
		return Voter{}, err
	}
	_, voter, err := s.change(ctx, who, key, projectID, func(v Voter) (Change, Vote, error) {
		after, vote, err := v.retract(projectID, key)
		return Change{Voter: after, ProjectID: projectID, Points: -vote.Points, Votes: -1}, vote, err
	})
	if errors.Is(err, ErrProjectNotFound) { // withdrawn a moment ago, and the vote returned with it
		err = fault.In("projectId", ErrNotVoted)
	}
	return voter, err
}

// change has a change decided on the voter's record and made, and decided again where the record has changed meanwhile.
func (s *Service) change(
	ctx context.Context,
	who account.Identity,
	key, projectID string,
	decide decision,
) (Vote, Voter, error) {
	for range maxDecisions {
		vote, voter, err := s.tryChange(ctx, who, key, projectID, decide)
		if !errors.Is(err, ErrStale) {
			return vote, voter, inField(err)
		}
	}
	return Vote{}, Voter{}, &fault.Unavailable{Upstream: "votes", Err: errors.New("voter record keeps changing")}
}

// decision decides on a change of a voter's votes. The vote is the one that the change is about, also where it is
// refused.
type decision func(Voter) (Change, Vote, error)

func (s *Service) tryChange(
	ctx context.Context,
	who account.Identity,
	key, projectID string,
	decide decision,
) (Vote, Voter, error) {
	voter, err := s.deps.Ballots.Ensure(ctx, who.Subject)
	if err != nil {
		return Vote{}, Voter{}, err
	}
	done, repeated := voter.receipt(
		key,
	) // before anything else: a repetition may come late, such as when voting has closed
	if voter, err = s.settled(ctx, voter); err != nil || repeated {
		return done, voter, err
	}
	if err := s.deps.Window.mayVote(who, s.deps.Now()); err != nil {
		return Vote{}, Voter{}, err
	}
	change, vote, err := decide(voter)
	if errors.Is(err, ErrPointsSpent) {
		err = s.reconsider(ctx, voter, vote.Points)
	}
	if err == nil {
		err = s.deps.Ballots.Commit(ctx, change)
	}
	// the latter: withdrawn a moment ago, which the board did not know
	if err == nil ||
		errors.Is(err, ErrProjectNotFound) {
		s.show(ctx, projectID)
	}
	change.Voter.Version++
	return vote, change.Voter, err
}

// reconsider looks closely at what a value was spent on: if that project was withdrawn a moment ago, the vote has been
// returned, and what was decided is stale. Errors: ErrStale, ErrPointsSpent.
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

// inField names the field at fault, where it is one.
func inField(err error) error {
	switch {
	case errors.Is(err, ErrPointsSpent):
		return fault.In("points", err)
	case errors.Is(err, ErrAlreadyVoted),
		errors.Is(err, ErrNotVoted),
		errors.Is(err, ErrOwnProject),
		errors.Is(err, ErrProjectNotFound):
		return fault.In("projectId", err)
	}
	return err
}
