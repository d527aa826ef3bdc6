package dynamo_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/voting"
)

// cancelled is the response to a cancelled transaction, with the codes of the reasons.
func cancelled(codes ...string) http.HandlerFunc {
	reasons := make([]string, len(codes))
	for i, code := range codes {
		reasons[i] = fmt.Sprintf(`{"Code":%q,"Message":%q}`, code, secretText)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":%q,"CancellationReasons":[%s]}`,
			secretText, strings.Join(reasons, ","))
	}
}

var someVote = cast(voting.Voter{ID: subject}, projectID(1), 5, time.Unix(0, 0))

func TestReasonsOfCancelledTransactions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reasons      []string
		outage       bool
		transactions int32
	}{
		{[]string{"None", "TransactionConflict"}, true, 24},
		{[]string{"TransactionConflict", "TransactionConflict"}, true, 24},
		{[]string{"None", "ThrottlingError"}, true, 24},
		{[]string{"ProvisionedThroughputExceeded", "None"}, true, 24},
		{[]string{"TransactionConflict", "ThrottlingError"}, true, 24},
		{[]string{"ThrottlingError", "TransactionConflict"}, true, 24},
		{[]string{"ThrottlingError", "SomethingNew"}, true, 1},
		{[]string{"None", "SomethingNew"}, true, 1},
		{nil, true, 1},
		{[]string{"None", "ValidationError"}, false, 1},
		{[]string{"ItemCollectionSizeLimitExceeded", "None"}, false, 1},
	} {
		t.Run(strings.Join(c.reasons, " "), func(t *testing.T) {
			t.Parallel()
			var reads atomic.Int32
			table, calls := answering(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "GetItem") {
					reads.Add(1)
					exception(http.StatusBadRequest, "AccessDeniedException", secretText)(w, r)
					return
				}
				cancelled(c.reasons...)(w, r)
			})
			err := newStores(table).ballots.Commit(t.Context(), someVote)
			if err == nil || fault.IsUnavailable(err) != c.outage {
				t.Fatalf("got %v", err)
			}
			if made := calls.Load() - reads.Load(); made != c.transactions {
				t.Errorf("%d transactions, want %d", made, c.transactions)
			}
			if strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "TransactWriteItems") {
				t.Errorf("the error is %q", err)
			}
		})
	}
}

// A condition that does not hold decides, whatever the other reasons are.
func TestAFailedConditionOutweighsAConflict(t *testing.T) {
	t.Parallel()
	for want, reasons := range map[error][]string{
		voting.ErrStale:           {"ConditionalCheckFailed", "TransactionConflict"},
		voting.ErrProjectNotFound: {"TransactionConflict", "ConditionalCheckFailed"},
	} {
		table, _ := answering(t, cancelled(reasons...))
		wantErr(t, newStores(table).ballots.Commit(t.Context(), someVote), want)
	}
}

// DynamoDB recognises a repeated request by the token. The SDK must send the same token with its retries; an attempt
// after a conflict needs a new one.
func TestARetryKeepsItsTokenAndANewAttemptHasANewOne(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var tokens []string
	answers := []http.HandlerFunc{
		exception(http.StatusInternalServerError, "InternalServerError", ""), cancelled("None", "TransactionConflict"),
		exception(http.StatusBadRequest, "TransactionInProgressException", ""), exception(http.StatusBadRequest, "ThrottlingException", ""),
		func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) },
	}
	table, _ := answering(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var in struct{ ClientRequestToken string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.ClientRequestToken == "" {
			t.Errorf("token %q, %v", in.ClientRequestToken, err)
		}
		tokens = append(tokens, in.ClientRequestToken)
		answers[min(len(tokens), len(answers))-1](w, r)
	})
	wantErr(t, newStores(table).ballots.Commit(t.Context(), someVote), nil)
	if len(tokens) != 5 || tokens[0] == tokens[2] || !reflect.DeepEqual(tokens, []string{tokens[0], tokens[0], tokens[2], tokens[2], tokens[2]}) {
		t.Errorf("tokens %v", tokens)
	}
}
