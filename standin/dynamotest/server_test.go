package dynamotest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

// The tests in this file cover the stand-in itself: behaviour that no other endpoint has.

// newStandIn is a server with a table and a client that does not retry.
func newStandIn(t *testing.T, options ...func(*dynamotest.Config)) (*dynamotest.Server, *fixture) {
	t.Helper()
	s := dynamotest.Start(t, options...)
	f := &fixture{t: t, table: "items", Client: dynamodb.NewFromConfig(s.Config(), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })}
	f.create(tableInput(f.table))
	s.ResetCalls()
	return s, f
}

func TestOnlyLoopbackAddressesAreListenedOn(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0"} {
		s, err := dynamotest.New(dynamotest.Config{Addr: addr})
		if err == nil {
			t.Errorf("listening on %s at %s", addr, s.URL())
			_ = s.Close()
		}
	}
	s, err := dynamotest.New(dynamotest.Config{Addr: "localhost:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestDataOutlivesTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dynamo.db")
	first, err := dynamotest.New(dynamotest.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, table: "items", Client: dynamodb.NewFromConfig(first.Config())}
	if _, err := f.CreateTable(t.Context(), tableInput(f.table)); err != nil {
		t.Fatal(err)
	}
	f.put("kept", doc{"GSI1PK": "g", "GSI1SK": "1", "n": number("1.5")})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := dynamotest.Start(t, func(c *dynamotest.Config) { c.Path = path })
	f.Client = dynamodb.NewFromConfig(second.Config())
	f.wantItem("kept", doc{"GSI1PK": "g", "GSI1SK": "1", "n": number("1.5")})
	f.wantKeys(f.indexInput(), "kept")
}

func TestInjectedFaults(t *testing.T) {
	s, f := newStandIn(t)
	t.Run("throttling and internal errors leave the item alone", func(t *testing.T) {
		f := f.in(t)
		f.put("a", doc{"n": 1})
		s.Inject(dynamotest.Fault{Operation: "UpdateItem", Count: 1, Kind: dynamotest.Throttle})
		s.Inject(dynamotest.Fault{Operation: "*", Count: 1, Kind: dynamotest.InternalError})
		wantError(t, f.update("a", "ADD n :n", doc{":n": 1}), "ThrottlingException", "")
		wantError(t, f.update("a", "ADD n :n", doc{":n": 1}), "InternalServerError", "")
		f.wantItem("a", doc{"n": 1})
	})
	t.Run("a dropped reply has taken effect", func(t *testing.T) {
		f := f.in(t)
		s.Inject(dynamotest.Fault{Operation: "PutItem", Count: 1, Kind: dynamotest.DropReply})
		_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": "dropped", "n": 1}.item()})
		if !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "EOF") {
			t.Errorf("error is %v, want the end of the connection", err)
		}
		f.wantItem("dropped", doc{"n": 1})
	})
	t.Run("a retrying client gets through, and each attempt is counted", func(t *testing.T) {
		s.ResetCalls()
		s.Inject(dynamotest.Fault{Operation: "PutItem", Count: 2, Kind: dynamotest.Throttle})
		atOnce := retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
		retrying := &fixture{t: t, table: f.table, Client: dynamodb.NewFromConfig(s.Config(), func(o *dynamodb.Options) { o.Retryer = atOnce })}
		retrying.put("retried", nil)
		if n := s.Calls()["PutItem"]; n != 3 {
			t.Errorf("counted %d calls, want 3", n)
		}
	})
	t.Run("a delay lasts no longer than its caller", func(t *testing.T) {
		s.Inject(dynamotest.Fault{Operation: "GetItem", Count: 1, Kind: dynamotest.Delay, Delay: time.Hour})
		s.ResetCalls()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { // gives up once the call has arrived, however long that takes on a busy machine
			for s.Calls()["GetItem"] == 0 && ctx.Err() == nil {
				runtime.Gosched()
			}
			cancel()
		}()
		_, err := f.GetItem(ctx, &dynamodb.GetItemInput{TableName: &f.table, Key: key("a")})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want %v", err, context.Canceled)
		}
	})
	t.Run("a conflict cancels a transaction and refuses a single write", func(t *testing.T) {
		f := f.in(t)
		s.Inject(dynamotest.Fault{Operation: "*", Count: 2, Kind: dynamotest.Conflict})
		err := f.transact(f.putAction("x", nil), f.putAction("y", nil))
		wantError(t, err, "TransactionCanceledException", "[TransactionConflict, None]")
		wantError(t, f.update("x", "SET n = :n", doc{":n": 1}), "TransactionConflictException", "")
		f.wantItem("x", nil)
	})
}

func TestExpiredItemsAreReadUntilTheyAreSwept(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s, f := newStandIn(t, func(c *dynamotest.Config) {
		c.Clock = func() time.Time { return now }
		c.TTLLag = time.Hour
	})
	_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expiresAt"), Enabled: aws.Bool(true)},
	})
	wantNoError(t, err)
	f.put("expires", doc{"expiresAt": int(now.Add(time.Minute).Unix()), "GSI1PK": "g", "GSI1SK": "1"})
	f.put("text", doc{"expiresAt": "1"})
	f.put("ancient", doc{"expiresAt": 1})
	f.put("stays", nil)
	sweep := func(want int) {
		t.Helper()
		if n, err := s.SweepExpired(); err != nil || n != want {
			t.Errorf("swept %d items with error %v, want %d", n, err, want)
		}
	}
	now = now.Add(time.Hour)
	sweep(0)
	f.wantKeys(f.indexInput(), "expires")
	now = now.Add(time.Minute)
	sweep(1)
	f.wantKeys(f.indexInput())
	f.wantKeys(f.queryInput("", nil), "ancient", "stays", "text")
}

func TestATokenIsForgottenAfterTenMinutes(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	_, f := newStandIn(t, func(c *dynamotest.Config) { c.Clock = func() time.Time { return now } })
	add := func() {
		_, err := f.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
			ClientRequestToken: aws.String("token"), TransactItems: []types.TransactWriteItem{f.updateAction("n", "ADD n :n", doc{":n": 1})},
		})
		wantNoError(t, err)
	}
	add()
	now = now.Add(10*time.Minute - time.Second)
	add()
	f.wantItem("n", doc{"n": 1})
	now = now.Add(time.Second)
	add()
	f.wantItem("n", doc{"n": 2})
}

func TestWhatIsNotImplementedFailsWithItsName(t *testing.T) {
	_, f := newStandIn(t)
	_, err := f.DescribeLimits(t.Context(), &dynamodb.DescribeLimitsInput{})
	wantError(t, err, "UnknownOperationException", "DescribeLimits")
	_, err = f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("a"), AttributesToGet: []string{"a"}})
	wantError(t, err, "NotImplementedException", `the parameter "AttributesToGet"`)
	_, err = f.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: aws.String("local"), LocalSecondaryIndexes: []types.LocalSecondaryIndex{{IndexName: aws.String("LSI")}}})
	if err == nil || !strings.Contains(err.Error(), "LocalSecondaryIndexes") && !strings.Contains(err.Error(), "missing required") {
		t.Errorf("error is %v", err)
	}
}

func TestRequestsOutsideTheProtocolAreRefused(t *testing.T) {
	s := dynamotest.Start(t)
	post := func(target, body string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Target", target)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusBadRequest {
			t.Errorf("answer is %s with error %v", answer.Status, err)
		}
		return string(text)
	}
	for _, c := range []struct{ target, body, want string }{
		{"", "{}", "UnknownOperationException"},
		{"DynamoDB_20111205.GetItem", "{}", "UnknownOperationException"},
		{"DynamoDB_20120810.Nothing", "{}", "Nothing"},
		{"DynamoDB_20120810.GetItem", "not JSON", "SerializationException"},
		{"DynamoDB_20120810.GetItem", `{"TableName": 1}`, "SerializationException"},
		{"DynamoDB_20120810.GetItem", `{"TableName": "abc", "Key": {"a": {}}}`, "Supplied AttributeValue is empty"},
		{"DynamoDB_20120810.GetItem", `{"TableName": "abc", "Key": {"a": {"S": "a", "N": "1"}}}`, "more than one datatypes set"},
		{"DynamoDB_20120810.PutItem", `{"TableName": "abc", "Item": {"a": {"B": "no base64"}}}`, "SerializationException"},
	} {
		if got := post(c.target, c.body); !strings.Contains(got, c.want) {
			t.Errorf("%s %s: answer is %s, want %s", c.target, c.body, got, c.want)
		}
	}
}

func TestExpiredItemsAreSweptInTheBackground(t *testing.T) {
	_, f := newStandIn(t, func(c *dynamotest.Config) { c.SweepInterval = time.Millisecond })
	_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expiresAt"), Enabled: aws.Bool(true)},
	})
	wantNoError(t, err)
	f.put("expired", doc{"expiresAt": int(time.Now().Add(-time.Minute).Unix())})
	for f.get("expired") != nil { // until the test's deadline
		continue
	}
}

func TestAPartOfABatchCanStayUnprocessed(t *testing.T) {
	s, f := newStandIn(t)
	s.Inject(dynamotest.Fault{Operation: "*", Count: 1, Kind: dynamotest.Unprocessed})
	written, err := f.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{f.table: {putRequest("a", nil), putRequest("b", nil)}}})
	if err != nil {
		t.Fatal(err)
	}
	left := written.UnprocessedItems[f.table]
	if len(left) != 1 || plain(left[0].PutRequest.Item["SK"]) != "S:b" || f.get("b") != nil {
		t.Errorf("unprocessed are %v", left)
	}
	wantNoError(t, f.batchWrite(left...))
	s.Inject(dynamotest.Fault{Operation: "BatchGetItem", Count: 1, Kind: dynamotest.Unprocessed})
	read, err := f.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		f.table: {Keys: []map[string]types.AttributeValue{key("a"), key("b")}, ConsistentRead: aws.Bool(true)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	rest := read.UnprocessedKeys[f.table]
	if len(read.Responses[f.table]) != 1 || len(rest.Keys) != 1 || plain(rest.Keys[0]["SK"]) != "S:b" || !aws.ToBool(rest.ConsistentRead) {
		t.Errorf("read %v, unprocessed %v", read.Responses, read.UnprocessedKeys)
	}
}
