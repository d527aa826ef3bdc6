package voting_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/account"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

var goodPitch = voting.Pitch{Title: " Solar  roof ", Summary: "Power for\r\nthe canteen"}

func TestAPitchIsAProjectOfWhoPitchesIt(t *testing.T) {
	w := newWorld(t, voting.Config{Window: voting.Window{OpensAt: start.Add(time.Hour)}}) // before voting opens, too
	p, err := w.Create(t.Context(), person("v"), goodPitch, "")
	if err != nil || p.Title != "Solar roof" || p.Summary != "Power for\nthe canteen" || p.CreatedAt != start ||
		p.Owner != (voting.ProjectOwner{ID: "v", Name: "Vera Voter"}) {
		t.Fatalf("%+v, %v", p, err)
	}
	if shown, err := w.Project(t.Context(), p.ID); err != nil || shown != p {
		t.Errorf("%+v, %v", shown, err)
	}
	if shown, err := w.instance(voting.Config{}).Project(t.Context(), p.ID); err != nil || shown.Title != p.Title {
		t.Errorf("elsewhere: %+v, %v", shown, err)
	}
	if of, err := w.ProjectsOf(t.Context(), "v"); err != nil || len(of) != 1 || of[0].ID != p.ID {
		t.Errorf("%+v, %v", of, err)
	}
}

func TestARepeatedPitchIsTheProjectThatWasPitched(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.store.hook(nil, failing("Create"))
	if _, err := w.Create(t.Context(), person("v"), goodPitch, "once"); !fault.IsUnavailable(err) {
		t.Fatal(err)
	}
	w.store.hook(nil, nil)
	first, err := w.Create(t.Context(), person("v"), goodPitch, "once")
	if err != nil {
		t.Fatal(err)
	}
	w.cast(t, "other", first.ID, 5)
	again, err := w.Create(t.Context(), person("v"), voting.Pitch{Title: "Another", Summary: goodPitch.Summary}, "once")
	if err != nil || again.ID != first.ID || again.Title != first.Title || again.Points != 5 {
		t.Errorf("%+v, %v", again, err)
	}
	if of, _ := w.ProjectsOf(t.Context(), "v"); len(of) != 1 {
		t.Errorf("%d projects", len(of))
	}
	if other, err := w.Create(t.Context(), person("other"), goodPitch, "once"); err != nil || other.ID == first.ID {
		t.Errorf("somebody else's of the same name: %+v, %v", other, err)
	}
	if err := w.Withdraw(t.Context(), person("v"), false, first.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Create(t.Context(), person("v"), goodPitch, "once")
	wantFault(t, err, voting.ErrProjectNotFound, "clientMutationId")
}

func TestAllThatIsWrongWithAPitchIsToldAtOnce(t *testing.T) {
	w := newWorld(t, voting.Config{})
	_, err := w.Create(t.Context(), account.Identity{Subject: "v"}, voting.Pitch{Title: "x", Summary: "\u202e"}, "\x00")
	list, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("%v is no list", err)
	}
	want := []error{voting.ErrEmailNotVerified, voting.ErrInvalidTitle, voting.ErrInvalidSummary, voting.ErrInvalidClientMutationID}
	got := list.Unwrap() // flat, since the contract lists them so
	if len(got) != len(want) {
		t.Fatalf("%d problems: %v", len(got), err)
	}
	for i, field := range []string{"", "title", "summary", "clientMutationId"} {
		wantFault(t, got[i], want[i], field)
	}
	if n := w.store.count("Create"); n != 3 { // those of newWorld
		t.Errorf("%d projects created", n)
	}
}

func TestAPersonHasABoundedNumberOfProjects(t *testing.T) {
	w := newWorld(t, voting.Config{})
	var last voting.Project
	for i := range voting.MaxProjectsPerOwner {
		p, err := w.Create(t.Context(), person("v"), goodPitch, fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		last = p
	}
	_, err := w.Create(t.Context(), person("v"), goodPitch, "")
	wantFault(t, err, voting.ErrTooManyProjects, "")
	if again, err := w.Create(t.Context(), person("v"), goodPitch, "0"); err != nil || again.ID == last.ID {
		t.Errorf("repeated: %+v, %v", again, err)
	}
	if err := w.Withdraw(t.Context(), person("v"), false, last.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Create(t.Context(), person("v"), goodPitch, ""); err != nil {
		t.Errorf("after a withdrawal: %v", err)
	}
}

func TestOnlyTheOwnerChangesAProject(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	title, bad, summary := "New title", "x", "A new summary of it"
	p, err := w.Update(t.Context(), person("owner"), "P1", &title, nil)
	if err != nil || p.Title != title || p.Summary != "Summary of ten characters" || p.Points != 5 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = w.Update(t.Context(), person("owner"), "P1", nil, &summary); err != nil || p.Title != title || p.Summary != summary {
		t.Errorf("%+v, %v", p, err)
	}
	if err := w.Withdraw(t.Context(), person("owner"), false, "P3"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who   account.Identity
		id    string
		title *string
		want  error
		field string
	}{
		{person("v"), "P1", &title, voting.ErrNotOwner, "id"},
		{person("v"), "P1", &bad, voting.ErrNotOwner, "id"},
		{person("owner"), "P1", &bad, voting.ErrInvalidTitle, "title"},
		{person("owner"), "none", &title, voting.ErrProjectNotFound, "id"},
		{person("owner"), "", &title, voting.ErrProjectNotFound, "id"},
		{person("owner"), "P3", &title, voting.ErrProjectNotFound, "id"},
		{account.Identity{Subject: "owner"}, "P1", &title, voting.ErrEmailNotVerified, ""},
	} {
		_, err := w.Update(t.Context(), c.who, c.id, c.title, nil)
		wantFault(t, err, c.want, c.field)
	}
	_, err = w.instance(voting.Config{Window: voting.Window{ClosesAt: start}}).Update(t.Context(), person("owner"), "P1", &title, nil)
	wantFault(t, err, voting.ErrVotingClosed, "")
}

func TestAnUpdateOfAStaleProjectIsMadeAnewABoundedNumberOfTimes(t *testing.T) {
	for _, c := range []struct {
		stale int
		fails bool
	}{{7, false}, {8, true}} {
		w := newWorld(t, voting.Config{})
		left, title := c.stale, "New title"
		w.store.hook(func(_ context.Context, call string) error {
			if call == "Update" && left > 0 {
				left--
				return voting.ErrStale
			}
			return nil
		}, nil)
		if p, err := w.Update(t.Context(), person("owner"), "P1", &title, nil); fault.IsUnavailable(err) != c.fails || (p.Title == title) == c.fails {
			t.Errorf("stale %d times: %+v, %v", c.stale, p, err)
		}
	}
}

func TestWhatWasWrittenIsReturnedThoughTheBoardCannotShowIt(t *testing.T) {
	w := newWorld(t, voting.Config{})
	w.cast(t, "v", "P1", 5)
	reads := 0
	w.store.hook(func(_ context.Context, call string) error {
		if call != "Project" {
			return nil
		}
		if reads++; reads == 1 {
			return nil // that of the decision
		}
		return errDown
	}, nil)
	title := "New title"
	if p, err := w.Update(t.Context(), person("owner"), "P1", &title, nil); err != nil || p.Title != title || p.Points != 5 {
		t.Errorf("updated %+v, %v", p, err)
	}
	if p, err := w.Create(t.Context(), person("v"), goodPitch, ""); err != nil || p.Title != "Solar roof" {
		t.Errorf("created %+v, %v", p, err)
	}
}

func TestTheOwnerOrAnAdministratorWithdrawsAProject(t *testing.T) {
	closed := voting.Config{Window: voting.Window{ClosesAt: start}}
	for name, c := range map[string]struct {
		rules         voting.Config
		who           account.Identity
		administrator bool
		id            string
		want          error
		field         string
	}{
		"owner":                       {voting.Config{}, person("owner"), false, "P1", nil, ""},
		"administrator":               {voting.Config{}, person("admin"), true, "P1", nil, ""},
		"administrator after closing": {closed, account.Identity{Subject: "admin"}, true, "P1", nil, ""},
		"owner after closing":         {closed, person("owner"), false, "P1", voting.ErrVotingClosed, ""},
		"owner without an email":      {voting.Config{}, account.Identity{Subject: "owner"}, false, "P1", voting.ErrEmailNotVerified, ""},
		"somebody else":               {voting.Config{}, person("v"), false, "P1", voting.ErrNotOwner, "id"},
		"unknown":                     {voting.Config{}, person("owner"), false, "none", voting.ErrProjectNotFound, "id"},
		"empty":                       {voting.Config{}, person("admin"), true, "", voting.ErrProjectNotFound, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, voting.Config{})
			w.cast(t, "v", "P1", 5)
			w.Service = w.instance(c.rules)
			wantFault(t, w.Withdraw(t.Context(), c.who, c.administrator, c.id), c.want, c.field)
			standings, err := w.Standings(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			voter, err := w.Voter(t.Context(), "v")
			if gone := c.want == nil; err != nil || (len(standings.Leaderboard(9)) == 2) != gone || (spent(voter) == "") != gone || (standings.TotalVotes == 0) != gone {
				t.Errorf("%d places, votes %q, %v", len(standings.Leaderboard(9)), spent(voter), err)
			}
			if c.want == nil {
				wantFault(t, w.Withdraw(t.Context(), c.who, c.administrator, c.id), voting.ErrProjectNotFound, "id")
				if p, err := w.VotedProject(t.Context(), c.id); err != nil || !p.Withdrawn() {
					t.Errorf("%+v, %v", p, err)
				}
			}
		})
	}
}

func TestAnOwnerIsRenamedEverywhereItCanBe(t *testing.T) {
	w := newWorld(t, voting.Config{})
	other := w.instance(voting.Config{})
	if _, err := w.Standings(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := other.Withdraw(t.Context(), person("owner"), false, "P3"); err != nil { // unknown to this board
		t.Fatal(err)
	}
	updates := 0
	w.store.hook(func(_ context.Context, call string) error {
		if call == "Update" {
			if updates++; updates == 1 {
				return errDown
			}
		}
		return nil
	}, nil)
	if err := w.RenameOwner(t.Context(), "owner", "New Name"); !fault.IsUnavailable(err) || errors.Is(err, voting.ErrProjectNotFound) {
		t.Errorf("one fails: %v", err)
	}
	if updates != 2 {
		t.Errorf("%d updates, want one after the one that fails", updates)
	}
	if err := w.RenameOwner(t.Context(), "owner", "New Name"); err != nil || updates != 3 {
		t.Errorf("repeated: %v, %d updates", err, updates)
	}
	w.Advance(2 * time.Second) // until when the board may show what another has withdrawn
	of, err := w.ProjectsOf(t.Context(), "owner")
	var names []string
	for _, p := range of {
		names = append(names, p.ID+" "+p.Owner.Name)
	}
	if got := strings.Join(names, ", "); err != nil || got != "P2 New Name, P1 New Name" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestANameIsCorrectedWhereOneIsShown(t *testing.T) {
	w := newWorld(t, voting.Config{})
	if w.Misnamed("owner", "New Name") {
		t.Error("the board has not been read, so nothing is known")
	}
	owned, err := w.ProjectsOf(t.Context(), "owner")
	if err != nil || len(owned) < 2 {
		t.Fatalf("%d projects, %v", len(owned), err)
	}
	if w.Misnamed("owner", owned[0].Owner.Name) || !w.Misnamed("owner", "New Name") || w.Misnamed("somebody", "New Name") {
		t.Error("wrong about who shows another name")
	}
	// Meanwhile another instance takes the name out, as for an account that is deleted. This board shows it still.
	if err := w.instance(voting.Config{}).RenameOwner(t.Context(), "owner", ""); err != nil {
		t.Fatal(err)
	}
	if err := w.CorrectOwner(t.Context(), "owner", "New Name"); err != nil {
		t.Fatal(err)
	}
	for _, p := range owned {
		if stored, _, err := w.store.Project(t.Context(), p.ID); err != nil || stored.Owner.Name != "" {
			t.Errorf("%s shows %q, %v", p.ID, stored.Owner.Name, err)
		}
	}
	if err := w.RenameOwner(t.Context(), "owner", "Other Name"); err != nil {
		t.Fatal(err)
	}
	if err := w.CorrectOwner(t.Context(), "owner", "New Name"); err != nil || w.Misnamed("owner", "New Name") {
		t.Errorf("not corrected: %v", err)
	}
}
