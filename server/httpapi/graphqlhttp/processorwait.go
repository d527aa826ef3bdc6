package graphqlhttp

import (
	"math"
	"runtime/metrics"
	"time"
)

// newProcessorWait returns a function that says how long goroutines that could run have waited for a processor since
// its last call, on average. Unlike the time that requests take, it does not grow while an upstream is slow; unlike the
// use of processors, it also shows where the container gets less of them than there are. It must not be called
// concurrently.
func newProcessorWait() func() time.Duration {
	sample := []metrics.Sample{{Name: "/sched/latencies:seconds"}}
	var before []uint64
	return func() time.Duration {
		metrics.Read(sample)
		if sample[0].Value.Kind() != metrics.KindFloat64Histogram { // a Go without it: nothing is ever busy
			return 0
		}
		waits := sample[0].Value.Float64Histogram()
		if before == nil {
			before = make([]uint64, len(waits.Counts))
		}
		total, seconds := uint64(0), 0.0
		for i, count := range waits.Counts {
			n := count - before[i]
			before[i] = count
			total += n
			if at := waits.Buckets[i]; !math.IsInf(at, 0) { // the bucket's lower end
				seconds += float64(n) * at
			}
		}
		if total == 0 {
			return 0
		}
		return time.Duration(seconds / float64(total) * float64(time.Second))
	}
}
