package attr_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"pgregory.net/rapid"
)

// numbers generates numerals of up to 38 digits whose sums stay within 38 digits.
func numbers(t *rapid.T, label string) (attr.Number, *big.Rat) {
	digits := rapid.StringMatching(`[0-9]{1,18}`).Draw(t, label)
	point := rapid.IntRange(0, len(digits)).Draw(t, label+" point")
	sign := rapid.SampledFrom([]string{"", "-", "+"}).Draw(t, label+" sign")
	text := sign + digits[:point] + "." + digits[point:]
	n, err := attr.ParseNumber(text)
	if err != nil {
		t.Fatal(err)
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%s is no number", text)
	}
	return n, exact
}

func exact(t *rapid.T, n attr.Number) *big.Rat {
	r, ok := new(big.Rat).SetString(n.String())
	if !ok {
		t.Fatalf("%s is no number", n)
	}
	return r
}

func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := numbers(t, "a")
		b, y := numbers(t, "b")
		if exact(t, a).Cmp(x) != 0 {
			t.Fatalf("%s is not %s", a, x)
		}
		if a.Cmp(b) != x.Cmp(y) {
			t.Fatalf("%s against %s is %d", a, b, a.Cmp(b))
		}
		sum, err := a.Add(b)
		if err != nil {
			t.Fatal(err)
		}
		if exact(t, sum).Cmp(new(big.Rat).Add(x, y)) != 0 {
			t.Fatalf("%s + %s is not %s", a, b, sum)
		}
		if zero, err := a.Add(a.Neg()); err != nil || zero.String() != "0" {
			t.Fatalf("%s - itself is %s, %v", a, zero, err)
		}
	})
}

func TestKeysSortAsTheirValues(t *testing.T) {
	sign := func(n int) int { return min(max(n, -1), 1) }
	rapid.Check(t, func(t *rapid.T) {
		// The tail after the key represents the rest of a composite key.
		encode := func(v attr.Value, label string) []byte {
			return append(attr.AppendKey(nil, v), rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, label)...)
		}
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		c := attr.Compare(attr.String(a), attr.String(b))
		if c != 0 && sign(bytes.Compare(encode(attr.String(a), "x"), encode(attr.String(b), "y"))) != c {
			t.Fatalf("%q and %q sort otherwise than their keys", a, b)
		}
		n, _ := numbers(t, "n")
		m, _ := numbers(t, "m")
		if c := n.Cmp(m); c != 0 && sign(bytes.Compare(encode(n, "p"), encode(m, "q"))) != c {
			t.Fatalf("%s and %s sort otherwise than their keys", n, m)
		}
	})
}

func TestASumOutsideTheLimitsIsAnError(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"9e125", "1e125", "Number overflow"},
		{"1e125", "1", "38 significant digits"},
		{"1e-130", "1", "38 significant digits"},
	} {
		a, _ := attr.ParseNumber(c.a)
		b, _ := attr.ParseNumber(c.b)
		if sum, err := a.Add(b); err == nil || !bytes.Contains([]byte(err.Error()), []byte(c.want)) {
			t.Errorf("%s + %s is %s with error %v, want %s", c.a, c.b, sum, err, c.want)
		}
	}
}

func TestJSONKeepsEveryValue(t *testing.T) {
	const text = `{"all":{"M":{"b":{"B":"AP8="},"bool":{"BOOL":false},"bs":{"BS":["AA==","AQ=="]},"l":{"L":[{"S":""},{"L":[]}]},"n":{"N":"-1.5"},"ns":{"NS":["1","2"]},"null":{"NULL":true},"ss":{"SS":["a","b"]}}}}`
	var m attr.Map
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(m)
	if err != nil || string(again) != text {
		t.Errorf("again it is %s, %v", again, err)
	}
	if !attr.Equal(m, m.Clone()) {
		t.Error("a clone differs")
	}
}

func TestMalformedValuesAreErrors(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"X":"a"}`, `{"S":1}`, `{"S":null}`, `{"N":1}`, `{"B":"?"}`, `{"BOOL":"true"}`, `{"L":{}}`, `{"M":[]}`, `{"L":[{}]}`,
		`{"SS":["a",1]}`, `{"NS":["a"]}`, `{"M":{"a":{}}}`, `[]`, `"a"`,
	} {
		var m attr.Map
		if err := json.Unmarshal(fmt.Appendf(nil, `{"a":%s}`, text), &m); err == nil {
			t.Errorf("%s is read as %v", text, m)
		}
	}
}

func TestDepthCountsListsAndMaps(t *testing.T) {
	v := attr.Map{"a": attr.List{attr.Map{}, attr.String("x")}, "b": attr.NewSet("S", []attr.Value{attr.String("x")})}
	if d := attr.Depth(v); d != 3 {
		t.Errorf("depth is %d, want 3", d)
	}
}
