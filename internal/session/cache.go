package session

import (
	"container/list"
	"sync"
	"time"
)

const (
	// cacheTime is how long an opened session is kept, and so the longest that this instance may take to notice that
	// another one has ended it.
	cacheTime = 3 * time.Second
	// cacheSize bounds the memory: about 10 KB a session.
	cacheSize = 4096
)

// cache keeps the sessions that this instance opened a moment ago, so that the requests of a busy page share one read.
// All entries live equally long, so they end in the order in which they were added.
type cache struct {
	mu      sync.Mutex
	entries map[string]*list.Element // by IDHash
	order   list.List                // of cached, oldest first
	drops   uint64
}

type cached struct {
	opened opened
	until  time.Time
}

func newCache() *cache { return &cache{entries: map[string]*list.Element{}} }

func (c *cache) get(idHash string, now time.Time) (opened, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.entries[idHash]
	if !ok {
		return opened{}, false
	}
	entry := element.Value.(cached)
	return entry.opened, now.Before(entry.until)
}

// seen is for the put that follows a read: a session that was dropped in the meantime may be the one that was read.
func (c *cache) seen() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

// put keeps o, unless something was dropped after seen.
func (c *cache) put(o opened, now time.Time, seen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != seen {
		return
	}
	c.remove(c.entries[o.record.IDHash])
	for oldest := c.order.Front(); oldest != nil; oldest = c.order.Front() {
		if c.order.Len() < cacheSize && now.Before(oldest.Value.(cached).until) {
			break
		}
		c.remove(oldest)
	}
	c.entries[o.record.IDHash] = c.order.PushBack(cached{o, now.Add(cacheTime)})
}

// drop forgets one session.
func (c *cache) drop(idHash string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	c.remove(c.entries[idHash])
}

// dropSubject forgets the sessions of a subject. It looks at every entry, which is seldom needed.
func (c *cache) dropSubject(subject string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for _, element := range c.entries {
		if element.Value.(cached).opened.record.Subject == subject {
			c.remove(element)
		}
	}
}

func (c *cache) remove(element *list.Element) {
	if element != nil {
		delete(c.entries, c.order.Remove(element).(cached).opened.record.IDHash)
	}
}
