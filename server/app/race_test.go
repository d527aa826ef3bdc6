//go:build race

package app_test

// part is how much of a crowd comes in person: under the race detector a request costs several times as much. The attempts of the others
// are put into the counters.
const part = 0.1
