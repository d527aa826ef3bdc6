package dynamotest_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (f *fixture) batchWrite(requests ...types.WriteRequest) error {
	f.t.Helper()
	_, err := f.BatchWriteItem(f.t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{f.table: requests}})
	return err
}

func putRequest(sk string, attributes doc) types.WriteRequest {
	return types.WriteRequest{PutRequest: &types.PutRequest{Item: keyed(sk, attributes)}}
}

func deleteRequest(sk string) types.WriteRequest {
	return types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key(sk)}}
}

func TestConformanceBatchWrite(t *testing.T) {
	f := newFixture(t)
	t.Run("puts and deletes", func(t *testing.T) {
		f := f.in(t)
		f.put("old", nil)
		wantNoError(t, f.batchWrite(putRequest("new", doc{"a": 1}), deleteRequest("old"), deleteRequest("absent")))
		f.wantItem("new", doc{"a": 1})
		f.wantItem("old", nil)
	})
	t.Run("one item may be in one request only", func(t *testing.T) {
		wantError(t, f.in(t).batchWrite(putRequest("a", nil), deleteRequest("a")), validation, "Provided list of item keys contains duplicates")
	})
	t.Run("25 requests are the limit", func(t *testing.T) {
		f := f.in(t)
		var requests []types.WriteRequest
		for i := range 26 {
			requests = append(requests, putRequest(fmt.Sprint("many", i), nil))
		}
		wantError(t, f.batchWrite(requests...), validation, "less than or equal to 25")
		wantNoError(t, f.batchWrite(requests[:25]...))
	})
	t.Run("an item that is wrong fails the batch", func(t *testing.T) {
		f := f.in(t)
		wrong := putRequest("wrong", doc{"GSI1PK": 1})
		wantError(t, f.batchWrite(putRequest("right", nil), wrong), validation, "GSI1PK")
		f.wantItem("right", nil)
	})
}

func TestConformanceBatchGet(t *testing.T) {
	f := newFixture(t)
	for i := range 3 {
		f.put(fmt.Sprint(i), doc{"n": i, "m": i})
	}
	get := func(request types.KeysAndAttributes) (*dynamodb.BatchGetItemOutput, error) {
		return f.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{f.table: request}})
	}
	keys := func(sks ...string) (keys []map[string]types.AttributeValue) {
		for _, sk := range sks {
			keys = append(keys, key(sk))
		}
		return keys
	}
	t.Run("items that exist come, projected, in any order", func(t *testing.T) {
		out, err := get(types.KeysAndAttributes{Keys: keys("0", "absent", "2"), ProjectionExpression: aws.String("#n"), ExpressionAttributeNames: map[string]string{"#n": "n"}})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, item := range out.Responses[f.table] {
			got[fmt.Sprint(plain(item["n"]))] = len(item) == 1
		}
		if len(got) != 2 || !got["N:0"] || !got["N:2"] || len(out.UnprocessedKeys) != 0 {
			t.Errorf("items are %v, unprocessed %v", got, out.UnprocessedKeys)
		}
	})
	t.Run("one key may be asked for once", func(t *testing.T) {
		_, err := get(types.KeysAndAttributes{Keys: keys("0", "0")})
		wantError(t, err, validation, "Provided list of item keys contains duplicates")
	})
	t.Run("100 keys are the limit", func(t *testing.T) {
		var many []string
		for i := range 101 {
			many = append(many, fmt.Sprint(i))
		}
		_, err := get(types.KeysAndAttributes{Keys: keys(many...)})
		wantError(t, err, validation, "")
		out, err := get(types.KeysAndAttributes{Keys: keys(many[:100]...)})
		wantNoError(t, err)
		if n := len(out.Responses[f.table]); n != 3 {
			t.Errorf("found %d items, want 3", n)
		}
	})
}
