package votetest_test

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// The projects of a history are numbered from 1; 0 is none.
const projects = 4

// request is what a voter asks for.
type request struct {
	voter   int
	kind    kind
	project int
	points  int
	// key numbers what the client named; requests with the same key are copies of one another.
	key int
}

type kind int

const (
	cast kind = iota
	move
	retract
	read
)

// The outcomes besides the codes of user errors.
const (
	done    = "done"
	unknown = "unknown" // no answer, or one that says that it may have happened
)

// answer is the result.
type answer struct {
	code  string
	votes [6]int // of a read: the project by points
}

// ballot is the state of one voter: the project that each value is spent on, and the keys of what has been done.
type ballot struct {
	votes [6]int
	keys  uint64
}

// step returns the code that the rules give a request, and the state after it.
func (b ballot) step(r request) (string, ballot) {
	mark := uint64(1) << r.key
	if b.keys&mark != 0 {
		return done, b
	}
	spentOn := 0 // the value spent on the project
	for points, project := range b.votes {
		if project == r.project {
			spentOn = points
		}
	}
	after := b
	after.keys |= mark
	if r.kind == retract {
		if spentOn == 0 {
			return "NOT_VOTED_FOR_PROJECT", b
		}
		after.votes[spentOn] = 0
		return done, after
	}
	if r.kind == move {
		// What the project had goes to the project that had the value; to 0, which is none, where that is free.
		if spentOn != 0 {
			after.votes[spentOn] = b.votes[r.points]
		}
		after.votes[r.points] = r.project
		return done, after
	}
	switch {
	case spentOn != 0:
		return "ALREADY_VOTED_FOR_PROJECT", b
	case b.votes[r.points] != 0:
		return "POINTS_ALREADY_SPENT", b
	}
	after.votes[r.points] = r.project
	return done, after
}

// model says which histories a table that loses and doubles nothing can have. Voters don't touch each other's votes, so that each has a
// history of its own.
var model = (&porcupine.NondeterministicModel{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byVoter := map[int][]porcupine.Operation{}
		for _, o := range history {
			voter := o.Input.(request).voter
			byVoter[voter] = append(byVoter[voter], o)
		}
		var parts [][]porcupine.Operation
		for _, part := range byVoter {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() []any { return []any{ballot{}} },
	Step: func(state, input, output any) []any {
		before, r, a := state.(ballot), input.(request), output.(answer)
		if r.kind == read {
			if before.votes == a.votes {
				return []any{before}
			}
			return nil
		}
		code, after := before.step(r)
		switch {
		case a.code == unknown && after != before:
			return []any{before, after}
		case a.code == unknown || a.code == code:
			return []any{after}
		}
		return nil
	},
	Equal: func(a, b any) bool { return a.(ballot) == b.(ballot) },
}).ToModel()

func operation(from, to int64, r request, a answer) porcupine.Operation {
	return porcupine.Operation{Input: r, Call: from, Output: a, Return: to}
}

// A check that can't fail shows nothing.
func TestTheModelRefusesHistoriesInWhichVotesAreLostOrDoubled(t *testing.T) {
	vote := request{kind: cast, project: 1, points: 5, key: 1}
	reading := request{kind: read}
	away, home := request{kind: move, project: 2, points: 5, key: 2}, request{kind: move, project: 1, points: 5, key: 3}
	four := request{kind: cast, project: 2, points: 4, key: 4}
	spent := answer{votes: [6]int{5: 1}}
	for name, c := range map[string]struct {
		history []porcupine.Operation
		want    bool
	}{
		"a vote that is there":      {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, reading, spent)}, true},
		"a vote that was lost":      {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, reading, answer{})}, false},
		"a copy of it":              {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, vote, answer{code: done})}, true},
		"a copy taken for a second": {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, vote, answer{code: "ALREADY_VOTED_FOR_PROJECT"})}, false},
		"one value, two projects": {[]porcupine.Operation{
			operation(1, 5, vote, answer{code: done}), operation(2, 6, request{kind: cast, project: 2, points: 5, key: 2}, answer{code: done}),
		}, false},
		"one project, two values": {[]porcupine.Operation{
			operation(1, 5, vote, answer{code: done}), operation(2, 6, request{kind: cast, project: 1, points: 4, key: 2}, answer{code: done}),
		}, false},
		"an unknown outcome that happened":          {[]porcupine.Operation{operation(1, 9, vote, answer{code: unknown}), operation(3, 4, reading, spent)}, true},
		"an unknown outcome that did not":           {[]porcupine.Operation{operation(1, 9, vote, answer{code: unknown}), operation(3, 4, reading, answer{})}, true},
		"an unknown outcome that came and went":     {[]porcupine.Operation{operation(1, 9, vote, answer{code: unknown}), operation(3, 4, reading, spent), operation(5, 6, reading, answer{})}, false},
		"a refusal although nothing was in the way": {[]porcupine.Operation{operation(1, 2, vote, answer{code: "POINTS_ALREADY_SPENT"})}, false},
		"a move that is there":                      {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, away, answer{code: done}), operation(5, 6, reading, answer{votes: [6]int{5: 2}})}, true},
		"a move that lost the vote":                 {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, away, answer{code: done}), operation(5, 6, reading, answer{})}, false},
		"a move that was not made":                  {[]porcupine.Operation{operation(1, 2, vote, answer{code: done}), operation(3, 4, away, answer{code: done}), operation(5, 6, reading, spent)}, false},
		"a copy of a move after the next":           {[]porcupine.Operation{operation(1, 2, away, answer{code: done}), operation(3, 4, home, answer{code: done}), operation(5, 6, away, answer{code: done}), operation(7, 8, reading, spent)}, true},
		"an exchange": {[]porcupine.Operation{
			operation(1, 2, vote, answer{code: done}), operation(3, 4, four, answer{code: done}),
			operation(5, 6, away, answer{code: done}), operation(7, 8, reading, answer{votes: [6]int{4: 1, 5: 2}}),
		}, true},
		"an exchange that lost a vote": {[]porcupine.Operation{
			operation(1, 2, vote, answer{code: done}), operation(3, 4, four, answer{code: done}),
			operation(5, 6, away, answer{code: done}), operation(7, 8, reading, answer{votes: [6]int{5: 2}}),
		}, false},
	} {
		if got := porcupine.CheckOperations(model, c.history); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
