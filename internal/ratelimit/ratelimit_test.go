package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/unicornpursuit/unicornpursuit/internal/fault"
	"github.com/unicornpursuit/unicornpursuit/internal/ratelimit"
)

// counters count in memory, in one window for each key.
type counters struct {
	mu      sync.Mutex
	counted map[string]int
	calls   []string
	// failing keys have no answer.
	failing map[string]bool
	// together is called before an attempt is counted, possibly for several limits at a time.
	together func(key string)
	// during is called while an attempt is counted.
	during func(ctx context.Context)
}

func (c *counters) Count(ctx context.Context, _ string, l ratelimit.Limit) (w ratelimit.Window, err error) {
	if c.together != nil {
		c.together(l.Key)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, "count "+l.Key)
	if c.during != nil {
		c.during(ctx)
	}
	switch {
	case c.failing[l.Key]:
		return w, &fault.Unavailable{Upstream: "counters", Err: errors.New("down")}
	case c.counted[l.Key] >= l.Max:
		return w, &fault.TooManyAttempts{RetryAfter: l.Window}
	}
	if c.counted == nil {
		c.counted = map[string]int{}
	}
	c.counted[l.Key]++
	w.ID = "a window"
	if c.counted[l.Key] == l.Max {
		w.FullFor = l.Window
	}
	return w, nil
}

func (c *counters) GiveBack(ctx context.Context, r ratelimit.Return) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, fmt.Sprintf("give back %s, of %d", r.Limit.Key, r.Most))
	if c.failing[r.Limit.Key] || ctx.Err() != nil {
		return &fault.Unavailable{Upstream: "counters", Err: errors.New("down")}
	}
	if r.Window != "" {
		c.counted[r.Limit.Key]--
	}
	return nil
}

// took returns the calls since the last time, sorted: some are made at the same time.
func (c *counters) took() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	slices.Sort(calls)
	return calls
}

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newLimiter() (*ratelimit.Limiter, *counters, *clock) {
	c, now := &counters{}, &clock{time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
	return ratelimit.New(c, now.now), c, now
}

// limits are an own and three shared ones, of the given numbers.
func limits(address, account, country, everyone int) []ratelimit.Limit {
	return []ratelimit.Limit{
		{Key: "address", Max: address, Window: time.Hour},
		{Key: "account", Max: account, Window: time.Hour, Shared: true},
		{Key: "country", Max: country, Window: time.Hour, Shared: true},
		{Key: "everyone", Max: everyone, Window: time.Hour, Shared: true},
	}
}

func wantCounted(t *testing.T, c *counters, want map[string]int) {
	t.Helper()
	for _, key := range []string{"address", "account", "country", "everyone"} {
		if c.counted[key] != want[key] {
			t.Errorf("%s: %d counted, want %d", key, c.counted[key], want[key])
		}
	}
}

func wantRefused(t *testing.T, err error, repeated bool) {
	t.Helper()
	var tooMany *fault.TooManyAttempts
	if !errors.As(err, &tooMany) || tooMany.Repeated != repeated || tooMany.RetryAfter <= 0 || tooMany.RetryAfter > time.Hour {
		t.Errorf("got %#v, want a refusal (repeated: %t)", err, repeated)
	}
}

func TestWhoHasUsedUpTheirOwnLimitTouchesNoOther(t *testing.T) {
	limiter, counters, now := newLimiter()
	all := limits(2, 9, 9, 9)
	for range 2 {
		if _, err := limiter.Take(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	counters.took()
	for range 100 {
		_, err := limiter.Take(t.Context(), all)
		wantRefused(t, err, false)
		now.at = now.at.Add(time.Second)
		for _, call := range counters.took() {
			if call != "count address" {
				t.Errorf("a refused attempt asked: %s", call)
			}
		}
	}
	wantCounted(t, counters, map[string]int{"address": 2, "account": 2, "country": 2, "everyone": 2})
}

// meeting returns a function that holds its callers until n have come.
func meeting(n int) func(key string) {
	var arrived sync.WaitGroup
	arrived.Add(n)
	return func(string) {
		arrived.Done()
		arrived.Wait()
	}
}

// None of the four calls ends before all of them have begun.
func TestAllLimitsAreCountedInOneRound(t *testing.T) {
	limiter, counters, _ := newLimiter()
	for range 3 {
		counters.together = meeting(4)
		if _, err := limiter.Take(t.Context(), limits(9, 9, 9, 9)); err != nil {
			t.Fatal(err)
		}
	}
	wantCounted(t, counters, map[string]int{"address": 3, "account": 3, "country": 3, "everyone": 3})
}

// Another instance has used up the client's own limit, which this one can't know: the first attempt here is counted in
// the shared limits too, and given back. The next ones touch them no more.
func TestAnOwnLimitUsedUpElsewhereCostsTheSharedOnesNothingThatLasts(t *testing.T) {
	limiter, counters, now := newLimiter()
	all := limits(2, 9, 9, 9)
	counters.counted = map[string]int{"address": 2}
	_, err := limiter.Take(t.Context(), all)
	wantRefused(t, err, false)
	want := []string{
		"count account", "count address", "count country", "count everyone",
		"give back account, of 0", "give back country, of 0", "give back everyone, of 0",
	}
	if calls := counters.took(); !slices.Equal(calls, want) {
		t.Errorf("calls: %v", calls)
	}
	for range 100 {
		now.at = now.at.Add(time.Second)
		_, err := limiter.Take(t.Context(), all)
		wantRefused(t, err, false)
		if calls := counters.took(); !slices.Equal(calls, []string{"count address"}) {
			t.Errorf("calls: %v", calls)
		}
	}
	wantCounted(t, counters, map[string]int{"address": 2})
}

// Of the attempts that a client sends at once, its own limit lets a few through, and only one of the others may have
// been counted where others share, for a moment.
func TestAFloodAtOnceHoldsOneOfTheSharedLimitsAtMost(t *testing.T) {
	limiter, counters, _ := newLimiter()
	const flood, allowed = 200, 3
	all := limits(allowed, 9*flood, 9*flood, 9*flood)
	held := make(chan struct{})
	counters.together = func(key string) {
		if key == "address" { // no attempt ends in the own limit before all have begun
			<-held
		}
	}
	var attempts, begun sync.WaitGroup
	begun.Add(flood)
	for range flood {
		attempts.Go(func() {
			begun.Done()
			_, _ = limiter.Take(t.Context(), all)
		})
	}
	begun.Wait()
	close(held)
	attempts.Wait()
	if counted := strings.Count(strings.Join(counters.took(), "\n"), "count everyone"); counted > allowed+1 {
		t.Errorf("%d attempts were counted where others share, want %d and one more", counted, allowed)
	}
	wantCounted(t, counters, map[string]int{"address": allowed, "account": allowed, "country": allowed, "everyone": allowed})
}

func TestWhatOneLimitRefusesCostsNoOther(t *testing.T) {
	for full, all := range map[string][]ratelimit.Limit{
		"address": limits(1, 9, 9, 9), "account": limits(9, 1, 9, 9), "country": limits(9, 9, 1, 9), "everyone": limits(9, 9, 9, 1),
	} {
		t.Run(full, func(t *testing.T) {
			limiter, counters, now := newLimiter()
			if _, err := limiter.Take(t.Context(), all); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				_, err := limiter.Take(t.Context(), all)
				wantRefused(t, err, false)
				now.at = now.at.Add(time.Second)
			}
			wantCounted(t, counters, map[string]int{"address": 1, "account": 1, "country": 1, "everyone": 1})
		})
	}
}

func TestAFullWindowIsAskedForOnceASecond(t *testing.T) {
	limiter, counters, now := newLimiter()
	all := limits(1, 9, 9, 9)
	for range 1000 {
		_, _ = limiter.Take(t.Context(), all)
	}
	if calls := counters.took(); len(calls) != 4+1 {
		t.Errorf("1,000 attempts within a second: %d calls, want 4 for the first and 1 for the refused", len(calls))
	}
	for range 10 {
		now.at = now.at.Add(time.Second)
		for i := range 100 {
			_, err := limiter.Take(t.Context(), all)
			wantRefused(t, err, i > 0)
		}
	}
	if calls := len(counters.took()); calls != 10 {
		t.Errorf("ten seconds of refused attempts: %d calls, want 10", calls)
	}
	now.at = now.at.Add(time.Hour)
	counters.counted = nil
	if _, err := limiter.Take(t.Context(), all); err != nil {
		t.Errorf("in the next window: %v", err)
	}
}

func TestAFullWindowIsAskedForAloneAndRoomInItIsSeen(t *testing.T) {
	limiter, counters, now := newLimiter()
	all := limits(9, 9, 1, 9)
	if _, err := limiter.Take(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	_, _ = limiter.Take(t.Context(), all)
	counters.took()
	now.at = now.at.Add(time.Second)
	_, err := limiter.Take(t.Context(), all)
	wantRefused(t, err, false)
	if calls := counters.took(); !slices.Equal(calls, []string{"count address", "count country", "give back address, of 0"}) {
		t.Errorf("calls: %v", calls)
	}
	counters.counted["country"] = 0 // another instance gave it back
	now.at = now.at.Add(time.Second)
	if _, err := limiter.Take(t.Context(), all); err != nil {
		t.Error(err)
	}
	counters.counted["country"] = 0
	if _, err := limiter.Take(t.Context(), all); err != nil { // nothing is remembered
		t.Error(err)
	}
}

func TestAnAttemptGivenBackIsCountedNowhereAndSeenAtOnce(t *testing.T) {
	limiter, counters, _ := newLimiter()
	all := limits(1, 1, 1, 1)
	for range 5 {
		attempt, err := limiter.Take(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		_, err = limiter.Take(t.Context(), all)
		wantRefused(t, err, false)
		counters.took()
		attempt.GiveBack(t.Context())
		attempt.GiveBack(t.Context())
		want := []string{"give back account, of 10", "give back address, of 10", "give back country, of 10", "give back everyone, of 10"}
		if calls := counters.took(); !slices.Equal(calls, want) {
			t.Errorf("calls: %v", calls)
		}
		wantCounted(t, counters, nil)
	}
}

func TestAnAttemptThatCannotBeCountedIsCountedNowhere(t *testing.T) {
	for _, failing := range []string{"address", "account", "country", "everyone"} {
		limiter, counters, _ := newLimiter()
		counters.failing = map[string]bool{failing: true}
		if _, err := limiter.Take(t.Context(), limits(9, 9, 9, 9)); !fault.IsUnavailable(err) {
			t.Errorf("%s: %v", failing, err)
		}
		wantCounted(t, counters, nil)
	}
}

// A client that hangs up in the middle must not leave an attempt counted where others share, and not where it is its own.
func TestAClientThatHangsUpDoesNotInterruptTheCounting(t *testing.T) {
	limiter, counters, _ := newLimiter()
	ctx, hangUp := context.WithTimeout(t.Context(), time.Hour)
	counters.during = func(ctx context.Context) {
		hangUp()
		if _, bounded := ctx.Deadline(); ctx.Err() != nil || !bounded {
			t.Error("the counting ends with the client, or never")
		}
	}
	attempt, err := limiter.Take(ctx, limits(9, 9, 9, 9))
	if err != nil {
		t.Fatal(err)
	}
	wantCounted(t, counters, map[string]int{"address": 1, "account": 1, "country": 1, "everyone": 1})
	attempt.GiveBack(ctx) // nor that of giving back
	wantCounted(t, counters, nil)
}

func TestManyFullWindowsDoNotTakeMoreAndMoreMemory(t *testing.T) {
	limiter, counters, _ := newLimiter()
	refused := func(key string) {
		_, err := limiter.Take(t.Context(), []ratelimit.Limit{{Key: key, Window: time.Hour}})
		var tooMany *fault.TooManyAttempts
		if !errors.As(err, &tooMany) {
			t.Fatal(err)
		}
	}
	for i := range 12_000 {
		refused(fmt.Sprint("key ", i))
	}
	counters.took()
	for i := range 12_000 {
		refused(fmt.Sprint("key ", 12_000-1-i))
	}
	if remembered := 12_000 - len(counters.took()); remembered < 5000 || remembered >= 12_000-1000 {
		t.Errorf("%d windows are remembered", remembered)
	}
}
