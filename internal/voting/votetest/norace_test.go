//go:build !race

package votetest_test

const share = 1.0
