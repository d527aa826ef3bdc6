package dynamotest_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestConformanceNumbers(t *testing.T) {
	f := newFixture(t)
	for given, want := range map[number]number{
		"0": "0", "-0": "0", "007": "7", "1.50": "1.5", "+1": "1", "-1.0": "-1", "1e3": "1000", "1E-3": "0.001", ".5": "0.5", "5.": "5",
		"12345678901234567890123456789012345678": "12345678901234567890123456789012345678",
		"1e125":                                  "1" + number(strings.Repeat("0", 125)),
		"1e-130":                                 "0." + number(strings.Repeat("0", 129)) + "1",
		"100e-2":                                 "1",
		"0.00100":                                "0.001",
		"-9.9999999999999999999999999999999999999E+125": "-" + number(strings.Repeat("9", 38)+strings.Repeat("0", 88)),
	} {
		t.Run(string(given)+" is stored in plain notation", func(t *testing.T) {
			f := f.in(t)
			f.put("n", doc{"n": given})
			f.wantItem("n", doc{"n": want})
		})
	}
	for given, want := range map[number]string{
		"":       "The parameter cannot be converted to a numeric value",
		"abc":    "The parameter cannot be converted to a numeric value: abc",
		" 1":     "The parameter cannot be converted to a numeric value",
		"1_000":  "The parameter cannot be converted to a numeric value",
		"NaN":    "The parameter cannot be converted to a numeric value",
		"1e126":  "Number overflow. Attempting to store a number with magnitude larger than supported range",
		"1e-131": "Number underflow. Attempting to store a number with magnitude smaller than supported range",
		"123456789012345678901234567890123456789": "Attempting to store more than 38 significant digits in a Number",
	} {
		t.Run("the number "+string(given)+" is refused", func(t *testing.T) {
			_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": "n", "n": given}.item()})
			wantError(t, err, validation, want)
		})
	}
}

func TestConformanceValues(t *testing.T) {
	f := newFixture(t)
	nested := any("deepest")
	for range 33 {
		nested = []any{nested}
	}
	cases := []struct {
		name  string
		value any
		want  string
	}{
		{"an empty string set", []string{}, "One or more parameter values were invalid: An string set  may not be empty"},
		{"an empty number set", ns{}, "One or more parameter values were invalid: An number set  may not be empty"},
		{"an empty binary set", bs{}, "One or more parameter values were invalid: Binary sets should not be empty"},
		{"a set with duplicates", []string{"a", "a"}, "contains duplicates"},
		{"a number set with one number in two spellings", ns{"1", "1.0"}, "contains duplicates"},
		{"more than 32 levels of nesting", nested, "Nesting Levels have exceeded supported limits"},
	}
	for _, c := range cases {
		t.Run(c.name+" is refused", func(t *testing.T) {
			_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: doc{"PK": "p", "SK": "v", "x": c.value}.item()})
			wantError(t, err, validation, c.want)
		})
	}
	t.Run("null is true", func(t *testing.T) {
		item := key("v")
		item["x"] = &types.AttributeValueMemberNULL{Value: false}
		_, err := f.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.table, Item: item})
		wantError(t, err, validation, "One or more parameter values were invalid: Null attribute value types must have the value of true")
	})
	t.Run("empty strings, binaries, lists and maps are values", func(t *testing.T) {
		f := f.in(t)
		f.put("v", doc{"s": "", "b": []byte{}, "l": []any{}, "m": doc{}})
		f.wantItem("v", doc{"s": "", "b": []byte{}, "l": []any{}, "m": doc{}})
	})
}
