package dynamotest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/uuid"
)

// The limits of this file are those that ScyllaDB's test/alternator checks on the service itself; each case names the
// file there. The developer guide's "service quotas" chapter has most of them too.

func TestConformanceNamesOfAttributes(t *testing.T) { // test_limits.py: test_limit_attribute_length_*
	f := newFixture(t)
	long, tooLong := strings.Repeat("x", 65535), strings.Repeat("x", 65536)
	f.put("long", doc{long: 1})
	f.wantItem("long", doc{long: 1})
	_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: keyed("a", doc{tooLong: 1})})
	wantError(t, err, validation, "6553")
	_, err = f.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &f.table, Key: key("a"), ProjectionExpression: aws.String("#n"), ExpressionAttributeNames: map[string]string{"#n": tooLong},
	})
	wantError(t, err, validation, "6553")
}

func TestConformanceNamesOfKeys(t *testing.T) { // test_limits.py: test_limit_attribute_length_{key,gsi_lsi}_*; test_ttl.py: test_update_ttl_errors
	client := newClient(t)
	tooLong := strings.Repeat("x", 256)
	for name, change := range map[string]func(*dynamodb.CreateTableInput){
		"in the key": func(in *dynamodb.CreateTableInput) {
			in.KeySchema[1].AttributeName, in.AttributeDefinitions[1].AttributeName = &tooLong, &tooLong
		},
		"in the key alone": func(in *dynamodb.CreateTableInput) { in.KeySchema[1].AttributeName = &tooLong },
		"in a definition":  func(in *dynamodb.CreateTableInput) { in.AttributeDefinitions[1].AttributeName = &tooLong },
		"in an index's key": func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].KeySchema[1].AttributeName, in.AttributeDefinitions[3].AttributeName = &tooLong, &tooLong
		},
		"in a projection": func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].Projection = &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{tooLong}}
		},
	} {
		t.Run("256 bytes "+name, func(t *testing.T) {
			in := tableInput("conformance-" + uuid.NewString())
			change(in)
			_, err := client.CreateTable(t.Context(), in)
			wantError(t, err, validation, "255")
		})
	}
	f := newFixture(t)
	for _, name := range []string{"", tooLong} {
		_, err := f.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
			TableName: &f.table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &name, Enabled: aws.Bool(true)},
		})
		wantError(t, err, validation, "")
	}
}

func TestConformanceNamesGivenTwice(t *testing.T) { // test_table.py, test_gsi.py
	client := newClient(t)
	for name, change := range map[string]func(*dynamodb.CreateTableInput){
		"defined": func(in *dynamodb.CreateTableInput) {
			in.AttributeDefinitions = append(in.AttributeDefinitions, in.AttributeDefinitions[0])
		},
		"projected": func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].Projection = &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: []string{"a", "b", "a"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := tableInput("conformance-" + uuid.NewString())
			change(in)
			_, err := client.CreateTable(t.Context(), in)
			wantError(t, err, validation, "")
		})
	}
}

func TestConformanceExpressionLimits(t *testing.T) {
	f := newFixture(t)
	f.put("c", doc{"n": 1, "twin": 1})
	chain := func(tests int) string { return "n = twin" + strings.Repeat(" OR n = twin", tests-1) }
	t.Run("300 operators", func(t *testing.T) { // test_limits.py: test_deeply_nested_expression_2 and _4
		f := f.in(t)
		wantNoError(t, f.checkOnly("c", chain(150), nil)) // 150 =, 149 OR
		wantError(t, f.checkOnly("c", chain(151), nil), validation, "The expression contains too many operators; operator count: 301")
		wantError(t, f.checkOnly("c", strings.Repeat("NOT ", 1000)+"n = twin", nil), validation, "Invalid ConditionExpression: ")
	})
	t.Run("32 levels of a path", func(t *testing.T) { // test_projection_expression.py: test_projection_expression_path_nesting_levels
		read := func(levels int) error {
			_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{
				TableName: &f.table, Key: key("c"), ProjectionExpression: aws.String("a" + strings.Repeat(".b", levels-1)),
			})
			return err
		}
		wantNoError(t, read(32))
		wantError(t, read(33), validation, "Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33")
	})
	t.Run("functions of functions", func(t *testing.T) { // test_limits.py: test_deeply_nested_expression_5
		f := f.in(t)
		for _, function := range []string{"f(", "size("} {
			depth := 4000 / (len(function) + 1)
			condition := "n < " + strings.Repeat(function, depth) + "twin" + strings.Repeat(")", depth)
			wantError(t, f.checkOnly("c", condition, nil), validation, "Invalid ConditionExpression: ")
		}
	})
	t.Run("list_append of list_append", func(t *testing.T) { // test_update_expression.py
		err := f.in(t).update("c", "SET l = list_append(list_append(:a, :b), :c)", doc{":a": []any{1}, ":b": []any{2}, ":c": []any{3}})
		wantError(t, err, validation, "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append")
	})
}

// checkOnly checks a condition on an item that stays as it is.
func (f *fixture) checkOnly(sk, condition string, values doc) error {
	f.t.Helper()
	_, err := f.UpdateItem(f.t.Context(), &dynamodb.UpdateItemInput{
		TableName: &f.table, Key: key(sk), ConditionExpression: &condition, ExpressionAttributeValues: values.item(),
	})
	return err
}

// test_condition_expression.py, test_filter_expression.py
func TestConformanceOperandsOfFunctions(t *testing.T) {
	f := newFixture(t)
	f.put("c", doc{"n": 1, "s": "text", "nums": ns{"1", "2"}, "ss": []string{"a"}, "bin": bs{{1}}})
	for _, c := range []struct {
		condition string
		values    doc
		want      bool
	}{
		{"contains(nums, :v)", doc{":v": ns{"1", "2"}}, false},
		{"contains(nums, :v)", doc{":v": []string{"1"}}, false},
		{"contains(nums, :v)", doc{":v": "1"}, false},
		{"contains(nums, :v)", doc{":v": 1}, true},
		{"contains(ss, :v)", doc{":v": 1}, false},
		{"contains(ss, :v)", doc{":v": nil}, false},
		{"contains(bin, :v)", doc{":v": "a"}, false},
		{"attribute_type(:v, :t)", doc{":v": 1, ":t": "N"}, true},
		{"attribute_type(:v, :t)", doc{":v": 1, ":t": "S"}, false},
		{"begins_with(:v, s)", doc{":v": "text and more"}, true},
		{"begins_with(:v, :t)", doc{":v": "text", ":t": "te"}, true},
		{"begins_with(:v, :t)", doc{":v": "text", ":t": "x"}, false},
	} {
		t.Run(fmt.Sprint(c.condition, c.values), func(t *testing.T) {
			err := f.in(t).checkOnly("c", c.condition, c.values)
			if c.want {
				wantNoError(t, err)
			} else {
				wantError(t, err, "ConditionalCheckFailedException", "")
			}
		})
	}
	wantError(t, f.checkOnly("c", "attribute_exists(:v)", doc{":v": 1}), validation, "requires a document path")
}

func TestConformanceRequestsThatAreAPartOfAnother(t *testing.T) {
	f := newFixture(t)
	t.Run("a table's list of a batch is not empty", func(t *testing.T) { // test_batch.py
		other := newFixtureOn(t, f.Client)
		_, err := f.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
			f.table: {putRequest("a", nil)}, other.table: {},
		}})
		wantError(t, err, validation, "")
		f.in(t).wantItem("a", nil)
	})
	t.Run("a key condition with the value first", func(t *testing.T) { // test_key_condition_expression.py
		f := f.in(t)
		for _, sk := range []string{"1", "2", "3"} {
			f.put(sk, nil)
		}
		in := f.queryInput("", doc{":v": "2"})
		in.KeyConditionExpression = aws.String(":p = PK AND :v < SK")
		f.wantKeys(in, "3")
	})
	t.Run("REMOVE of a part of an item that does not exist", func(t *testing.T) { // test_update_expression.py: test_nested_attribute_remove_from_missing_item
		f := f.in(t)
		wantNoError(t, f.update("none", "REMOVE x.y", nil))
		_, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("none")})
		wantNoError(t, err)
	})
	t.Run("only the first misfit of a transaction is named", func(t *testing.T) { // test_transact.py
		f := f.in(t)
		f.put("m1", doc{"n": "text"})
		f.put("m2", doc{"n": "text"})
		add := func(sk string) types.TransactWriteItem { return f.updateAction(sk, "ADD n :one", doc{":one": 1}) }
		var codes []string
		for _, r := range reasons(t, f.transact(add("m1"), add("m2"), f.checkAction("m3", "attribute_exists(PK)", nil))) {
			codes = append(codes, aws.ToString(r.Code))
		}
		if want := []string{"ValidationError", "None", "ConditionalCheckFailed"}; !slices.Equal(codes, want) {
			t.Errorf("reasons are %v, want %v", codes, want)
		}
	})
	t.Run("what a transaction deletes does not count against its 4 MB", func(t *testing.T) { // test_transact.py
		f := f.in(t)
		var deletions []types.TransactWriteItem
		for i := range 14 {
			sk := fmt.Sprint("large", i)
			f.put(sk, doc{"x": strings.Repeat("x", 350<<10)})
			deletions = append(deletions, types.TransactWriteItem{Delete: &types.Delete{TableName: &f.table, Key: key(sk)}})
		}
		wantNoError(t, f.transact(deletions...))
		f.wantItem("large13", nil)
	})
}

// test_query.py
func TestConformanceAStartKeyNeedsASortKey(t *testing.T) {
	f := newFixture(t, func(in *dynamodb.CreateTableInput) {
		in.KeySchema, in.AttributeDefinitions, in.GlobalSecondaryIndexes = in.KeySchema[:1], in.AttributeDefinitions[:1], nil
	})
	in := f.queryInput("", nil)
	in.ExclusiveStartKey = doc{"PK": "p"}.item()
	_, err := f.Query(t.Context(), in)
	wantError(t, err, validation, "The provided starting key is invalid")
}

// API reference, ListTables; test_table.py
func TestConformanceListTables(t *testing.T) {
	f := newFixture(t)
	names := []string{f.table}
	for range 2 {
		names = append(names, newFixtureOn(t, f.Client).table)
	}
	var listed []string
	for pages := dynamodb.NewListTablesPaginator(f, &dynamodb.ListTablesInput{Limit: aws.Int32(1)}); pages.HasMorePages(); {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(page.TableNames) > 1 {
			t.Errorf("a page has %v", page.TableNames)
		}
		listed = append(listed, page.TableNames...)
	}
	for _, name := range names {
		if !slices.Contains(listed, name) {
			t.Errorf("%s is not among %v", name, listed)
		}
	}
	for _, limit := range []int32{0, 101} {
		_, err := f.ListTables(t.Context(), &dynamodb.ListTablesInput{Limit: &limit})
		wantError(t, err, validation, "")
	}
}
