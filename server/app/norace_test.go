//go:build !race

package app_test

const part = 1.0
