package voting

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAVoteIsCastOnce(t *testing.T) {
	spent := Voter{Votes: []Vote{{Points: 5, ProjectID: "A"}, {Points: 2, ProjectID: "B"}}}
	for name, c := range map[string]struct {
		vote Vote
		want error
	}{
		"free value, other project":  {Vote{Points: 3, ProjectID: "C"}, nil},
		"spent value, other project": {Vote{Points: 5, ProjectID: "C"}, ErrPointsSpent},
		"free value, same project":   {Vote{Points: 3, ProjectID: "A"}, ErrAlreadyVoted},
		"same value, same project":   {Vote{Points: 5, ProjectID: "A"}, ErrAlreadyVoted},
		"zero":                       {Vote{Points: 0, ProjectID: "C"}, ErrPointsSpent},
		"six":                        {Vote{Points: 6, ProjectID: "C"}, ErrPointsSpent},
	} {
		after, err := spent.cast(c.vote)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, voted := after.VoteFor("C"); voted != (c.want == nil) {
			t.Errorf("%s: voted %t", name, voted)
		}
	}
}

func TestARetractedValueCanBeSpentAgain(t *testing.T) {
	first, err := Voter{}.cast(Vote{Points: 4, ProjectID: "A"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := first.retract("B"); !errors.Is(err, ErrNotVoted) {
		t.Errorf("retracted what was not cast: %v", err)
	}
	after, vote, err := first.retract("A")
	if err != nil || vote.Points != 4 || len(after.Votes) != 0 || len(first.Votes) != 1 {
		t.Errorf("%+v, %+v, %v; before: %+v", after, vote, err, first)
	}
	if _, err := after.cast(Vote{Points: 4, ProjectID: "B"}); err != nil {
		t.Error(err)
	}
}

func TestAMoveGivesTheProjectTheValueAndLosesNone(t *testing.T) {
	now := time.Date(2030, 5, 1, 9, 0, 0, 0, time.UTC)
	before := Voter{Votes: []Vote{{Points: 5, ProjectID: "A"}, {Points: 2, ProjectID: "B"}}}
	for name, c := range map[string]struct {
		points  int
		project string
		want    string // points and projects, "!" for a time of now
		from    string
	}{
		"a spent value to a project without one": {5, "C", "5C! 2B", "A"},
		"a spent value in exchange for another":  {5, "B", "5B! 2A!", "A"},
		"a free value in place of another":       {4, "A", "4A! 2B", ""},
		"a free value to a project without one":  {4, "C", "5A 4C! 2B", ""},
		"a value to where it is already":         {5, "A", "5A 2B", ""},
	} {
		t.Run(name, func(t *testing.T) {
			after, vote, from := before.move(Vote{Points: c.points, ProjectID: c.project, CastAt: now})
			var got []string
			for _, v := range after.Votes {
				text := fmt.Sprint(v.Points, v.ProjectID)
				if v.CastAt.Equal(now) {
					text += "!"
				}
				got = append(got, text)
			}
			if text := strings.Join(got, " "); text != c.want || from != c.from {
				t.Errorf("%s from %q, want %s from %q", text, from, c.want, c.from)
			}
			if given, ok := after.VoteFor(c.project); !ok || given != vote || vote.Points != c.points {
				t.Errorf("vote %+v, in the record %+v", vote, given)
			}
			if spent := fmt.Sprint(before.Votes[0].ProjectID, before.Votes[1].ProjectID); spent != "AB" {
				t.Errorf("the voter before has changed: %s", spent)
			}
		})
	}
}

func TestTalliesChangeByWhatTheVotesDiffer(t *testing.T) {
	before := []Vote{{Points: 5, ProjectID: "A"}, {Points: 2, ProjectID: "B"}}
	for name, c := range map[string]struct {
		after []Vote
		want  string
	}{
		"nothing":    {before, "[]"},
		"cast":       {append(slices.Clone(before), Vote{Points: 1, ProjectID: "C"}), "[{C 1 1}]"},
		"retracted":  {before[:1], "[{B -2 -1}]"},
		"moved":      {[]Vote{{Points: 5, ProjectID: "C"}, before[1]}, "[{A -5 -1} {C 5 1}]"},
		"exchanged":  {[]Vote{{Points: 5, ProjectID: "B"}, {Points: 2, ProjectID: "A"}}, "[{A -3 0} {B 3 0}]"},
		"other ones": {[]Vote{{Points: 3, ProjectID: "A"}, before[1]}, "[{A -2 0}]"},
	} {
		if got := fmt.Sprint(tallyChanges(before, c.after)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestReceiptsAreOfTheLastNamedChanges(t *testing.T) {
	var v Voter
	for i := range 3 * MaxReceipts {
		v = v.noting(Receipt{Key: fmt.Sprint(i)})
		v = v.noting(Receipt{}) // of a change without a name there is none
	}
	if len(v.Receipts) != MaxReceipts {
		t.Errorf("%d receipts", len(v.Receipts))
	}
	for i := range 3 * MaxReceipts {
		if _, ok := v.receipt(fmt.Sprint(i)); ok != (i >= 2*MaxReceipts) {
			t.Errorf("receipt of change %d: %t", i, ok)
		}
	}
	if _, ok := v.receipt(""); ok {
		t.Error("a receipt of no name")
	}
}

// Whatever is cast, moved and retracted: at most five votes, of distinct values for distinct projects, as a model has them.
func TestAVoterHasAtMostFiveDistinctVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v Voter
		model := map[string]int{}
		project := rapid.StringMatching("[A-H]")
		t.Repeat(map[string]func(*rapid.T){
			"cast": func(t *rapid.T) {
				vote := Vote{Points: rapid.IntRange(-1, 7).Draw(t, "points"), ProjectID: project.Draw(t, "project")}
				before := fmt.Sprint(v)
				after, err := v.cast(vote)
				if fmt.Sprint(v) != before {
					t.Fatal("the voter before has changed")
				}
				spent := slices.Contains(slices.Collect(func(yield func(int) bool) {
					for _, points := range model {
						if !yield(points) {
							return
						}
					}
				}), vote.Points)
				_, voted := model[vote.ProjectID]
				if allowed := !spent && !voted && vote.Points >= 1 && vote.Points <= 5; allowed != (err == nil) {
					t.Fatalf("%+v after %v: %v", vote, model, err)
				}
				if err == nil {
					v, model[vote.ProjectID] = after, vote.Points
				}
			},
			"move": func(t *rapid.T) {
				vote := Vote{Points: rapid.IntRange(1, 5).Draw(t, "points"), ProjectID: project.Draw(t, "project")}
				before := fmt.Sprint(v)
				after, moved, from := v.move(vote)
				if fmt.Sprint(v) != before {
					t.Fatal("the voter before has changed")
				}
				origin := ""
				for id, points := range model {
					if points == vote.Points && id != vote.ProjectID {
						origin = id
					}
				}
				if from != origin || moved != vote {
					t.Fatalf("%+v of %v: %+v from %q", vote, model, moved, from)
				}
				if had, voted := model[vote.ProjectID]; origin != "" && voted {
					model[origin] = had
				} else {
					delete(model, origin)
				}
				v, model[vote.ProjectID] = after, vote.Points
			},
			"retract": func(t *rapid.T) {
				id := project.Draw(t, "project")
				after, vote, err := v.retract(id)
				if points, voted := model[id]; voted != (err == nil) || voted && vote.Points != points {
					t.Fatalf("%s of %v: %+v, %v", id, model, vote, err)
				}
				if err == nil {
					v = after
					delete(model, id)
				}
			},
			"": func(t *rapid.T) {
				got := map[string]int{}
				for _, vote := range v.Votes {
					got[vote.ProjectID] = vote.Points
				}
				descending := slices.IsSortedFunc(v.Votes, func(a, b Vote) int { return b.Points - a.Points })
				if !reflect.DeepEqual(got, model) || len(v.Votes) != len(model) || len(v.Votes)+len(v.RemainingPoints()) != 5 || !descending {
					t.Fatalf("votes %v, remaining %v, want %v", v.Votes, v.RemainingPoints(), model)
				}
				if len(v.Receipts) > MaxReceipts {
					t.Fatalf("%d receipts", len(v.Receipts))
				}
			},
		})
	})
}
