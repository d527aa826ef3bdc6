package dynamotest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// conditionItem has an attribute for every condition of the tests.
func conditionItem(sk string) map[string]types.AttributeValue {
	return doc{
		"PK": "p", "SK": sk, "n": 5, "twin": 5, "s": "text", "emoji": "\U0001F984", "ss": []string{"a", "b"}, "nums": ns{"1", "2"},
		"l": []any{"a", doc{"y": 2}}, "m": doc{"deep": doc{"x": 1}}, "yes": true, "nothing": nil,
	}.item()
}

// check replaces conditionItem with itself on a condition.
func (f *fixture) check(sk, condition string, names map[string]string, values doc) error {
	f.t.Helper()
	_, err := f.PutItem(f.t.Context(), &dynamodb.PutItemInput{
		TableName: &f.table, Item: conditionItem(sk), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values.item(),
	})
	return err
}

// conditionCases are conditions on conditionItem.
var conditionCases = []struct {
	condition string
	values    doc
	want      bool
}{
	{"n = :v", doc{":v": number("5.0")}, true},
	{"n <> :v", doc{":v": 5}, false},
	{"n <> :v", doc{":v": "5"}, true},
	{"n < :v", doc{":v": number("5.0000000000000000000000000000000000001")}, true},
	{"n <= :v", doc{":v": 5}, true},
	{"n > :v", doc{":v": 10}, false},
	{"n >= :v", doc{":v": -10}, true},
	{"n < :v", doc{":v": "9"}, false},
	{"s < :v", doc{":v": "tex"}, false},
	{"s > :v", doc{":v": "tex"}, true},
	{"absent = :v", doc{":v": 1}, false},
	{"absent <> :v", doc{":v": 1}, true},
	{"absent < :v", doc{":v": 1}, false},
	{"NOT absent < :v", doc{":v": 1}, true},
	{":v = n", doc{":v": 5}, true},
	{"n = twin", nil, true},
	{"n BETWEEN :a AND :b", doc{":a": 1, ":b": 5}, true},
	{"n BETWEEN :a AND :b", doc{":a": 6, ":b": 9}, false},
	{"n between :a and :b OR s = :s", doc{":a": 6, ":b": 9, ":s": "text"}, true},
	{"n IN (:a, :b)", doc{":a": 1, ":b": 5}, true},
	{"n IN (:a, :b)", doc{":a": 1, ":b": "5"}, false},
	{"attribute_exists(m.deep.x)", nil, true},
	{"attribute_exists(m.deep.y)", nil, false},
	{"attribute_exists(l[1])", nil, true},
	{"attribute_exists(l[2])", nil, false},
	{"attribute_not_exists(m.deep.y)", nil, true},
	{"attribute_type(n, :t)", doc{":t": "N"}, true},
	{"attribute_type(ss, :t)", doc{":t": "S"}, false},
	{"attribute_type(absent, :t)", doc{":t": "S"}, false},
	{"begins_with(s, :v)", doc{":v": "te"}, true},
	{"begins_with(s, :v)", doc{":v": "ex"}, false},
	{"begins_with(n, :v)", doc{":v": "5"}, false},
	{"contains(s, :v)", doc{":v": "ex"}, true},
	{"contains(ss, :v)", doc{":v": "a"}, true},
	{"contains(ss, :v)", doc{":v": "c"}, false},
	{"contains(nums, :v)", doc{":v": number("1.0")}, true},
	{"contains(l, :v)", doc{":v": doc{"y": 2}}, true},
	{"NOT contains(absent, :v)", doc{":v": 1}, true},
	{"size(s) = :v", doc{":v": 4}, true},
	{"size(ss) > :v", doc{":v": 1}, true},
	{"size(m) = :v", doc{":v": 1}, true},
	{"size(l) BETWEEN :v AND :w", doc{":v": 1, ":w": 2}, true},
	{"size(n) >= :v", doc{":v": 0}, false},
	{"size(emoji) = :v", doc{":v": 2}, true},
	{"m.deep = :v", doc{":v": doc{"x": 1}}, true},
	{"l[1].y = :v", doc{":v": 2}, true},
	{"l = :v", doc{":v": []any{"a", doc{"y": 2}}}, true},
	{"ss = :v", doc{":v": []string{"b", "a"}}, true},
	{"yes = :v", doc{":v": true}, true},
	{"nothing = :v", doc{":v": nil}, true},
	{"n = :one OR n = :five AND s = :no", doc{":one": 5, ":five": 5, ":no": "no"}, true},
	{"(n = :one OR n = :five) AND s = :no", doc{":one": 5, ":five": 5, ":no": "no"}, false},
	{"NOT n = :v AND s = :s", doc{":v": 5, ":s": "text"}, false},
	{"NOT (n = :v AND s = :s)", doc{":v": 5, ":s": "no"}, true},
	{"not(not n = :v)", doc{":v": 5}, true},
}

func TestConformanceConditions(t *testing.T) {
	f := newFixture(t)
	wantNoError(t, f.check("c", "attribute_not_exists(PK)", nil, nil))
	for _, c := range conditionCases {
		t.Run(c.condition, func(t *testing.T) {
			f := f.in(t)
			err := f.check("c", c.condition, nil, c.values)
			if c.want {
				wantNoError(t, err)
			} else {
				wantError(t, err, "ConditionalCheckFailedException", "The conditional request failed")
			}
		})
	}
}

func TestConformanceConditionErrors(t *testing.T) {
	f := newFixture(t)
	const invalid = "Invalid ConditionExpression: "
	cases := []struct {
		condition string
		names     map[string]string
		values    doc
		want      string
	}{
		{"", nil, nil, invalid + "The expression can not be empty;"},
		{"a = ", nil, nil, invalid + `Syntax error; token: "<EOF>", near: "="`},
		{"a = = :v", nil, doc{":v": 1}, invalid + `Syntax error; token: "=", near: "= = :v"`},
		{"a = :v AND", nil, doc{":v": 1}, invalid + `Syntax error; token: "<EOF>", near: "AND"`},
		{"a ! :v", nil, doc{":v": 1}, invalid + `Syntax error; token: "!", near: "a ! :v"`},
		{"((a = :v))", nil, doc{":v": 1}, invalid + "The expression has redundant parentheses;"},
		{"status = :v", nil, doc{":v": 1}, invalid + "Attribute name is a reserved keyword; reserved keyword: status"},
		{"a.Name = :v", nil, doc{":v": 1}, invalid + "Attribute name is a reserved keyword; reserved keyword: Name"},
		{"#a = :v", nil, doc{":v": 1}, invalid + "An expression attribute name used in the document path is not defined; attribute name: #a"},
		{"a = :w", nil, doc{":v": 1}, invalid + "An expression attribute value used in expression is not defined; attribute value: :w"},
		{"attribute_exists(#a)", map[string]string{"#a": "a", "#b": "b"}, nil, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}"},
		{"a = :v", nil, doc{":v": 1, ":w": 1}, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"},
		{"attribute_exists(a)", map[string]string{"a": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: "a"`},
		{"a = :v", nil, doc{":v": 1, "w": 1}, `ExpressionAttributeValues contains invalid key: Syntax error; key: "w"`},
		{"exists(a)", nil, nil, invalid + "Invalid function name; function: exists"},
		{"begins_with(a, :v)", nil, doc{":v": 1}, invalid + "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"},
		{"contains(a, a)", nil, nil, invalid + "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]"},
		{"a BETWEEN :v AND :w", nil, doc{":v": 2, ":w": 1}, invalid + "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"},
		{"a BETWEEN :v AND :w", nil, doc{":v": 2, ":w": "x"}, invalid + "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:x}"},
	}
	for _, c := range cases {
		t.Run(c.condition+" is refused", func(t *testing.T) {
			f := f.in(t)
			wantError(t, f.check("c", c.condition, c.names, c.values), validation, c.want)
		})
	}
	t.Run("names and values need an expression", func(t *testing.T) {
		in := &dynamodb.PutItemInput{TableName: &f.table, Item: key("c"), ExpressionAttributeValues: doc{":v": 1}.item()}
		_, err := f.PutItem(t.Context(), in)
		wantError(t, err, validation, "ExpressionAttributeValues can only be specified when using expressions")
		in.ExpressionAttributeValues, in.ExpressionAttributeNames = nil, map[string]string{"#a": "a"}
		_, err = f.PutItem(t.Context(), in)
		wantError(t, err, validation, "ExpressionAttributeNames can only be specified when using expressions")
	})
	t.Run("names and values are not empty", func(t *testing.T) {
		in := &dynamodb.PutItemInput{TableName: &f.table, Item: key("c"), ConditionExpression: aws.String("attribute_exists(a)"), ExpressionAttributeNames: map[string]string{}}
		_, err := f.PutItem(t.Context(), in)
		wantError(t, err, validation, "ExpressionAttributeNames must not be empty")
	})
}
