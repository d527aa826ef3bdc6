package graphqlhttp_test

import (
	"bufio"
	"errors"
	"runtime"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

// maxIdleBytes is the memory that an idle stream may cost this process, net/http included: 10,000 of them then fit in
// 512 MB.
const maxIdleBytes = 50 << 10

// The connections' other ends are in this process too, so that the figure is an upper bound.
func TestAnIdleStreamIsSmall(t *testing.T) {
	const streams = 1000
	values := make(httpapitest.Source)
	s := httpapitest.StartStreaming(t, testStreams(t), values.Begin)
	before := memory()
	for range streams {
		conn := httpapitest.DialStream(t, s)
		for reader, text := bufio.NewReaderSize(conn, 16), ""; text != ":\n"; { // the first comment, behind the header
			line, err := reader.ReadSlice('\n')
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				t.Fatal(err)
			}
			text = string(line)
		}
	}
	used := (memory() - before) / streams
	t.Logf("%d bytes for each stream", used)
	if used > maxIdleBytes {
		t.Errorf("%d bytes for each stream, more than %d", used, maxIdleBytes)
	}
	close(values)
}

// memory is what is in use by objects and stacks.
func memory() int64 {
	runtime.GC()
	runtime.GC() // the first one empties pools into victims
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
