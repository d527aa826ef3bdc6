package attr

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// Invalid is DynamoDB's text for the ValidationException about well-formed JSON that is not a valid attribute value.
type Invalid string

func (e Invalid) Error() string { return string(e) }

const (
	errEmptyValue Invalid = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
	errManyTypes  Invalid = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
	errNullValue  Invalid = "One or more parameter values were invalid: Null attribute value types must have the value of true"
)

// MarshalJSON writes an item or map as names to typed values.
func (m Map) MarshalJSON() ([]byte, error) {
	wire := make(map[string]any, len(m))
	for name, v := range m {
		wire[name] = Wire(v)
	}
	return json.Marshal(wire)
}

// UnmarshalJSON reads names to typed values. Its error is Invalid if the JSON is not a valid attribute value.
func (m *Map) UnmarshalJSON(data []byte) error {
	var wire map[string]json.RawMessage
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	if wire == nil {
		return nil
	}
	*m = make(Map, len(wire))
	for name, raw := range wire {
		v, err := parse(raw)
		if err != nil {
			return err
		}
		(*m)[name] = v
	}
	return nil
}

// Wire is v in a form that encoding/json writes as DynamoDB does: {"S": "text"} and so on.
func Wire(v Value) any {
	var content any
	switch v := v.(type) {
	case String:
		content = string(v)
	case Number:
		content = v.String()
	case Binary:
		content = []byte(v)
	case Bool:
		content = bool(v)
	case Null:
		content = true
	case Map:
		content = v
	case Set:
		content = wireSet(v)
	case List:
		list := make([]any, len(v))
		for i := range v {
			list[i] = Wire(v[i])
		}
		content = list
	}
	return map[string]any{v.Type(): content}
}

func wireSet(s Set) []any {
	members := make([]any, len(s.Members))
	for i, v := range s.Members {
		switch v := v.(type) {
		case String:
			members[i] = string(v)
		case Number:
			members[i] = v.String()
		case Binary:
			members[i] = []byte(v)
		}
	}
	return members
}

// parse reads one typed value.
func parse(data []byte) (Value, error) {
	var wire map[string]json.RawMessage
	if err := json.Unmarshal(data, &wire); err != nil {
		return nil, err
	}
	if len(wire) == 0 {
		return nil, errEmptyValue
	}
	if len(wire) > 1 {
		return nil, errManyTypes
	}
	for kind, raw := range wire {
		return parseContent(kind, raw)
	}
	panic("unreachable: wire has one entry")
}

func parseContent(kind string, raw []byte) (Value, error) {
	switch kind {
	case "S":
		s, err := decode[string](raw)
		return String(s), err
	case "N":
		return parseNumber(raw)
	case "B":
		return parseBinary(raw)
	case "BOOL":
		b, err := decode[bool](raw)
		return Bool(b), err
	case "NULL":
		return parseNull(raw)
	case "M":
		m := Map{}
		return m, json.Unmarshal(raw, &m)
	case "L":
		return parseList(raw)
	case "SS", "NS", "BS":
		return parseSet(kind[:1], raw)
	default:
		return nil, errEmptyValue
	}
}

func decode[T any](raw []byte) (T, error) {
	var v *T
	if err := json.Unmarshal(raw, &v); err != nil {
		return *new(T), err
	}
	if v == nil {
		return *new(T), errEmptyValue
	}
	return *v, nil
}

func parseNumber(raw []byte) (Value, error) {
	text, err := decode[string](raw)
	if err != nil {
		return nil, err
	}
	return ParseNumber(text)
}

func parseNull(raw []byte) (Value, error) {
	isNull, err := decode[bool](raw)
	if err == nil && !isNull {
		err = errNullValue
	}
	return Null{}, err
}

func parseBinary(raw []byte) (Value, error) {
	text, err := decode[string](raw)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("a binary value is not base64: %w", err)
	}
	return Binary(b), nil
}

func parseList(raw []byte) (Value, error) {
	elements, err := decode[[]json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	list := make(List, len(elements))
	for i, e := range elements {
		if list[i], err = parse(e); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// emptySet has DynamoDB's texts about empty sets by the type of their members, grammar as found.
var emptySet = map[string]Invalid{
	"S": "One or more parameter values were invalid: An string set  may not be empty",
	"N": "One or more parameter values were invalid: An number set  may not be empty",
	"B": "One or more parameter values were invalid: Binary sets should not be empty",
}

func parseSet(of string, raw []byte) (Value, error) {
	elements, err := decode[[]json.RawMessage](raw)
	if err != nil {
		return nil, err
	}
	if len(elements) == 0 {
		return nil, emptySet[of]
	}
	members := make([]Value, len(elements))
	for i, e := range elements {
		if members[i], err = parseContent(of, e); err != nil {
			return nil, err
		}
	}
	set := NewSet(of, members)
	for i := 1; i < len(set.Members); i++ {
		if Compare(set.Members[i-1], set.Members[i]) == 0 {
			return nil, Invalid(
				"One or more parameter values were invalid: Input collection " + display(elements) + " contains duplicates.",
			)
		}
	}
	return set, nil
}

// display renders raw JSON members as DynamoDB lists them in an error: [a, b].
func display(elements []json.RawMessage) string {
	var text bytes.Buffer
	text.WriteByte('[')
	for i, e := range elements {
		if i > 0 {
			text.WriteString(", ")
		}
		text.Write(bytes.Trim(e, `"`))
	}
	text.WriteByte(']')
	return text.String()
}
