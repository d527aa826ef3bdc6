package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/unicornpursuit/unicornpursuit/internal/dynamo"
	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest"
)

const limitedKey = "otp ada@example.com 192.0.2.1"

// limit allows max attempts an hour for limitedKey.
func limit(max int) ratelimit.Limit {
	return ratelimit.Limit{Key: limitedKey, Max: max, Window: time.Hour}
}

// The tests of this file run one after another: their calls have a time limit, which parallel tests would exhaust on a
// busy machine.

// count counts an attempt with a new id.
func count(ctx context.Context, s *dynamo.AttemptStore, l ratelimit.Limit) (counted ratelimit.Return, err error) {
	counted = ratelimit.Return{Limit: l, Attempt: rand.Text()}
	window, err := s.Count(ctx, counted.Attempt, l)
	counted.Window = window.ID
	return counted, err
}

func wantRefusal(t *testing.T, err error, retryAfter time.Duration) {
	t.Helper()
	var refusal *fault.TooManyAttempts
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if early := retryAfter - refusal.RetryAfter; early < 0 || early >= time.Millisecond {
		t.Errorf("retry after %s, want %s and less than a millisecond less", refusal.RetryAfter, retryAfter)
	}
}

func TestTheLimitHoldsForAWindowFromTheFirstAttempt(t *testing.T) {
	now := newClock()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewAttemptStore(table, now.Now)
	allow := func() error { _, err := count(t.Context(), store, limit(3)); return err }
	for range 2 { // two windows
		for range 3 {
			wantErr(t, allow(), nil)
			now.Advance(10 * time.Minute)
		}
		wantRefusal(t, allow(), 30*time.Minute)
		now.Advance(29 * time.Minute)
		wantRefusal(t, allow(), time.Minute) // refused attempts don't lengthen it
		_, err := count(t.Context(), store, ratelimit.Limit{Key: "another key", Max: 100, Window: time.Hour})
		wantErr(t, err, nil)
		now.Advance(time.Minute)
	}
	now.Advance(24 * time.Hour) // an old window that expiry has not deleted
	wantErr(t, allow(), nil)
}

// Whoever has made the last attempt of a window knows that the next one is refused, and until when.
func TestTheLastAttemptOfAWindowShowsThatItIsFull(t *testing.T) {
	now := newClock()
	server := dynamotest.Start(t)
	table, _ := newTable(t, config(t, server.URL()))
	store := dynamo.NewAttemptStore(table, now.Now)
	for range 2 { // two windows, the second of which takes the place of the first
		for _, left := range []time.Duration{0, 0, 40 * time.Minute} {
			if left > 0 { // a lost response makes no difference
				server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.DropReply, Count: 1})
			}
			window, err := store.Count(t.Context(), rand.Text(), limit(3))
			if early := left - window.FullFor; err != nil || early < 0 || early >= time.Millisecond {
				t.Errorf("%+v, %v, want a window that is full for %s", window, err, left)
			}
			now.Advance(10 * time.Minute)
		}
		now.Advance(time.Hour)
	}
	window, err := store.Count(t.Context(), rand.Text(), ratelimit.Limit{Key: "once", Max: 1, Window: time.Minute})
	if early := time.Minute - window.FullFor; err != nil || early < 0 || early >= time.Millisecond {
		t.Errorf("%+v, %v", window, err)
	}
}

// A window lasts neither a second more nor less than its limit says, whatever fraction of a second it begins at.
func TestNobodyWaitsLongerThanAWindow(t *testing.T) {
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	store := dynamo.NewAttemptStore(table, now.Now)
	late := dynamo.NewAttemptStore(dynamo.NewTable(cfg, name, patient), func() time.Time { return now.Now().Add(-5 * time.Second) }) // its clock is behind
	for _, fraction := range []time.Duration{0, 1, 499_999_999, 500_000_000, 999_999_999} {
		now.Advance(2*time.Hour - time.Duration(now.Now().Nanosecond()) + fraction)
		_, err := count(t.Context(), store, limit(1))
		wantErr(t, err, nil)
		_, err = count(t.Context(), store, limit(1))
		wantRefusal(t, err, time.Hour)
		_, err = count(t.Context(), late, limit(1))
		wantRefusal(t, err, time.Hour)
		now.Advance(time.Hour)
		_, err = count(t.Context(), store, limit(1))
		wantErr(t, err, nil)
	}
}

func TestALimitOfNothingAllowsNothing(t *testing.T) {
	server, table := newStandIn(t)
	_, err := count(t.Context(), dynamo.NewAttemptStore(table, time.Now), limit(0))
	wantRefusal(t, err, time.Hour)
	if calls := server.Calls(); len(calls) != 0 {
		t.Errorf("calls %v", calls)
	}
}

func TestExactlyTheLimitIsAllowedHoweverManyInstancesAsk(t *testing.T) {
	now := newClock()
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	stores := []*dynamo.AttemptStore{dynamo.NewAttemptStore(table, now.Now), dynamo.NewAttemptStore(dynamo.NewTable(cfg, name, patient), now.Now)}
	for window := range 3 { // the first one opens an item, the others reopen it
		allowed, unknown := 0, 0 // unknown: the machine was too busy to respond in time
		for _, err := range together(24, func(i int) error { _, err := count(t.Context(), stores[i%2], limit(5)); return err }) {
			switch {
			case err == nil:
				allowed++
			case fault.IsUnavailable(err):
				unknown++
			default:
				wantRefusal(t, err, time.Hour)
			}
		}
		if allowed > 5 || allowed+unknown < 5 {
			t.Errorf("window %d: %d allowed, %d unknown", window, allowed, unknown)
		}
		now.Advance(2 * time.Hour)
	}
}

func TestAnAttemptIsOneWriteAndOneMoreWhereAWindowHasPassed(t *testing.T) {
	now := newClock()
	server, table := newStandIn(t)
	store := dynamo.NewAttemptStore(table, now.Now)
	attempt := func(name string, want int) {
		t.Helper()
		server.ResetCalls()
		_, _ = count(t.Context(), store, limit(2))
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
	now := newClock()
	server, table := newStandIn(t)
	store := dynamo.NewAttemptStore(table, now.Now)
	for range 2 {
		var counted ratelimit.Return
		for range 2 {
			server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.DropReply, Count: 2})
			counted = must[ratelimit.Return](t)(count(t.Context(), store, limit(2)))
		}
		_, err := count(t.Context(), store, limit(2))
		wantRefusal(t, err, time.Hour)
		wantErr(t, store.GiveBack(t.Context(), counted), nil) // the window is known although the response was lost
		must[ratelimit.Return](t)(count(t.Context(), store, limit(2)))
		now.Advance(2 * time.Hour)
	}
}

func TestAStoreThatCannotCountSaysSo(t *testing.T) {
	server, table := newStandIn(t)
	server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: dynamotest.Throttle, Count: 3})
	if _, err := count(t.Context(), dynamo.NewAttemptStore(table, time.Now), limit(2)); !fault.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
}

func TestAnAttemptGivenBackMakesRoomForAnother(t *testing.T) {
	now := newClock()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewAttemptStore(table, now.Now)
	counted := func() ratelimit.Return {
		t.Helper()
		return must[ratelimit.Return](t)(count(t.Context(), store, limit(3)))
	}
	full := func(name string) {
		t.Helper()
		if _, err := count(t.Context(), store, limit(3)); err == nil {
			t.Errorf("%s: there is room", name)
		}
	}
	first := counted()
	counted()
	counted()
	full("at first")
	wantErr(t, store.GiveBack(t.Context(), first), nil)
	counted()
	full("after one was given back")

	for range 5 { // more than were counted
		wantErr(t, store.GiveBack(t.Context(), first), nil)
	}
	for range 3 {
		counted()
	}
	full("after all were given back, and more")

	now.Advance(time.Hour)
	counted()
	counted()
	counted()
	wantErr(t, store.GiveBack(t.Context(), first), nil) // of the window before
	full("after one of another window was given back")
}

func TestAWindowTakesBackSoManyAndNoMore(t *testing.T) {
	now := newClock()
	table, _ := newTable(t, endpoint(t))
	store := dynamo.NewAttemptStore(table, now.Now)
	for range 2 { // windows
		let := 0
		for range 20 {
			if counted, err := count(t.Context(), store, limit(2)); err == nil {
				let++
				counted.Most = 6
				wantErr(t, store.GiveBack(t.Context(), counted), nil)
			}
		}
		if let != 8 {
			t.Errorf("%d attempts, want the 2 of the limit and the 6 given back", let)
		}
		now.Advance(time.Hour)
	}
}

// If a count fails, it is unknown whether the attempt was counted. It is given back only if the item shows it.
func TestAnAttemptWithoutAnAnswerIsGivenBackOnlyIfItWasCounted(t *testing.T) {
	now := newClock()
	server, table := newStandIn(t)
	store := dynamo.NewAttemptStore(table, now.Now)
	unknown := func(kind dynamotest.FaultKind) ratelimit.Return {
		t.Helper()
		server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: kind, Count: 3})
		counted, err := count(t.Context(), store, limit(2))
		if !fault.IsUnavailable(err) {
			t.Fatalf("got %v", err)
		}
		return counted
	}
	must[ratelimit.Return](t)(count(t.Context(), store, limit(2)))
	wantErr(t, store.GiveBack(t.Context(), unknown(dynamotest.InternalError)), nil) // was not counted
	counted := unknown(dynamotest.DropReply)
	if _, err := count(t.Context(), store, limit(2)); err == nil {
		t.Error("more than was counted was given back")
	}
	wantErr(t, store.GiveBack(t.Context(), counted), nil)
	must[ratelimit.Return](t)(count(t.Context(), store, limit(2)))
	if _, err := count(t.Context(), store, limit(2)); err == nil {
		t.Error("an attempt was given back twice")
	}
}

func TestGivingBackIsRepeatedOnlyWhereItWasNotDone(t *testing.T) {
	for name, c := range map[string]struct {
		kind        dynamotest.FaultKind
		calls, room int
		unavailable bool
	}{
		"throttled":                       {dynamotest.Throttle, 2, 1, false},
		"carried out, the answer is lost": {dynamotest.DropReply, 1, 1, true},
		"a failure that may have done it": {dynamotest.InternalError, 1, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			server, table := newStandIn(t)
			store := dynamo.NewAttemptStore(table, time.Now)
			counted := must[ratelimit.Return](t)(count(t.Context(), store, limit(3)))
			for range 2 {
				must[ratelimit.Return](t)(count(t.Context(), store, limit(3)))
			}
			server.ResetCalls()
			server.Inject(dynamotest.Fault{Operation: "UpdateItem", Kind: c.kind, Count: 1})
			if err := store.GiveBack(t.Context(), counted); fault.IsUnavailable(err) != c.unavailable {
				t.Errorf("got %v", err)
			}
			if calls := server.Calls()["UpdateItem"]; calls != c.calls {
				t.Errorf("%d calls, want %d", calls, c.calls)
			}
			room := 0
			for {
				if _, err := count(t.Context(), store, limit(3)); err != nil {
					break
				}
				room++
			}
			if room != c.room {
				t.Errorf("room for %d, want %d", room, c.room)
			}
		})
	}
}

// emptied returns an empty object for some updates, before or after executing them.
type emptied struct {
	proxy *httputil.ReverseProxy
	left  atomic.Int32
	do    bool
}

func (e *emptied) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "UpdateItem") || e.left.Add(-1) < 0 {
		e.proxy.ServeHTTP(w, r)
		return
	}
	if e.do {
		e.proxy.ServeHTTP(httptest.NewRecorder(), r)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, _ = w.Write([]byte("{}"))
}

func TestAnEmptyAnswerLetsNobodyPast(t *testing.T) {
	for name, carriedOut := range map[string]bool{"carried out": true, "not carried out": false} {
		t.Run(name, func(t *testing.T) {
			server := dynamotest.Start(t)
			target, err := url.Parse(server.URL())
			if err != nil {
				t.Fatal(err)
			}
			between := &emptied{proxy: httputil.NewSingleHostReverseProxy(target), do: carriedOut}
			front := httptest.NewServer(between)
			t.Cleanup(front.Close)
			table, _ := newTable(t, config(t, front.URL))
			store := dynamo.NewAttemptStore(table, time.Now)

			between.left.Store(2)
			must[ratelimit.Return](t)(count(t.Context(), store, limit(2))) // the store retries
			between.left.Store(1000)
			if _, err := count(t.Context(), store, limit(2)); !fault.IsUnavailable(err) {
				t.Errorf("no answer but empty ones: %v", err)
			}
			between.left.Store(0)
			let := 0
			for range 5 {
				if _, err := count(t.Context(), store, limit(2)); err == nil {
					let++
				}
			}
			if want := map[bool]int{true: 0, false: 1}[carriedOut]; let != want {
				t.Errorf("%d more were let through, want %d", let, want)
			}
		})
	}
}

func TestTheTableHoldsNoPartOfALimitedKeyAndKeysMayBeLong(t *testing.T) {
	cfg := endpoint(t)
	table, name := newTable(t, cfg)
	store := dynamo.NewAttemptStore(table, time.Now)
	must[ratelimit.Return](t)(count(t.Context(), store, limit(2)))
	must[ratelimit.Return](t)(count(t.Context(), store, ratelimit.Limit{Key: strings.Repeat("x", 10<<10), Max: 2, Window: time.Hour}))
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
