package httpapi_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/server/httpapi"
	"github.com/unicornpursuit/unicornpursuit/server/httpapi/httpapitest"
)

func TestEveryWaitOnAClientIsBounded(t *testing.T) {
	s := httpapi.NewServer(http.NotFoundHandler())
	for name, bounded := range map[string]bool{
		"ReadHeaderTimeout": s.ReadHeaderTimeout > 0 && s.ReadHeaderTimeout <= s.ReadTimeout,
		"ReadTimeout":       s.ReadTimeout > 0,
		"WriteTimeout":      s.WriteTimeout > s.ReadTimeout,
		"IdleTimeout":       s.IdleTimeout > 0,
		"MaxHeaderBytes":    s.MaxHeaderBytes > 0 && s.MaxHeaderBytes < http.DefaultMaxHeaderBytes,
	} {
		if !bounded {
			t.Errorf("%s is not bounded as it should be", name)
		}
	}
}

func TestHeadersOverTheCapAreRefused(t *testing.T) {
	s := httpapitest.Start(t, nil)
	if r := s.Send(t, http.MethodGet, "/healthz", "", "X-Filler", strings.Repeat("x", 64<<10)); r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", r.StatusCode)
	}
}

// The rest of the body never arrives: the connection's deadline ends the wait, and the answer says so.
func TestASlowBodyIsGivenUp(t *testing.T) {
	server := httptest.NewUnstartedServer(httpapitest.Start(t, nil).Config.Handler)
	server.Config.ReadTimeout = 50 * time.Millisecond
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusRequestTimeout {
		t.Errorf("%d", resp.StatusCode)
	}
}
