package graph

import (
	"context"
	"slices"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// administrators is the group whose members may withdraw anybody's project.
const administrators = "admin"

// CreateProject pitches a project of the caller's.
func (r *mutationResolver) CreateProject(ctx context.Context, input CreateProjectInput) (CreateProjectPayload, error) {
	project, userErrors, err := asCaller(
		ctx,
		r.Resolver,
		func(_ session.Principal, who account.Identity) (voting.Project, error) {
			return r.Voting.Create(
				ctx,
				who,
				voting.Pitch{Title: input.Title, Summary: input.Summary},
				given(input.ClientMutationID),
			)
		},
	)
	return CreateProjectPayload{Project: project, UserErrors: userErrors}, err
}

// UpdateProject changes a project of the caller's.
func (r *mutationResolver) UpdateProject(ctx context.Context, input UpdateProjectInput) (UpdateProjectPayload, error) {
	project, userErrors, err := asCaller(
		ctx,
		r.Resolver,
		func(_ session.Principal, who account.Identity) (voting.Project, error) {
			return r.Voting.Update(ctx, who, input.ID, input.Title.Value(), input.Summary.Value())
		},
	)
	return UpdateProjectPayload{Project: project, UserErrors: userErrors}, err
}

// WithdrawProject takes a project back.
func (r *mutationResolver) WithdrawProject(
	ctx context.Context,
	input WithdrawProjectInput,
) (WithdrawProjectPayload, error) {
	id, userErrors, err := asCaller(ctx, r.Resolver, func(p session.Principal, who account.Identity) (string, error) {
		return input.ID, r.Voting.Withdraw(ctx, who, slices.Contains(p.Groups, administrators), input.ID)
	})
	return WithdrawProjectPayload{WithdrawnID: id, UserErrors: userErrors}, err
}

// CastVote spends one of the caller's values on a project.
func (r *mutationResolver) CastVote(ctx context.Context, input CastVoteInput) (CastVotePayload, error) {
	var vote voting.Vote
	voter, userErrors, err := asCaller(
		ctx,
		r.Resolver,
		func(_ session.Principal, who account.Identity) (voter voting.Voter, err error) {
			ballot := voting.Ballot{
				ProjectID:        input.ProjectID,
				Points:           input.Points,
				ClientMutationID: given(input.ClientMutationID),
			}
			vote, voter, err = r.Voting.Cast(ctx, who, ballot)
			return voter, err
		},
	)
	if voter == nil {
		return CastVotePayload{UserErrors: userErrors}, err
	}
	return CastVotePayload{Vote: &vote, Voter: voter}, nil
}

// RetractVote takes the caller's vote for a project back.
func (r *mutationResolver) RetractVote(ctx context.Context, input RetractVoteInput) (RetractVotePayload, error) {
	voter, userErrors, err := asCaller(
		ctx,
		r.Resolver,
		func(_ session.Principal, who account.Identity) (voting.Voter, error) {
			return r.Voting.Retract(ctx, who, input.ProjectID, given(input.ClientMutationID))
		},
	)
	if voter == nil {
		return RetractVotePayload{UserErrors: userErrors}, err
	}
	project, err := r.Query().Project(ctx, input.ProjectID)
	return RetractVotePayload{Project: project, Voter: voter}, err
}

// asCaller has the signed-in person do something. The result is nil where that did not succeed.
func asCaller[T any](
	ctx context.Context,
	r *Resolver,
	do func(p session.Principal, who account.Identity) (T, error),
) (*T, []UserError, error) {
	principal, identity, err := r.caller(ctx)
	if err != nil {
		return nil, nil, err
	}
	result, err := do(principal, identity)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return nil, userErrors, err
	}
	return &result, nil, nil
}
