// Package audit owns the audit trail: who did what, when, from where, and with what outcome. It defines events, records
// them without blocking callers ([Recorder]), and specifies their store ([Store], [Trail], [Eraser]). It stores nothing
// itself, and is independent of the list of actions and of how requests arrive.
//
// The trail is append-only. An event changes only once its person has deleted the account: then [Eraser] removes
// personal data.
package audit

import (
	"context"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
)

// DefaultRetention is how long events are kept: a year, and some time to look back on it.
const DefaultRetention = 400 * 24 * time.Hour

// MaxPageSize is the maximum number of events on a page.
const MaxPageSize = 100

// Outcome is the outcome of an action.
type Outcome string

// The outcomes, as spelled in the API contract.
const (
	// OutcomeSuccess means that the action succeeded.
	OutcomeSuccess Outcome = "SUCCESS"
	// OutcomeRefused means that the action was refused: wrong input, not allowed, too often.
	OutcomeRefused Outcome = "REFUSED"
	// OutcomeFailed means that the service or an upstream failed.
	OutcomeFailed Outcome = "FAILED"
)

// Event is something that has happened. It never contains a secret: no password, code or token.
type Event struct {
	// ID is a ULID; the Recorder assigns it. Of two events of one instance, the later one has the greater ID.
	ID string
	// At is when it happened, to the millisecond, in UTC. It is the time in ID.
	At time.Time
	// Action is what was done: the name of a mutation, or of an action without one (`renewSession`, `replaceAccount`).
	Action string
	// Outcome is the result.
	Outcome Outcome
	// Code is the error code if it was refused or failed, or if it succeeded but needs a further step.
	Code *string
	// Actor is the subject of the person who did it; nil if that is not known.
	Actor *string
	// Email is the address that was entered if there is no actor. It may be anyone's: it has not been verified.
	Email *string
	// Target is the subject of the account that was acted on, if that is not the actor's.
	Target *string
	// IPAddress is the network address that the request came from.
	IPAddress string
	// UserAgent is how the client identifies itself.
	UserAgent string
	// RequestID is the request's id in the log.
	RequestID string
}

// Anonymized returns the event without personal data. The rest records that something happened, and its subject, which
// identifies nobody once the account is deleted.
func (e Event) Anonymized() Event {
	e.Email, e.IPAddress, e.UserAgent = nil, "", ""
	return e
}

// Filter selects the events to list; nil fields match all.
type Filter struct {
	// Actor is a subject.
	Actor   *string
	Action  *string
	Outcome *Outcome
	// From is inclusive and To is exclusive, both to the millisecond.
	From, To *time.Time
}

// Page is a part of a list of events, newest first.
type Page struct {
	Edges    []Edge
	PageInfo page.Info
}

// Edge is an event in a list.
type Edge struct {
	// Cursor marks the place after the event.
	Cursor string
	Node   Event
}

// Store keeps events.
type Store interface {
	// Append adds an event for good. Adding the same event again succeeds and changes nothing, so that a write whose
	// response was lost can be repeated. It returns soon after ctx ends. Errors: fault.Unavailable.
	Append(ctx context.Context, e Event) error
}

// Trail reads events, newest first. A page has at least 1 and at most [MaxPageSize] events, whatever the value of
// first; after is the cursor of an earlier page, or empty for the start. Errors: page.ErrInvalidCursor,
// fault.Unavailable.
type Trail interface {
	// ByActor returns the events of a person's actions.
	ByActor(ctx context.Context, subject string, first int, after string) (Page, error)
	// Events returns the events that match a filter.
	Events(ctx context.Context, f Filter, first int, after string) (Page, error)
}

// Eraser removes personal data (address, client and email) from the events of a person whose account is deleted, and
// from those, such as failed sign-ins, that only the email address links to the person. Subject, action and outcome
// stay: deleting an account must not erase the audit trail.
type Eraser interface {
	// Anonymize does a bounded part of that. If it is not done, call it again: it continues with the rest, even after an
	// error or a crash. Errors: fault.Unavailable.
	Anonymize(ctx context.Context, subject, email string) (done bool, err error)
	// AnonymizeSince does all of that for the events since a moment, even those that an index does not show yet: it reads
	// everyone's events of that time. Errors: fault.Unavailable.
	AnonymizeSince(ctx context.Context, subject, email string, since time.Time) error
}
