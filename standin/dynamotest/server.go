package dynamotest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// Config configures a server. The zero value suits tests.
type Config struct {
	// Path of the bbolt file; empty means a temporary file that Close removes.
	Path string
	// Addr to listen on, host:port, loopback only. Default 127.0.0.1:0, a free port.
	Addr string
	// Clock is the time for idempotency tokens and expiry. Default time.Now.
	Clock func() time.Time
	// TTLLag is how long an item is still readable after its expiry before a sweep deletes it.
	TTLLag time.Duration
	// SweepInterval is how often expired items are swept in the background, in real time. Zero: only SweepExpired sweeps.
	SweepInterval time.Duration
	// Modes are what the service does under load or over time.
	Modes Modes
}

// Server is a running stand-in.
type Server struct {
	config    Config
	temporary bool // the file at config.Path is ours to remove
	db        *bbolt.DB
	http      *http.Server
	url       string
	faults    faults
	calls     callCounter

	throttling throttling
	holds      holds
	lag        lag
	stop       context.CancelFunc
	running    sync.WaitGroup
}

// ErrInUse means that another process has the file of Config.Path open.
var ErrInUse = errors.New("the file is in use by another process")

// New starts a server. It is listening when New returns.
func New(config Config) (*Server, error) {
	if config.Addr == "" {
		config.Addr = "127.0.0.1:0"
	}
	if config.Clock == nil {
		config.Clock = time.Now
	}
	listener, err := listenLoopback(config.Addr)
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, url: "http://" + listener.Addr().String()}
	if err := s.open(); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.running.Go(func() { _ = s.http.Serve(listener) }) // returns when Close closes the listener
	if config.SweepInterval > 0 {
		s.running.Go(func() { s.sweepEvery(ctx, config.SweepInterval) })
	}
	return s, nil
}

// Start starts a server that ends with the test.
func Start(t testing.TB, options ...func(*Config)) *Server {
	t.Helper()
	var config Config
	for _, option := range options {
		option(&config)
	}
	s, err := New(config)
	if err != nil {
		t.Fatalf("dynamotest: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("dynamotest: %v", err)
		}
	})
	return s
}

// URL is the endpoint, the value for AWS_ENDPOINT_URL_DYNAMODB.
func (s *Server) URL() string { return s.url }

// Config configures an SDK client for this server, with credentials that it does not check.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(s.url),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "dynamotest", SecretAccessKey: "dynamotest"}, nil
		}),
	}
}

// Close ends requests under way, closes the file, and removes a temporary one.
func (s *Server) Close() error {
	s.stop()
	err := s.http.Close()
	s.running.Wait()
	err = errors.Join(err, s.db.Close())
	if s.temporary {
		err = errors.Join(err, os.Remove(s.config.Path))
	}
	return err
}

func (s *Server) open() error {
	if s.config.Path == "" {
		f, err := os.CreateTemp("", "dynamotest-*.db")
		if err != nil {
			return err
		}
		s.config.Path, s.temporary = f.Name(), true
		if err := f.Close(); err != nil {
			return err
		}
	}
	// A temporary file need not survive a crash, and a sync for each write would slow every test.
	options := &bbolt.Options{Timeout: time.Second, NoSync: s.temporary, NoFreelistSync: s.temporary}
	db, err := bbolt.Open(filepath.Clean(s.config.Path), 0o600, options)
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return ErrInUse
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", s.config.Path, err)
	}
	s.db = db
	return db.Update(func(bolt *bbolt.Tx) error {
		for _, name := range [][]byte{tablesBucket, tokensBucket, tokenEndsBucket} {
			if _, err := bolt.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// listenLoopback refuses any address that other machines could reach: nothing here authenticates callers.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("dynamotest listens on loopback only, not on %q", addr)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return nil, err
	}
	if !listener.Addr().(*net.TCPAddr).IP.IsLoopback() {
		return nil, errors.Join(
			fmt.Errorf("dynamotest listens on loopback only, not on %q", listener.Addr()),
			listener.Close(),
		)
	}
	return listener, nil
}
