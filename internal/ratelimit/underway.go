package ratelimit

import "sync"

// underWay are the clients' own limits that attempts are being counted in by this instance. Only one attempt at a time
// is counted in a client's own limits and in those that others share together: however many a client sends at once, the
// shared limits hold one at most that its own refuse, until it is given back. The zero value has none.
type underWay struct {
	mu   sync.Mutex
	keys map[string]int
}

// begin adds the limits of an attempt, and reports whether no other attempt is being counted in any of them.
func (u *underWay) begin(own []Limit) (alone bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.keys == nil {
		u.keys = make(map[string]int)
	}
	alone = true
	for _, l := range own {
		alone = alone && u.keys[l.Key] == 0
		u.keys[l.Key]++
	}
	return alone
}

// end removes the limits of an attempt.
func (u *underWay) end(own []Limit) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, l := range own {
		if u.keys[l.Key]--; u.keys[l.Key] == 0 {
			delete(u.keys, l.Key)
		}
	}
}
