package dynamotest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestConformanceItems(t *testing.T) {
	f := newFixture(t)
	t.Run("an item comes back with every type of attribute", func(t *testing.T) {
		f := f.in(t)
		all := doc{
			"s": "text", "empty": "", "n": number("-1.5"), "b": []byte{0, 255}, "yes": true, "no": false, "null": nil,
			"ss": []string{"b", "a"}, "ns": ns{"2", "1"}, "bs": bs{{1}, {2}},
			"l": []any{"a", 1, []any{}}, "m": doc{"x": doc{"y": 1}, "empty": doc{}},
		}
		f.put("types", all)
		f.wantItem("types", all)
	})
	t.Run("a missing item is no item and no error", func(t *testing.T) {
		f := f.in(t)
		f.wantItem("nothing here", nil)
	})
	t.Run("a put replaces the whole item and can return the old one", func(t *testing.T) {
		f := f.in(t)
		f.put("replace", doc{"a": 1})
		out, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": "replace", "b": 2}.item(), ReturnValues: types.ReturnValueAllOld})
		wantNoError(t, err)
		wantAttributes(t, out.Attributes, doc{"PK": "p", "SK": "replace", "a": 1})
		f.wantItem("replace", doc{"b": 2})
	})
	t.Run("a delete returns the old item and may find none", func(t *testing.T) {
		f := f.in(t)
		f.put("delete", doc{"a": 1})
		for _, want := range []doc{{"PK": "p", "SK": "delete", "a": 1}, nil} {
			out, err := f.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &f.table, Key: key("delete"), ReturnValues: types.ReturnValueAllOld})
			wantNoError(t, err)
			wantAttributes(t, out.Attributes, want)
		}
		f.wantItem("delete", nil)
	})
	t.Run("a table that does not exist is not found", func(t *testing.T) {
		_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("no-such-table"), Key: key("a")})
		wantError(t, err, "ResourceNotFoundException", "Requested resource not found")
	})
}

func TestConformanceKeys(t *testing.T) {
	f := newFixture(t)
	t.Run("a key must have the attributes and types of the schema", func(t *testing.T) {
		for name, key := range map[string]doc{
			"missing sort key":  {"PK": "p"},
			"further attribute": {"PK": "p", "SK": "s", "x": "y"},
			"wrong type":        {"PK": "p", "SK": 1},
			"wrong name":        {"PK": "p", "sk": "s"},
		} {
			_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key.item()})
			t.Log(name)
			wantError(t, err, validation, "The provided key element does not match the schema")
		}
	})
	cases := []struct {
		name string
		item doc
		want string
	}{
		{"missing key", doc{"PK": "p"}, "One or more parameter values were invalid: Missing the key SK in the item"},
		{"wrong type of key", doc{"PK": "p", "SK": 1}, "One or more parameter values were invalid: Type mismatch for key SK expected: S actual: N"},
		{"empty key", doc{"PK": "", "SK": "s"}, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: PK"},
		{"partition key over 2048 bytes", doc{"PK": strings.Repeat("x", 2049), "SK": "s"}, "Size of hashkey has exceeded the maximum size limit of"},
		{"sort key over 1024 bytes", doc{"PK": "p", "SK": strings.Repeat("x", 1025)}, "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"},
		{"wrong type of index key", doc{"PK": "p", "SK": "s", "GSI1PK": 1}, "One or more parameter values were invalid: Type mismatch for Index Key GSI1PK Expected: S Actual: N IndexName: GSI1"},
		{"empty index key", doc{"PK": "p", "SK": "s", "GSI1PK": ""}, "A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: GSI1, IndexKey: GSI1PK"},
		{"item over 400 KB", doc{"PK": "p", "SK": "s", "x": strings.Repeat("x", 400<<10)}, "Item size has exceeded the maximum allowed size"},
	}
	for _, c := range cases {
		t.Run("a put refuses a "+c.name, func(t *testing.T) {
			_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: c.item.item()})
			wantError(t, err, validation, c.want)
		})
	}
	t.Run("an item of exactly 400 KB is stored", func(t *testing.T) {
		f := f.in(t)
		f.put("s", doc{"x": strings.Repeat("x", 400<<10-len("PKpSKs"+"x"))})
	})
}

func TestConformanceConditionFailure(t *testing.T) {
	f := newFixture(t)
	f.put("s", doc{"a": 1})
	put := &dynamodb.PutItemInput{TableName: &f.table, Item: key("s"), ConditionExpression: aws.String("attribute_not_exists(PK)")}
	t.Run("a failed condition changes nothing", func(t *testing.T) {
		f := f.in(t)
		_, err := f.PutItem(t.Context(), put)
		wantError(t, err, "ConditionalCheckFailedException", "The conditional request failed")
		f.wantItem("s", doc{"a": 1})
		var failed *types.ConditionalCheckFailedException
		if errors.As(err, &failed) && failed.Item != nil {
			t.Errorf("item is %v without being asked for", failed.Item)
		}
	})
	t.Run("a failed condition returns the item when asked", func(t *testing.T) {
		put.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
		_, err := f.PutItem(t.Context(), put)
		var failed *types.ConditionalCheckFailedException
		if !errors.As(err, &failed) {
			t.Fatalf("error is %v", err)
		}
		wantAttributes(t, failed.Item, doc{"PK": "p", "SK": "s", "a": 1})
	})
	t.Run("a delete obeys its condition", func(t *testing.T) {
		f := f.in(t)
		in := &dynamodb.DeleteItemInput{TableName: &f.table, Key: key("s"), ConditionExpression: aws.String("a = :two"), ExpressionAttributeValues: doc{":two": 2}.item()}
		_, err := f.DeleteItem(t.Context(), in)
		wantError(t, err, "ConditionalCheckFailedException", "The conditional request failed")
		in.ExpressionAttributeValues = doc{":two": 1}.item()
		_, err = f.DeleteItem(t.Context(), in)
		wantNoError(t, err)
		f.wantItem("s", nil)
	})
	t.Run("a condition on a missing item sees no attributes", func(t *testing.T) {
		f := f.in(t)
		_, err := f.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: &f.table, Key: key("none"), UpdateExpression: aws.String("SET a = :a"),
			ConditionExpression: aws.String("attribute_exists(PK)"), ExpressionAttributeValues: doc{":a": 1}.item(),
		})
		wantError(t, err, "ConditionalCheckFailedException", "The conditional request failed")
		f.wantItem("none", nil)
	})
}
