package app

import (
	"fmt"
	"net/http"

	"github.com/unicornpursuit/unicornpursuit/internal/audit"
)

// metrics shows counters in Prometheus' text format. There are too few of them yet to justify its client library.
func metrics(recorder *audit.Recorder) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		stats := recorder.Stats()
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = fmt.Fprintf(
			w,
			"# HELP audit_events_total Audit events by what became of them.\n# TYPE audit_events_total counter\n"+
				"audit_events_total{outcome=\"written\"} %d\naudit_events_total{outcome=\"lost\"} %d\n"+
				"# HELP audit_events_waiting Audit events that wait to be written.\n# TYPE audit_events_waiting gauge\naudit_events_waiting %d\n",
			stats.Written,
			stats.Lost,
			stats.Waiting,
		)
	}
}
