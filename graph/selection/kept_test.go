package selection

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func keyOf(of any) renderingKey { return renderingKey{of: of} }

func TestOneReaderWritesForAllThatWait(t *testing.T) {
	var k kept
	var written atomic.Int64
	state := make(chan struct{})
	var readers sync.WaitGroup
	for range 1000 {
		readers.Go(func() {
			json := k.get(keyOf("a"), state, func() []byte {
				written.Add(1)
				return []byte("one")
			})
			if string(json) != "one" {
				t.Errorf("got %q", json)
			}
		})
	}
	readers.Wait()
	if written.Load() != 1 {
		t.Errorf("written %d times", written.Load())
	}
}

func TestWhatIsKeptEndsWithItsState(t *testing.T) {
	var k kept
	before, after := make(chan struct{}), make(chan struct{})
	write := func(text string) func() []byte { return func() []byte { return []byte(text) } }
	k.get(keyOf("a"), before, write("before"))
	close(before)
	if json := k.get(keyOf("a"), before, write("late")); json != nil {
		t.Errorf("%q was kept for a state that is superseded", json)
	}
	if json := k.get(keyOf("a"), after, write("after")); string(json) != "after" {
		t.Errorf("got %q of the new state", json)
	}
	if k.bytes != len("after") || k.renderings.Len() != 1 {
		t.Errorf("%d bytes in %d renderings are kept", k.bytes, k.renderings.Len())
	}
}

func TestWhatMustNotBeKeptIsWrittenByEachReader(t *testing.T) {
	var k kept
	state, written := make(chan struct{}), 0
	for range 3 {
		if json := k.get(keyOf("a"), state, func() []byte { written++; return nil }); json != nil {
			t.Errorf("got %q", json)
		}
	}
	if written != 3 || k.renderings.Len() != 0 {
		t.Errorf("written %d times, %d kept", written, k.renderings.Len())
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	var k kept
	state := make(chan struct{})
	large := bytes.Repeat([]byte{'x'}, maxOneKept)
	for i := range 4 * maxKept {
		k.get(keyOf(i), state, func() []byte { return large })
		if k.bytes > maxKeptBytes || k.renderings.Len()*len(large) > maxKeptBytes {
			t.Fatalf("%d bytes are kept in %d renderings", k.bytes, k.renderings.Len())
		}
	}
	for i := range 4 * maxKept {
		k.get(keyOf(strings.Repeat("y", i)), state, func() []byte { return []byte("small") })
	}
	if k.renderings.Len() > maxKept {
		t.Errorf("%d renderings are kept", k.renderings.Len())
	}
	if k.get(keyOf("larger"), state, func() []byte { return append(large, 'x') }); k.renderings.Contains(keyOf("larger")) {
		t.Error("one that is too large is kept")
	}
}
