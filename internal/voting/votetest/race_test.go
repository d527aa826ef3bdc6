//go:build race

package votetest_test

// share is the part of the voters and histories that is run under the race detector, where each costs several times as
// much: it looks for unguarded memory, which few show as well as many.
const share = 0.2
