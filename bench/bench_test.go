package main

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// What is compared must do the same work: the built server, and the floor.
func TestTheServerAndTheFloorGiveTheSameAnswers(t *testing.T) {
	l, err := newLab(t.Context(), settings{Projects: 120})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	for _, w := range works {
		subjects, err := w.prepare(t.Context(), l) // which fails where answers differ
		if err != nil {
			t.Error(err)
			continue
		}
		if len(subjects) == 0 || w.name != "cookie" && len(subjects) < 2 {
			t.Errorf("%s is done by %d systems", w.name, len(subjects))
		}
	}
	if calls := l.stub.Calls(); calls < voters {
		t.Errorf("the stub was called %d times: the answers are not from it", calls)
	}
}

func TestMediansAreOfEachFigure(t *testing.T) {
	got := medianOf([]figures{{CPU: 3, PerSecond: 1, P99: time.Second}, {CPU: 1, PerSecond: 2}, {CPU: 2, PerSecond: 9}})
	if got.CPU != 2 || got.PerSecond != 2 || got.P99 != 0 {
		t.Errorf("got %+v", got)
	}
	if got := medianOf([]figures{{PerSecond: 1}, {PerSecond: 2}}); got.PerSecond != 1.5 {
		t.Errorf("of two: %v", got.PerSecond)
	}
}

func TestBudgetsSayWhetherTheyHold(t *testing.T) {
	r := &results{
		Works: map[string]map[string]figures{"viewer": {
			floor: {CPU: 100 * time.Microsecond}, product: {CPU: 210 * time.Microsecond, P50: time.Millisecond, P99: 4 * time.Millisecond},
			apollo: {CPU: 3 * time.Millisecond},
		}},
		Curves: map[string]map[string]curve{
			efficiency: {product: {{0.5, 500}, {1, 1000}, {2, 950}}},
			soakMemory: {product: {{10, 40}, {20, 50}, {30, 51}}},
		},
	}
	verdicts := map[string]string{}
	for _, b := range budgets {
		_, verdicts[b.what] = b.verdict(r)
	}
	for what, want := range map[string]string{
		"`viewer`, to its floor": "holds", "`viewer`, to the earlier build": "not measured", "`viewer`: Apollo Server, to the product": "holds",
		"`viewer`: p99 to p50 at half of saturation":                                  "**does not hold**",
		"right answers of a second of the processor at twice saturation, to the most": "holds",
		"memory after all requests, to that after a third":                            "**does not hold**",
		"memory after all tokens, to that after 70 % of them":                         "not measured",
	} {
		if verdicts[what] != want {
			t.Errorf("%s: %s, want %s", what, verdicts[what], want)
		}
	}
}

func TestStacksBelongToOnePart(t *testing.T) {
	const traces = `File: server
Type: cpu
-----------+-------------------------------------------------------
      30ms   internal/runtime/syscall.Syscall6
             net/http.(*persistConn).writeLoop
-----------+-------------------------------------------------------
      10ms   encoding/json.Marshal
             github.com/aws/aws-sdk-go-v2/service/dynamodb.(*Client).GetItem
             github.com/unicornpursuit/unicornpursuit/graph.(*viewerResolver).Voter
             net/http.(*conn).serve
-----------+-------------------------------------------------------
      60ms   runtime.futex
             runtime.mcall
-----------+-------------------------------------------------------
`
	shares, err := sharesOf(traces)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]float64{"call of DynamoDB: HTTP": 0.3, "call of DynamoDB: the SDK": 0.1, other: 0.6, "GraphQL": 0} {
		if shares[part] != want {
			t.Errorf("%s: %v, want %v", part, shares[part], want)
		}
	}
	if _, err := sharesOf("File: server"); err == nil {
		t.Error("a profile without stacks has no shares")
	}
}

func TestSectionsOfThePageAreReplaced(t *testing.T) {
	const before = "text\n<!-- begin x -->\nold\n<!-- end x -->\nmore\n"
	got, err := replaceSection(before, "x", "new\n")
	if want := "text\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nmore\n"; got != want || err != nil {
		t.Errorf("%v: %q", err, got)
	}
	if _, err := replaceSection(before, "y", ""); err == nil {
		t.Error("there is no part y")
	}
}

func TestAxesNameRoundValues(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{[]float64{10, 10_000}, "[10 100 1000 10000]"}, {[]float64{3, 48}, "[0 10 20 30 40]"}, {[]float64{7, 7}, "[0 2 4 6]"},
	} {
		if got := fmt.Sprint(newAxis(c.values, 100, true).marks()); got != c.want {
			t.Errorf("%v: %s, want %s", c.values, got, c.want)
		}
	}
	log := newAxis([]float64{1, 100}, 100, false)
	if at := log.at(10); at < 49.9 || at > 50.1 {
		t.Errorf("10 of 1 to 100 is at %v", at)
	}
}

func TestThePageHasEveryPartThatIsMeasured(t *testing.T) {
	t.Chdir("..")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for name := range (&results{}).sections() {
		if _, err := replaceSection(string(text), name, ""); err != nil {
			t.Error(err)
		}
	}
}
