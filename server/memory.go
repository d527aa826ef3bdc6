package main

import (
	"os"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// collectAt is the growth of the heap, in percent of what is alive, at which the garbage collector runs. What is
	// alive is small here, some 15 MB, and a request leaves some 80 KB behind, so that Go's own 100 would have it run for
	// every few hundred requests.
	collectAt = 400
	// memoryShare is how much of the memory limit Go may use. The rest is for what it does not count: the program itself,
	// and the kernel's buffers of connections.
	memoryShare = 0.8
)

// tuneMemory trades memory for the processor time of the garbage collector, as far as the memory goes: near the limit
// of the container the collector runs as often as it has to, since the platform would kill the process. Where there is
// no such limit, that of the machine counts. Whoever sets GOGC or GOMEMLIMIT decides alone.
func tuneMemory() {
	_, percent := os.LookupEnv("GOGC")
	_, limited := os.LookupEnv("GOMEMLIMIT")
	if percent || limited {
		return
	}
	limit, err := memlimit.ApplyRatio(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem), memoryShare)()
	if err != nil {
		return // Go's own settings stay: nothing would bound what this takes
	}
	debug.SetMemoryLimit(int64(limit))
	debug.SetGCPercent(collectAt)
}
