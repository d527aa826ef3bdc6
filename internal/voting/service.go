package voting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// Config configures a Service; every field except the rules is required.
type Config struct {
	Ballots  BallotStore
	Projects ProjectStore
	Board    *Board
	// Now is the clock.
	Now func() time.Time
	// Window is when votes are accepted.
	Window Window
	// Mailboxes says which addresses are one mailbox.
	Mailboxes Mailboxes
	// Accounts is asked about the voters whose mailbox is to be taken over.
	Accounts Accounts
	// OwnProjects lets people vote for projects of their own.
	OwnProjects bool
}

// Service executes the requests of voters. Its methods may also return fault.Unavailable.
type Service struct{ deps Config }

// New returns the service.
func New(c Config) *Service { return &Service{deps: c} }

// Window is when votes are accepted.
func (s *Service) Window() Window { return s.deps.Window }

// Eligibility is what a person may do now.
func (s *Service) Eligibility(identity account.Identity) Eligibility {
	return s.deps.Window.eligibility(identity, s.deps.Now())
}

// Standings is how all projects stand, as of a second ago at most.
func (s *Service) Standings(ctx context.Context) (*Standings, error) {
	return s.deps.Board.Standings(ctx)
}

// Board is the instance's board, to watch.
func (s *Service) Board() *Board { return s.deps.Board }

// Project returns a project. Errors: ErrProjectNotFound, also of a withdrawn one.
func (s *Service) Project(ctx context.Context, id string) (Project, error) {
	p, err := s.VotedProject(ctx, id)
	if err == nil && p.Withdrawn() {
		return Project{}, ErrProjectNotFound
	}
	return p, err
}

// VotedProject returns a project that a vote was cast for, even if it has been withdrawn since. A project that this
// instance's board does not have yet may just have been pitched at another instance, so the store is asked. Errors:
// ErrProjectNotFound.
func (s *Service) VotedProject(ctx context.Context, id string) (Project, error) {
	p, known, err := s.deps.Board.Project(ctx, id)
	if err != nil || known {
		return p, err
	}
	return s.deps.Board.Renew(ctx, id)
}

// Voter returns the voter record of a subject without the votes for projects that have been withdrawn.
func (s *Service) Voter(ctx context.Context, subject string) (Voter, error) {
	voter, err := s.deps.Ballots.Ensure(ctx, subject)
	if err != nil || len(voter.Votes) == 0 {
		return voter, err
	}
	return s.settled(ctx, voter)
}

// settled leaves out the votes that were returned by a withdrawal. A withdrawal does not touch the records of those who
// voted, of whom there may be thousands: the project's own state, which changes at a single moment, decides what their
// votes are worth. The record loses such a vote with the voter's next change.
func (s *Service) settled(ctx context.Context, v Voter) (Voter, error) {
	for _, vote := range v.Votes {
		switch _, err := s.Project(ctx, vote.ProjectID); {
		case errors.Is(err, ErrProjectNotFound):
			v.Votes = v.without(vote.ProjectID)
		case err != nil:
			return Voter{}, err
		}
	}
	return v, nil
}

// show renews a project on the board after a change. If that fails, the change has still been made, so that is not
// reported as its failure.
func (s *Service) show(ctx context.Context, id string) (p Project, shown bool) {
	p, err := s.deps.Board.Renew(ctx, id)
	if err != nil && !errors.Is(err, ErrProjectNotFound) {
		slog.WarnContext(ctx, "change not on the board yet", "project", id, "error", err)
	}
	return p, err == nil
}

// shown returns a project after its change with its points, as far as these are known now.
func (s *Service) shown(ctx context.Context, changed Project) Project {
	if p, ok := s.show(ctx, changed.ID); ok {
		return p
	}
	if known, ok, err := s.deps.Board.Project(ctx, changed.ID); err == nil && ok {
		changed.Points, changed.VoteCount = known.Points, known.VoteCount
	}
	return changed
}

// maxClientMutationID is in characters.
const maxClientMutationID = 128

// digest identifies a change by the caller, what the caller asked for and the client's name for it; it is empty if the
// client gave no name. It has 128 bits, in the alphabet of ids. Errors: fault.Field of ErrInvalidClientMutationID.
func digest(clientMutationID string, parts ...string) (string, error) {
	if clientMutationID == "" {
		return "", nil
	}
	if !utf8.ValidString(clientMutationID) || utf8.RuneCountInString(clientMutationID) > maxClientMutationID ||
		strings.ContainsFunc(clientMutationID, unicode.IsControl) {
		return "", fault.In("clientMutationId", ErrInvalidClientMutationID)
	}
	hash := sha256.New()
	for _, part := range append(parts, clientMutationID) {
		_, _ = fmt.Fprintf(hash, "%d:%s", len(part), part)
	}
	return encoded([sha256.Size]byte(hash.Sum(nil))), nil
}

// encoded returns 128 bits of a hash, in the alphabet of ids.
func encoded(hash [sha256.Size]byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(hash[:16])
}

// newProjectID returns an id that nobody can guess, or the id that follows from the client's name for the pitch.
func newProjectID(key string) string {
	if key != "" {
		return key
	}
	return rand.Text()
}
