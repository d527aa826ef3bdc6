package dynamo_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// endpoint configures the SDK for the DynamoDB that the stores are tested against: the stand-in, or whatever
// DYNAMODB_CONFORMANCE_ENDPOINT names. DYNAMODB_MODES makes the stand-in do what the service does under load.
func endpoint(t *testing.T) aws.Config {
	t.Helper()
	url := os.Getenv("DYNAMODB_CONFORMANCE_ENDPOINT")
	if url == "" {
		server := dynamotest.Start(t, dynamotest.InModes(modes()))
		standIns.Store(t.Name(), server)
		url = server.URL()
	}
	return config(t, url)
}

// modes returns the modes of the stand-in that endpoint starts. With a lag, its indexes stay behind until a test calls
// settle.
func modes() string { return os.Getenv("DYNAMODB_MODES") }

// standIns are the stand-ins that endpoint has started, by the name of their test.
var standIns sync.Map

// settle makes the indexes of a test's stand-in show everything that has been written.
func settle(t *testing.T) {
	t.Helper()
	name := t.Name()
	for {
		if server, ok := standIns.Load(name); ok {
			server.(*dynamotest.Server).SettleIndexes()
			return
		}
		parent := strings.LastIndexByte(name, '/')
		if parent < 0 {
			return
		}
		name = name[:parent]
	}
}

func config(t testing.TB, url string) aws.Config {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	t.Cleanup(transport.CloseIdleConnections)
	return aws.Config{
		Region:       "eu-west-1",
		BaseEndpoint: &url,
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDTEST", "secret", ""),
		HTTPClient:   &http.Client{Transport: transport},
	}
}

// patient keeps a busy machine from looking like an outage.
var patient = dynamo.Unhurried(20)

// newTable creates a table with a unique name, which another instance can open too. It is patient unless options say
// otherwise.
func newTable(t testing.TB, cfg aws.Config, options ...dynamo.Option) (table *dynamo.Table, name string) {
	t.Helper()
	name = "test-" + rand.Text()
	table = dynamo.NewTable(cfg, name, append([]dynamo.Option{patient}, options...)...)
	if err := table.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	return table, name
}

// newStandIn is for tests that inject faults or count calls, which only the stand-in can do.
func newStandIn(t *testing.T, options ...dynamo.Option) (*dynamotest.Server, *dynamo.Table) {
	t.Helper()
	server := dynamotest.Start(t)
	table, _ := newTable(t, config(t, server.URL()), options...)
	server.ResetCalls()
	return server, table
}

// clock is a time that tests control.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 22, 9, 30, 0, 123456789, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// together runs f n times concurrently and returns the results.
func together[T any](n int, f func(i int) T) []T {
	results := make([]T, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			results[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return results
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
