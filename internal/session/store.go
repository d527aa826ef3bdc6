package session

import (
	"context"
	"errors"
	"time"
)

// Record is a cookie session as the store keeps it.
type Record struct {
	// IDHash is the SHA-256 of the cookie's id, in hex.
	IDHash string
	// Subject is the account's.
	Subject string
	// SealedTokens can be opened only by a [Sealer].
	SealedTokens []byte
	CreatedAt    time.Time
	// RefreshedAt is when the tokens were issued.
	RefreshedAt time.Time
	// AccessExpiresAt is when the access token ends.
	AccessExpiresAt time.Time
	// ExpiresAt is when the session ends for good.
	ExpiresAt time.Time
	// LastUsedAt is when a request came with the cookie, give or take a few minutes.
	LastUsedAt time.Time
	// Generation is the id of the subject's [Generation] that the session began in.
	Generation          string
	UserAgent, ClientIP string
	// Revision counts the refreshes; it makes the writes of two instances exclude each other.
	Revision int
}

// Lease is the right to refresh one revision of a record, which one holder has at a time.
type Lease struct {
	// IDHash and Revision are the record's.
	IDHash   string
	Revision int
	// Holder is unique to this lease, so that its holder recognises it even if another was taken after it ran out.
	Holder string
	// Until is when it runs out.
	Until time.Time
}

// Generation distinguishes the cookie sessions of a subject from earlier ones that were all ended at once. The zero
// value is for a subject whose sessions were never ended that way, or so long ago that none is left.
type Generation struct {
	// ID is random: unlike a time or a count, it needs neither clocks that agree nor a record that is kept for ever.
	ID string
	// Since is when it began.
	Since time.Time
	// Kept is the IDHash of the one earlier session that goes on, or empty: that of the person who ended the others.
	Kept string
}

// Errors of a [Store].
var (
	// ErrNoRecord means that the session does not exist (any more).
	ErrNoRecord = errors.New("no such session")
	// ErrConflict means that another instance holds the lease, has changed the record, or has spent the handle.
	ErrConflict = errors.New("session changed elsewhere")
)

// Store keeps cookie sessions, shared by every instance. Each method may return fault.Unavailable.
type Store interface {
	// Create adds a record.
	Create(ctx context.Context, r Record) error
	// Load returns a record by a consistent read, so that a sign-out on another instance is seen. Errors: ErrNoRecord.
	Load(ctx context.Context, idHash string) (Record, error)
	// Lease takes a lease, unless one that has not run out by now is held. Errors: ErrConflict (also where the record is
	// at another revision), ErrNoRecord.
	Lease(ctx context.Context, l Lease, now time.Time) error
	// Release returns a lease early. Releasing one that is no longer held is not an error.
	Release(ctx context.Context, l Lease) error
	// Renew replaces the tokens, their times and their revision, which must be one more than the stored one, and ends any
	// lease. Errors: ErrConflict, ErrNoRecord.
	Renew(ctx context.Context, r Record) error
	// Delete removes a record and returns it as it last was, for its tokens to be revoked. Of callers that delete it
	// together, any may get the record. Errors: ErrNoRecord.
	Delete(ctx context.Context, idHash string) (Record, error)
	// Remove is Delete for a record that the caller has just loaded, which it returns where the record is gone already.
	Remove(ctx context.Context, seen Record) (Record, error)
	// Touch records that a session was used at a time, unless another instance has recorded a time after unused. It
	// creates nothing.
	Touch(ctx context.Context, idHash string, at, unused time.Time) error
	// List returns the sessions of a subject, latest first, at most as many as a person can look through and without their
	// tokens. The list may be a moment old and may hold sessions that have ended.
	List(ctx context.Context, subject string) ([]Record, error)
	// Generation returns the current generation of a subject's sessions, by a consistent read.
	Generation(ctx context.Context, subject string) (Generation, error)
	// BeginGeneration makes g the current one. It is forgotten after until, when no earlier session can be left.
	BeginGeneration(ctx context.Context, subject string, g Generation, until time.Time) error
	// Spend uses up a challenge's handle, for a spender whose name is unique to this attempt. The mark is kept until a
	// time after which the handle is refused anyway. Errors: ErrConflict.
	Spend(ctx context.Context, idHash, spender string, until time.Time) error
	// Unspend gives back a use that had no effect. Giving back another spender's use is not an error.
	Unspend(ctx context.Context, idHash, spender string) error
}
