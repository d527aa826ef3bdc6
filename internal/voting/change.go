package voting

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// maxDecisions is how often a change is decided again because its record has changed meanwhile: a person has few
// changes under way at a time.
const maxDecisions = 8

// found is the project that a change is about, also a withdrawn one, or why it could not be found.
type found struct {
	project Project
	err     error
}

// decision decides on a change of a voter's votes, and returns the voter after it and the receipt. ErrStale makes it
// decide again.
type decision func(v Voter, about found) (Voter, Receipt, error)

// change decides on a change with the voter's record, commits it, and starts over if that record is out of date. It
// takes two round trips: what the decision needs is read side by side, and then the transaction decides. It waits for
// no read of the feed. key is the digest of the change, empty where the client did not name it. Every change of votes
// goes through here.
func (s *Service) change(
	ctx context.Context, identity account.Identity, projectID, key string, decide decision,
) (Receipt, Voter, error) {
	for range maxDecisions {
		voter, about, err := s.look(ctx, identity.Subject, projectID)
		if err != nil {
			return Receipt{}, Voter{}, err
		}
		// This comes first, since a repetition may arrive late, even after voting has closed.
		if done, repeated := voter.receipt(key); repeated {
			return done, s.settledNow(ctx, voter), nil
		}
		if err := s.deps.Window.mayVote(identity, s.deps.Now()); err != nil {
			return Receipt{}, Voter{}, err
		}
		// Votes for projects that were withdrawn a moment ago may still be there. If that matters, the transaction is
		// refused, or reconsider finds out.
		voter = s.withoutVoid(voter)
		after, receipt, err := decide(voter, about)
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

// look reads a voter's record and, where the board is out of date, the project of a change.
func (s *Service) look(ctx context.Context, subject, projectID string) (voter Voter, about found, err error) {
	var reading sync.WaitGroup
	reading.Go(func() { about.project, about.err = s.deps.Board.Present(ctx, projectID) })
	voter, err = s.deps.Ballots.Ensure(ctx, subject)
	reading.Wait()
	return voter, about, err
}

// commit makes a change, shows it on the board, and returns the voter after it. A project may have been withdrawn a
// moment ago, before the board shows that: then the board is renewed, and the decision is stale. Meanwhile it reads
// what the answer needs of the voter's other projects, where the board is out of date. Errors: ErrStale,
// ErrMailboxTaken, fault.Unavailable.
func (s *Service) commit(ctx context.Context, before, after Voter, r Receipt) (Voter, error) {
	c := Change{
		Voter: after.noting(r), Tallies: tallyChanges(before.Votes, after.Votes), MailboxBefore: before.Mailbox,
	}
	if len(c.Tallies) == 0 && r.Key == "" {
		return s.settledNow(ctx, before), nil // the project has the value already
	}
	count := s.deps.Board.counting(s.deps.Ballots.Shard(c.Voter.ID), c.Tallies)
	var reading sync.WaitGroup
	reading.Go(func() { s.deps.Board.look(ctx, c.untouched()) })
	err := s.write(ctx, c)
	reading.Wait()
	switch {
	case err == nil:
		for _, id := range count() {
			s.show(ctx, id)
		}
	case errors.Is(err, ErrProjectNotFound):
		for _, t := range c.Tallies {
			s.show(ctx, t.ProjectID)
		}
		return Voter{}, ErrStale
	default:
		return Voter{}, err
	}
	c.Voter.Version++
	return s.settledNow(ctx, c.Voter), nil
}

// untouched returns the projects of the voter whose tallies a change leaves as they are.
func (c Change) untouched() (ids []string) {
	for _, v := range c.Voter.Votes {
		if !slices.ContainsFunc(c.Tallies, func(t TallyChange) bool { return t.ProjectID == v.ProjectID }) {
			ids = append(ids, v.ProjectID)
		}
	}
	return ids
}

// settledNow is settled without a read of the feed. What can't be read is taken for what the board knows: the change
// itself has been made.
func (s *Service) settledNow(ctx context.Context, v Voter) Voter {
	s.deps.Board.look(ctx, Change{Voter: v}.untouched())
	return s.withoutVoid(v)
}

// withoutVoid leaves out the votes for projects of which the board knows that they are withdrawn. It reads nothing.
func (s *Service) withoutVoid(v Voter) Voter {
	for _, vote := range v.Votes {
		if p, known := s.deps.Board.known(vote.ProjectID); known && p.Withdrawn() {
			v.Votes = v.without(vote.ProjectID)
		}
	}
	return v
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
