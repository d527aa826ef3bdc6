package dynamotest_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// indexInput queries GSI1 for the partition "g".
func (f *fixture) indexInput() *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		TableName: &f.table, IndexName: aws.String("GSI1"), KeyConditionExpression: aws.String("GSI1PK = :g"),
		ExpressionAttributeValues: doc{":g": "g"}.item(),
	}
}

func TestConformanceIndex(t *testing.T) {
	f := newFixture(t)
	f.put("a", doc{"GSI1PK": "g", "GSI1SK": "2", "x": 1})
	f.put("b", doc{"GSI1PK": "g", "GSI1SK": "1"})
	f.put("c", doc{"GSI1PK": "other", "GSI1SK": "1"})
	f.put("only half of the key", doc{"GSI1PK": "g"})
	t.Run("an index has its own order, and only items with its whole key", func(t *testing.T) {
		f := f.in(t)
		f.wantKeys(f.indexInput(), "b", "a")
		backward := f.indexInput()
		backward.ScanIndexForward = aws.Bool(false)
		f.wantKeys(backward, "a", "b")
	})
	t.Run("a condition on its sort key", func(t *testing.T) {
		f := f.in(t)
		in := f.indexInput()
		in.KeyConditionExpression, in.ExpressionAttributeValues = aws.String("GSI1PK = :g AND GSI1SK > :s"), doc{":g": "g", ":s": "1"}.item()
		f.wantKeys(in, "a")
	})
	t.Run("items of an index that holds everything are whole", func(t *testing.T) {
		in := f.indexInput()
		in.ScanIndexForward = aws.Bool(false)
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		wantAttributes(t, out.Items[0], doc{"PK": "p", "SK": "a", "GSI1PK": "g", "GSI1SK": "2", "x": 1})
	})
	t.Run("an update moves the item within the index, and out of it", func(t *testing.T) {
		f := f.in(t)
		f.put("moved", doc{"GSI1PK": "g", "GSI1SK": "9"})
		f.wantKeys(f.indexInput(), "b", "a", "moved")
		wantNoError(t, f.update("moved", "SET GSI1SK = :s", doc{":s": "0"}))
		f.wantKeys(f.indexInput(), "moved", "b", "a")
		wantNoError(t, f.update("moved", "REMOVE GSI1PK", nil))
		f.wantKeys(f.indexInput(), "b", "a")
	})
}

func TestConformanceIndexPages(t *testing.T) {
	f := newFixture(t)
	f.put("a", doc{"GSI1PK": "g", "GSI1SK": "2"})
	f.put("b", doc{"GSI1PK": "g", "GSI1SK": "1"})
	t.Run("pages of items with equal index keys leave none out", func(t *testing.T) {
		f := f.in(t)
		for i := range 5 {
			f.put(fmt.Sprint("equal", i), doc{"GSI1PK": "equal", "GSI1SK": "same"})
		}
		in := f.indexInput()
		in.ExpressionAttributeValues, in.Limit = doc{":g": "equal"}.item(), aws.Int32(2)
		seen := map[any]bool{}
		for _, page := range f.pages(in) {
			for _, sk := range page {
				seen[sk] = true
			}
		}
		if len(seen) != 5 {
			t.Errorf("pages gave %v", seen)
		}
	})
	t.Run("the key to go on from has the keys of index and table", func(t *testing.T) {
		in := f.indexInput()
		in.Limit = aws.Int32(1)
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		wantAttributes(t, out.LastEvaluatedKey, doc{"PK": "p", "SK": "b", "GSI1PK": "g", "GSI1SK": "1"})
	})
	t.Run("a consistent read is refused", func(t *testing.T) {
		in := f.indexInput()
		in.ConsistentRead = aws.Bool(true)
		_, err := f.Query(t.Context(), in)
		wantError(t, err, validation, "Consistent reads are not supported on global secondary indexes")
	})
}

func TestConformanceIndexProjection(t *testing.T) {
	project := func(kind types.ProjectionType, names ...string) func(*dynamodb.CreateTableInput) {
		return func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].Projection = &types.Projection{ProjectionType: kind, NonKeyAttributes: names}
		}
	}
	keys := doc{"PK": "p", "SK": "a", "GSI1PK": "g", "GSI1SK": "1"}
	attributes := doc{"GSI1PK": "g", "GSI1SK": "1", "x": 1, "y": 2}
	t.Run("KEYS_ONLY", func(t *testing.T) {
		f := newFixture(t, project(types.ProjectionTypeKeysOnly))
		f.put("a", attributes)
		out, err := f.Query(t.Context(), f.indexInput())
		wantNoError(t, err)
		wantAttributes(t, out.Items[0], keys)
		in := f.indexInput()
		in.Select = types.SelectAllAttributes
		_, err = f.Query(t.Context(), in)
		wantError(t, err, validation, "Select type ALL_ATTRIBUTES is not supported for global secondary index GSI1 because its projection type is not ALL")
	})
	t.Run("INCLUDE", func(t *testing.T) {
		f := newFixture(t, project(types.ProjectionTypeInclude, "x"))
		f.put("a", attributes)
		in := f.indexInput()
		in.Select = types.SelectAllProjectedAttributes
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		keys["x"] = 1
		wantAttributes(t, out.Items[0], keys)
	})
}

func TestConformanceScan(t *testing.T) {
	f := newFixture(t)
	want := map[string]bool{}
	for i := range 20 {
		item := doc{"PK": fmt.Sprint("partition", i), "SK": "s", "n": i}
		if i%2 == 0 {
			item["GSI1PK"], item["GSI1SK"] = "g", fmt.Sprint(i)
		}
		_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: item.item()})
		wantNoError(t, err)
		want[fmt.Sprint(i)] = true
	}
	scan := func(t *testing.T, in dynamodb.ScanInput) int {
		t.Helper()
		seen := map[string]bool{}
		in.TableName, in.Limit = &f.table, aws.Int32(3)
		for p := dynamodb.NewScanPaginator(f, &in); p.HasMorePages(); {
			out, err := p.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range out.Items {
				seen[fmt.Sprint(plain(item["n"]))] = true
			}
		}
		return len(seen)
	}
	t.Run("a scan finds every item once", func(t *testing.T) {
		if n := scan(t, dynamodb.ScanInput{}); n != len(want) {
			t.Errorf("found %d items, want %d", n, len(want))
		}
	})
	t.Run("segments share the items", func(t *testing.T) {
		total := 0
		for i := range int32(3) {
			total += scan(t, dynamodb.ScanInput{Segment: aws.Int32(i), TotalSegments: aws.Int32(3)})
		}
		if total != len(want) {
			t.Errorf("found %d items, want %d", total, len(want))
		}
	})
	t.Run("a filter may be on the key", func(t *testing.T) {
		n := scan(t, dynamodb.ScanInput{FilterExpression: aws.String("PK IN (:a, :b) AND n > :n"), ExpressionAttributeValues: doc{":a": "partition3", ":b": "partition4", ":n": 3}.item()})
		if n != 1 {
			t.Errorf("found %d items, want 1", n)
		}
	})
	t.Run("an index is scanned by itself", func(t *testing.T) {
		if n := scan(t, dynamodb.ScanInput{IndexName: aws.String("GSI1")}); n != 10 {
			t.Errorf("found %d items, want 10", n)
		}
	})
	t.Run("a segment beyond the total is refused", func(t *testing.T) {
		_, err := f.Scan(t.Context(), &dynamodb.ScanInput{TableName: &f.table, Segment: aws.Int32(2), TotalSegments: aws.Int32(2)})
		wantError(t, err, validation, "The Segment parameter is zero-based and must be less than parameter TotalSegments")
	})
}
