package voting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var (
	_ voting.BallotStore  = (*memory)(nil)
	_ voting.ProjectStore = (*memory)(nil)
)

// start is when every test's clock begins.
var start = time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)

// clock moves only when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: start} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// shards is how many tallies a project has here.
const shards = 3

// memory keeps voters and projects as the interfaces of the stores say. Hooks inject faults.
type memory struct {
	now func() time.Time
	// before runs ahead of a call, after once it has done its work; an error of either is the call's. They hold no lock, so that they
	// may change the store.
	before, after func(ctx context.Context, call string) error

	mu     sync.Mutex
	voters map[string]voting.Voter
	// mailboxes are their holders.
	mailboxes map[string]string
	held      map[string]*held
	last      voting.Change
	calls     map[string]int
	since     []time.Time // of the calls of Changes
}

type held struct {
	project voting.Project
	tallies []voting.Tally
	changed time.Time
}

func newMemory(now func() time.Time) *memory {
	return &memory{now: now, voters: map[string]voting.Voter{}, mailboxes: map[string]string{}, held: map[string]*held{}, calls: map[string]int{}}
}

// call counts a call and makes it between the hooks.
func (m *memory) call(ctx context.Context, name string, do func() error) error {
	m.mu.Lock()
	m.calls[name]++
	before, after := m.before, m.after
	m.mu.Unlock()
	for _, step := range []func(context.Context, string) error{before, m.locked(do), after} {
		if step == nil {
			continue
		}
		if err := step(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) locked(do func() error) func(context.Context, string) error {
	return func(context.Context, string) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		return do()
	}
}

// count is how often a call was made.
func (m *memory) count(name string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.calls[name]
}

// hook replaces the hooks.
func (m *memory) hook(before, after func(ctx context.Context, call string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before, m.after = before, after
}

func (m *memory) Ensure(ctx context.Context, subject string) (v voting.Voter, err error) {
	err = m.call(ctx, "Ensure", func() error {
		if _, ok := m.voters[subject]; !ok {
			m.voters[subject] = voting.Voter{ID: subject, RegisteredAt: m.now()}
		}
		v = m.voters[subject]
		v.Votes, v.Receipts = slices.Clone(v.Votes), slices.Clone(v.Receipts)
		return nil
	})
	return v, err
}

func (m *memory) Disown(ctx context.Context, id string) error {
	return m.call(ctx, "Disown", func() error {
		if h, ok := m.held[id]; ok && h.project.Owner.Name != "" {
			h.project.Owner.Name, h.changed = "", m.now()
			h.project.Version++
		}
		return nil
	})
}

func (m *memory) Named(ctx context.Context, owner string) (ids []string, err error) {
	err = m.call(ctx, "Named", func() error {
		for id, h := range m.held {
			if h.project.Owner.ID == owner && h.project.Owner.Name != "" {
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids, err
}

func (m *memory) Shard(subject string) int { return len(subject) % shards }

func (m *memory) Commit(ctx context.Context, c voting.Change) error {
	return m.call(ctx, "Commit", func() error {
		m.last = c
		if m.voters[c.Voter.ID].Version != c.Voter.Version {
			return voting.ErrStale
		}
		for _, t := range c.Tallies {
			if h, ok := m.held[t.ProjectID]; !ok || h.project.Withdrawn() {
				return voting.ErrProjectNotFound
			}
		}
		if err := m.exchangeMailbox(c); err != nil {
			return err
		}
		c.Voter.Version++
		m.voters[c.Voter.ID] = c.Voter
		for _, t := range c.Tallies {
			h := m.held[t.ProjectID]
			tally := &h.tallies[m.Shard(c.Voter.ID)]
			tally.Points, tally.Votes, tally.Version = tally.Points+t.Points, tally.Votes+t.Votes, tally.Version+1
			h.changed = m.now()
		}
		return nil
	})
}

func (m *memory) exchangeMailbox(c voting.Change) error {
	taken := c.Voter.Mailbox
	if taken == c.MailboxBefore {
		return nil
	}
	if holder, held := m.mailboxes[taken]; held && taken != "" && holder != c.Voter.ID && holder != c.GoneHolder {
		return &voting.MailboxTakenError{Holder: holder}
	}
	if m.mailboxes[c.MailboxBefore] == c.Voter.ID {
		delete(m.mailboxes, c.MailboxBefore)
	}
	if taken != "" {
		m.mailboxes[taken] = c.Voter.ID
	}
	return nil
}

func (m *memory) Create(ctx context.Context, p voting.Project) (created voting.Project, err error) {
	err = m.call(ctx, "Create", func() error {
		if _, ok := m.held[p.ID]; !ok {
			h := &held{project: p, changed: m.now()}
			for shard := range shards {
				h.tallies = append(h.tallies, voting.Tally{ProjectID: p.ID, Shard: shard})
			}
			m.held[p.ID] = h
		}
		created = m.held[p.ID].project
		return nil
	})
	return created, err
}

func (m *memory) Update(ctx context.Context, p voting.Project) (updated voting.Project, err error) {
	err = m.call(ctx, "Update", func() error {
		h, ok := m.held[p.ID]
		switch {
		case !ok || h.project.Withdrawn():
			return voting.ErrProjectNotFound
		case h.project.Version != p.Version:
			return voting.ErrStale
		}
		h.project.Title, h.project.Summary, h.project.Owner.Name = p.Title, p.Summary, p.Owner.Name
		h.project.Version++
		h.changed, updated = m.now(), h.project
		return nil
	})
	return updated, err
}

func (m *memory) Withdraw(ctx context.Context, id string, at time.Time) error {
	return m.call(ctx, "Withdraw", func() error {
		h, ok := m.held[id]
		if !ok {
			return voting.ErrProjectNotFound
		}
		if !h.project.Withdrawn() {
			h.project.WithdrawnAt, h.changed = at, m.now()
			h.project.Version++
		}
		return nil
	})
}

func (m *memory) Project(ctx context.Context, id string) (p voting.Project, tallies []voting.Tally, err error) {
	err = m.call(ctx, "Project", func() error {
		h, ok := m.held[id]
		if !ok {
			return voting.ErrProjectNotFound
		}
		p, tallies = h.project, slices.Clone(h.tallies)
		return nil
	})
	return p, tallies, err
}

func (m *memory) Changes(ctx context.Context, since time.Time) (changes voting.Changes, err error) {
	err = m.call(ctx, "Changes", func() error {
		m.since = append(m.since, since)
		for _, h := range m.held {
			if !h.changed.Before(since) {
				changes.Projects = append(changes.Projects, h.project)
				changes.Tallies = append(changes.Tallies, h.tallies...)
			}
		}
		return nil
	})
	return changes, err
}

// add pitches n projects, a minute apart, named P1 to Pn.
func (m *memory) add(n int) {
	for i := 1; i <= n; i++ {
		p := voting.Project{
			ID: fmt.Sprintf("P%d", i), Title: fmt.Sprintf("Title %d", i), Summary: "Summary of ten characters",
			Owner: voting.ProjectOwner{ID: "owner", Name: "Olga Owner"}, CreatedAt: start.Add(time.Duration(i-n) * time.Minute),
		}
		if _, err := m.Create(context.Background(), p); err != nil {
			panic(err) // nothing is hooked yet
		}
	}
}

// give adds points to a project, as one vote.
func (m *memory) give(id string, points int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	tally := &m.held[id].tallies[0]
	tally.Points, tally.Votes, tally.Version = tally.Points+points, tally.Votes+1, tally.Version+1
	m.held[id].changed = m.now()
}

// world is a service over a store and a clock of its own.
type world struct {
	*voting.Service
	*clock
	store *memory
}

// newWorld returns one with three projects of the owner's.
func newWorld(t *testing.T, rules voting.Config) world {
	t.Helper()
	clock := newClock()
	w := world{clock: clock, store: newMemory(clock.Now)}
	w.store.add(3)
	w.Service = w.instance(rules)
	return w
}

// instance returns another instance's service over the same store.
func (w world) instance(rules voting.Config) *voting.Service {
	rules.Ballots, rules.Projects, rules.Now = w.store, w.store, w.Now
	rules.Accounts = accounts{}
	rules.Board = voting.NewBoard(voting.BoardConfig{Feed: w.store, Now: w.Now})
	return voting.New(rules)
}

// accounts are all there, except those whose subject begins with gone.
type accounts struct{}

func (accounts) Exists(_ context.Context, subject string) (bool, error) {
	if subject == "unknown" {
		return false, &fault.Unavailable{Upstream: "cognito"}
	}
	return !strings.HasPrefix(subject, "gone"), nil
}

func person(subject string) account.Identity {
	return account.Identity{Subject: subject, Email: subject + "@example.com", Name: "Vera Voter", EmailVerified: true, PhoneNumberVerified: true}
}
