package expr

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// DynamoDB's errors for an update that does not fit the item.
const (
	errNoAttribute Error = "The provided expression refers to an attribute that does not exist in the item"
	errOperandType Error = "An operand in the update expression has an incorrect data type"
	errUpdatePath  Error = "The document path provided in the update expression is invalid for update"
)

// updateFunctions are the functions of SET; conditions refuse them by name.
var updateFunctions = map[string]bool{"if_not_exists": true, "list_append": true}

// term is the right side of a SET action, or a part of it.
type term interface {
	// value is the term's value for the item before the update.
	value(item attr.Map) (attr.Value, error)
}

type (
	// operandTerm is a path or a value of the request.
	operandTerm struct{ operand operand }
	// sumTerm is left + right, or left - right.
	sumTerm struct {
		left, right term
		minus       bool
	}
	ifNotExists struct {
		path     Path
		fallback term
	}
	listAppend struct{ first, second term }
)

func (t operandTerm) value(item attr.Map) (attr.Value, error) {
	v, ok := t.operand.eval(item)
	if !ok {
		return nil, errNoAttribute
	}
	return v, nil
}

func (t sumTerm) value(item attr.Map) (attr.Value, error) {
	a, b, err := both[attr.Number](item, t.left, t.right)
	if err != nil {
		return nil, err
	}
	if t.minus {
		b = b.Neg()
	}
	return a.Add(b)
}

func (t ifNotExists) value(item attr.Map) (attr.Value, error) {
	if v, ok := t.path.Get(item); ok {
		return v, nil
	}
	return t.fallback.value(item)
}

func (t listAppend) value(item attr.Map) (attr.Value, error) {
	a, b, err := both[attr.List](item, t.first, t.second)
	if err != nil {
		return nil, err
	}
	return append(append(attr.List{}, a...), b...), nil
}

// both evaluates two terms that must be of type V.
func both[V attr.Value](item attr.Map, first, second term) (a, b V, err error) {
	x, err := first.value(item)
	if err != nil {
		return a, b, err
	}
	y, err := second.value(item)
	if err != nil {
		return a, b, err
	}
	a, okA := x.(V)
	b, okB := y.(V)
	if !okA || !okB {
		return a, b, errOperandType
	}
	return a, b, nil
}

func (s *Scope) sum(n *sumNode) (term, error) {
	left, err := s.term(n.Left)
	if err != nil || n.Right == nil {
		return left, err
	}
	right, err := s.term(n.Right)
	if err != nil {
		return nil, err
	}
	if err := checkTerms[attr.Number](n.Operator, left, right); err != nil {
		return nil, err
	}
	return sumTerm{left: left, right: right, minus: n.Operator == "-"}, nil
}

// checkTerms refuses values of the request that are not of type V.
func checkTerms[V attr.Value](operator string, terms ...term) error {
	for _, t := range terms {
		o, isOperand := t.(operandTerm)
		v, isValue := o.operand.(valueOperand)
		if !isOperand || !isValue {
			continue
		}
		if _, ok := v.value.(V); !ok {
			return wrongType(operator, v.value)
		}
	}
	return nil
}

func (s *Scope) term(n *termNode) (term, error) {
	if n.Group != nil {
		return s.sum(n.Group)
	}
	return s.updateOperand(n.Operand)
}

func (s *Scope) updateOperand(n *operandNode) (term, error) {
	if n.Call != nil {
		return s.updateCall(n.Call)
	}
	o, err := s.operand(n)
	return operandTerm{o}, err
}

func (s *Scope) updateCall(n *callNode) (term, error) {
	if functions[n.Name] != nil || n.Name == "size" {
		return nil, notAllowed(n.Name)
	}
	if !updateFunctions[n.Name] {
		return nil, failf("Invalid function name; function: %s", n.Name)
	}
	if len(n.Args) != 2 {
		return nil, wrongCount(n)
	}
	first, err := s.updateOperand(n.Args[0])
	if err != nil {
		return nil, err
	}
	second, err := s.updateOperand(n.Args[1])
	if err != nil {
		return nil, err
	}
	if n.Name == "list_append" {
		for _, t := range []term{first, second} {
			if _, nested := t.(listAppend); nested {
				return nil, notAllowed(n.Name)
			}
		}
		return listAppend{first, second}, checkTerms[attr.List](n.Name, first, second)
	}
	o, _ := first.(operandTerm)
	path, ok := o.operand.(pathOperand)
	if !ok {
		return nil, failf("Operator or function requires a document path; operator or function: %s", n.Name)
	}
	return ifNotExists{path.path, second}, nil
}
