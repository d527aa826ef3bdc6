package expr

import (
	"unicode/utf16"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// operand is what a condition compares: a path, a value of the request, or size(path).
type operand interface {
	// eval is the operand's value for an item; false if the item has none.
	eval(item attr.Map) (attr.Value, bool)
}

type pathOperand struct{ path Path }

type valueOperand struct{ value attr.Value }

type sizeOperand struct{ of operand }

func (o pathOperand) eval(item attr.Map) (attr.Value, bool) { return o.path.Get(item) }

func (o valueOperand) eval(attr.Map) (attr.Value, bool) { return o.value, true }

func (o sizeOperand) eval(item attr.Map) (attr.Value, bool) {
	v, ok := o.of.eval(item)
	if !ok {
		return nil, false
	}
	n, ok := length(v)
	return attr.IntNumber(int64(n)), ok
}

// length is what size() counts: UTF-16 code units of a string, bytes of a binary, elements of anything else.
// A number, Boolean or null has no size.
func length(v attr.Value) (int, bool) {
	switch v := v.(type) {
	case attr.String:
		return len(utf16.Encode([]rune(string(v)))), true
	case attr.Binary:
		return len(v), true
	case attr.Set:
		return len(v.Members), true
	case attr.List:
		return len(v), true
	case attr.Map:
		return len(v), true
	default:
		return 0, false
	}
}

func (s *Scope) operand(n *operandNode) (operand, error) {
	switch {
	case n.Value != "":
		v, err := s.value(n.Value)
		return valueOperand{v}, err
	case n.Path != nil:
		p, err := s.path(n.Path)
		return pathOperand{p}, err
	case n.Call.Name == "size":
		return s.size(n.Call)
	case functions[n.Call.Name] != nil || updateFunctions[n.Call.Name]:
		return nil, notAllowed(n.Call.Name)
	default:
		return nil, failf("Invalid function name; function: %s", n.Call.Name)
	}
}

func notAllowed(function string) error {
	return failf("The function is not allowed to be used this way in an expression; function: %s", function)
}

func (s *Scope) size(n *callNode) (operand, error) {
	args, err := s.arguments(n, 1)
	if err != nil {
		return nil, err
	}
	if _, ok := args[0].(sizeOperand); ok {
		return nil, wrongType("size", attr.IntNumber(0))
	}
	if v, ok := args[0].(valueOperand); ok {
		if _, sized := length(v.value); !sized {
			return nil, wrongType("size", v.value)
		}
	}
	return sizeOperand{args[0]}, nil
}

// arguments compiles the arguments of a call that takes count of them.
func (s *Scope) arguments(n *callNode, count int) ([]operand, error) {
	if len(n.Args) != count {
		return nil, wrongCount(n)
	}
	return s.operands(n.Args)
}

func wrongCount(n *callNode) error {
	return failf(
		"Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d",
		n.Name,
		len(n.Args),
	)
}

func (s *Scope) operands(nodes []*operandNode) ([]operand, error) {
	operands := make([]operand, len(nodes))
	for i, n := range nodes {
		var err error
		if operands[i], err = s.operand(n); err != nil {
			return nil, err
		}
	}
	return operands, nil
}

func wrongType(operator string, v attr.Value) error {
	return failf(
		"Incorrect operand type for operator or function; operator or function: %s, operand type: %s", operator, v.Type(),
	)
}
