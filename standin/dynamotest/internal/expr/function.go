package expr

import (
	"strings"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// function is a Boolean function of condition expressions.
type function struct {
	operands int
	// ofValues says that the first operand may be a value of the request; it is a path otherwise.
	ofValues bool
	// check refuses values of the request that the second operand cannot be; nil if any value is allowed.
	check func(second operand) error
	// holds decides; found reports whether the item has the first operand, and second is nil if there is none.
	holds func(v attr.Value, found bool, second attr.Value) bool
}

var functions = map[string]*function{
	"attribute_exists":     {operands: 1, holds: func(_ attr.Value, found bool, _ attr.Value) bool { return found }},
	"attribute_not_exists": {operands: 1, holds: func(_ attr.Value, found bool, _ attr.Value) bool { return !found }},
	"attribute_type":       {operands: 2, ofValues: true, check: checkTypeName, holds: hasType},
	"begins_with":          {operands: 2, ofValues: true, check: checkPrefix, holds: beginsWith},
	"contains":             {operands: 2, holds: contains},
}

func (c *conditionCompiler) function(n *operandNode) (checker, error) {
	if n.Call == nil {
		return nil, c.notACondition(n)
	}
	f := functions[n.Call.Name]
	if f == nil {
		if n.Call.Name == "size" || updateFunctions[n.Call.Name] {
			return nil, notAllowed(n.Call.Name)
		}
		return nil, failf("Invalid function name; function: %s", n.Call.Name)
	}
	args, err := c.scope.arguments(n.Call, f.operands)
	if err != nil {
		return nil, err
	}
	if _, isPath := args[0].(pathOperand); !isPath && !f.ofValues {
		return nil, failf("Operator or function requires a document path; operator or function: %s", n.Call.Name)
	}
	for _, arg := range args {
		c.note(arg)
	}
	if err := checkDifferent(n.Call.Name, args[0], args[1:]...); err != nil {
		return nil, err
	}
	if f.check != nil {
		if err := f.check(args[1]); err != nil {
			return nil, err
		}
	}
	return f.checker(args[0], args[1:]), nil
}

func (f *function) checker(first operand, rest []operand) checker {
	return holdsFor(func(item attr.Map) bool {
		v, found := first.eval(item)
		if len(rest) == 0 {
			return f.holds(v, found, nil)
		}
		second, ok := rest[0].eval(item)
		return found && ok && f.holds(v, found, second)
	})
}

// notACondition is the error about an operand that stands alone.
func (c *conditionCompiler) notACondition(n *operandNode) error {
	if _, err := c.operand(n); err != nil {
		return err
	}
	return Error("Syntax error; an operand stands where a condition is due")
}

var typeNames = map[string]bool{
	"B":    true,
	"NULL": true,
	"SS":   true,
	"BOOL": true,
	"L":    true,
	"BS":   true,
	"N":    true,
	"NS":   true,
	"S":    true,
	"M":    true,
}

func checkTypeName(o operand) error {
	v, ok := o.(valueOperand)
	if !ok {
		return Error("Operator or function requires a literal; operator or function: attribute_type")
	}
	name, ok := v.value.(attr.String)
	if !ok {
		return wrongType("attribute_type", v.value)
	}
	if !typeNames[string(name)] {
		return failf("Invalid attribute type name found; type: %s, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}", name)
	}
	return nil
}

func hasType(v attr.Value, _ bool, name attr.Value) bool {
	return attr.Equal(attr.String(v.Type()), name)
}

func checkPrefix(o operand) error {
	v, ok := o.(valueOperand)
	if !ok {
		return nil
	}
	switch v.value.(type) {
	case attr.String, attr.Binary:
		return nil
	default:
		return wrongType("begins_with", v.value)
	}
}

func beginsWith(v attr.Value, _ bool, prefix attr.Value) bool {
	switch v := v.(type) {
	case attr.String:
		p, ok := prefix.(attr.String)
		return ok && strings.HasPrefix(string(v), string(p))
	case attr.Binary:
		p, ok := prefix.(attr.Binary)
		return ok && strings.HasPrefix(string(v), string(p))
	default:
		return false
	}
}

// contains looks for a substring, a member of a set or an element of a list.
func contains(v attr.Value, _ bool, part attr.Value) bool {
	switch v := v.(type) {
	case attr.String:
		p, ok := part.(attr.String)
		return ok && strings.Contains(string(v), string(p))
	case attr.Binary:
		p, ok := part.(attr.Binary)
		return ok && strings.Contains(string(v), string(p))
	case attr.Set:
		return v.Contains(part)
	case attr.List:
		for _, e := range v {
			if attr.Equal(e, part) {
				return true
			}
		}
	}
	return false
}
