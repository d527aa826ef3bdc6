package input

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Literals without a counterpart in JSON. An enum value is a string in a variable and a name in a literal, and the two
// differ; 5.0 is an integer in JSON, which has one kind of number, but not as a literal.
type (
	enumName string
	fraction string
)

// leafOf returns the value of a literal that is neither list nor object nor null nor a variable.
func leafOf(v *ast.Value) any {
	switch v.Kind {
	case ast.IntValue:
		return json.Number(v.Raw)
	case ast.FloatValue:
		return fraction(v.Raw)
	case ast.BooleanValue:
		return v.Raw == "true"
	case ast.EnumValue:
		return enumName(v.Raw)
	default:
		return v.Raw
	}
}

// leaf coerces a value of a scalar type.
func (c *Checker) leaf(name string, value any) (coerced any, ok bool) {
	switch name {
	case "Int":
		n, ok := integer(value)
		return int(n), ok && n >= math.MinInt32 && n <= math.MaxInt32
	case "Float":
		return number(value)
	case "String":
		text, ok := value.(string)
		return text, ok
	case "Boolean":
		b, ok := value.(bool)
		return b, ok
	case "ID":
		return id(value)
	}
	if f, ok := value.(fraction); ok {
		value = json.Number(f)
	}
	return plain(value), c.scalars[name].Accepts(value)
}

// plain returns a literal as JSON would have it.
func plain(value any) any {
	switch v := value.(type) {
	case fraction:
		return json.Number(v)
	case enumName:
		return string(v)
	}
	return value
}

// wantOf completes "must be …" for a scalar.
func (c *Checker) wantOf(name string) string {
	switch name {
	case "Int":
		return "a 32-bit integer"
	case "Float":
		return "a number"
	case "String":
		return "a string"
	case "Boolean":
		return "true or false"
	case "ID":
		return "a string or an integer"
	}
	return c.scalars[name].Want
}

// maxExact is the greatest integer up to which a float64 has them all.
const maxExact = 1 << 53

// integer reads an integer however it is written: 5, 5.0 and 5e0 are one number in JSON.
func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return n, true
		}
		f, ok := number(v)
		return int64(f), ok && f == math.Trunc(f) && math.Abs(f) <= maxExact
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) <= maxExact
	case int:
		return int64(v), true
	case int64:
		return v, true
	}
	return 0, false
}

func number(value any) (float64, bool) {
	switch v := value.(type) {
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	case fraction:
		f, err := strconv.ParseFloat(string(v), 64)
		return f, err == nil
	case float64:
		return v, true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	}
	return 0, false
}

// id reads a string or an integer, whose digits stay as they are however many there are.
func id(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		if !strings.ContainsAny(string(v), ".eE") && v != "-0" {
			return string(v), true
		}
	}
	n, ok := integer(value)
	return strconv.FormatInt(n, 10), ok
}
