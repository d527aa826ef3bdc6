package selection

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Snapshot is a value that never changes, so that what is written of it can be kept for several readers, unless it
// depends on who they are. It is kept until its state is superseded.
type Snapshot interface {
	// Snapshot returns a key, which can be compared: values with equal keys are written alike. It is nil if the value must
	// not be kept. superseded identifies the state that the value is a part of, and is closed once there is a newer one.
	Snapshot() (key any, superseded <-chan struct{})
}

// The most that is kept at a time. A single value may have a part of it.
const (
	maxKept      = 256
	maxKeptBytes = 8 << 20
	maxOneKept   = maxKeptBytes / 4
)

// kept is JSON that was written of one state. When the state is superseded, thousands of streams ask for the same at
// once: the first writes it, and the others wait for that.
type kept struct {
	mu         sync.Mutex
	superseded <-chan struct{}
	renderings *simplelru.LRU[renderingKey, *rendering]
	bytes      int
}

type renderingKey struct {
	root *Root
	of   any
}

type rendering struct {
	once sync.Once
	json []byte // nil while it is being written, and if it must not be kept
	size int    // what it counts for
}

// get returns the JSON for a key of a state; nil if the caller has to write it. It calls write, at most once for all
// callers, which returns nil if the JSON must not be kept.
func (k *kept) get(key renderingKey, superseded <-chan struct{}, write func() []byte) []byte {
	r := k.find(key, superseded)
	if r == nil {
		return nil
	}
	r.once.Do(func() {
		r.json = write()
		k.count(key, r)
	})
	return r.json
}

// find returns the rendering for a key; nil if its state is superseded: somebody has taken long.
func (k *kept) find(key renderingKey, superseded <-chan struct{}) *rendering {
	k.mu.Lock()
	defer k.mu.Unlock()
	select {
	case <-superseded:
		return nil
	default:
	}
	if k.superseded != superseded {
		k.superseded, k.bytes = superseded, 0
		k.renderings, _ = simplelru.NewLRU(maxKept, func(_ renderingKey, r *rendering) { k.bytes -= r.size })
	}
	r, known := k.renderings.Get(key)
	if !known {
		r = &rendering{}
		k.renderings.Add(key, r)
	}
	return r
}

// count makes room for what was written.
func (k *kept) count(key renderingKey, r *rendering) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known, ok := k.renderings.Peek(key); !ok || known != r { // of a state before
		return
	}
	if r.json == nil || len(r.json) > maxOneKept {
		k.renderings.Remove(key)
		return
	}
	r.size = len(r.json)
	for k.bytes += r.size; k.bytes > maxKeptBytes; {
		k.renderings.RemoveOldest()
	}
}
