package dynamotest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	total   = types.ReturnConsumedCapacityTotal
	indexes = types.ReturnConsumedCapacityIndexes
)

// sized is an item under key(sk) of exactly that many bytes.
func sized(sk string, bytes int) doc {
	return doc{"PK": "p", "SK": sk, "x": strings.Repeat("x", bytes-len("PK"+"p"+"SK"+sk+"x"))}
}

func wantUnits(t *testing.T, c *types.ConsumedCapacity, want float64) {
	t.Helper()
	if c == nil {
		t.Errorf("no capacity, want %v", want)
		return
	}
	if got := aws.ToFloat64(c.CapacityUnits); got != want {
		t.Errorf("capacity is %v, want %v", got, want)
	}
}

func (f *fixture) wantPut(item doc, want float64) {
	f.t.Helper()
	out, err := f.PutItem(f.t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: item.item(), ReturnConsumedCapacity: total})
	if err != nil {
		f.t.Fatal(err)
	}
	wantUnits(f.t, out.ConsumedCapacity, want)
}

func TestConformanceWriteCapacity(t *testing.T) {
	f := newFixture(t)
	t.Run("a put takes one unit for each 1 KB of the larger item", func(t *testing.T) {
		f := f.in(t)
		f.wantPut(sized("w", 1024), 1)
		f.wantPut(sized("w", 1025), 2)
		f.wantPut(sized("w", 10), 2)
		f.wantPut(sized("w", 3000), 3)
	})
	t.Run("an update takes as much as the whole item", func(t *testing.T) {
		f := f.in(t)
		f.wantPut(sized("u", 3000), 3)
		out, err := f.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: &f.table, Key: key("u"), UpdateExpression: aws.String("SET n = :n"), ExpressionAttributeValues: doc{":n": 1}.item(), ReturnConsumedCapacity: total})
		wantNoError(t, err)
		wantUnits(t, out.ConsumedCapacity, 3)
	})
	t.Run("a delete takes as much as the item, and one where there is none", func(t *testing.T) {
		f.in(t).wantPut(sized("d", 3000), 3)
		for _, want := range []float64{3, 1} {
			out, err := f.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &f.table, Key: key("d"), ReturnConsumedCapacity: total})
			wantNoError(t, err)
			wantUnits(t, out.ConsumedCapacity, want)
		}
	})
}

func TestConformanceIndexWriteCapacity(t *testing.T) {
	f := newFixture(t)
	steps := []struct {
		name string
		item doc
		want float64
	}{
		{"an entry is made", doc{"PK": "p", "SK": "i", "GSI1PK": "g", "GSI1SK": "1"}, 1},
		{"nothing changes", doc{"PK": "p", "SK": "i", "GSI1PK": "g", "GSI1SK": "1"}, 0},
		{"a projected attribute changes", doc{"PK": "p", "SK": "i", "GSI1PK": "g", "GSI1SK": "1", "x": 1}, 1},
		{"the key changes", doc{"PK": "p", "SK": "i", "GSI1PK": "g", "GSI1SK": "2", "x": 1}, 2},
		{"the entry goes", doc{"PK": "p", "SK": "i"}, 1},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			out, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: s.item.item(), ReturnConsumedCapacity: indexes})
			if err != nil {
				t.Fatal(err)
			}
			c := out.ConsumedCapacity
			got := aws.ToFloat64(c.GlobalSecondaryIndexes["GSI1"].CapacityUnits)
			if got != s.want || aws.ToFloat64(c.Table.CapacityUnits) != 1 || aws.ToFloat64(c.CapacityUnits) != 1+got {
				t.Errorf("index took %v, table %v, all %v; want %v for the index", got, aws.ToFloat64(c.Table.CapacityUnits), aws.ToFloat64(c.CapacityUnits), s.want)
			}
		})
	}
}

func TestConformanceWriteCapacityOfSeveral(t *testing.T) {
	f := newFixture(t)
	f.wantPut(sized("w", 3000), 3)
	t.Run("a transaction takes twice as much", func(t *testing.T) {
		out, err := f.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{ReturnConsumedCapacity: total, TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: &f.table, Item: sized("t", 1025).item()}},
			f.checkAction("w", "attribute_exists(PK)", nil),
		}})
		if err != nil {
			t.Fatal(err)
		}
		wantUnits(t, &out.ConsumedCapacity[0], 2*2+2*3)
	})
	t.Run("a batch adds up", func(t *testing.T) {
		out, err := f.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{ReturnConsumedCapacity: total, RequestItems: map[string][]types.WriteRequest{f.table: {
			{PutRequest: &types.PutRequest{Item: sized("b", 1025).item()}}, deleteRequest("absent"),
		}}})
		if err != nil {
			t.Fatal(err)
		}
		wantUnits(t, &out.ConsumedCapacity[0], 3)
	})
}

func TestConformanceReadCapacity(t *testing.T) {
	f := newFixture(t)
	f.wantPut(sized("4K", 4096), 4)
	f.wantPut(sized("5K", 4097), 5)
	gets := []struct {
		sk         string
		consistent bool
		want       float64
	}{{"4K", false, 0.5}, {"4K", true, 1}, {"5K", false, 1}, {"5K", true, 2}, {"absent", false, 0.5}, {"absent", true, 1}}
	for _, c := range gets {
		t.Run("get of "+c.sk, func(t *testing.T) {
			out, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key(c.sk), ConsistentRead: &c.consistent, ReturnConsumedCapacity: total})
			wantNoError(t, err)
			wantUnits(t, out.ConsumedCapacity, c.want)
		})
	}
	t.Run("a query rounds the sum of its items, whatever the filter drops", func(t *testing.T) {
		in := f.queryInput("", doc{":never": "never"})
		in.FilterExpression, in.ReturnConsumedCapacity = aws.String("x = :never"), total
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		wantUnits(t, out.ConsumedCapacity, 3)
	})
	t.Run("a query of nothing takes half a unit", func(t *testing.T) {
		in := f.queryInput("", doc{":p": "nothing"})
		in.ReturnConsumedCapacity, in.ConsistentRead = total, nil
		out, err := f.Query(t.Context(), in)
		wantNoError(t, err)
		wantUnits(t, out.ConsumedCapacity, 0.5)
	})
	t.Run("a query of an index is charged to the index", func(t *testing.T) {
		in := f.indexInput()
		in.ReturnConsumedCapacity = indexes
		out, err := f.Query(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		c := out.ConsumedCapacity
		if aws.ToFloat64(c.GlobalSecondaryIndexes["GSI1"].CapacityUnits) != 0.5 || aws.ToFloat64(c.Table.CapacityUnits) != 0 {
			t.Errorf("index took %v, table %v", aws.ToFloat64(c.GlobalSecondaryIndexes["GSI1"].CapacityUnits), aws.ToFloat64(c.Table.CapacityUnits))
		}
	})
	t.Run("no capacity unless asked", func(t *testing.T) {
		out, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("4K")})
		wantNoError(t, err)
		if out.ConsumedCapacity != nil {
			t.Errorf("capacity is %+v", out.ConsumedCapacity)
		}
	})
}

func TestConformanceReadCapacityOfSeveral(t *testing.T) {
	f := newFixture(t)
	f.wantPut(sized("4K", 4096), 4)
	f.wantPut(sized("5K", 4097), 5)
	t.Run("a batch adds up the items", func(t *testing.T) {
		out, err := f.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{ReturnConsumedCapacity: total, RequestItems: map[string]types.KeysAndAttributes{
			f.table: {Keys: []map[string]types.AttributeValue{key("4K"), key("5K"), key("absent")}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		wantUnits(t, &out.ConsumedCapacity[0], 2)
	})
	t.Run("a transaction takes twice as much as consistent reads", func(t *testing.T) {
		out, err := f.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{ReturnConsumedCapacity: total, TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: &f.table, Key: key("5K")}}, {Get: &types.Get{TableName: &f.table, Key: key("absent")}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		wantUnits(t, &out.ConsumedCapacity[0], 6)
	})
}

func TestConformanceItemSize(t *testing.T) {
	f := newFixture(t)
	// Each item has exactly 400 KB with the attribute v, as the developer guide counts, so that one more byte is refused.
	for name, c := range map[string]struct {
		value any
		size  int
	}{
		"string in UTF-8": {"é", 2}, "binary": {[]byte{1, 2, 3}, 3}, "boolean": {true, 1}, "null": {nil, 1},
		"small number": {5, 2}, "number of 3 digits": {123, 3}, "negative number": {-42, 3}, "number with trailing zeros": {1000, 2}, "fraction": {number("1.5"), 3},
		"empty list": {[]any{}, 3}, "list": {[]any{"ab", 1}, 3 + 1 + 2 + 1 + 2}, "map": {doc{"key": "v"}, 3 + 1 + 3 + 1},
		"string set": {[]string{"a", "bc"}, 3}, "number set": {ns{"1", "22"}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			room := 400<<10 - len("PK"+"p"+"SK"+"size"+"v"+"fill") - c.size
			for extra, want := range []string{"", "Item size has exceeded the maximum allowed size"} {
				_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": "size", "v": c.value, "fill": strings.Repeat("x", room+extra)}.item()})
				if want == "" {
					wantNoError(t, err)
				} else {
					wantError(t, err, validation, want)
				}
			}
		})
	}
}
