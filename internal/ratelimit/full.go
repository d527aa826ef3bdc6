package ratelimit

import (
	"slices"
	"sync"
	"time"
)

const (
	// rememberedFor is how long a full window is assumed to be full without asking. It is short because an attempt that
	// another instance gives back makes room.
	rememberedFor = time.Second
	// remembered bounds how many full windows a generation remembers; there are two generations.
	remembered = 5000
)

// fullWindows remembers which windows are full, so that a flood of refused attempts costs about one call a second. The
// zero value remembers none.
type fullWindows struct {
	mu sync.Mutex
	// young and old are generations: when young is large enough it becomes old, and what was old is forgotten.
	young, old map[string]fullWindow
}

// fullWindow is a window that is full, or was a moment ago.
type fullWindow struct {
	// until is when the counters are asked again, ends when the window does.
	until, ends time.Time
}

// wait returns how long the window of a key is still full, or zero if the counters have to be asked.
func (f *fullWindows) wait(key string, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w, ok := f.find(key); ok && now.Before(w.until) && now.Before(w.ends) {
		return w.ends.Sub(now)
	}
	return 0
}

// suspect reports whether a window was full a moment ago. The caller is then to ask; until it has, others are refused
// without asking.
func (f *fullWindows) suspect(key string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.find(key)
	if !ok || !now.Before(w.ends) {
		return false
	}
	w.until = now.Add(rememberedFor)
	f.keep(key, w)
	return true
}

// anySuspect reports whether a window of some limits was full a moment ago, without the caller having to ask.
func (f *fullWindows) anySuspect(limits []Limit, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(limits, func(l Limit) bool {
		w, ok := f.find(l.Key)
		return ok && now.Before(w.ends)
	})
}

// expect remembers that an attempt has filled the window of a key: the next one has to ask whether it still is full.
func (f *fullWindows) expect(key string, now time.Time, ends time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keep(key, fullWindow{until: now, ends: now.Add(ends)})
}

// note remembers that the window of a key is full until it ends.
func (f *fullWindows) note(key string, now time.Time, ends time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keep(key, fullWindow{until: now.Add(rememberedFor), ends: now.Add(ends)})
}

// forget makes the next attempt ask the counters.
func (f *fullWindows) forget(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.young, key)
	delete(f.old, key)
}

func (f *fullWindows) find(key string) (fullWindow, bool) {
	if w, ok := f.young[key]; ok {
		return w, true
	}
	w, ok := f.old[key]
	return w, ok
}

func (f *fullWindows) keep(key string, w fullWindow) {
	if len(f.young) >= remembered {
		f.old, f.young = f.young, nil
	}
	if f.young == nil {
		f.young = make(map[string]fullWindow)
	}
	f.young[key] = w
}
