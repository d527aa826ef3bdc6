package main

import (
	"math"
	"os"
	"runtime/debug"
	"testing"
)

func TestTheCollectorRunsSeldomWhereMemoryIsBounded(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
	defer func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}()
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(name, "") // restores it
		_ = os.Unsetenv(name)
	}
	for _, own := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv(own, "100")
		tuneMemory()
		if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
			t.Errorf("with %s set, the limit becomes %d", own, got)
		}
		if got := debug.SetGCPercent(100); got != 100 {
			t.Errorf("with %s set, the collector runs at %d", own, got)
		}
		_ = os.Unsetenv(own)
	}
	tuneMemory()
	if got := debug.SetMemoryLimit(-1); got <= 0 || got == math.MaxInt64 {
		t.Errorf("the limit becomes %d", got)
	}
	if got := debug.SetGCPercent(100); got != collectAt {
		t.Errorf("the collector runs at %d", got)
	}
}
