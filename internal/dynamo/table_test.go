package dynamo_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

func TestCreateOfAnExistingTableSucceeds(t *testing.T) {
	t.Parallel()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	if err := table.Create(t.Context()); err != nil {
		t.Error(err)
	}
	if err := dynamo.NewTable(cfg, name, patient).Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestReadyIsOneRead(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	if err := table.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if calls := server.Calls(); len(calls) != 1 || calls["GetItem"] != 1 {
		t.Errorf("calls %v", calls)
	}
}

func TestATableThatDoesNotExistIsAMistakeThatNamesIt(t *testing.T) {
	t.Parallel()
	err := dynamo.NewTable(endpoint(t), "no-such-table", patient).Ready(t.Context())
	if err == nil || fault.IsUnavailable(err) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"GetItem", "no-such-table", "ResourceNotFoundException"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
}

// answering gives every request the same response, and counts the requests.
func answering(t *testing.T, answer http.HandlerFunc) (*dynamo.Table, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return dynamo.NewTable(config(t, server.URL), "unicorn-pursuit", patient), &calls
}

func exception(status int, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":%q}`, code, message)
	}
}

const secretText = "arn:aws:dynamodb:eu-west-1:123456789012:table/unicorn-pursuit canary"

func TestErrorsSayTheOperationAndTheCodeAndNothingElseOfAWS(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct {
		status   int
		outage   bool
		attempts int32
	}{
		"AccessDeniedException":                  {400, false, 1},
		"UnrecognizedClientException":            {400, false, 1},
		"ValidationException":                    {400, false, 1},
		"ThrottlingException":                    {400, true, 3},
		"ProvisionedThroughputExceededException": {400, true, 3},
		"RequestLimitExceeded":                   {400, true, 3},
		"InternalServerError":                    {500, true, 3},
		"ServiceUnavailable":                     {503, true, 3},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			table, calls := answering(t, exception(c.status, code, secretText))
			err := table.Ready(t.Context())
			if err == nil || fault.IsUnavailable(err) != c.outage {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "arn:") || strings.Contains(err.Error(), "canary") {
				t.Errorf("%q has AWS's text", err)
			}
			if !strings.Contains(err.Error(), "GetItem") {
				t.Errorf("%q does not name the operation", err)
			}
			if !c.outage && !strings.Contains(err.Error(), code) {
				t.Errorf("%q does not name the code", err)
			}
			if calls.Load() != c.attempts {
				t.Errorf("%d attempts, want %d", calls.Load(), c.attempts)
			}
		})
	}
}

func TestAGatewaysErrorPageIsAnOutage(t *testing.T) {
	t.Parallel()
	table, _ := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<html>Bad Gateway</html>", http.StatusBadGateway)
	})
	var outage *fault.Unavailable
	if err := table.Ready(t.Context()); !errors.As(err, &outage) || outage.Upstream != "dynamodb" || outage.RetryAfter <= 0 {
		t.Errorf("got %#v", err)
	}
}

func TestAnAnswerThatBreaksOffIsAskedForAgain(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	table, calls := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if broken.CompareAndSwap(false, true) {
			w.Header().Set("Content-Length", "1000")
		}
		_, _ = w.Write([]byte(`{}`))
	})
	if err := table.Ready(t.Context()); err != nil || calls.Load() != 2 {
		t.Errorf("%v after %d attempts", err, calls.Load())
	}
}

func TestNothingListeningIsAnOutage(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := dynamo.NewTable(config(t, url), "unicorn-pursuit").Ready(t.Context()); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestOneHangIsCutShortAndTheNextAttemptSucceeds(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t, dynamo.Unhurried(2))
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.Delay, Count: 1, Delay: time.Minute})
	if err := table.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestHangsEndWithinThreeSeconds(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t, dynamo.Unhurried(1))
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.Delay, Count: 10, Delay: time.Minute})
	start := time.Now()
	err := table.Ready(t.Context())
	if !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestTheCallersCancellationStaysOne(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.Delay, Count: 10, Delay: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	err := table.Ready(ctx)
	if !errors.Is(err, context.Canceled) || fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestTheCallersDeadlineIsAnOutage(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	server.Inject(dynamotest.Fault{Operation: "GetItem", Kind: dynamotest.Delay, Count: 10, Delay: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := table.Ready(ctx); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestMissingSettingsAreMistakes(t *testing.T) {
	t.Parallel()
	nowhere := config(t, "http://127.0.0.1:1")
	nowhere.BaseEndpoint, nowhere.Region = nil, ""
	anonymous := config(t, "http://127.0.0.1:1")
	anonymous.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{}, errors.New("no credentials anywhere")
	})
	for name, cfg := range map[string]aws.Config{"Region": nowhere, "credentials": anonymous} {
		err := dynamo.NewTable(cfg, "unicorn-pursuit").Ready(t.Context())
		if err == nil || fault.IsUnavailable(err) || !strings.Contains(err.Error(), name) {
			t.Errorf("no %s: %v", name, err)
		}
	}
}
