package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Viewer joins the Cognito identity with the DynamoDB voter record. ID and groups come from the verified claims and
// cost no call; every other field makes its call when it is selected, side by side with the others.
type Viewer struct {
	principal session.Principal
	resolver  *Resolver
}

func (r *Resolver) newViewer(p session.Principal) *Viewer {
	return &Viewer{principal: p, resolver: r}
}

// ID is the subject of the account.
func (v *Viewer) ID() string { return v.principal.Subject }

// Groups are the Cognito groups of the access token.
func (v *Viewer) Groups() []string {
	if v.principal.Groups == nil {
		return []string{}
	}
	return v.principal.Groups
}

func (v *Viewer) identity(ctx context.Context) (account.Identity, error) {
	return v.resolver.Identities.Identity(ctx, v.principal)
}

// Email is the login name.
func (v *Viewer) Email(ctx context.Context) (string, error) {
	identity, err := v.identity(ctx)
	return identity.Email, err
}

// EmailVerified tells whether the email address has been proven.
func (v *Viewer) EmailVerified(ctx context.Context) (bool, error) {
	identity, err := v.identity(ctx)
	return identity.EmailVerified, err
}

// Name is the full name.
func (v *Viewer) Name(ctx context.Context) (string, error) {
	identity, err := v.identity(ctx)
	return identity.Name, err
}

// PhoneNumber is in E.164 form; empty if there is none.
func (v *Viewer) PhoneNumber(ctx context.Context) (string, error) {
	identity, err := v.identity(ctx)
	return identity.PhoneNumber, err
}

// PhoneNumberVerified tells whether the phone number has been proven.
func (v *Viewer) PhoneNumberVerified(ctx context.Context) (bool, error) {
	identity, err := v.identity(ctx)
	return identity.PhoneNumberVerified, err
}

// Voter is the voter record, created the first time it is asked for.
func (v *Viewer) Voter(ctx context.Context) (voting.Voter, error) {
	return v.resolver.Voting.Voter(ctx, v.principal.Subject)
}

// Mfa is how sign-ins are confirmed.
func (v *Viewer) Mfa(ctx context.Context) (account.MFAStatus, error) {
	identity, err := v.identity(ctx)
	return identity.MFA, err
}

// Sessions are the cookie sessions of the account.
func (v *Viewer) Sessions(ctx context.Context) ([]session.ActiveSession, error) {
	return v.resolver.Sessions.Sessions(ctx, v.principal.Subject)
}

// Activity is what has happened on the account.
func (v *Viewer) Activity(ctx context.Context, first int, after *string) (audit.Page, error) {
	if err := checkFirst(first, maxEvents); err != nil {
		return audit.Page{}, err
	}
	return v.resolver.Trail.ByActor(ctx, v.principal.Subject, first, value(after))
}

type queryResolver struct{ *Resolver }

// Viewer is the signed-in person; @auth has refused everyone else.
func (r *queryResolver) Viewer(ctx context.Context) (*Viewer, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	return r.newViewer(principal), nil
}

// ExportMyData is everything held on the viewer.
func (r *queryResolver) ExportMyData(ctx context.Context) (any, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	return r.People.Export(ctx, principal)
}

// SignUpPolicy is what a sign-up must satisfy.
func (r *queryResolver) SignUpPolicy(context.Context) (account.Policy, error) {
	return r.Accounts.Policy(), nil
}
