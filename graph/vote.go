package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// CastVote spends one of the caller's values on a project.
func (r mutationResolver) CastVote(ctx context.Context, input exec.CastVoteInput) (exec.CastVotePayload, error) {
	ballot := voting.Ballot{
		ProjectID: input.ProjectID, Points: input.Points, ClientMutationID: inputValue(input.ClientMutationID),
	}
	var vote voting.Vote
	cast := func(_ session.Principal, identity account.Identity) (voter voting.Voter, err error) {
		vote, voter, err = r.Voting.Cast(ctx, identity, ballot)
		return voter, err
	}
	voter, userErrors, err := asCaller(ctx, r.Resolver, cast)
	if voter == nil {
		return exec.CastVotePayload{UserErrors: userErrors}, err
	}
	return exec.CastVotePayload{Vote: &vote, Voter: voter}, nil
}

// MoveVote gives a project one of the caller's values, wherever that value is now.
func (r mutationResolver) MoveVote(ctx context.Context, input exec.MoveVoteInput) (exec.MoveVotePayload, error) {
	ballot := voting.Ballot{
		ProjectID: input.ProjectID, Points: input.Points, ClientMutationID: inputValue(input.ClientMutationID),
	}
	var moved voting.Receipt
	move := func(_ session.Principal, identity account.Identity) (voter voting.Voter, err error) {
		moved, voter, err = r.Voting.Move(ctx, identity, ballot)
		return voter, err
	}
	voter, userErrors, err := asCaller(ctx, r.Resolver, move)
	if voter == nil {
		return exec.MoveVotePayload{UserErrors: userErrors}, err
	}
	payload := exec.MoveVotePayload{Vote: &moved.Vote, Voter: voter}
	if moved.From != "" {
		payload.From, err = r.Query().Project(ctx, moved.From)
	}
	return payload, err
}

// RetractVote takes the caller's vote for a project back.
func (r mutationResolver) RetractVote(
	ctx context.Context,
	input exec.RetractVoteInput,
) (exec.RetractVotePayload, error) {
	retract := func(_ session.Principal, identity account.Identity) (voting.Voter, error) {
		return r.Voting.Retract(ctx, identity, input.ProjectID, inputValue(input.ClientMutationID))
	}
	voter, userErrors, err := asCaller(ctx, r.Resolver, retract)
	if voter == nil {
		return exec.RetractVotePayload{UserErrors: userErrors}, err
	}
	project, err := r.Query().Project(ctx, input.ProjectID)
	return exec.RetractVotePayload{Project: project, Voter: voter}, err
}

// Vote has the field of a vote that its domain type lacks.
func (r *Resolver) Vote() exec.VoteResolver { return voteResolver{r} }

type voteResolver struct{ *Resolver }

// Project is what a vote was cast for, as it stands now. It may be withdrawn while the response is being built.
func (r voteResolver) Project(ctx context.Context, v *voting.Vote) (voting.Project, error) {
	return r.Voting.VotedProject(ctx, v.ProjectID)
}

// Voter has the field of a voter that depends on the account.
func (r *Resolver) Voter() exec.VoterResolver { return voterResolver{r} }

type voterResolver struct{ *Resolver }

// Eligibility is what the caller, who owns the voter record, may do now.
func (r voterResolver) Eligibility(ctx context.Context, _ *voting.Voter) (voting.Eligibility, error) {
	_, identity, err := r.caller(ctx)
	return r.Voting.Eligibility(identity), err
}
