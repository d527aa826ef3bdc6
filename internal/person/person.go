// Package person owns what concerns a whole person and so takes several of the other domain packages: a password reset
// that ends sessions, signing out everywhere, accounts that give way to the owner of their address, the copy of
// everything held on a person, deletion, and what administrators do to an account. It stores nothing itself.
package person

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/audit"
	"github.com/unicornpursuit/unicornpursuit/internal/flight"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// Config is what a Service is made of; every field is required.
type Config struct {
	Profiles    *account.Profiles
	Provider    account.ProfileProvider
	Directory   account.Directory
	Identities  Identities
	Memberships Memberships
	Sessions    *session.Service
	Trail       Trail
	Votes       Votes
	Deletions   Deletions
	// Replaced is told of each account that has given way to a sign-up of its address.
	Replaced func(ctx context.Context, subject, email string)
	// Now is the clock.
	Now func() time.Time
	// Administration has the rules of what administrators change.
	Administration *account.Administration
}

// Votes is a person's part in the vote.
type Votes interface {
	Voter(ctx context.Context, subject string) (voting.Voter, error)
	// ProjectsOf returns the projects of an owner.
	ProjectsOf(ctx context.Context, subject string) ([]voting.Project, error)
	// Disown takes the name of an owner off the projects that are known; DisownAll off all there are.
	Disown(ctx context.Context, subject string) error
	DisownAll(ctx context.Context, subject string) error
	// MoveMailbox has a voter hold the mailbox of the account's address, in place of an earlier one.
	MoveMailbox(ctx context.Context, identity account.Identity) error
	// ReleaseMailbox gives a voter's mailbox up.
	ReleaseMailbox(ctx context.Context, subject string) error
	// RenameOwner has the projects of an owner show another name.
	RenameOwner(ctx context.Context, subject, name string) error
	// CorrectOwner has those that show a name show another.
	CorrectOwner(ctx context.Context, subject, name string) error
	// Misnamed reports whether one is known to show another name than this. It reads nothing.
	Misnamed(subject, name string) bool
}

// Identities knows who the owner of an access token is. Errors: session.ErrUnauthenticated for a token that has been
// revoked, fault.Unavailable.
type Identities interface {
	Identity(ctx context.Context, p session.Principal) (account.Identity, error)
}

// Trail is a person's part of the audit trail.
type Trail interface {
	// ByActor returns a page of the events of an actor, newest first.
	ByActor(ctx context.Context, subject string, first int, after string) (audit.Page, error)
	audit.Eraser
}

// Service does what concerns a whole person.
type Service struct {
	deps        Config
	corrections flight.Group[string, struct{}] // of names, by subject
}

// New returns the service.
func New(c Config) *Service { return &Service{deps: c} }

// ResetPassword sets a new password with the code of account.Profiles.ForgotPassword and ends the account's sessions:
// people may reset a password because someone else knows the old one. Errors: those of
// account.Profiles.ResetPassword.
func (s *Service) ResetPassword(ctx context.Context, email, code, newPassword string) error {
	if err := s.deps.Profiles.ResetPassword(ctx, email, code, newPassword); err != nil {
		return err
	}
	// The password has been changed: a failure from here on must not be reported as if it had not.
	normalized, err := account.NormalizeEmail(email)
	if err == nil {
		err = s.endSessionsOf(ctx, normalized)
	}
	if err != nil {
		slog.ErrorContext(
			ctx, "sessions not ended after a password reset", "error", err, "requestId", session.RequestFrom(ctx).ID,
		)
	}
	return nil
}

func (s *Service) endSessionsOf(ctx context.Context, email string) error {
	user, err := s.deps.Directory.User(ctx, email)
	if err != nil {
		return err
	}
	return s.endSessions(ctx, user.Subject)
}

// endSessions ends bearer sessions by the provider, and cookie sessions by their records. The provider comes first, so
// that no sign-in slips in between; an outage of it must not keep the cookie sessions alive.
func (s *Service) endSessions(ctx context.Context, subject string) error {
	providerErr := s.deps.Directory.SignOutUser(ctx, subject)
	if err := s.deps.Sessions.EndAll(ctx, subject); err != nil {
		return err
	}
	return providerErr
}

// UpdateProfile changes a person's name and addresses, and the name on the person's projects. Errors: those of
// account.Profiles.UpdateProfile.
func (s *Service) UpdateProfile(
	ctx context.Context, p session.Principal, change account.ProfileChange,
) ([]account.CodeDelivery, error) {
	deliveries, err := s.deps.Profiles.UpdateProfile(ctx, p.AccessToken, change)
	if err != nil || change.Name == nil {
		return deliveries, err
	}
	// The profile has been changed: a failure from here on must not be reported as if it had not.
	// CorrectName makes up for it when the profile is next loaded.
	identity, err := s.deps.Identities.Identity(ctx, p)
	if err != nil {
		logNotRenamed(ctx, err)
		return deliveries, nil
	}
	s.renameOnProjects(ctx, identity)
	return deliveries, nil
}

func (s *Service) renameOnProjects(ctx context.Context, i account.Identity) {
	if err := s.deps.Votes.RenameOwner(ctx, i.Subject, i.Name); err != nil {
		logNotRenamed(ctx, err)
	}
}

func logNotRenamed(ctx context.Context, err error) {
	slog.ErrorContext(ctx, "name not changed on projects", "error", err, "requestId", session.RequestFrom(ctx).ID)
}

// VerifyAttribute verifies a contact attribute. With a new email address, a voter has another mailbox. Errors: those of
// account.Profiles.VerifyAttribute.
func (s *Service) VerifyAttribute(
	ctx context.Context, p session.Principal, attribute account.ContactAttribute, code string,
) error {
	err := s.deps.Profiles.VerifyAttribute(ctx, p.AccessToken, attribute, code)
	if err != nil || attribute != account.ContactAttributeEmail {
		return err
	}
	// The address has been verified: a failure from here on must not be reported as if it had not. The next vote makes up
	// for it, or says that the mailbox has another voter.
	identity, err := s.deps.Identities.Identity(ctx, p)
	if err == nil {
		err = s.deps.Votes.MoveMailbox(ctx, identity)
	}
	if err != nil && !errors.Is(err, voting.ErrMailboxTaken) {
		slog.WarnContext(ctx, "mailbox of a voter not changed", "error", err, "requestId", session.RequestFrom(ctx).ID)
	}
	return nil
}

// correctionTimeout bounds a correction, which is in the background: reading the account and a person's few projects.
const correctionTimeout = 10 * time.Second

// CorrectName makes a person's projects show the name of the account, where they are known to show another. It is
// called with each look at the profile. That way a change of the name is finished that failed on some project, even if
// the process has ended since, and so is one that was made at the provider. It does not wait.
func (s *Service) CorrectName(ctx context.Context, i account.Identity) {
	if !s.deps.Votes.Misnamed(i.Subject, i.Name) {
		return
	}
	s.corrections.Start(ctx, i.Subject, correctionTimeout, func(ctx context.Context) (struct{}, error) {
		// i may be remembered from before a change by another instance.
		user, err := s.deps.Directory.User(ctx, i.Subject)
		if err == nil {
			err = s.deps.Votes.CorrectOwner(ctx, i.Subject, user.Name)
		}
		if err != nil {
			slog.WarnContext(ctx, "name not corrected on projects", "error", err)
		}
		return struct{}{}, err
	})
}

// SignOutEverywhere ends every session of the person whose request ctx carries. Errors: session.ErrUnauthenticated,
// fault.Unavailable.
func (s *Service) SignOutEverywhere(ctx context.Context) error {
	principal, err := s.deps.Sessions.Authenticate(ctx)
	if err != nil {
		return err
	}
	// The provider comes first, since ending the sessions ends the token that this call uses; but an outage of it must
	// not keep the cookie sessions alive. A token that it refuses has been signed out already.
	providerErr := s.deps.Provider.SignOutEverywhere(ctx, principal.AccessToken)
	if errors.Is(providerErr, account.ErrTokenRefused) {
		providerErr = nil
	}
	if err := s.deps.Sessions.EndAll(ctx, principal.Subject); err != nil {
		return err
	}
	session.RequestFrom(ctx).Cookie.ClearSession()
	return providerErr
}

// TOTPSetup is what a person's authenticator app has to know.
type TOTPSetup struct {
	// Email is the login name, which the app shows.
	Email string
	// Secret is in base32.
	Secret string
}

// StartTOTP begins the set-up of an authenticator app.
func (s *Service) StartTOTP(ctx context.Context, p session.Principal) (TOTPSetup, error) {
	identity, err := s.deps.Identities.Identity(ctx, p)
	if err != nil {
		return TOTPSetup{}, err
	}
	secret, err := s.deps.Profiles.StartTOTP(ctx, p.AccessToken)
	return TOTPSetup{Email: identity.Email, Secret: secret}, err
}

// exportPage and exportPages bound what an export reads of the audit trail.
const (
	exportPage  = 100
	exportPages = 50
)

// Export returns everything held on a person, in the shape of JSON.
func (s *Service) Export(ctx context.Context, p session.Principal) (map[string]any, error) {
	identity, err := s.deps.Identities.Identity(ctx, p)
	if err != nil {
		return nil, err
	}
	groups, err := s.Groups(ctx, p)
	if err != nil {
		return nil, err
	}
	voter, err := s.deps.Votes.Voter(ctx, p.Subject)
	if err != nil {
		return nil, err
	}
	projects, err := s.deps.Votes.ProjectsOf(ctx, p.Subject)
	if err != nil {
		return nil, err
	}
	sessions, err := s.deps.Sessions.Sessions(ctx, p.Subject)
	if err != nil {
		return nil, err
	}
	events, complete, err := s.events(ctx, p.Subject)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"account": exportedAccount(identity, groups), "voter": exportedVoter(voter),
		"projects": exportedProjects(projects), "sessions": exportedSessions(sessions),
		"activity": events, "activityComplete": complete,
	}, nil
}

func (s *Service) events(ctx context.Context, subject string) (events []map[string]any, complete bool, err error) {
	events = []map[string]any{}
	after := ""
	for range exportPages {
		page, err := s.deps.Trail.ByActor(ctx, subject, exportPage, after)
		if err != nil {
			return nil, false, err
		}
		for _, edge := range page.Edges {
			events = append(events, exportedEvent(edge.Node))
		}
		if !page.PageInfo.HasNextPage || page.PageInfo.EndCursor == nil {
			return events, true, nil
		}
		after = *page.PageInfo.EndCursor
	}
	return events, false, nil
}
