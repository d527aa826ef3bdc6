package dynamotest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func (f *fixture) update(sk, update string, values doc) error {
	f.t.Helper()
	_, err := f.UpdateItem(f.t.Context(), &dynamodb.UpdateItemInput{TableName: &f.table, Key: key(sk), UpdateExpression: &update, ExpressionAttributeValues: values.item()})
	return err
}

func TestConformanceUpdates(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		name, update  string
		before        doc
		values, after doc
	}{
		{"set makes and replaces", "SET a = :x, b = :y", doc{"a": 1}, doc{":x": 2, ":y": "new"}, doc{"a": 2, "b": "new"}},
		{"set swaps, since right sides are of the item before", "SET a = b, b = a", doc{"a": 1, "b": 2}, nil, doc{"a": 2, "b": 1}},
		{"plus", "SET a = a + :x", doc{"a": number("0.1")}, doc{":x": number("0.2")}, doc{"a": number("0.3")}},
		{"minus", "SET a = :x - a", doc{"a": 3}, doc{":x": 1}, doc{"a": -2}},
		{"plus is exact to 38 digits", "SET a = a + :x", doc{"a": number("99999999999999999999999999999999999998")}, doc{":x": 1}, doc{"a": number("99999999999999999999999999999999999999")}},
		{"parentheses", "SET a = a - (:x - :y)", doc{"a": 10}, doc{":x": 3, ":y": 1}, doc{"a": 8}},
		{"if_not_exists keeps", "SET a = if_not_exists(a, :x)", doc{"a": 1}, doc{":x": 2}, doc{"a": 1}},
		{"if_not_exists falls back", "SET a = if_not_exists(b, :x) + :x", nil, doc{":x": 2}, doc{"a": 4}},
		{"list_append", "SET l = list_append(l, :x)", doc{"l": []any{1}}, doc{":x": []any{2, 3}}, doc{"l": []any{1, 2, 3}}},
		{"list_append to a new list", "SET l = list_append(:x, if_not_exists(l, :e))", nil, doc{":x": []any{1}, ":e": []any{}}, doc{"l": []any{1}}},
		{"set in a map", "SET m.a.b = :x", doc{"m": doc{"a": doc{"c": 1}}}, doc{":x": 2}, doc{"m": doc{"a": doc{"b": 2, "c": 1}}}},
		{"set in a list", "SET l[1] = :x", doc{"l": []any{1, 2, 3}}, doc{":x": "b"}, doc{"l": []any{1, "b", 3}}},
		{"set past the end of a list appends", "SET l[9] = :y, l[7] = :x", doc{"l": []any{1}}, doc{":x": "x", ":y": "y"}, doc{"l": []any{1, "x", "y"}}},
		{"remove", "REMOVE a, m.x, l[0], l[2], absent", doc{"a": 1, "m": doc{"x": 1, "y": 2}, "l": []any{0, 1, 2, 3}}, nil, doc{"m": doc{"y": 2}, "l": []any{1, 3}}},
		{"add to a number", "ADD n :x", doc{"n": 1}, doc{":x": number("-2.5")}, doc{"n": number("-1.5")}},
		{"add makes a number", "ADD n :x", nil, doc{":x": 5}, doc{"n": 5}},
		{"add to a set", "ADD s :x", doc{"s": []string{"a", "b"}}, doc{":x": []string{"b", "c"}}, doc{"s": []string{"a", "b", "c"}}},
		{"add makes a set", "ADD s :x", nil, doc{":x": ns{"1"}}, doc{"s": ns{"1"}}},
		{"add in a map", "ADD m.n :x", doc{"m": doc{"n": 1}}, doc{":x": 1}, doc{"m": doc{"n": 2}}},
		{"delete from a set", "DELETE s :x", doc{"s": ns{"1", "2"}}, doc{":x": ns{"2", "3"}}, doc{"s": ns{"1"}}},
		{"delete of the last member removes the set", "DELETE s :x", doc{"s": []string{"a"}}, doc{":x": []string{"a"}}, nil},
		{"delete from nothing", "DELETE s :x", doc{"a": 1}, doc{":x": []string{"a"}}, doc{"a": 1}},
		{"all sections, in any case and order", "add n :n remove a set b = :b DELETE s :s", doc{"a": 1, "n": 1, "s": []string{"x", "y"}}, doc{":n": 1, ":b": 2, ":s": []string{"x"}}, doc{"b": 2, "n": 2, "s": []string{"y"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := f.in(t)
			f.put("u", c.before)
			wantNoError(t, f.update("u", c.update, c.values))
			f.wantItem("u", c.after)
		})
	}
	t.Run("an update makes the item, even without an expression", func(t *testing.T) {
		_, err := f.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: &f.table, Key: key("bare")})
		wantNoError(t, err)
		out, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("bare")})
		wantNoError(t, err)
		wantAttributes(t, out.Item, doc{"PK": "p", "SK": "bare"})
	})
}

func TestConformanceUpdateErrors(t *testing.T) {
	f := newFixture(t)
	const invalid = "Invalid UpdateExpression: "
	cases := []struct {
		update string
		values doc
		want   string
	}{
		{"", nil, invalid + "The expression can not be empty;"},
		{"SET a :x", doc{":x": 1}, invalid + `Syntax error; token: ":x", near: "a :x"`},
		{"PUT a = :x", doc{":x": 1}, invalid + `Syntax error; token: "PUT", near: "PUT a"`},
		{"SET a = :x SET b = :x", doc{":x": 1}, invalid + `The "SET" section can only be used once in an update expression;`},
		{"SET a = :x, a = :x", doc{":x": 1}, invalid + "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]"},
		{"SET a = :x REMOVE a.b", doc{":x": 1}, invalid + "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"},
		{"SET comment = :x", doc{":x": 1}, invalid + "Attribute name is a reserved keyword; reserved keyword: comment"},
		{"SET a = foo(a, :x)", doc{":x": 1}, invalid + "Invalid function name; function: foo"},
		{"ADD a :x", doc{":x": "s"}, invalid + "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"},
		{"DELETE a :x", doc{":x": 1}, invalid + "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_"},
		{"SET a = a + :x", doc{":x": "s"}, invalid + "Incorrect operand type for operator or function; operator or function: +, operand type: S"},
		{"SET a = list_append(a, :x)", doc{":x": "s"}, invalid + "Incorrect operand type for operator or function; operator or function: list_append, operand type: S"},
		{"SET PK = :x", doc{":x": "s"}, "One or more parameter values were invalid: Cannot update attribute PK. This attribute is part of the key"},
		{"SET a = absent", nil, "The provided expression refers to an attribute that does not exist in the item"},
		{"SET a = s + :x", doc{":x": 1}, "An operand in the update expression has an incorrect data type"},
		{"ADD s :x", doc{":x": 1}, "An operand in the update expression has an incorrect data type"},
		{"ADD ss :x", doc{":x": ns{"1"}}, "An operand in the update expression has an incorrect data type"},
		{"DELETE s :x", doc{":x": []string{"a"}}, "An operand in the update expression has an incorrect data type"},
		{"SET absent.a = :x", doc{":x": 1}, "The document path provided in the update expression is invalid for update"},
		{"SET s.a = :x", doc{":x": 1}, "The document path provided in the update expression is invalid for update"},
		{"SET m[0] = :x", doc{":x": 1}, "The document path provided in the update expression is invalid for update"},
		{"REMOVE absent.a", nil, "The document path provided in the update expression is invalid for update"},
		{"SET big = :x", doc{":x": strings.Repeat("x", 400<<10)}, "Item size to update has exceeded the maximum allowed size"},
		{"SET GSI1PK = :x", doc{":x": 1}, "GSI1PK"},
		{"ADD huge :x", doc{":x": number("9E+125")}, "Number overflow. Attempting to store a number with magnitude larger than supported range"},
	}
	before := doc{"s": "text", "ss": []string{"a"}, "m": doc{"x": 1}, "huge": number("9" + strings.Repeat("0", 125))}
	for _, c := range cases {
		name := c.update
		t.Run(name+" is refused", func(t *testing.T) {
			f := f.in(t)
			f.put("e", before)
			wantError(t, f.update("e", c.update, c.values), validation, c.want)
			f.wantItem("e", before)
		})
	}
}

func TestConformanceReturnValues(t *testing.T) {
	f := newFixture(t)
	cases := []struct {
		mode types.ReturnValue
		want doc
	}{
		{types.ReturnValueNone, nil},
		{types.ReturnValueAllOld, doc{"PK": "p", "SK": "r", "a": 1, "b": 2, "m": doc{"x": 1, "y": 2}}},
		{types.ReturnValueAllNew, doc{"PK": "p", "SK": "r", "a": 9, "m": doc{"x": 9, "y": 2}, "n": 9}},
		{types.ReturnValueUpdatedOld, doc{"a": 1, "b": 2, "m": doc{"x": 1}}},
		{types.ReturnValueUpdatedNew, doc{"a": 9, "m": doc{"x": 9}, "n": 9}},
	}
	for _, c := range cases {
		t.Run(string(c.mode), func(t *testing.T) {
			f := f.in(t)
			f.put("r", doc{"a": 1, "b": 2, "m": doc{"x": 1, "y": 2}})
			out, err := f.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
				TableName: &f.table, Key: key("r"), ReturnValues: c.mode,
				UpdateExpression: aws.String("SET a = :v, m.x = :v, n = :v REMOVE b"), ExpressionAttributeValues: doc{":v": 9}.item(),
			})
			wantNoError(t, err)
			wantAttributes(t, out.Attributes, c.want)
		})
	}
	t.Run("a put returns nothing new", func(t *testing.T) {
		_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: key("r"), ReturnValues: types.ReturnValueAllNew})
		wantError(t, err, validation, "")
	})
}

func TestConformanceProjections(t *testing.T) {
	f := newFixture(t)
	f.put("j", doc{"a": 1, "m": doc{"x": 1, "y": doc{"z": 2}}, "l": []any{0, doc{"k": 1, "v": 2}, 2}, "name": "reserved", "a.b": "dotted"})
	get := func(projection string, names map[string]string) (map[string]types.AttributeValue, error) {
		out, err := f.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.table, Key: key("j"), ProjectionExpression: &projection, ExpressionAttributeNames: names})
		if err != nil {
			return nil, err
		}
		return out.Item, nil
	}
	cases := []struct {
		projection string
		names      map[string]string
		want       doc
	}{
		{"a, absent", nil, doc{"a": 1}},
		{"PK, m.y.z", nil, doc{"PK": "p", "m": doc{"y": doc{"z": 2}}}},
		{"m.x, m.y", nil, doc{"m": doc{"x": 1, "y": doc{"z": 2}}}},
		{"m.absent", nil, nil},
		{"l[2], l[1].k", nil, doc{"l": []any{doc{"k": 1}, 2}}},
		{"l[9]", nil, nil},
		{"#n, #d", map[string]string{"#n": "name", "#d": "a.b"}, doc{"name": "reserved", "a.b": "dotted"}},
	}
	for _, c := range cases {
		t.Run(c.projection, func(t *testing.T) {
			got, err := get(c.projection, c.names)
			wantNoError(t, err)
			wantAttributes(t, got, c.want)
			if got == nil {
				t.Error("an item without the attributes is no item; want an empty one")
			}
		})
	}
	for projection, want := range map[string]string{
		"":       "Invalid ProjectionExpression: The expression can not be empty;",
		"name":   "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name",
		"#x":     "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #x",
		"m, m.x": "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, x]",
	} {
		t.Run(projection+" is refused", func(t *testing.T) {
			_, err := get(projection, nil)
			wantError(t, err, validation, want)
		})
	}
}
