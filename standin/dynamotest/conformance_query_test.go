package dynamotest_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// queryInput queries a partition, with a condition on the sort key if it is not empty.
func (f *fixture) queryInput(condition string, values doc) *dynamodb.QueryInput {
	all := doc{":p": "p"}
	for name, v := range values {
		all[name] = v
	}
	if condition != "" {
		condition = " AND " + condition
	}
	return &dynamodb.QueryInput{
		TableName: &f.table, KeyConditionExpression: aws.String("PK = :p" + condition),
		ExpressionAttributeValues: all.item(), ConsistentRead: aws.Bool(true),
	}
}

// pages are the sort keys that a query returns page by page.
func (f *fixture) pages(in *dynamodb.QueryInput) [][]any {
	f.t.Helper()
	var pages [][]any
	for {
		out, err := f.Query(f.t.Context(), in)
		if err != nil {
			f.t.Fatal(err)
		}
		if int(out.Count) != len(out.Items) {
			f.t.Errorf("count is %d of %d items", out.Count, len(out.Items))
		}
		page := []any{}
		for _, item := range out.Items {
			page = append(page, plain(item["SK"]))
		}
		pages = append(pages, page)
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			return pages
		}
	}
}

func (f *fixture) wantKeys(in *dynamodb.QueryInput, want ...any) {
	f.t.Helper()
	got := []any{}
	for _, page := range f.pages(in) {
		got = append(got, page...)
	}
	sortKeys := []any{}
	for _, w := range want {
		sortKeys = append(sortKeys, plain(value(w)))
	}
	if !reflect.DeepEqual(got, sortKeys) {
		f.t.Errorf("keys are %v, want %v", got, sortKeys)
	}
}

func TestConformanceQueryOrder(t *testing.T) {
	orders := map[types.ScalarAttributeType][]any{
		types.ScalarAttributeTypeS: {"\x00", "\x00a", "A", "a", "a\x00", "a\x00b", "a\x01", "aa", "b", "é", "\U0001F984"},
		types.ScalarAttributeTypeN: {number("-1" + strings.Repeat("0", 100)), number("-10.5"), number("-10"), number("-1.01"), number("-1"), number("-0.5"), 0, number("0.0" + strings.Repeat("0", 100) + "1"), number("0.5"), 1, number("1.5"), 2, 10, number("10.00001"), 100, number("1" + strings.Repeat("0", 100))},
		types.ScalarAttributeTypeB: {[]byte{0}, []byte{0, 0}, []byte{0, 1}, []byte{1}, []byte{127}, []byte{128}, []byte{255}, []byte{255, 0}, []byte{255, 255}},
	}
	for kind, ordered := range orders {
		t.Run(string(kind), func(t *testing.T) {
			f := newFixture(t, sortedBy(kind))
			for i := range ordered { // stored from both ends, so that the order of writing is not the order of keys
				v := ordered[i/2]
				if i%2 == 1 {
					v = ordered[len(ordered)-1-i/2]
				}
				_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": v}.item()})
				wantNoError(t, err)
			}
			f.wantKeys(f.queryInput("", nil), ordered...)
			backward := f.queryInput("", nil)
			backward.ScanIndexForward = aws.Bool(false)
			var reversed []any
			for i := range ordered {
				reversed = append(reversed, ordered[len(ordered)-1-i])
			}
			f.wantKeys(backward, reversed...)
			for i, v := range ordered {
				f.wantKeys(f.queryInput("SK < :v", doc{":v": v}), ordered[:i]...)
				f.wantKeys(f.queryInput("SK >= :v", doc{":v": v}), ordered[i:]...)
			}
		})
	}
}

func TestConformanceQueryConditions(t *testing.T) {
	f := newFixture(t)
	for _, sk := range []string{"a", "ab", "abc", "b", "c"} {
		f.put(sk, nil)
	}
	_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p\x00", "SK": "a"}.item()})
	wantNoError(t, err)
	cases := []struct {
		condition string
		values    doc
		want      []any
	}{
		{"", nil, []any{"a", "ab", "abc", "b", "c"}},
		{"SK = :v", doc{":v": "ab"}, []any{"ab"}},
		{"SK = :v", doc{":v": "x"}, nil},
		{"SK < :v", doc{":v": "abc"}, []any{"a", "ab"}},
		{"SK <= :v", doc{":v": "abc"}, []any{"a", "ab", "abc"}},
		{"SK > :v", doc{":v": "abc"}, []any{"b", "c"}},
		{"SK >= :v", doc{":v": "abc"}, []any{"abc", "b", "c"}},
		{"SK BETWEEN :v AND :w", doc{":v": "ab", ":w": "b"}, []any{"ab", "abc", "b"}},
		{"begins_with(SK, :v)", doc{":v": "ab"}, []any{"ab", "abc"}},
		{"(begins_with(SK, :v))", doc{":v": "c"}, []any{"c"}},
	}
	for _, c := range cases {
		for _, forward := range []bool{true, false} {
			t.Run(fmt.Sprint(c.condition, c.values, " forward ", forward), func(t *testing.T) {
				f := f.in(t)
				in := f.queryInput(c.condition, c.values)
				in.ScanIndexForward = &forward
				want := append([]any(nil), c.want...)
				if !forward {
					for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
						want[i], want[j] = want[j], want[i]
					}
				}
				f.wantKeys(in, want...)
			})
		}
	}
}

func TestConformanceQueryConditionErrors(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		condition string
		values    doc
		want      string
	}{
		{"SK = :v", doc{":v": "a"}, "Query condition missed key schema element: PK"},
		{"PK = :v AND a = :w", doc{":v": "a", ":w": "b"}, "Query condition missed key schema element: SK"},
		{"PK > :v", doc{":v": "a"}, "Query key condition not supported"},
		{"PK = :v AND SK <> :w", doc{":v": "a", ":w": "b"}, ""},
		{"PK = :v OR SK = :w", doc{":v": "a", ":w": "b"}, ""},
		{"PK = :v AND NOT SK = :w", doc{":v": "a", ":w": "b"}, ""},
		{"PK = :v AND contains(SK, :w)", doc{":v": "a", ":w": "b"}, ""},
		{"PK = :v AND PK = :w", doc{":v": "a", ":w": "b"}, "KeyConditionExpressions must only contain one condition per key"},
		{"PK = :v AND SK = :w", doc{":v": "a", ":w": 1}, "One or more parameter values were invalid: Condition parameter type does not match schema type"},
		{"PK = :v AND", doc{":v": "a"}, "Invalid KeyConditionExpression: "},
		{"", nil, "Invalid KeyConditionExpression: The expression can not be empty;"},
	}
	for _, c := range cases {
		t.Run(c.condition+" is refused", func(t *testing.T) {
			_, err := f.Query(t.Context(), &dynamodb.QueryInput{TableName: &f.table, KeyConditionExpression: &c.condition, ExpressionAttributeValues: c.values.item()})
			wantError(t, err, validation, c.want)
		})
	}
}

func TestConformanceQueryPages(t *testing.T) {
	f := newFixture(t)
	for i := range 5 {
		f.put(fmt.Sprint(i), doc{"odd": i % 2})
	}
	t.Run("a limit cuts pages, and the last full one is followed by an empty one", func(t *testing.T) {
		f := f.in(t)
		for _, forward := range []bool{true, false} {
			in := f.queryInput("SK < :v", doc{":v": "4"})
			in.Limit, in.ScanIndexForward = aws.Int32(2), &forward
			want := "[[S:0 S:1] [S:2 S:3] []]"
			if !forward {
				want = "[[S:3 S:2] [S:1 S:0] []]"
			}
			if got := fmt.Sprint(f.pages(in)); got != want {
				t.Errorf("pages are %s, want %s", got, want)
			}
		}
	})
	t.Run("a limit counts items before the filter", func(t *testing.T) {
		in := f.queryInput("", doc{":odd": 1})
		in.Limit, in.FilterExpression = aws.Int32(3), aws.String("odd = :odd")
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		if out.Count != 1 || out.ScannedCount != 3 {
			t.Errorf("count is %d of %d scanned, want 1 of 3", out.Count, out.ScannedCount)
		}
		wantAttributes(t, out.LastEvaluatedKey, doc{"PK": "p", "SK": "2"})
	})
	t.Run("a count has no items", func(t *testing.T) {
		in := f.queryInput("", nil)
		in.Select = types.SelectCount
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		if out.Count != 5 || out.Items != nil {
			t.Errorf("count is %d with items %v", out.Count, out.Items)
		}
	})
	t.Run("a projection leaves the rest out", func(t *testing.T) {
		in := f.queryInput("SK = :v", doc{":v": "3"})
		in.ProjectionExpression = aws.String("odd")
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		wantAttributes(t, out.Items[0], doc{"odd": 1})
	})
	t.Run("pages end at 1 MB", func(t *testing.T) {
		f := f.in(t)
		for i := range 4 {
			_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "big", "SK": fmt.Sprint(i), "x": bytes.Repeat([]byte{1}, 390<<10)}.item()})
			wantNoError(t, err)
		}
		if got := fmt.Sprint(f.pages(f.queryInput("", doc{":p": "big"}))); got != "[[S:0 S:1] [S:2 S:3]]" {
			t.Errorf("pages are %s", got)
		}
	})
}

func TestConformanceQueryErrors(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		name   string
		change func(*dynamodb.QueryInput)
		want   string
	}{
		{"a limit of zero", func(in *dynamodb.QueryInput) { in.Limit = aws.Int32(0) }, "failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"a start key without the sort key", func(in *dynamodb.QueryInput) { in.ExclusiveStartKey = doc{"PK": "p"}.item() }, "The provided starting key is invalid"},
		{"a start key in another partition", func(in *dynamodb.QueryInput) { in.ExclusiveStartKey = doc{"PK": "q", "SK": "1"}.item() }, "The provided starting key is outside query boundaries based on provided conditions"},
		{"a filter on the key", func(in *dynamodb.QueryInput) { in.FilterExpression = aws.String("SK <> :p") }, "Filter Expression can only contain non-primary key attributes: Primary key attribute: SK"},
		{"an index that is not there", func(in *dynamodb.QueryInput) { in.IndexName, in.ConsistentRead = aws.String("none"), nil }, "The table does not have the specified index: none"},
		{"an item selection with a projection", func(in *dynamodb.QueryInput) {
			in.Select, in.ProjectionExpression = types.SelectAllAttributes, aws.String("odd")
		}, "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"},
		{"projected attributes of a table", func(in *dynamodb.QueryInput) { in.Select = types.SelectAllProjectedAttributes }, "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"},
		{"no key condition", func(in *dynamodb.QueryInput) { in.KeyConditionExpression, in.ExpressionAttributeValues = nil, nil }, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."},
	}
	for _, c := range cases {
		t.Run(c.name+" is refused", func(t *testing.T) {
			in := f.queryInput("", nil)
			c.change(in)
			_, err := f.Query(t.Context(), in)
			wantError(t, err, validation, c.want)
		})
	}
}
