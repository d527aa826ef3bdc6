// Package health answers the probes of load balancers and orchestrators: whether the process lives, and whether this
// instance should get requests.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/respond"
)

const (
	// LivePath is where [Alive] answers.
	LivePath = "/healthz"
	// ReadyPath is where [Readiness] answers.
	ReadyPath = "/readyz"

	// checkTimeout bounds each readiness check. It is under the usual timeout of a probe (1 s in Kubernetes), so that a
	// slow upstream gives an answer that names it.
	checkTimeout = 800 * time.Millisecond
	// checkEvery is how long results are reused: however often readiness is requested, upstreams see one check a second.
	checkEvery = time.Second
)

// Check reports whether one upstream can be used; nil means yes. It must return soon after ctx ends.
type Check func(ctx context.Context) error

// Readiness tells load balancers whether this instance should get requests. It is an [http.Handler]: 200 or 503, with
// JSON that names each check and whether it passed, and says nothing more, since anybody may ask.
type Readiness struct {
	checks   map[string]Check
	now      func() time.Time
	draining atomic.Bool

	mu      sync.Mutex
	checked time.Time
	results map[string]bool
}

// NewReadiness returns a Readiness over named checks. It may have none.
func NewReadiness(checks map[string]Check) *Readiness {
	return &Readiness{checks: checks, now: time.Now}
}

// Drain makes the instance unready for good, so that load balancers send new requests elsewhere before it stops.
func (r *Readiness) Drain() { r.draining.Store(true) }

// report is the body of /readyz.
type report struct {
	// Status is `ready`, `unready` or `draining`.
	Status string `json:"status"`
	// Checks says for each check whether it passed.
	Checks map[string]bool `json:"checks"`
}

func (r *Readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !respond.ReadOnly(w, req) {
		return
	}
	result := report{Status: "ready", Checks: r.run(req.Context())}
	for _, ok := range result.Checks {
		if !ok {
			result.Status = "unready"
		}
	}
	if r.draining.Load() {
		result.Status = "draining"
	}
	status := http.StatusOK
	if result.Status != "ready" {
		status = http.StatusServiceUnavailable
	}
	body, err := json.Marshal(result)
	if err != nil {
		panic(err) // strings and booleans always encode
	}
	respond.Uncached(w, status, respond.JSON, body)
}

// run returns the results of the checks, at most checkEvery old. Probes that come at once share a run, which therefore
// does not end with the probe that began it.
func (r *Readiness) run(ctx context.Context) map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.results != nil && r.now().Sub(r.checked) < checkEvery {
		return r.results
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	type outcome struct {
		name string
		ok   bool
	}
	outcomes := make(chan outcome, len(r.checks)) // room for all: a late check never blocks
	results := make(map[string]bool, len(r.checks))
	for name, check := range r.checks {
		results[name] = false
		go func() { outcomes <- outcome{name, check(ctx) == nil} }()
	}
	for range r.checks {
		select {
		case o := <-outcomes:
			results[o.name] = o.ok
		case <-ctx.Done():
		}
	}
	r.results, r.checked = results, r.now()
	return results
}

// AliveAs answers as [Alive] does, and says what is running. Build is put into the response as JSON.
func AliveAs(build any) http.HandlerFunc {
	body, err := json.Marshal(struct {
		Status string `json:"status"`
		Build  any    `json:"build"`
	}{"alive", build})
	if err != nil {
		panic(err) // a build of strings always encodes
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if respond.ReadOnly(w, r) {
			respond.Uncached(w, http.StatusOK, respond.JSON, body)
		}
	}
}

// Alive answers 200 for as long as the process serves requests at all; it asks no upstream, because restarting this
// process would not repair one.
func Alive(w http.ResponseWriter, r *http.Request) {
	if respond.ReadOnly(w, r) {
		respond.Uncached(w, http.StatusOK, respond.JSON, []byte(`{"status":"alive"}`))
	}
}
