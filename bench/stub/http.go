// Package stub is the cheapest DynamoDB and Cognito that the product can be measured against: ready bytes for the
// operations of the measured work, over HTTP read and written by hand. It checks no signature and no condition, and
// knows no expression: for anything but load, use the stand-ins in standin/.
package stub

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
)

// handler answers a request. target is the X-Amz-Target, or the path of one that has none. The body is valid during the
// call only.
type handler func(target string, body []byte) (status int, answer []byte)

// serve answers requests until the listener is closed.
func serve(l net.Listener, h handler) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close() //nolint:errcheck // nothing is waiting for it
			answer(c, h)
		}()
	}
}

// answer serves one connection, until it breaks.
func answer(c net.Conn, h handler) {
	in := bufio.NewReaderSize(c, 8<<10)
	var body, out []byte
	for {
		target, length, err := readHead(in)
		if err != nil {
			return
		}
		if cap(body) < length {
			body = make([]byte, length)
		}
		body = body[:length]
		if _, err := io.ReadFull(in, body); err != nil {
			return
		}
		status, reply := h(target, body)
		out = appendResponse(out[:0], status, reply)
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

// readHead reads the request line and the headers.
func readHead(in *bufio.Reader) (target string, length int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return "", 0, err
	}
	if parts := bytes.SplitN(line, []byte(" "), 3); len(parts) == 3 {
		target = string(parts[1])
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return "", 0, err
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		switch {
		case !found:
			return target, length, nil
		case len(name) == len("X-Amz-Target") && textproto.CanonicalMIMEHeaderKey(string(name)) == "X-Amz-Target":
			target = string(bytes.TrimSpace(value))
		case len(name) == len("Content-Length") && strings.EqualFold(string(name), "Content-Length"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil || length < 0 {
				return "", 0, errors.New("length is no number")
			}
		}
	}
}

// appendResponse writes a response with the headers that DynamoDB sends.
func appendResponse(out []byte, status int, body []byte) []byte {
	return append(fmt.Appendf(out, "HTTP/1.1 %d Answer\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n"+
		"x-amzn-RequestId: BENCH4G6W8Y2B5D7F1H3JKAMX3V9T4G6W8Y2B5D7F1H3JKAMX3V\r\nx-amz-crc32: %d\r\n\r\n",
		status, len(body), crc32.ChecksumIEEE(body)), body...)
}
