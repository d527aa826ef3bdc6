package person_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/person"
	"github.com/unicornpursuit/unicornpursuit/internal/session"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// squatter is an account that may have to yield.
type squatter struct {
	*leaving
	account.Directory
	account  account.User
	votes    []voting.Vote
	projects []voting.Project
	replaced []string
	// meanwhile is what happens while the person's data are erased.
	meanwhile func()
}

func (s *squatter) User(ctx context.Context, name string) (account.User, error) {
	if _, err := s.leaving.User(ctx, name); err != nil {
		return account.User{}, err
	}
	return s.account, nil
}

func (s *squatter) Voter(context.Context, string) (voting.Voter, error) {
	return voting.Voter{ID: "sub", Votes: s.votes}, s.call("voter")
}

func (s *squatter) ProjectsOf(context.Context, string) ([]voting.Project, error) {
	return s.projects, s.call("projects")
}

func (s *squatter) Anonymize(_ context.Context, subject, email string) (bool, error) {
	if s.meanwhile != nil {
		s.meanwhile()
	}
	return true, s.call("anonymize " + subject + email)
}

func (s *squatter) Delete(context.Context, string) error {
	if err := s.call("delete"); err != nil {
		return err
	}
	s.there = false
	return nil
}

func newSquatter(status account.UserStatus) (*squatter, *person.Service) {
	s := &squatter{leaving: &leaving{there: true}, account: account.User{
		Identity: account.Identity{Subject: "sub", Email: "ada@example.com"}, Enabled: true, Status: status,
	}}
	sessions := session.New(session.Config{Store: s.leaving, Now: time.Now, Lifetime: time.Hour})
	return s, person.New(person.Config{
		Provider: s, Directory: s, Identities: s, Votes: s, Trail: s, Deletions: s, Sessions: sessions, Now: time.Now,
		Replaced: func(_ context.Context, subject, email string) { s.replaced = append(s.replaced, subject+" "+email) },
	})
}

func TestAnAccountYieldsWithWhatIsHeldOnItsPerson(t *testing.T) {
	erased := []string{
		"user", "voter", "projects", "begin", "disown", "release", "anonymize sub", "user", "delete", "endSessions", "forget",
	}
	for status, want := range map[account.UserStatus][]string{
		account.UserStatusUnconfirmed:   {"user", "delete"},
		account.UserStatusConfirmed:     erased,
		account.UserStatusResetRequired: erased,
	} {
		s, people := newSquatter(status)
		free, err := people.Yield(t.Context(), "ada@example.com")
		if !free || err != nil || !slices.Equal(s.calls, want) || !slices.Equal(s.replaced, []string{"sub ada@example.com"}) {
			t.Errorf("%s: %t, %v, calls %q, replaced %q", status, free, err, s.calls, s.replaced)
		}
		if free, err := people.Yield(t.Context(), "ada@example.com"); !free || err != nil || len(s.replaced) != 1 {
			t.Errorf("%s: gone already: %t, %v", status, free, err)
		}
	}
}

func TestWhoDoesNotYield(t *testing.T) {
	for name, change := range map[string]func(*squatter){
		"verified":            func(s *squatter) { s.account.EmailVerified = true },
		"verified meanwhile":  func(s *squatter) { s.meanwhile = func() { s.account.EmailVerified = true } },
		"disabled":            func(s *squatter) { s.account.Enabled = false },
		"disabled meanwhile":  func(s *squatter) { s.meanwhile = func() { s.account.Enabled = false } },
		"invited":             func(s *squatter) { s.account.Status = account.UserStatusForceChangePassword },
		"of another provider": func(s *squatter) { s.account.Status = account.UserStatusExternalProvider },
		"of a later status":   func(s *squatter) { s.account.Status = account.UserStatusUnknown },
		"with a vote":         func(s *squatter) { s.votes = []voting.Vote{{Points: 5}} },
		"with a project":      func(s *squatter) { s.projects = []voting.Project{{ID: "P1"}} },
	} {
		s, people := newSquatter(account.UserStatusConfirmed)
		change(s)
		free, err := people.Yield(t.Context(), "ada@example.com")
		if free || err != nil || !s.there || len(s.replaced) != 0 || slices.Contains(s.calls, "endSessions") {
			t.Errorf("%s: %t, %v, calls %q", name, free, err, s.calls)
		}
	}
}

func TestAnAccountThatCanNotBeErasedStays(t *testing.T) {
	for _, down := range []string{"user", "voter", "projects", "begin", "disown", "release", "anonymize sub", "delete"} {
		s, people := newSquatter(account.UserStatusConfirmed)
		s.down = down
		if free, err := people.Yield(t.Context(), "ada@example.com"); free || !fault.IsUnavailable(err) || len(s.replaced) != 0 {
			t.Errorf("%s is down: %t, %v", down, free, err)
		}
		s.down = ""
		if free, err := people.Yield(t.Context(), "ada@example.com"); !free || err != nil {
			t.Errorf("%s was down: %t, %v", down, free, err)
		}
	}
}
