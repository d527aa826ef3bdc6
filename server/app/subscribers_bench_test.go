package app_test

import (
	"bufio"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// BenchmarkSubscribers opens 5,000 streams of the leaderboard at one instance, waits for the first event of each, and
// reports the memory of one, that of the test's own client included.
func BenchmarkSubscribers(b *testing.B) {
	const subscribers = 5000
	startAWS(b, localaws.Config{})
	url := startProduct(b) + "/graphql"
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: subscribers, ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10}}
	for b.Loop() {
		before := inUse()
		bodies := make([]io.ReadCloser, subscribers)
		for i := range bodies {
			request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(`{"query":"subscription { leaderboard { totalVotes entries { points project { title } } } }"}`))
			if err != nil {
				b.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Accept", "text/event-stream")
			response, err := client.Do(request)
			if err != nil {
				b.Fatal(err)
			}
			bodies[i] = response.Body
			for line := bufio.NewScanner(io.LimitReader(response.Body, 256)); line.Scan() && !strings.HasPrefix(line.Text(), "data:"); {
			}
		}
		b.ReportMetric(float64(inUse()-before)/subscribers/1024, "KB/subscriber")
		b.ReportMetric(float64(runtime.NumGoroutine())/subscribers, "goroutines/subscriber")
		for _, body := range bodies {
			_ = body.Close()
		}
	}
}

// inUse is the memory of heap and stacks, in bytes.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
