package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"strings"
	"time"
)

// reader reads responses, and keeps the last one.
type reader struct {
	*bufio.Reader
	head, body bytes.Buffer
	// keepsHead says that the head is to be kept too.
	keepsHead bool
	// closing says that the server closes the connection after the last response.
	closing bool
}

func newReader() *reader { return &reader{Reader: bufio.NewReaderSize(nil, 16<<10)} }

func (r *reader) reset(c net.Conn) { r.Reset(c) }

// response reads a response with its body.
func (r *reader) response() (status, length int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, 0, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, 0, errors.New("not a response")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, err
	}
	length, chunked, err := r.headers()
	if err != nil {
		return 0, 0, err
	}
	r.body.Reset()
	if chunked {
		read, err := io.Copy(&r.body, httputil.NewChunkedReader(r.Reader))
		if err == nil {
			_, err = r.Discard(len("\r\n"))
		}
		return status, int(read), err
	}
	_, err = io.CopyN(&r.body, r, int64(length))
	return status, length, err
}

func (r *reader) headers() (length int, chunked bool, err error) {
	r.closing = false
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		if r.keepsHead {
			r.head.WriteByte('\n')
			r.head.Write(bytes.TrimSpace(line))
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found {
			return length, chunked, nil
		}
		switch {
		case is(name, "Content-Length"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, false, err
			}
		case is(name, "Transfer-Encoding"):
			chunked = true
		case is(name, "Connection"):
			r.closing = bytes.Contains(bytes.ToLower(value), []byte("close"))
		}
	}
}

func is(name []byte, want string) bool {
	return len(name) == len(want) && strings.EqualFold(string(name), want)
}

// Request writes a request for GraphQL with the headers that are given as name and value in turns.
func Request(address, body string, headers ...string) []byte {
	out := fmt.Appendf(nil, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"Accept: application/json\r\nUser-Agent: bench\r\n", address)
	for i := 0; i < len(headers); i += 2 {
		out = fmt.Appendf(out, "%s: %s\r\n", headers[i], headers[i+1])
	}
	return fmt.Appendf(out, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

// Response is a whole response.
type Response struct {
	Status int
	// Head has the headers, each on a line after a line break.
	Head, Body string
}

// Once sends one request and returns its response.
func Once(address string, request []byte) (Response, error) {
	c := &client{plan: Plan{Address: address, Patience: defaultPatience}}
	c.dial()
	defer c.hangUp()
	if c.conn == nil {
		return Response{}, net.ErrClosed
	}
	c.in.keepsHead = true
	if err := c.conn.SetDeadline(time.Now().Add(defaultPatience)); err != nil {
		return Response{}, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return Response{}, err
	}
	status, _, err := c.in.response()
	return Response{status, c.in.head.String(), c.in.body.String()}, err
}
