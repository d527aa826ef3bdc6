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
	var nothing http.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	request := testing.AllocsPerRun(200, func() { nothing.ServeHTTP(discard{http.Header{}}, newRequest(w.none, nil)) })
	for _, c := range []struct {
		what     string
		header   http.Header
		document string
		calls    float64
		most     float64
	}{
		{"viewer by bearer token", w.bearer, warmViewer, 1, 120},
		{"viewer by cookie", w.cookie, warmViewer, 1, 129},
		{"board", w.none, warmBoard, 0, 105},
		{"typename", w.none, "{__typename}", 0, 80},
	} {
		body := bodyOf(t, c.document)
		got := testing.AllocsPerRun(200, func() { w.serve(c.header, body) }) - c.calls*call - request
		t.Logf("%s: %.0f allocations", c.what, got)
		if got > c.most {
			t.Errorf("%s: %.0f allocations, more than %.0f", c.what, got, c.most)
		}
	}
}
