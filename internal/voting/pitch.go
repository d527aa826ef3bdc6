package voting

import (
	"context"
	"errors"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// MaxProjectsPerOwner limits how many projects one person can put into the lists.
const MaxProjectsPerOwner = 20

// Create pitches a project of a voter. Repeated by the same client mutation id, it returns the project that was created
// then. Errors: fault.Field of ErrInvalidTitle, ErrInvalidSummary, ErrInvalidClientMutationID and ErrProjectNotFound
// (what was created then has been withdrawn); ErrTooManyProjects, ErrEmailNotVerified, ErrVotingClosed,
// ErrMailboxTaken.
func (s *Service) Create(
	ctx context.Context, identity account.Identity, pitch Pitch, clientMutationID string,
) (Project, error) {
	pitch, invalid := pitch.normalized()
	key, err := digest(clientMutationID, "create", identity.Subject)
	if err := joined(s.deps.Window.mayPitch(identity, s.deps.Now()), invalid, err); err != nil {
		return Project{}, err
	}
	standings, err := s.deps.Board.Standings(ctx)
	if err != nil {
		return Project{}, err
	}
	// As of a second ago: a hurried owner may get one or two more, which hurts nobody.
	id := newProjectID(key)
	if _, repeated := standings.Project(id); !repeated && len(standings.ownedBy(identity.Subject)) >= MaxProjectsPerOwner {
		return Project{}, ErrTooManyProjects
	}
	if err := s.takeMailbox(ctx, identity); err != nil {
		return Project{}, err
	}
	now := s.deps.Now()
	created, err := s.deps.Projects.Create(ctx, Project{
		ID: id, Title: pitch.Title, Summary: pitch.Summary, CreatedAt: now,
		Owner: ProjectOwner{ID: identity.Subject, Name: identity.Name},
	})
	if err != nil {
		return Project{}, err
	}
	if created.Withdrawn() {
		return Project{}, fault.In("clientMutationId", ErrProjectNotFound)
	}
	if created.CreatedAt.Sub(now).Abs() < time.Millisecond { // it is this one, and has no votes yet
		return s.deps.Board.Take(created, nil), nil
	}
	return s.shown(ctx, created), nil
}

// Update changes a voter's own project; fields that are nil stay. Errors: fault.Field of ErrProjectNotFound,
// ErrNotOwner, ErrInvalidTitle and ErrInvalidSummary; ErrEmailNotVerified, ErrVotingClosed.
func (s *Service) Update(
	ctx context.Context, identity account.Identity, id string, title, summary *string,
) (Project, error) {
	if err := s.deps.Window.mayPitch(identity, s.deps.Now()); err != nil {
		return Project{}, err
	}
	return s.edit(ctx, id, func(p *Project) error {
		if p.Owner.ID != identity.Subject {
			return fault.In("id", ErrNotOwner)
		}
		pitch := Pitch{orElse(title, p.Title), orElse(summary, p.Summary)}
		pitch, err := pitch.normalized()
		p.Title, p.Summary = pitch.Title, pitch.Summary
		return err
	})
}

func orElse(given *string, value string) string {
	if given == nil {
		return value
	}
	return *given
}

// edit changes the project in the store, and tries again if it has changed meanwhile.
func (s *Service) edit(ctx context.Context, id string, change func(*Project) error) (Project, error) {
	for range maxDecisions {
		p, tallies, err := s.deps.Projects.Project(ctx, id)
		if err == nil && p.Withdrawn() {
			err = ErrProjectNotFound
		}
		if err == nil {
			err = change(&p)
		}
		if err == nil {
			p, err = s.deps.Projects.Update(ctx, p)
		}
		switch {
		case err == nil:
			return s.deps.Board.Take(p, tallies), nil
		case errors.Is(err, ErrProjectNotFound):
			return Project{}, fault.In("id", err)
		case !errors.Is(err, ErrStale):
			return Project{}, err
		}
	}
	return Project{}, &fault.Unavailable{Upstream: "projects", Err: errors.New("project keeps changing")}
}

// Withdraw takes a project back, for good. Its owner may, and an administrator. Repeating it fails with
// ErrProjectNotFound. Errors: fault.Field of ErrProjectNotFound and ErrNotOwner; ErrEmailNotVerified, ErrVotingClosed.
func (s *Service) Withdraw(ctx context.Context, identity account.Identity, administrator bool, id string) error {
	if err := s.deps.Window.mayPitch(identity, s.deps.Now()); err != nil && !administrator {
		return err
	}
	p, err := s.Project(ctx, id)
	if err == nil && p.Owner.ID != identity.Subject && !administrator {
		err = ErrNotOwner
	}
	if err == nil {
		err = s.deps.Projects.Withdraw(ctx, id, s.deps.Now())
	}
	if errors.Is(err, ErrProjectNotFound) || errors.Is(err, ErrNotOwner) {
		return fault.In("id", err)
	}
	if err == nil {
		s.show(ctx, id)
	}
	return err
}

// ProjectsOf returns the projects of an owner, the latest first.
func (s *Service) ProjectsOf(ctx context.Context, subject string) ([]Project, error) {
	standings, err := s.deps.Board.Standings(ctx)
	if err != nil {
		return nil, err
	}
	return standings.ownedBy(subject), nil
}

// RenameOwner has the projects of a voter show another name. If one can't be changed, it goes on with the others, and
// it can be repeated. Errors: fault.Unavailable.
func (s *Service) RenameOwner(ctx context.Context, subject, name string) error {
	return s.rename(ctx, subject, name, func(string) bool { return true })
}

// CorrectOwner is RenameOwner for a change that nobody is waiting for. Projects without a name stay without one: it may
// have been removed a moment ago, because the account is being deleted. Errors: fault.Unavailable.
func (s *Service) CorrectOwner(ctx context.Context, subject, name string) error {
	return s.rename(ctx, subject, name, func(shown string) bool { return shown != "" })
}

// Misnamed reports whether projects of a voter show a name other than this one, as far as this instance knows. It reads
// nothing.
func (s *Service) Misnamed(subject, name string) bool { return s.deps.Board.misnamed(subject, name) }

// errNameKept ends the edit of a project whose name is not to be changed.
var errNameKept = errors.New("name kept")

// rename changes the name on the projects of a voter that show one which is to be changed.
func (s *Service) rename(ctx context.Context, subject, name string, changes func(shown string) bool) error {
	standings, err := s.deps.Board.Standings(ctx)
	if err != nil {
		return err
	}
	var problems []error
	for _, owned := range standings.ownedBy(subject) {
		if owned.Owner.Name == name {
			continue
		}
		_, err := s.edit(ctx, owned.ID, func(p *Project) error {
			if !changes(p.Owner.Name) {
				return errNameKept
			}
			p.Owner.Name = name
			return nil
		})
		if err != nil && !errors.Is(err, ErrProjectNotFound) && !errors.Is(err, errNameKept) {
			problems = append(problems, err)
		}
	}
	return joined(problems...)
}
