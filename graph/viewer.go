package graph

import (
	"context"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Viewer has the fields of the viewer that the verified claims lack: it joins the Cognito identity with the DynamoDB
// voter record. Each field makes its call when it is selected, in parallel with the others.
func (r *Resolver) Viewer() exec.ViewerResolver { return viewerResolver{r} }

type viewerResolver struct{ *Resolver }

// Email is the login name.
func (r viewerResolver) Email(ctx context.Context, p *session.Principal) (string, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	return identity.Email, err
}

// EmailVerified reports whether the email address is verified.
func (r viewerResolver) EmailVerified(ctx context.Context, p *session.Principal) (bool, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	return identity.EmailVerified, err
}

// Name is the full name.
func (r viewerResolver) Name(ctx context.Context, p *session.Principal) (string, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	if err == nil {
		r.People.CorrectName(ctx, identity)
	}
	return identity.Name, err
}

// PhoneNumber is in E.164 form; nil if there is none.
func (r viewerResolver) PhoneNumber(ctx context.Context, p *session.Principal) (*string, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	return &identity.PhoneNumber, err // an empty one is null
}

// PhoneNumberVerified reports whether the phone number is verified.
func (r viewerResolver) PhoneNumberVerified(ctx context.Context, p *session.Principal) (bool, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	return identity.PhoneNumberVerified, err
}

// Groups are the groups that the account belongs to, without rights that have ended.
func (r viewerResolver) Groups(ctx context.Context, p *session.Principal) ([]string, error) {
	return r.People.Groups(ctx, *p)
}

// Voter is the voter record, created the first time it is asked for.
func (r viewerResolver) Voter(ctx context.Context, p *session.Principal) (voting.Voter, error) {
	return sharedVoter(ctx, func() (voting.Voter, error) { return r.Voting.Voter(ctx, p.Subject) })
}

// Mfa is how sign-ins are confirmed.
func (r viewerResolver) Mfa(ctx context.Context, p *session.Principal) (account.MFAStatus, error) {
	identity, err := r.Identities.Identity(ctx, *p)
	return identity.MFA, err
}

// Sessions are the cookie sessions of the account.
func (r viewerResolver) Sessions(ctx context.Context, p *session.Principal) ([]session.ActiveSession, error) {
	return r.Resolver.Sessions.Sessions(ctx, p.Subject)
}

// Activity is what has happened on the account.
func (r viewerResolver) Activity(
	ctx context.Context, p *session.Principal, first int, after *string,
) (audit.Page, error) {
	if err := checkFirst(first, maxEvents); err != nil {
		return audit.Page{}, err
	}
	return r.Trail.ByActor(ctx, p.Subject, first, valueOrZero(after))
}

// Viewer is the signed-in person; @auth has refused everyone else.
func (r queryResolver) Viewer(ctx context.Context) (*session.Principal, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	return &principal, nil
}

// ExportMyData returns all data that is stored about the viewer.
func (r queryResolver) ExportMyData(ctx context.Context) (any, error) {
	principal, err := r.Sessions.Authenticate(ctx)
	if err != nil {
		return nil, err
	}
	return r.People.Export(ctx, principal)
}
