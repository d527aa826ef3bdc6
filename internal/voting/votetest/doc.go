// Package votetest shows that votes are neither lost nor counted twice: against a model of the rules step by step, and
// by histories of voters who vote at the same time, over processes that are killed and a table whose answers fail. It
// has tests only.
package votetest
