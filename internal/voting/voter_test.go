package voting

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

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
		after, err := spent.cast(c.vote, "key")
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, voted := after.VoteFor("C"); voted != (c.want == nil) {
			t.Errorf("%s: voted %t", name, voted)
		}
	}
}

func TestARetractedValueCanBeSpentAgain(t *testing.T) {
	first, err := Voter{}.cast(Vote{Points: 4, ProjectID: "A"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := first.retract("B", ""); !errors.Is(err, ErrNotVoted) {
		t.Errorf("retracted what was not cast: %v", err)
	}
	after, vote, err := first.retract("A", "")
	if err != nil || vote.Points != 4 || len(after.Votes) != 0 || len(first.Votes) != 1 {
		t.Errorf("%+v, %+v, %v; before: %+v", after, vote, err, first)
	}
	if _, err := after.cast(Vote{Points: 4, ProjectID: "B"}, ""); err != nil {
		t.Error(err)
	}
}

func TestReceiptsAreOfTheLastNamedChanges(t *testing.T) {
	var v Voter
	for i := range 3 * MaxReceipts {
		v = v.with(nil, Receipt{Key: fmt.Sprint(i)})
		v = v.with(nil, Receipt{}) // of a change without a name there is none
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

// Whatever is cast and retracted: at most five votes, of distinct values for distinct projects, as a model has them.
func TestAVoterHasAtMostFiveDistinctVotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v Voter
		model := map[string]int{}
		project := rapid.StringMatching("[A-H]")
		t.Repeat(map[string]func(*rapid.T){
			"cast": func(t *rapid.T) {
				vote := Vote{Points: rapid.IntRange(-1, 7).Draw(t, "points"), ProjectID: project.Draw(t, "project")}
				before := fmt.Sprint(v)
				after, err := v.cast(vote, rapid.StringMatching("[a-d]?").Draw(t, "key"))
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
			"retract": func(t *rapid.T) {
				id := project.Draw(t, "project")
				after, vote, err := v.retract(id, "")
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
