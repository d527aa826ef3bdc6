package expr_test

import (
	"strings"
	"testing"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/expr"
)

// The conformance suite tests over the wire what an expression does to an item. The tests here cover errors that
// DynamoDB documents and that other emulators, which that suite also runs against, word differently or lack.

var values = attr.Map{
	":n": attr.IntNumber(1), ":s": attr.String("s"), ":t": attr.String("t"), ":bool": attr.Bool(true), ":type": attr.String("STRING"),
}

func scope(t *testing.T) *expr.Scope {
	t.Helper()
	s, err := expr.NewScope(map[string]string{"#a": "a"}, values)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error is\n  %v, want\n  %s", err, want)
	}
}

func TestConditionErrors(t *testing.T) {
	for text, want := range map[string]string{
		"begins_with(a)":            "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1",
		"attribute_exists(a, b)":    "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2",
		"attribute_exists(:s)":      "Operator or function requires a document path; operator or function: attribute_exists",
		"a < :bool":                 "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL",
		"a BETWEEN :bool AND :bool": "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL",
		"a = a":                     "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]",
		"#a IN (:n, a)":             "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]",
		"attribute_type(a, :type)":  "Invalid attribute type name found; type: STRING, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
		"attribute_type(a, :n)":     "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N",
		"size(a)":                   "The function is not allowed to be used this way in an expression; function: size",
		"size(:n) = :n":             "Incorrect operand type for operator or function; operator or function: size, operand type: N",
		"if_not_exists(a, :n) = :n": "The function is not allowed to be used this way in an expression; function: if_not_exists",
		"attribute_exists(a) = :n":  "The function is not allowed to be used this way in an expression; function: attribute_exists",
		"foo(a) = :n":               "Invalid function name; function: foo",
		"_a = :n":                   `Syntax error; token: "_", near: "_a"`,
		"a[01] = :n":                `Syntax error; token: "1", near: "01]"`,
		"a.b..c = :n":               `Syntax error; token: ".", near: "..c"`,
		"a = :n)":                   `Syntax error; token: ")", near: ":n)"`,
		"  ":                        `Syntax error; token: "<EOF>", near: ""`,
		strings.Repeat("a", 4097):   "Expression size has exceeded the maximum allowed size; expression size: 4097",
	} {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			_, err := scope(t).Condition("FilterExpression", &text)
			wantError(t, err, "Invalid FilterExpression: "+want)
		})
	}
	many := "a IN (:n" + strings.Repeat(", :n", 100) + ")"
	if _, err := scope(t).Condition("FilterExpression", &many); err == nil {
		t.Error("more than 100 operands of IN are taken")
	}
}

// A condition may find any value in an item, so it must decide for values of any two types.
func TestConditionsDecideForValuesOfAnyTypes(t *testing.T) {
	all := []attr.Value{
		attr.String("a"), attr.IntNumber(1), attr.Binary("a"), attr.Bool(true), attr.Null{},
		attr.List{attr.IntNumber(1)}, attr.Map{"a": attr.IntNumber(1)},
		attr.NewSet("S", []attr.Value{attr.String("a")}), attr.NewSet("N", []attr.Value{attr.IntNumber(1)}),
		attr.NewSet("B", []attr.Value{attr.Binary("a")}),
	}
	for _, text := range []string{
		"contains(x, y)", "contains(x, :v)", "begins_with(x, y)", "x = y", "x <> :v", "x < y", "x BETWEEN y AND y", "x IN (y, :v)",
		"attribute_type(x, :t)", "size(x) > y",
	} {
		for _, x := range all {
			for _, y := range all {
				s, err := expr.NewScope(nil, attr.Map{":v": y, ":t": attr.String("S")})
				if err != nil {
					t.Fatal(err)
				}
				c, err := s.Condition("FilterExpression", &text)
				if err != nil {
					t.Fatal(err)
				}
				if holds := c.Holds(attr.Map{"x": x, "y": y}); holds && text[0] == 'c' && attr.Equal(x, y) && x.Type() != "S" && x.Type() != "B" {
					t.Errorf("%s holds for two values of %s", text, x.Type())
				}
			}
		}
	}
}

func TestUpdateErrors(t *testing.T) {
	for text, want := range map[string]string{
		"SET a.b = :n REMOVE a[1]":             "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]",
		"SET a = if_not_exists(:n, :n)":        "Operator or function requires a document path; operator or function: if_not_exists",
		"SET a = list_append(a)":               "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
		"SET a = size(a)":                      "The function is not allowed to be used this way in an expression; function: size",
		"SET a = begins_with(a, :s)":           "The function is not allowed to be used this way in an expression; function: begins_with",
		"SET a = a + :n + :n":                  `Syntax error; token: "+", near: ":n + :n"`,
		"REMOVE":                               `Syntax error; token: "<EOF>", near: "REMOVE"`,
		"REMOVE a[99999999999]":                "List index is not within the allowable range; index: [99999999999]",
		"ADD a :n, a :n":                       "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
		"SET a = :n ADD b :n SET c = :n":       `The "SET" section can only be used once in an update expression;`,
		"SET a = list_append(:s, a)":           "Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
		"SET a = :n - if_not_exists(b, :none)": "An expression attribute value used in expression is not defined; attribute value: :none",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := scope(t).Update(&text)
			wantError(t, err, "Invalid UpdateExpression: "+want)
		})
	}
}

func TestProjectionErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a,":         `Syntax error; token: "<EOF>", near: ","`,
		"a b":        `Syntax error; token: "b", near: "a b"`,
		"l[0], l[x]": `Syntax error; token: "x", near: "[x]"`,
		"l[-1]":      `Syntax error; token: "-", near: "[-1"`,
		":s":         `Syntax error; token: ":s", near: ":s"`,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := scope(t).Projection(&text)
			wantError(t, err, "Invalid ProjectionExpression: "+want)
		})
	}
}

func TestKeyConditions(t *testing.T) {
	const invalid = "Invalid KeyConditionExpression: "
	for text, want := range map[string]string{
		"PK = :s OR SK = :s":           invalid + "Invalid operator used in KeyConditionExpression: OR",
		"PK = :s AND NOT SK = :s":      invalid + "Invalid operator used in KeyConditionExpression: NOT",
		"PK = :s AND SK IN (:s)":       invalid + "Invalid operator used in KeyConditionExpression: IN",
		"PK = :s AND SK <> :s":         invalid + "Invalid operator used in KeyConditionExpression: <>",
		"PK = :s AND contains(SK, :s)": invalid + "Invalid operator used in KeyConditionExpression: contains",
		"PK = :s AND PK = :s":          invalid + "KeyConditionExpressions must only contain one condition per key",
		"PK.a = :s":                    invalid + "KeyConditionExpressions cannot have conditions on nested attributes",
		"PK = SK":                      invalid + "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
		"begins_with(PK, :s)":          "Query key condition not supported",
		"SK = :s":                      "Query condition missed key schema element: PK",
		"PK = :s AND a = :s":           "Query condition missed key schema element: SK",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := scope(t).KeyCondition(text, "PK", "SK")
			wantError(t, err, want)
		})
	}
	c, err := scope(t).KeyCondition("SK BETWEEN :s AND :t AND (PK = :n)", "PK", "SK")
	if err != nil || c.Partition != attr.IntNumber(1) || c.Sort.Operator != "BETWEEN" || c.Sort.Values[1] != attr.String("t") {
		t.Errorf("condition is %+v, %v", c, err)
	}
}

func TestReservedWordsNeedAPlaceholder(t *testing.T) {
	for _, word := range []string{"ABORT", "name", "Status", "value", "ttl", "owner", "ZONE", "level", "session", "timestamp", "data"} {
		text := "PK, " + word
		_, err := scope(t).Projection(&text)
		wantError(t, err, "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "+word)
	}
}

func TestUnusedNamesAndValuesAreNamed(t *testing.T) {
	s := scope(t)
	wantError(t, s.Unused(), "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}")
	text := "#a = :n"
	if _, err := s.Condition("ConditionExpression", &text); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.Unused(), "Value provided in ExpressionAttributeValues unused in expressions: keys: {:bool, :s, :t, :type}")
}
