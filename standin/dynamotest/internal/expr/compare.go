package expr

import (
	"fmt"
	"reflect"

	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// maxIn is DynamoDB's limit for the operands of IN.
const maxIn = 100

func (c *conditionCompiler) comparison(left operand, operator string, node *operandNode) (checker, error) {
	right, err := c.operand(node)
	if err != nil {
		return nil, err
	}
	if err := checkDifferent(operator, left, right); err != nil {
		return nil, err
	}
	if operator != "=" && operator != "<>" {
		if err := checkOrdered(operator, left, right); err != nil {
			return nil, err
		}
	}
	return holdsFor(func(item attr.Map) bool {
		a, okA := left.eval(item)
		b, okB := right.eval(item)
		if !okA || !okB {
			return operator == "<>"
		}
		return compare(a, operator, b)
	}), nil
}

// compare applies a comparator. Values of different types are unequal and have no order.
func compare(a attr.Value, operator string, b attr.Value) bool {
	switch operator {
	case "=":
		return attr.Equal(a, b)
	case "<>":
		return !attr.Equal(a, b)
	}
	if a.Type() != b.Type() || !attr.Ordered(a) {
		return false
	}
	order := attr.Compare(a, b)
	switch operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

func (c *conditionCompiler) between(subject operand, lowNode, highNode *operandNode) (checker, error) {
	low, err := c.operand(lowNode)
	if err != nil {
		return nil, err
	}
	high, err := c.operand(highNode)
	if err != nil {
		return nil, err
	}
	if err := checkOrdered("BETWEEN", subject, low, high); err != nil {
		return nil, err
	}
	if err := checkBounds(low, high); err != nil {
		return nil, err
	}
	return holdsFor(func(item attr.Map) bool {
		v, ok := subject.eval(item)
		from, okFrom := low.eval(item)
		to, okTo := high.eval(item)
		return ok && okFrom && okTo && compare(v, ">=", from) && compare(v, "<=", to)
	}), nil
}

func (c *conditionCompiler) in(subject operand, nodes []*operandNode) (checker, error) {
	if len(nodes) > maxIn {
		return nil, failf(
			"Invalid number of operands for operator or function; operator or function: IN, number of operands: %d",
			len(nodes)+1,
		)
	}
	candidates := make([]operand, len(nodes))
	for i, n := range nodes {
		var err error
		if candidates[i], err = c.operand(n); err != nil {
			return nil, err
		}
	}
	if err := checkDifferent("IN", subject, candidates...); err != nil {
		return nil, err
	}
	return holdsFor(func(item attr.Map) bool {
		v, ok := subject.eval(item)
		for _, candidate := range candidates {
			w, okW := candidate.eval(item)
			if ok && okW && attr.Equal(v, w) {
				return true
			}
		}
		return false
	}), nil
}

// checkDifferent refuses a path compared with itself.
func checkDifferent(operator string, first operand, rest ...operand) error {
	path, ok := first.(pathOperand)
	if !ok {
		return nil
	}
	for _, other := range rest {
		if reflect.DeepEqual(other, first) {
			return failf(
				"The first operand must be distinct from the remaining operands for this operator or function; operator: %s, first operand: %s",
				operator,
				path.path,
			)
		}
	}
	return nil
}

// checkOrdered refuses values of the request whose type has no order.
func checkOrdered(operator string, operands ...operand) error {
	for _, o := range operands {
		if v, ok := o.(valueOperand); ok && !attr.Ordered(v.value) {
			return failf(
				"Incorrect operand type for operator or function; operator or function: %s, operand type: %s",
				operator,
				v.value.Type(),
			)
		}
	}
	return nil
}

// checkBounds refuses bounds of the request that are of different types or in the wrong order.
func checkBounds(low, high operand) error {
	from, okFrom := low.(valueOperand)
	to, okTo := high.(valueOperand)
	if !okFrom || !okTo {
		return nil
	}
	operands := fmt.Sprintf(
		"lower bound operand: AttributeValue: {%s}, upper bound operand: AttributeValue: {%s}",
		display(from.value),
		display(to.value),
	)
	if from.value.Type() != to.value.Type() {
		return failf("The BETWEEN operator requires same data type for lower and upper bounds; %s", operands)
	}
	if attr.Compare(from.value, to.value) > 0 {
		return failf("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; %s", operands)
	}
	return nil
}

func display(v attr.Value) string { return fmt.Sprintf("%s:%v", v.Type(), v) }
