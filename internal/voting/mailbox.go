package voting

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
)

// Mailboxes says which email addresses lead to the same mailbox: one mailbox has one voter. The zero value takes each
// address for a mailbox of its own.
type Mailboxes struct {
	// Separators are the characters that begin a subaddress (RFC 5233), such as the + of grace+1@example.com, which the
	// mailbox of grace@example.com receives.
	Separators string
}

// possibleSeparators are those that mail systems can be configured to use. A dot is none: it separates first and last
// names, and so different people.
const possibleSeparators = "+-=_#"

// ParseMailboxes reads Separators; "off" is the zero value.
func ParseMailboxes(separators string) (Mailboxes, error) {
	if separators == "off" {
		return Mailboxes{}, nil
	}
	if separators == "" || strings.Trim(separators, possibleSeparators) != "" {
		return Mailboxes{}, fmt.Errorf("%q is neither off nor made of the characters %s", separators, possibleSeparators)
	}
	return Mailboxes{separators}, nil
}

// ignoringDots are the domains of the one large provider that ignores dots in the local part, under the name of the
// mailbox: https://support.google.com/mail/answer/7436150. Its service for companies does not ignore them.
var ignoringDots = map[string]string{"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

// of returns the digest of the mailbox that a normalized email address leads to. It goes into records, where the
// address has no business.
func (m Mailboxes) of(email string) string {
	return encoded(sha256.Sum256([]byte(m.canonical(email))))
}

// canonical returns the shortest spelling of an address. What begins with a separator has no other part, and stays.
func (m Mailboxes) canonical(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 || m.Separators == "" {
		return email
	}
	local, domain, separators := email[:at], email[at+1:], m.Separators
	provider, dotless := ignoringDots[domain]
	if dotless {
		local, domain, separators = strings.ReplaceAll(local, ".", ""), provider, "+"
	}
	if i := strings.IndexAny(local, separators); i > 0 {
		local = local[:i]
	}
	return local + "@" + domain
}

// MailboxTakenError says that a mailbox has another voter. It is an [ErrMailboxTaken].
type MailboxTakenError struct {
	// Holder is the subject of that voter.
	Holder string
}

func (*MailboxTakenError) Error() string { return ErrMailboxTaken.Error() }

// Is reports whether target is ErrMailboxTaken.
func (*MailboxTakenError) Is(target error) bool { return target == ErrMailboxTaken }

// Accounts knows which accounts there are.
type Accounts interface {
	// Exists reports whether the account of a subject is there. Errors: fault.Unavailable.
	Exists(ctx context.Context, subject string) (bool, error)
}

// write commits a change, and takes a mailbox over from a voter whose account is gone: one that was deleted in the user
// pool, behind the product's back, must not keep its owner from voting with a new one. Errors: those of
// BallotStore.Commit.
func (s *Service) write(ctx context.Context, c Change) error {
	err := s.deps.Ballots.Commit(ctx, c)
	taken, ok := errors.AsType[*MailboxTakenError](err)
	if !ok {
		return err
	}
	switch exists, lookErr := s.deps.Accounts.Exists(ctx, taken.Holder); {
	case lookErr != nil:
		return lookErr
	case exists:
		return err
	}
	c.GoneHolder = taken.Holder
	return s.deps.Ballots.Commit(ctx, c)
}

// MoveMailbox gives the mailbox of a voter up for that of the address that the account has now, at once rather than
// with the next vote. Where the new one has another voter, the old one stays. Errors: ErrMailboxTaken,
// fault.Unavailable.
func (s *Service) MoveMailbox(ctx context.Context, identity account.Identity) error {
	if !identity.EmailVerified {
		return nil
	}
	return s.hold(ctx, identity.Subject, func(v Voter) string {
		if v.Mailbox == "" {
			return "" // the first vote takes it
		}
		return s.deps.Mailboxes.of(identity.Email)
	})
}

// ReleaseMailbox gives a voter's mailbox up: the account is being deleted. Errors: fault.Unavailable.
func (s *Service) ReleaseMailbox(ctx context.Context, subject string) error {
	return s.hold(ctx, subject, func(Voter) string { return "" })
}

// takeMailbox has a voter hold the mailbox of the account. Errors: ErrMailboxTaken, fault.Unavailable.
func (s *Service) takeMailbox(ctx context.Context, identity account.Identity) error {
	return s.hold(ctx, identity.Subject, func(Voter) string { return s.deps.Mailboxes.of(identity.Email) })
}

// hold changes which mailbox a voter holds, and nothing else.
func (s *Service) hold(ctx context.Context, subject string, which func(Voter) string) error {
	for range maxDecisions {
		voter, err := s.deps.Ballots.Ensure(ctx, subject)
		if err != nil {
			return err
		}
		after := voter
		if after.Mailbox = which(voter); after.Mailbox == voter.Mailbox {
			return nil
		}
		c := Change{Voter: after, MailboxBefore: voter.Mailbox, WithoutEvent: true}
		if err := s.write(ctx, c); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return &fault.Unavailable{Upstream: "votes", Err: errors.New("voter record keeps changing")}
}
