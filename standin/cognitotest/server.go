package cognitotest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Config says where a Server listens and keeps its state, and lets tests
// inject time and randomness. The zero value is a usable temporary server.
type Config struct {
	// Path is the bbolt file that holds all state. Empty means a temporary
	// file that Close removes.
	Path string
	// Addr is the loopback host:port to listen on. Default "127.0.0.1:0".
	// Any other interface is refused: signatures are not checked.
	Addr string
	// Clock is the time for expiry, lock-out and quotas. Default time.Now.
	Clock func() time.Time
	// Rand is the source of codes, identifiers and opaque tokens, but not of
	// RSA keys, which always come from crypto/rand. Default crypto/rand.
	Rand io.Reader
	// OnMessage is called, after the state is committed and before the reply,
	// for each SMS or email that Cognito would have sent.
	OnMessage func(Message)
}

// Server is one running stand-in: an HTTP listener on loopback and its state.
type Server struct {
	clock     func() time.Time
	rand      io.Reader
	onMessage func(Message)

	store  *store
	keys   *keyRing
	faults faults
	hooks  hooks
	// unknown counts requests for unknown names (ClientSpec.UnknownAlternates).
	unknown atomic.Uint64

	listener net.Listener
	http     *http.Server
	cancel   context.CancelFunc
}

// New opens the state, listens and serves until Close.
func New(cfg Config) (*Server, error) {
	s := &Server{clock: cfg.Clock, rand: rand.Reader, onMessage: cfg.OnMessage}
	if s.clock == nil {
		s.clock = time.Now
	}
	if cfg.Rand != nil {
		s.rand = &lockedReader{r: cfg.Rand}
	}
	if err := s.listen(cfg.Addr); err != nil {
		return nil, err
	}
	var err error
	if s.store, err = openStore(cfg.Path); err != nil {
		return nil, errors.Join(err, s.listener.Close())
	}
	if s.keys, err = openKeyRing(s.store); err != nil {
		return nil, errors.Join(err, s.listener.Close(), s.store.close())
	}
	s.serve()
	return s, nil
}

// Start runs a Server for the duration of a test, with temporary state unless an
// option says otherwise.
func Start(t testing.TB, opts ...func(*Config)) *Server {
	t.Helper()
	var cfg Config
	for _, opt := range opts {
		opt(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatalf("start cognitotest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close cognitotest: %v", err)
		}
	})
	return s
}

// URL is the endpoint for the SDK, for example "http://127.0.0.1:41234".
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Close closes open connections, ends running operations and closes the state. It
// may be called twice.
func (s *Server) Close() error {
	s.cancel()
	return errors.Join(s.http.Close(), s.store.close())
}

// listen binds addr after checking that every address it names is loopback.
func (s *Server) listen(addr string) error {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return fmt.Errorf("cognitotest: address %q: %w", addr, err)
	}
	if !tcp.IP.IsLoopback() {
		return fmt.Errorf("cognitotest: refusing to listen on %q: only loopback addresses are allowed", addr)
	}
	if s.listener, err = net.ListenTCP("tcp", tcp); err != nil {
		return fmt.Errorf("cognitotest: %w", err)
	}
	return nil
}

func (s *Server) serve() {
	mux := http.NewServeMux()
	public := func(method, path string, handler http.HandlerFunc) {
		mux.HandleFunc(method+" "+path, crossOrigin(handler))
		mux.HandleFunc("OPTIONS "+path, crossOrigin(nil))
	}
	public("POST", "/{$}", s.serveOperation)
	public("GET", "/{pool}/.well-known/jwks.json", s.serveJWKS)
	public("POST", "/oauth2/token", s.withFaults("/oauth2/token", s.serveToken))
	public("GET", "/oauth2/userInfo", s.withFaults("/oauth2/userInfo", s.serveUserInfo))
	public("POST", "/oauth2/revoke", s.withFaults("/oauth2/revoke", s.serveRevoke))
	const discovery = "/.well-known/openid-configuration"
	public("GET", "/{pool}"+discovery, s.withFaults(discovery, s.serveDiscovery))
	s.hostedRoutes(mux)
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.http = &http.Server{
		Handler:           mux,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	go func() {
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "cognitotest: stopped serving:", err)
		}
	}()
}

// now is the injected time, in UTC and without a monotonic clock reading, so that a
// stored time equals the one read back.
func (s *Server) now() time.Time { return s.clock().UTC().Round(0) }

// lockedReader makes an injected source safe for concurrent requests.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return io.ReadFull(l.r, p)
}
