package session

import (
	"strconv"
	"testing"
	"time"
)

func TestTheCacheIsBoundedAndForgetsTheOldestFirst(t *testing.T) {
	t.Parallel()
	c, now := newCache(), time.Now()
	put := func(i int, now time.Time) { c.put(opened{record: Record{IDHash: strconv.Itoa(i)}}, now, c.seen()) }
	kept := func(i int) bool { _, ok := c.get(strconv.Itoa(i), now); return ok }
	for i := range cacheSize + 10 {
		put(i, now)
	}
	put(20, now) // again
	if c.order.Len() != cacheSize-1 && c.order.Len() != cacheSize || len(c.entries) != c.order.Len() || kept(9) || !kept(20) || !kept(cacheSize+9) {
		t.Errorf("%d entries, %d in order", len(c.entries), c.order.Len())
	}
	put(-1, now.Add(cacheTime)) // all others have ended
	if len(c.entries) != 1 || c.order.Len() != 1 {
		t.Errorf("%d entries, %d in order", len(c.entries), c.order.Len())
	}
}
