// Package audit owns the accounting: who did what, when, from where, and how it went. It says what an event is, records
// events without keeping anybody waiting ([Recorder]), and states what a store of them must do ([Store], [Trail],
// [Eraser]). It stores nothing itself, and knows neither which actions there are nor how a request arrives.
//
// The trail is append-only. One change is ever made to an event: where its person has deleted the account, [Eraser]
// takes out what is personal.
package audit

import (
	"context"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/page"
)

// DefaultRetention is how long events are kept: a year, and time to look back on it.
const DefaultRetention = 400 * 24 * time.Hour

// MaxPageSize is the most events that a page has.
const MaxPageSize = 100

// Outcome says how something went.
type Outcome string

// The outcomes, in the contract's spelling.
const (
	// OutcomeSuccess means that it was done.
	OutcomeSuccess Outcome = "SUCCESS"
	// OutcomeRefused means that it was not to be done: wrong input, not allowed, too often.
	OutcomeRefused Outcome = "REFUSED"
	// OutcomeFailed means that the service or an upstream did not do its part.
	OutcomeFailed Outcome = "FAILED"
)

// Event is something that has happened. It never holds a secret: no password, code or token.
type Event struct {
	// ID is a ULID; the Recorder gives it. Of two events of one instance the later has the greater.
	ID string
	// At is when it happened, to the millisecond, in UTC. It is the time in ID.
	At time.Time
	// Action is what was done: the name of a mutation, or of what happens without one (`renewSession`, `hostedSignIn`).
	Action string
	// Outcome is how it went.
	Outcome Outcome
	// Code is that of the error where it was refused or failed; also of a success that is not the end yet.
	Code *string
	// Actor is the subject of the person who did it; nil if that is not known.
	Actor *string
	// Email is the address that was given where there is no actor. It may be anybody's: it has not been verified.
	Email *string
	// Target is the subject of the account that it was done to, where that is another.
	Target *string
	// IPAddress is the network address that it came from.
	IPAddress string
	// UserAgent is the client, as it calls itself.
	UserAgent string
	// RequestID is the request's id in the log.
	RequestID string
}

// Anonymized returns the event without what is personal in it. What is left says that something happened, and its
// subject, which leads to nobody once the account is gone.
func (e Event) Anonymized() Event {
	e.Email, e.IPAddress, e.UserAgent = nil, "", ""
	return e
}

// Filter says which events to list; nil fields admit all.
type Filter struct {
	// Actor is a subject.
	Actor   *string
	Action  *string
	Outcome *Outcome
	// From is the first moment, To the one after the last, both to the millisecond.
	From, To *time.Time
}

// Page is a part of a list of events, newest first.
type Page struct {
	Edges    []Edge
	PageInfo page.Info
}

// Edge is an event in a list.
type Edge struct {
	// Cursor is the place after the event.
	Cursor string
	Node   Event
}

// Store keeps events.
type Store interface {
	// Append adds an event for good. Adding the same one again succeeds and changes nothing, so that a write whose answer
	// was lost can be repeated. It returns soon after ctx ends. Errors: fault.Unavailable.
	Append(ctx context.Context, e Event) error
}

// Trail reads events, newest first. A page has at least 1 and at most [MaxPageSize] events, whatever first says; after
// is the cursor of an earlier page, or empty for the start. Errors: page.ErrInvalidCursor, fault.Unavailable.
type Trail interface {
	// ByActor returns what a person did.
	ByActor(ctx context.Context, subject string, first int, after string) (Page, error)
	// Events returns what matches a filter.
	Events(ctx context.Context, f Filter, first int, after string) (Page, error)
}

// Eraser takes what is personal out of the events of a person whose account is deleted: address, client and email; also
// out of those, such as failed sign-ins, that only the email address connects with the person. Subject, action and
// outcome stay, for the trail would not be one if deleting an account could wipe it.
type Eraser interface {
	// Anonymize does a bounded part of that. If it is not done, call again: it goes on with what is left, after an error
	// or a crash too. Errors: fault.Unavailable.
	Anonymize(ctx context.Context, subject, email string) (done bool, err error)
	// AnonymizeSince does all of that for the events since a moment, whatever an index shows of them by now: it reads
	// everybody's events of that time. Errors: fault.Unavailable.
	AnonymizeSince(ctx context.Context, subject, email string, since time.Time) error
}
