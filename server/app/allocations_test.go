//go:build !race

package app_test

import (
	"net/http"
	"testing"
)

// TestAWarmRequestAllocatesLittle holds what a request costs without the network and without the call of the SDK. The
// race detector allocates too, so it is not for its runs. Less is better: lower a number when you can.
func TestAWarmRequestAllocatesLittle(t *testing.T) {
	w := startWarm(t)
	table := w.tableClient(t)
	call := testing.AllocsPerRun(200, func() { readVoter(t, table) })
	for _, c := range []struct {
		what     string
		header   http.Header
		document string
		calls    float64
		most     float64
	}{
		{"viewer by bearer token", w.bearer, warmViewer, 1, 290},
		{"viewer by cookie", w.cookie, warmViewer, 1, 305},
		{"board", w.none, warmBoard, 0, 130},
		{"typename", w.none, "{__typename}", 0, 96},
	} {
		body := bodyOf(t, c.document)
		got := testing.AllocsPerRun(200, func() { w.serve(c.header, body) }) - c.calls*call
		t.Logf("%s: %.0f allocations", c.what, got)
		if got > c.most {
			t.Errorf("%s: %.0f allocations, more than %.0f", c.what, got, c.most)
		}
	}
}
