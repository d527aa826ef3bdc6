package graph

import (
	"context"
	"errors"

	"github.com/unicornpursuit/unicornpursuit/graph/model"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// CreateProject pitches a project of the caller's.
func (r mutationResolver) CreateProject(
	ctx context.Context,
	input exec.CreateProjectInput,
) (exec.CreateProjectPayload, error) {
	pitch := voting.Pitch{Title: input.Title, Summary: input.Summary}
	create := func(_ session.Principal, identity account.Identity) (voting.Project, error) {
		return r.Voting.Create(ctx, identity, pitch, inputValue(input.ClientMutationID))
	}
	project, userErrors, err := asCaller(ctx, r.Resolver, create)
	return exec.CreateProjectPayload{Project: project, UserErrors: userErrors}, err
}

// UpdateProject changes a project of the caller's.
func (r mutationResolver) UpdateProject(
	ctx context.Context,
	input exec.UpdateProjectInput,
) (exec.UpdateProjectPayload, error) {
	update := func(_ session.Principal, identity account.Identity) (voting.Project, error) {
		return r.Voting.Update(ctx, identity, input.ID, input.Title.Value(), input.Summary.Value())
	}
	project, userErrors, err := asCaller(ctx, r.Resolver, update)
	return exec.UpdateProjectPayload{Project: project, UserErrors: userErrors}, err
}

// WithdrawProject takes a project back.
func (r mutationResolver) WithdrawProject(
	ctx context.Context,
	input exec.WithdrawProjectInput,
) (exec.WithdrawProjectPayload, error) {
	withdraw := func(p session.Principal, identity account.Identity) (string, error) {
		administrator, err := r.People.InGroup(ctx, p, []string{person.Administrators})
		if err != nil {
			return "", err
		}
		return input.ID, r.Voting.Withdraw(ctx, identity, administrator, input.ID)
	}
	id, userErrors, err := asCaller(ctx, r.Resolver, withdraw)
	return exec.WithdrawProjectPayload{WithdrawnID: id, UserErrors: userErrors}, err
}

// Project is one project, nil if there is none.
func (r queryResolver) Project(ctx context.Context, id string) (*voting.Project, error) {
	project, err := r.Voting.Project(ctx, id)
	if errors.Is(err, voting.ErrProjectNotFound) {
		return nil, nil
	}
	return &project, err
}

// Projects is a page of projects.
func (r queryResolver) Projects(
	ctx context.Context, first int, after *string, orderBy voting.ProjectOrder, filter *exec.ProjectFilter,
) (model.ProjectConnection, error) {
	if err := checkFirst(first, maxProjects); err != nil {
		return model.ProjectConnection{}, err
	}
	standings, err := r.Voting.Standings(ctx)
	if err != nil {
		return model.ProjectConnection{}, err
	}
	q := voting.ProjectQuery{Order: orderBy, First: first, After: valueOrZero(after)}
	if filter != nil {
		q.Search, q.Owner = inputValue(filter.Search), inputValue(filter.Owner)
	}
	return model.NewProjectConnection(standings, q)
}

// Project has the fields of a project that depend on who asks.
func (r *Resolver) Project() exec.ProjectResolver { return projectResolver{r} }

type projectResolver struct{ *Resolver }

// ViewerVote is the caller's vote for a project, nil if there is none or nobody is signed in.
func (r projectResolver) ViewerVote(ctx context.Context, p *voting.Project) (*voting.Vote, error) {
	principal, signedIn, err := r.optionalCaller(ctx)
	if !signedIn {
		return nil, err
	}
	voter, err := sharedVoter(ctx, func() (voting.Voter, error) { return r.Voting.Voter(ctx, principal.Subject) })
	if vote, voted := voter.VoteFor(p.ID); voted {
		return &vote, err
	}
	return nil, err
}

// ViewerIsOwner reports whether a project is the caller's.
func (r projectResolver) ViewerIsOwner(ctx context.Context, p *voting.Project) (bool, error) {
	principal, signedIn, err := r.optionalCaller(ctx)
	return signedIn && principal.Subject == p.Owner.ID, err
}
