package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Streams are open responses of server-sent events.
type Streams struct {
	conns   []net.Conn
	events  []atomic.Int64 // of each
	broken  atomic.Int64
	reading sync.WaitGroup
}

// batch is how many streams are opened at a time: servers refuse clients that they have no time for.
const batch = 50

// Subscribe opens a number of streams by the same request, and waits for the first event of each.
func Subscribe(address string, request []byte, streams int, patience time.Duration) (*Streams, error) {
	s := &Streams{events: make([]atomic.Int64, streams)}
	for i := range streams {
		if err := s.open(address, request, &s.events[i]); err != nil {
			s.Close()
			return nil, err
		}
		if opened := i + 1; opened%batch == 0 || opened == streams {
			if err := await(s.events[:opened], 1, &s.broken, patience); err != nil {
				s.Close()
				return nil, err
			}
		}
	}
	return s, nil
}

func (s *Streams) open(address string, request []byte, events *atomic.Int64) error {
	conn, err := net.DialTimeout("tcp", address, defaultPatience) //nolint:noctx // the time bounds it
	if err != nil {
		return err
	}
	s.conns = append(s.conns, conn)
	s.reading.Go(func() { s.read(conn, events) })
	_, err = conn.Write(request)
	return err
}

var (
	eventLine = []byte("event: next")
	newline   = byte('\n')
)

// read counts the events of a stream; each begins a line.
func (s *Streams) read(conn net.Conn, events *atomic.Int64) {
	in := bufio.NewReaderSize(conn, 4<<10)
	begins := true
	for {
		line, err := in.ReadSlice(newline)
		if begins && bytes.HasPrefix(line, eventLine) {
			events.Add(1)
		}
		begins = err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			s.broken.Add(1)
			return
		}
	}
}

// Await waits until each stream has had that many events since it began.
func (s *Streams) Await(events int64, patience time.Duration) error {
	return await(s.events, events, &s.broken, patience)
}

func await(counts []atomic.Int64, events int64, broken *atomic.Int64, patience time.Duration) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(2 * time.Millisecond) {
		behind := 0
		for i := range counts {
			if counts[i].Load() < events {
				behind++
			}
		}
		if behind == 0 {
			return nil
		}
		if broken := broken.Load(); broken > 0 || time.Now().After(deadline) {
			return fmt.Errorf("%d of %d streams have not had event %d, %d are broken", behind, len(counts), events, broken)
		}
	}
}

// Close closes the streams.
func (s *Streams) Close() {
	for _, conn := range s.conns {
		_ = conn.Close()
	}
	s.reading.Wait()
}
