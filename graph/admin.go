package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/page"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// Users are the accounts, for administrators.
func (r queryResolver) Users(
	ctx context.Context, first int, after *string, filter *exec.UserFilter,
) (*exec.UserConnection, error) {
	if err := checkFirst(first, maxUsers); err != nil {
		return nil, err
	}
	search := ""
	if filter != nil {
		search = inputValue(filter.Search)
	}
	found, err := r.People.Users(ctx, search, first, valueOrZero(after))
	if err != nil {
		return nil, err
	}
	connection := &exec.UserConnection{
		Edges:    make([]exec.UserEdge, len(found.Users)),
		PageInfo: page.NewInfo(found.Next != "", found.Next),
	}
	for i, user := range found.Users {
		connection.Edges[i].Node = user
	}
	if last := len(found.Users) - 1; last >= 0 {
		connection.Edges[last].Cursor = connection.PageInfo.EndCursor
	}
	return connection, nil
}

// AuditEvents are what has happened, for administrators.
func (r queryResolver) AuditEvents(
	ctx context.Context, first int, after *string, filter *audit.Filter,
) (*audit.Page, error) {
	if err := checkFirst(first, maxEvents); err != nil {
		return nil, err
	}
	if filter == nil {
		filter = &audit.Filter{}
	}
	page, err := r.Trail.Events(ctx, *filter, first, valueOrZero(after))
	return &page, err
}

// DisableUser keeps a person from signing in.
func (r mutationResolver) DisableUser(
	ctx context.Context,
	input exec.DisableUserInput,
) (exec.DisableUserPayload, error) {
	user, userErrors, err := r.onUser(ctx, input.ID, r.People.Disable)
	return exec.DisableUserPayload{User: user, UserErrors: userErrors}, err
}

// EnableUser lets a disabled person sign in again.
func (r mutationResolver) EnableUser(ctx context.Context, input exec.EnableUserInput) (exec.EnableUserPayload, error) {
	user, userErrors, err := r.onUser(ctx, input.ID, r.People.Enable)
	return exec.EnableUserPayload{User: user, UserErrors: userErrors}, err
}

// ResetUserMfa turns a person's second factors off.
func (r mutationResolver) ResetUserMfa(
	ctx context.Context,
	input exec.ResetUserMfaInput,
) (exec.ResetUserMfaPayload, error) {
	user, userErrors, err := r.onUser(ctx, input.ID, r.People.ResetMFA)
	return exec.ResetUserMfaPayload{User: user, UserErrors: userErrors}, err
}

// SignOutUser ends every session of a person.
func (r mutationResolver) SignOutUser(
	ctx context.Context,
	input exec.SignOutUserInput,
) (exec.SignOutUserPayload, error) {
	user, userErrors, err := r.onUser(ctx, input.ID, r.People.SignOut)
	return exec.SignOutUserPayload{User: user, UserErrors: userErrors}, err
}

// InviteUser creates an account for a person.
func (r mutationResolver) InviteUser(ctx context.Context, input account.Invitation) (exec.InviteUserPayload, error) {
	user, err := r.People.Invite(ctx, input)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return exec.InviteUserPayload{UserErrors: userErrors}, err
	}
	return exec.InviteUserPayload{User: &user}, nil
}

// ResendInvitation sends an invitation again.
func (r mutationResolver) ResendInvitation(
	ctx context.Context,
	input exec.ResendInvitationInput,
) (exec.ResendInvitationPayload, error) {
	again := func(ctx context.Context, _ session.Principal, subject string) (account.User, error) {
		return r.People.InviteAgain(ctx, subject, input.Medium)
	}
	user, userErrors, err := r.onUser(ctx, input.ID, again)
	return exec.ResendInvitationPayload{User: user, UserErrors: userErrors}, err
}

// UpdateUser corrects a person's name and addresses.
func (r mutationResolver) UpdateUser(ctx context.Context, input exec.UpdateUserInput) (exec.UpdateUserPayload, error) {
	change := account.ProfileChange{
		Name: input.Name.Value(), PhoneNumber: input.PhoneNumber.Value(), Email: input.Email.Value(),
	}
	correct := func(ctx context.Context, admin session.Principal, subject string) (account.User, error) {
		return r.People.Correct(ctx, admin, subject, change)
	}
	user, userErrors, err := r.onUser(ctx, input.ID, correct)
	return exec.UpdateUserPayload{User: user, UserErrors: userErrors}, err
}

// DeleteUser deletes a person's account and personal data.
func (r mutationResolver) DeleteUser(ctx context.Context, input exec.DeleteUserInput) (exec.DeleteUserPayload, error) {
	_, userErrors, err := r.asViewer(ctx, func(admin session.Principal) error {
		return r.People.DeleteUser(ctx, admin, input.ID, input.Email)
	})
	if err != nil || len(userErrors) > 0 {
		return exec.DeleteUserPayload{UserErrors: userErrors}, err
	}
	return exec.DeleteUserPayload{DeletedID: &input.ID}, nil
}

// onUser changes an account as the signed-in administrator, and returns the account after the change.
func (r *Resolver) onUser(
	ctx context.Context,
	subject string,
	do func(ctx context.Context, admin session.Principal, subject string) (account.User, error),
) (*account.User, []exec.UserError, error) {
	admin, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, nil, err
	}
	user, err := do(ctx, admin, subject)
	if err != nil {
		userErrors, err := asUserErrors(err)
		return nil, userErrors, err
	}
	return &user, nil, nil
}
