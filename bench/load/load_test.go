package load

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestQuantilesAreByTheNearestRank(t *testing.T) {
	var sorted []time.Duration
	for i := range 100 {
		sorted = append(sorted, time.Duration(i+1))
	}
	for share, want := range map[float64]time.Duration{0: 1, 0.5: 50, 0.99: 99, 0.991: 100, 1: 100} {
		if got := Quantile(sorted, share); got != want {
			t.Errorf("%v: got %d, want %d", share, got, want)
		}
	}
	if got := Quantile(nil, 0.5); got != 0 {
		t.Errorf("of none: %v", got)
	}
}

// serve answers as h does, and counts.
func serve(t *testing.T, h http.HandlerFunc) (address string, requests *atomic.Int64) {
	t.Helper()
	requests = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		h(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), requests
}

func TestEveryRequestIsCounted(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		count  func(Result) int
	}{
		"right":   {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "right") }, func(r Result) int { return r.Answered }},
		"wrong":   {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "not it") }, func(r Result) int { return r.Failed }},
		"refused": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, func(r Result) int { return r.Failed }},
		"shed":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, func(r Result) int { return r.Shed }},
		"broken":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, func(r Result) int { return r.Failed }},
		"closing": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			fmt.Fprint(w, "right")
		}, func(r Result) int { return r.Answered }},
	} {
		t.Run(name, func(t *testing.T) {
			address, requests := serve(t, c.answer)
			result := Saturate(Plan{
				Address: address, Requests: [][]byte{Request(address, "{}")}, Length: len("right"), Connections: 3, For: 50 * time.Millisecond,
			})
			if got := c.count(result); got == 0 || got != result.Sent() || name != "broken" && int64(got) != requests.Load() {
				t.Errorf("counted %d of %d sent; the server saw %d", got, result.Sent(), requests.Load())
			}
		})
	}
}

func TestAChunkedResponseIsReadToItsEnd(t *testing.T) {
	long := strings.Repeat("a long response ", 1000)
	address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, long) })
	result := Saturate(Plan{
		Address: address, Requests: [][]byte{Request(address, "{}")}, Length: len(long), Connections: 1, For: 50 * time.Millisecond,
	})
	if result.Answered < 2 || result.Failed > 0 {
		t.Errorf("%+v", result)
	}
	response, err := Once(address, Request(address, "{}"))
	if err != nil || response.Body != long || !strings.Contains(response.Head, "\nTransfer-Encoding: chunked") {
		t.Errorf("%v: %d bytes, head %s", err, len(response.Body), response.Head)
	}
}

func TestASteadyRateIsThatOfThePlan(t *testing.T) {
	address, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	plan := Plan{Address: address, Requests: [][]byte{Request(address, "{}")}, Connections: 4, For: 100 * time.Millisecond}
	result := Steady(plan, 500)
	if result.Sent()+result.Skipped != 50 || int64(result.Answered) != requests.Load() {
		t.Errorf("sent %d, skipped %d, the server saw %d", result.Sent(), result.Skipped, requests.Load())
	}
}

// A server that hangs must not hide the requests that would have come meanwhile.
func TestWhatWaitsForAConnectionCounts(t *testing.T) {
	var first atomic.Bool
	address, _ := serve(t, func(http.ResponseWriter, *http.Request) {
		if first.CompareAndSwap(false, true) {
			time.Sleep(60 * time.Millisecond)
		}
	})
	plan := Plan{Address: address, Requests: [][]byte{Request(address, "{}")}, Connections: 1, For: 50 * time.Millisecond}
	result := Steady(plan, 200)
	if got := result.Quantile(0.5); result.Answered != 10 || got < 20*time.Millisecond {
		t.Errorf("%d answered, half of them within %s", result.Answered, got)
	}
}

func TestEachRequestIsSentOnce(t *testing.T) {
	var seen sync.Map
	address, requests := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if _, twice := seen.LoadOrStore(r.Header.Get("X-Number"), true); twice {
			t.Errorf("number %s twice", r.Header.Get("X-Number"))
		}
	})
	plan := Plan{Address: address, Connections: 3}
	for i := range 10 {
		plan.Requests = append(plan.Requests, Request(address, "{}", "X-Number", fmt.Sprint(i)))
	}
	if failed := Each(plan); failed != 0 || requests.Load() != 10 {
		t.Errorf("%d failed, the server saw %d", failed, requests.Load())
	}
}

func TestStreamsCountTheirEvents(t *testing.T) {
	next := make(chan struct{})
	address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		for range 2 {
			fmt.Fprintf(w, ":\n\nevent: next\ndata: %s event: next\n\n", strings.Repeat("long ", 2000))
			_ = control.Flush()
			select {
			case <-next:
			case <-r.Context().Done():
			}
		}
	})
	streams, err := Subscribe(address, Request(address, "{}"), 3, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer streams.Close()
	if err := streams.Await(2, 20*time.Millisecond); err == nil {
		t.Error("there has been one event")
	}
	close(next)
	if err := streams.Await(2, time.Minute); err != nil {
		t.Error(err)
	}
}
