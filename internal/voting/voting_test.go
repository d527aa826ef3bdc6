package voting_test

import (
	"slices"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

func TestRemainingPointsAreTheValuesNotSpent(t *testing.T) {
	for name, c := range map[string]struct{ spent, want []int }{
		"none":                {nil, []int{1, 2, 3, 4, 5}},
		"some":                {[]int{5, 2}, []int{1, 3, 4}},
		"all":                 {[]int{5, 4, 3, 2, 1}, []int{}},
		"outside of the five": {[]int{-1, 0, 6, 1 << 40}, []int{1, 2, 3, 4, 5}},
	} {
		var voter voting.Voter
		for _, points := range c.spent {
			voter.Votes = append(voter.Votes, voting.Vote{Points: points})
		}
		got := voter.RemainingPoints()
		if !slices.Equal(got, c.want) || got == nil {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
