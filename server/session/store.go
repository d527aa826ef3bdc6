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
	// SealedTokens are opened by a [Sealer] only.
	SealedTokens []byte
	CreatedAt    time.Time
	// RefreshedAt is when the tokens were issued.
	RefreshedAt time.Time
	// AccessExpiresAt is when the access token ends.
	AccessExpiresAt time.Time
	// ExpiresAt is when the session ends for good.
	ExpiresAt           time.Time
	UserAgent, ClientIP string
	// Revision counts the refreshes; it makes the writes of two instances exclude each other.
	Revision int
}

// Lease is the right to refresh one revision of a record, which one holder has at a time.
type Lease struct {
	// IDHash and Revision are the record's.
	IDHash   string
	Revision int
	// Holder is unique to this lease, so that its holder can tell its own from one that was taken after it ran out.
	Holder string
	// Until is when it runs out.
	Until time.Time
}

// Errors of a [Store].
var (
	// ErrNoRecord means that the session does not exist (any more).
	ErrNoRecord = errors.New("no such session")
	// ErrConflict means that another instance holds the lease or has changed the record.
	ErrConflict = errors.New("session changed elsewhere")
)

// Store keeps cookie sessions, shared by every instance. Each method may return fault.Unavailable.
type Store interface {
	// Create adds a record.
	Create(ctx context.Context, r Record) error
	// Load returns a record by a consistent read, so that a sign-out on another instance is seen. Errors: ErrNoRecord.
	Load(ctx context.Context, idHash string) (Record, error)
	// Lease takes a lease, unless one that has not run out by now is held. Errors: ErrConflict (also where the record is at
	// another revision), ErrNoRecord.
	Lease(ctx context.Context, l Lease, now time.Time) error
	// Release gives a lease back before its time. Releasing one that is not held any more is no error.
	Release(ctx context.Context, l Lease) error
	// Renew replaces the tokens, their times and their revision, which must be one more than the stored one, and ends any lease.
	// Errors: ErrConflict, ErrNoRecord.
	Renew(ctx context.Context, r Record) error
	// Delete removes a record and returns it as it last was, for its tokens to be revoked. Of callers that delete it together,
	// any may get the record. Errors: ErrNoRecord.
	Delete(ctx context.Context, idHash string) (Record, error)
}
