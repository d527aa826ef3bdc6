package dynamo_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/server/fault"
	"github.com/unicornpursuit/unicornpursuit/server/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/server/internal/dynamotest"
)

const limitedKey = "otp ada@example.com 192.0.2.1"

func wantRefusal(t *testing.T, err error, retryAfter time.Duration) {
	t.Helper()
	var refusal *fault.TooManyAttempts
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if early := refusal.RetryAfter - retryAfter; early < 0 || early >= time.Second {
		t.Errorf("retry after %s, want %s and less than a second more", refusal.RetryAfter, retryAfter)
	}
}

func TestTheLimitHoldsForAWindowFromTheFirstAttempt(t *testing.T) {
	t.Parallel()
	now := newClock()
	table, _ := newTable(t, endpoint(t))
	limiter := dynamo.NewLimiter(table, now.Now)
	allow := func() error { return limiter.Allow(t.Context(), limitedKey, 3, time.Hour) }
	for range 2 { // two windows
		for range 3 {
			wantErr(t, allow(), nil)
			now.Advance(10 * time.Minute)
		}
		wantRefusal(t, allow(), 30*time.Minute)
		now.Advance(29 * time.Minute)
		wantRefusal(t, allow(), time.Minute) // refused attempts don't lengthen it
		wantErr(t, limiter.Allow(t.Context(), "another key", 100, time.Hour), nil)
		now.Advance(time.Minute + time.Second)
	}
	now.Advance(24 * time.Hour) // an old window that expiry has not deleted
	wantErr(t, allow(), nil)
}

func TestALimitOfNothingAllowsNothing(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	wantRefusal(t, dynamo.NewLimiter(table, time.Now).Allow(t.Context(), limitedKey, 0, time.Hour), time.Hour)
	if calls := server.Calls(); len(calls) != 0 {
		t.Errorf("calls %v", calls)
	}
}

func TestExactlyTheLimitIsAllowedHoweverManyInstancesAsk(t *testing.T) {
	t.Parallel()
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	limiters := []*dynamo.Limiter{dynamo.NewLimiter(table, now.Now), dynamo.NewLimiter(dynamo.NewTable(cfg, name), now.Now)}
	for window := range 3 { // the first one opens an item, the others reopen it
		allowed := 0
		for _, err := range together(24, func(i int) error {
			return limiters[i%2].Allow(t.Context(), limitedKey, 5, time.Hour)
		}) {
			if err == nil {
				allowed++
			} else {
				wantRefusal(t, err, time.Hour)
			}
		}
		if allowed != 5 {
			t.Errorf("window %d: %d allowed", window, allowed)
		}
		now.Advance(2 * time.Hour)
	}
}

func TestAnAttemptIsOneWriteAndOneMoreWhereAWindowHasPassed(t *testing.T) {
	t.Parallel()
	now := newClock()
	server, table := newStandIn(t)
	limiter := dynamo.NewLimiter(table, now.Now)
	attempt := func(name string, want int) {
		t.Helper()
		server.ResetCalls()
		_ = limiter.Allow(t.Context(), limitedKey, 2, time.Hour)
		if calls := server.Calls(); len(calls) != 1 || calls["UpdateItem"] != want {
			t.Errorf("%s: calls %v, want %d writes", name, calls, want)
		}
	}
	attempt("first", 1)
	attempt("second", 1)
	attempt("refused", 1)
	now.Advance(2 * time.Hour)
	attempt("first of the next window", 2)
	attempt("second of the next window", 1)
}

func TestAnAttemptCountsOnceThoughItsAnswerIsLost(t *testing.T) {
	t.Parallel()
	now := newClock()
	server, table := newStandIn(t)
	limiter := dynamo.NewLimiter(table, now.Now)
	allow := func() error { return limiter.Allow(t.Context(), limitedKey, 2, time.Hour) }
	for range 2 {
		for range 2 {
			server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.DropReply, Count: 2})
			wantErr(t, allow(), nil)
		}
		wantRefusal(t, allow(), time.Hour)
		now.Advance(2 * time.Hour)
	}
}

func TestALimiterThatCannotCountSaysSo(t *testing.T) {
	t.Parallel()
	server, table := newStandIn(t)
	server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.Throttle, Count: 3})
	if err := dynamo.NewLimiter(table, time.Now).Allow(t.Context(), limitedKey, 2, time.Hour); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestTheTableHoldsNoPartOfALimitedKeyAndKeysMayBeLong(t *testing.T) {
	t.Parallel()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	limiter := dynamo.NewLimiter(table, time.Now)
	wantErr(t, limiter.Allow(t.Context(), limitedKey, 2, time.Hour), nil)
	wantErr(t, limiter.Allow(t.Context(), strings.Repeat("x", 10<<10), 2, time.Hour), nil)
	out, err := dynamodb.NewFromConfig(cfg).Scan(t.Context(), &dynamodb.ScanInput{TableName: &name})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Items) != 2 {
		t.Fatalf("%d items", len(out.Items))
	}
	for _, it := range out.Items {
		if pk := it["PK"].(*types.AttributeValueMemberS).Value; len(pk) != len("LIMIT#")+64 {
			t.Errorf("key %q", pk)
		}
		for attribute, value := range it {
			if s, ok := value.(*types.AttributeValueMemberS); ok && strings.Contains(s.Value, "ada") {
				t.Errorf("%s is %q", attribute, s.Value)
			}
		}
	}
}
