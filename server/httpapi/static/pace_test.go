package static

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"
)

// big is more than the buffers between a client and a server whose sockets are narrow.
var big = bytes.Repeat([]byte("horn"), 256<<10)

// narrow gives a listener's connections the smallest buffers there are, so that the kernel does not take a file as a
// whole.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return conn, conn.(*net.TCPConn).SetWriteBuffer(4 << 10)
}

func TestAClientThatStopsReadingIsGivenUp(t *testing.T) {
	f, err := newFiles(fstest.MapFS{"big.bin": {Data: big}})
	if err != nil {
		t.Fatal(err)
	}
	f.pace = pace{base: 50 * time.Millisecond, bytesPerSecond: 1 << 30}
	served := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(served)
		f.serve(w, r, "big.bin")
	}))
	server.Listener = narrow{server.Listener}
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-served                                              // without a deadline it would wait for ever
	if got, _ := io.ReadAll(conn); len(got) >= len(big) { // the connection ends, in whichever way
		t.Errorf("all %d bytes came", len(got))
	}
}

// deadlines is a response writer that notes the deadline it is given.
type deadlines struct {
	http.ResponseWriter
	write time.Time
}

func (d *deadlines) SetWriteDeadline(at time.Time) error {
	d.write = at
	return nil
}

func TestTheTimeOfAFileGrowsWithItsSize(t *testing.T) {
	for size, want := range map[int64]time.Duration{
		0:         30 * time.Second,
		16 << 10:  31 * time.Second,
		2_800_000: 30*time.Second + 170_898_437_500*time.Nanosecond,
		1 << 40:   30*time.Second + (1<<26)*time.Second,
	} {
		var d deadlines
		before := time.Now()
		defaultPace.allow(&d, size)
		if d.write.Before(before.Add(want)) || d.write.After(time.Now().Add(want)) {
			t.Errorf("%d bytes have %s", size, d.write.Sub(before))
		}
	}
}
