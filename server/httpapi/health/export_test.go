package health

import "time"

// What the tests of the whole service need of this package's insides.
const (
	CheckEvery   = checkEvery
	CheckTimeout = checkTimeout
)

// SetNow sets the clock.
func (r *Readiness) SetNow(now func() time.Time) { r.now = now }
