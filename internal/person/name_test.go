package person_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
)

// ada is an account and the name on its projects.
type ada struct {
	account.ProfileProvider
	account.Directory
	person.Votes

	mu          sync.Mutex
	name, shown string
	down        bool
	looks       int
}

func (a *ada) do(f func()) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.down {
		return &fault.Unavailable{Upstream: "dynamodb"}
	}
	f()
	return nil
}

func (a *ada) UpdateProfile(
	_ context.Context, _ string, change account.ProfileChange,
) ([]account.CodeDelivery, error) {
	a.name = *change.Name
	return nil, nil
}

func (a *ada) Identity(context.Context, session.Principal) (account.Identity, error) {
	return account.Identity{Subject: "ada", Name: a.name}, nil
}

func (a *ada) User(context.Context, string) (account.User, error) {
	a.looks++
	return account.User{Identity: account.Identity{Subject: "ada", Name: a.name}}, nil
}

func (a *ada) RenameOwner(_ context.Context, _, name string) error {
	return a.do(func() { a.shown = name })
}

func (a *ada) CorrectOwner(_ context.Context, _, name string) error {
	return a.do(func() { a.shown = name })
}

func (a *ada) Misnamed(_, name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown != "" && a.shown != name
}

func TestAChangeOfTheNameThatFailedOnProjectsIsFinishedWithTheNextLookAtTheProfile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &ada{name: "Ada Lovelace", shown: "Ada Lovelace", down: true}
		profiles := account.NewProfiles(a, account.Policy{}, nil)
		people := person.New(person.Config{Profiles: profiles, Directory: a, Identities: a, Votes: a})
		look := func(name string) string {
			people.CorrectName(t.Context(), account.Identity{Subject: "ada", Name: name})
			synctest.Wait()
			return a.shown
		}
		name := "Ada King"
		if _, err := people.UpdateProfile(t.Context(), session.Principal{}, account.ProfileChange{Name: &name}); err != nil {
			t.Fatal(err) // the profile has been changed
		}
		if got := look(name); got != "Ada Lovelace" {
			t.Errorf("%q while the table is down", got)
		}
		a.down = false
		if got := look(name); got != name {
			t.Errorf("%q once it is back", got)
		}
		looks := a.looks
		if got := look(name); got != name || a.looks != looks {
			t.Errorf("%q, %d more looks at the account though nothing is wrong", got, a.looks-looks)
		}
		// An instance that remembers the account from before the change must not undo it.
		if got := look("Ada Lovelace"); got != name {
			t.Errorf("%q after a look with an old name", got)
		}
	})
}
