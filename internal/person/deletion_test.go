package person_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// leaving is a person whose account is being deleted, as the stores see it. Calls fail from the one that is down on.
type leaving struct {
	account.ProfileProvider
	person.Votes
	person.Trail
	session.Store

	open  []account.Deletion
	there bool // the account
	down  string
	calls []string
}

func (l *leaving) call(name string) error {
	if l.down == name {
		return &fault.Unavailable{Upstream: "test"}
	}
	l.calls = append(l.calls, name)
	return nil
}

func (l *leaving) Identity(context.Context, session.Principal) (account.Identity, error) {
	return account.Identity{Subject: "ada", Email: "ada@example.com"}, nil
}

func (l *leaving) Begin(_ context.Context, d account.Deletion) error {
	if err := l.call("begin"); err != nil {
		return err
	}
	l.open = append(l.open, d)
	return nil
}

func (l *leaving) BegunBefore(_ context.Context, moment time.Time) (due []account.Deletion, err error) {
	for _, d := range l.open {
		if d.Begun.Before(moment) {
			due = append(due, d)
		}
	}
	return due, nil
}

func (l *leaving) Finish(_ context.Context, d account.Deletion) error {
	l.open = slices.DeleteFunc(l.open, func(o account.Deletion) bool { return o == d })
	return l.call("finish")
}

func (l *leaving) User(context.Context, string) (account.User, error) {
	if err := l.call("user"); err != nil {
		return account.User{}, err
	}
	if !l.there {
		return account.User{}, account.ErrNoUser
	}
	return account.User{Identity: account.Identity{Subject: "ada", Email: "ada@example.com"}}, nil
}

func (l *leaving) Disown(context.Context, string) error         { return l.call("disown") }
func (l *leaving) DisownAll(context.Context, string) error      { return l.call("disownAll") }
func (l *leaving) ReleaseMailbox(context.Context, string) error { return l.call("release") }

func (l *leaving) Anonymize(context.Context, string, string) (bool, error) {
	return true, l.call("anonymize")
}

func (l *leaving) AnonymizeSince(context.Context, string, string, time.Time) error {
	return l.call("anonymizeSince")
}

func (l *leaving) BeginGeneration(context.Context, string, session.Generation, time.Time) error {
	return l.call("endSessions")
}

func (l *leaving) List(context.Context, string) ([]session.Record, error) {
	return nil, l.call("forget")
}

func (l *leaving) DeleteUser(context.Context, string) error {
	if err := l.call("deleteUser"); err != nil {
		return err
	}
	l.there = false
	return nil
}

func newLeaving(now func() time.Time) (*leaving, *person.Service) {
	l := &leaving{there: true}
	sessions := session.New(session.Config{Store: l, Now: now})
	return l, person.New(person.Config{
		Provider: l, Directory: accounts{l: l}, Identities: l, Votes: l, Trail: l, Deletions: l, Sessions: sessions, Now: now,
	})
}

func TestADeletionThatFailedBeforeTheEndIsGivenUp(t *testing.T) {
	for _, down := range []string{"disown", "release", "anonymize", "deleteUser"} {
		now := time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
		l, people := newLeaving(func() time.Time { return now })
		l.down = down
		if err := people.Delete(t.Context(), session.Principal{}, "ada@example.com"); !fault.IsUnavailable(err) || len(l.open) != 1 {
			t.Fatalf("%s: %v, %v", down, err, l.open)
		}
		l.down, l.calls = "", nil
		now = now.Add(person.SettlingTime + time.Second)
		if err := people.FinishDeletions(t.Context()); err != nil || len(l.open) != 0 || !slices.Equal(l.calls, []string{"user", "finish"}) {
			t.Errorf("%s: %v, open %v, calls %v: the account is there, and keeps what it has", down, err, l.open, l.calls)
		}
	}
}

func TestNothingIsDeletedThatIsNotWrittenDown(t *testing.T) {
	l, people := newLeaving(time.Now)
	l.down = "begin"
	if err := people.Delete(t.Context(), session.Principal{}, "ada@example.com"); !fault.IsUnavailable(err) || len(l.calls) != 0 {
		t.Errorf("%v, calls %v", err, l.calls)
	}
	if err := people.Delete(t.Context(), session.Principal{}, "bob@example.com"); !errors.Is(err, person.ErrOtherEmail) || len(l.calls) != 0 {
		t.Errorf("another address: %v, calls %v", err, l.calls)
	}
}

func TestADeletionIsFinishedHoweverOftenItTakes(t *testing.T) {
	now := time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
	l, people := newLeaving(func() time.Time { return now })
	l.there = false
	l.open = []account.Deletion{
		{Subject: "ada", Email: "ada@example.com", Begun: now}, {Subject: "bob", Email: "bob@example.com", Begun: now.Add(time.Hour)},
	}
	if err := people.FinishDeletions(t.Context()); err != nil || len(l.calls) != 0 {
		t.Errorf("too early: %v, calls %v", err, l.calls)
	}
	now = now.Add(person.SettlingTime + time.Second)
	for _, l.down = range []string{"user", "disownAll", "release", "anonymize", "anonymizeSince", "forget"} {
		if err := people.FinishDeletions(t.Context()); !fault.IsUnavailable(err) || len(l.open) != 2 {
			t.Errorf("%s is down: %v, open %v", l.down, err, l.open)
		}
	}
	l.down, l.calls = "", nil
	want := []string{"user", "disownAll", "release", "anonymize", "anonymizeSince", "forget", "finish"}
	if err := people.FinishDeletions(t.Context()); err != nil || !slices.Equal(l.calls, want) || len(l.open) != 1 {
		t.Errorf("%v, calls %v, open %v", err, l.calls, l.open)
	}
}

// accounts are the directory that the person is in. (A session.Store has another Delete.)
type accounts struct {
	account.Directory
	l *leaving
}

func (a accounts) User(ctx context.Context, subject string) (account.User, error) {
	return a.l.User(ctx, subject)
}
func (a accounts) Delete(ctx context.Context, _ string) error { return a.l.DeleteUser(ctx, "") }

// What an administrator deletes is erased as what its owner deletes is: written down first, and finished later.
func TestAnAdministratorsDeletionIsOneLikeAnyOther(t *testing.T) {
	now := time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
	l, people := newLeaving(func() time.Time { return now })
	admin := session.Principal{Claims: session.Claims{Subject: "root"}}
	for _, c := range []struct {
		subject, email string
		want           error
	}{
		{"root", "ada@example.com", person.ErrOwnAccount},
		{"ada", "bob@example.com", person.ErrOtherEmail},
		{"ada", "", person.ErrOtherEmail},
		{"", "ada@example.com", account.ErrNoUser},
		{strings.Repeat("a", 200), "ada@example.com", account.ErrNoUser},
	} {
		err := people.DeleteUser(t.Context(), admin, c.subject, c.email)
		var field *fault.Field
		if !errors.Is(err, c.want) || !errors.As(err, &field) || len(l.open) != 0 {
			t.Errorf("%q, %q: %v, open %v", c.subject, c.email, err, l.open)
		}
	}
	l.calls = nil
	if err := people.DeleteUser(t.Context(), admin, "ada", " Ada@example.com"); err != nil {
		t.Fatal(err)
	}
	// "forget" is the look at the sessions of the person.
	if want := []string{"user", "begin", "disown", "release", "anonymize", "deleteUser", "endSessions", "forget"}; !slices.Equal(l.calls, want) {
		t.Errorf("calls %v, want %v", l.calls, want)
	}
	if err := people.DeleteUser(t.Context(), admin, "ada", "ada@example.com"); !errors.Is(err, account.ErrNoUser) {
		t.Errorf("a second time: %v", err)
	}
	now = now.Add(person.SettlingTime + time.Second)
	if err := people.FinishDeletions(t.Context()); err != nil || len(l.open) != 0 {
		t.Errorf("%v, open %v", err, l.open)
	}
	for _, down := range []string{"begin", "disown", "release", "anonymize", "deleteUser"} {
		l, people := newLeaving(time.Now)
		l.down = down
		if err := people.DeleteUser(t.Context(), admin, "ada", "ada@example.com"); !fault.IsUnavailable(err) || !l.there {
			t.Errorf("%s is down: %v", down, err)
		}
	}
}
