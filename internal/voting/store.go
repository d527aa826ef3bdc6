package voting

import (
	"context"
	"errors"
	"time"
)

// ErrStale means that a record has changed since it was read, so the decision that was based on it has to be made
// again.
var ErrStale = errors.New("record has changed")

// VoterStore holds the voter records.
type VoterStore interface {
	// Ensure returns the voter record of a subject, consistently. If there is none, it creates the record, only once
	// even if many callers ask at the same time. Errors: fault.Unavailable.
	Ensure(ctx context.Context, subject string) (Voter, error)
}

// Change is one change of a voter's votes. It is made as a whole or not at all.
type Change struct {
	// Voter is the record as it is to be; its Version is still that of the record that it replaces.
	Voter Voter
	// Tallies are what changes in the tallies: one project's where a vote is cast or retracted, at most two where it is
	// moved.
	Tallies []TallyChange
	// MailboxBefore is the mailbox that the voter held before. If it differs from the one in Voter, that is taken and this
	// is given up; empty for none.
	MailboxBefore string
	// GoneHolder is a voter without an account, from whom the mailbox may be taken; empty for nobody.
	GoneHolder string
	// WithoutEvent leaves the audit event of the action under way unwritten, since the change is only a part of it.
	WithoutEvent bool
}

// TallyChange is what the tally of a project gains, negative for what it loses.
type TallyChange struct {
	ProjectID     string
	Points, Votes int
}

// BallotStore changes votes.
type BallotStore interface {
	VoterStore
	// Shard is which of a project's tallies counts the votes of a voter.
	Shard(subject string) int
	// Commit makes a change in one transaction over voter record, tallies, mailboxes and, where ctx carries an
	// audit.Pending, the audit event. After a lost answer it finds out whether the change was made; fault.Unavailable
	// means that it may or may not have been, or may still be made. Errors: ErrStale, ErrProjectNotFound (one of the
	// projects is unknown or withdrawn: its votes are void), MailboxTakenError, fault.Unavailable.
	Commit(ctx context.Context, c Change) error
}

// ProjectStore holds the projects.
type ProjectStore interface {
	Feed
	// Create adds a project with its tallies at zero. If there is one with that id already, it returns that one
	// unchanged, whoever owns it. Errors: fault.Unavailable.
	Create(ctx context.Context, p Project) (Project, error)
	// Update replaces title, summary and owner's name of the project that has p's ID, if its version is still p's. It
	// returns the project after it. Errors: ErrStale, ErrProjectNotFound, fault.Unavailable.
	Update(ctx context.Context, p Project) (Project, error)
	// Disown takes the owner's name off a project, also off one that has been withdrawn. Where there is none to take off,
	// nothing changes. Errors: fault.Unavailable.
	Disown(ctx context.Context, id string) error
	// Named returns the ids of an owner's projects that show a name, withdrawn ones too. What has changed in the last
	// seconds may be missing, since indexes lag. Errors: fault.Unavailable.
	Named(ctx context.Context, owner string) ([]string, error)
	// Withdraw takes a project back, in one transaction with its tallies, so that from one moment on there is no vote
	// for it any more. Withdrawing it again succeeds. Errors: ErrProjectNotFound where there never was one,
	// fault.Unavailable.
	Withdraw(ctx context.Context, id string, at time.Time) error
}

// Feed reads what the standings are made of.
type Feed interface {
	// Project returns a project and its tallies as they are now, consistently; also a withdrawn one. Errors:
	// ErrProjectNotFound, fault.Unavailable.
	Project(ctx context.Context, id string) (Project, []Tally, error)
	// Changes returns all projects and tallies that have changed since a moment by the clocks of those who changed
	// them; zero: all there are, withdrawn ones too. What has changed in the last seconds may be missing, since indexes
	// lag. Errors: fault.Unavailable.
	Changes(ctx context.Context, since time.Time) (Changes, error)
}

// Changes is a part of what the standings are made of. The projects have no points: these are in the tallies.
type Changes struct {
	Projects []Project
	Tallies  []Tally
}

// Tally is one of the counters that a project's votes are spread over, so that many voters at a time don't wait for
// each other.
type Tally struct {
	ProjectID string
	// Shard is which of the project's counters, from 0.
	Shard int
	// Points and Votes are sums over the votes that it has counted.
	Points, Votes int
	// Version counts its changes: of two readings, the one with the greater is the later.
	Version int64
}
