package audit

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"sync"
	"time"
)

// A ULID is 48 bits of milliseconds and 80 random bits, written as 26 digits of Crockford's base 32. It sorts as text
// by time.
const (
	idAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	idLength   = 26
	// idTimeLength is the number of digits of the time.
	idTimeLength = 10
	maxMillis    = 1<<48 - 1
)

// LastID is the greatest id there can be.
const LastID = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"

// FirstIDAt returns the smallest id of a moment, rounded up to a millisecond: an event is at or after the moment if and
// only if its id is not less.
func FirstIDAt(t time.Time) string {
	return encodeID(millis(t.Add(time.Millisecond-time.Nanosecond))<<16, 0)
}

// TimeOf returns the moment in an id; ok is false for a text that is not an id.
func TimeOf(id string) (at time.Time, ok bool) {
	if len(id) != idLength || id[0] > '7' {
		return time.Time{}, false
	}
	var ms int64
	for i := range idLength {
		digit := strings.IndexByte(idAlphabet, id[i])
		if digit < 0 {
			return time.Time{}, false
		}
		if i < idTimeLength {
			ms = ms<<5 | int64(digit)
		}
	}
	return time.UnixMilli(ms).UTC(), true
}

func millis(t time.Time) uint64 { return uint64(min(max(t.UnixMilli(), 0), maxMillis)) }

func encodeID(high, low uint64) string {
	var id [idLength]byte
	for i := idLength - 1; i >= 0; i-- {
		id[i] = idAlphabet[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(id[:])
}

// ids generates increasing ids, even within a millisecond and when the clock is set back. It is safe for concurrent
// use.
type ids struct {
	mu        sync.Mutex
	high, low uint64
}

func (g *ids) next(now time.Time) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if ms := millis(now); ms > g.high>>16 {
		var random [10]byte
		_, _ = rand.Read(random[:]) // never fails
		g.high = ms<<16 | uint64(binary.BigEndian.Uint16(random[:2]))
		g.low = binary.BigEndian.Uint64(random[2:])
	} else if g.low++; g.low == 0 {
		g.high++
	}
	return encodeID(g.high, g.low)
}
