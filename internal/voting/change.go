package voting

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// maxDecisions is how often a change is decided again because its record has changed meanwhile: a person has few
// changes under way at a time.
const maxDecisions = 8

// decision decides on a change of a voter's votes, and returns the voter after it and the receipt. ErrStale makes it
// decide again.
type decision func(Voter) (Voter, Receipt, error)

// change decides on a change with the voter's record, commits it, and starts over if that record is out of date. key is
// the digest of the change, empty where the client did not name it. Every change of votes goes through here.
func (s *Service) change(
	ctx context.Context, identity account.Identity, key string, decide decision,
) (Receipt, Voter, error) {
	for range maxDecisions {
		voter, err := s.deps.Ballots.Ensure(ctx, identity.Subject)
		if err != nil {
			return Receipt{}, Voter{}, err
		}
		// This comes first, since a repetition may arrive late, even after voting has closed.
		done, repeated := voter.receipt(key)
		if voter, err = s.settled(ctx, voter); err != nil || repeated {
			return done, voter, err
		}
		if err := s.deps.Window.mayVote(identity, s.deps.Now()); err != nil {
			return Receipt{}, Voter{}, err
		}
		after, receipt, err := decide(voter)
		if err == nil {
			receipt.Key = key
			after, err = s.commit(ctx, voter, after, receipt)
		}
		switch {
		case err == nil:
			return receipt, after, nil
		case !errors.Is(err, ErrStale):
			return Receipt{}, Voter{}, inField(err)
		}
	}
	return Receipt{}, Voter{}, &fault.Unavailable{Upstream: "votes", Err: errors.New("voter record keeps changing")}
}

// commit makes a change, shows it on the board, and returns the voter after it. A project may have been withdrawn a
// moment ago, before the board shows that: then the board is renewed, and the decision is stale. Errors: ErrStale,
// ErrMailboxTaken, fault.Unavailable.
func (s *Service) commit(ctx context.Context, before, after Voter, r Receipt) (Voter, error) {
	c := Change{
		Voter: after.noting(r), Tallies: tallyChanges(before.Votes, after.Votes), MailboxBefore: before.Mailbox,
	}
	if len(c.Tallies) == 0 && r.Key == "" {
		return before, nil // the project has the value already
	}
	err := s.write(ctx, c)
	withdrawn := errors.Is(err, ErrProjectNotFound)
	if err == nil || withdrawn {
		for _, t := range c.Tallies {
			s.show(ctx, t.ProjectID)
		}
	}
	if withdrawn {
		err = ErrStale
	}
	c.Voter.Version++
	return c.Voter, err
}

// tallyChanges returns what the tallies gain or lose by a change of a voter's votes, by project.
func tallyChanges(before, after []Vote) []TallyChange {
	byProject := map[string]TallyChange{}
	count := func(v Vote, sign int) {
		t := byProject[v.ProjectID]
		byProject[v.ProjectID] = TallyChange{v.ProjectID, t.Points + sign*v.Points, t.Votes + sign}
	}
	for _, v := range before {
		count(v, -1)
	}
	for _, v := range after {
		count(v, 1)
	}
	var changes []TallyChange
	for _, t := range byProject {
		if t.Points != 0 { // zero means that the vote stays as it is
			changes = append(changes, t)
		}
	}
	slices.SortFunc(changes, func(a, b TallyChange) int { return cmp.Compare(a.ProjectID, b.ProjectID) })
	return changes
}

// inField names the field at fault, if the error is about a field.
func inField(err error) error {
	switch {
	case errors.Is(err, ErrPointsSpent):
		return fault.In("points", err)
	case errors.Is(err, ErrAlreadyVoted), errors.Is(err, ErrNotVoted),
		errors.Is(err, ErrOwnProject), errors.Is(err, ErrProjectNotFound):
		return fault.In("projectId", err)
	}
	return err
}
