package expr

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// KeyCondition is a compiled key condition expression: the value of the partition key, and perhaps a
// condition on the sort key.
type KeyCondition struct {
	Partition attr.Value
	Sort      *SortCondition
}

// SortCondition is one of =, <, <=, >, >=, BETWEEN and begins_with, with one value, or two for BETWEEN.
type SortCondition struct {
	Operator string
	Values   []attr.Value
}

// keyTest is a test on one attribute.
type keyTest struct {
	attribute string
	SortCondition
}

const errKeyCondition Error = "Query key condition not supported"

// KeyCondition compiles a key condition expression for a key whose sort key is empty if there is none.
func (s *Scope) KeyCondition(text, partitionKey, sortKey string) (*KeyCondition, error) {
	tree, err := parse(conditionParser, text)
	if err != nil {
		return nil, invalid("KeyConditionExpression", err)
	}
	// The general compiler finds what is wrong in any condition: redundant parentheses, types, bounds.
	if _, err := (&conditionCompiler{scope: s}).disjunction(tree); err != nil {
		return nil, invalid("KeyConditionExpression", err)
	}
	tests, err := s.keyTests(tree, nil)
	if err != nil {
		return nil, invalid("KeyConditionExpression", err)
	}
	return assemble(tests, partitionKey, sortKey)
}

// keyTests flattens a conjunction; anything else has no place in a key condition.
func (s *Scope) keyTests(n *disjunction, tests []keyTest) ([]keyTest, error) {
	if len(n.Terms) > 1 {
		return nil, Error("Invalid operator used in KeyConditionExpression: OR")
	}
	for _, p := range n.Terms[0].Terms {
		var err error
		switch {
		case p.Not != nil:
			return nil, Error("Invalid operator used in KeyConditionExpression: NOT")
		case p.Group != nil:
			tests, err = s.keyTests(p.Group, tests)
		default:
			var t keyTest
			t, err = s.keyTest(p.Test)
			tests = append(tests, t)
		}
		if err != nil {
			return nil, err
		}
	}
	return tests, nil
}

func (s *Scope) keyTest(n *test) (keyTest, error) {
	switch {
	case n.Right != nil && n.Compare == "<>":
		return keyTest{}, Error("Invalid operator used in KeyConditionExpression: <>")
	case n.Right != nil && n.Left.Value != "":
		return s.newKeyTest(mirrored[n.Compare], n.Right, n.Left)
	case n.Right != nil:
		return s.newKeyTest(n.Compare, n.Left, n.Right)
	case n.Low != nil:
		return s.newKeyTest("BETWEEN", n.Left, n.Low, n.High)
	case n.In != nil:
		return keyTest{}, Error("Invalid operator used in KeyConditionExpression: IN")
	case n.Left.Call.Name == "begins_with":
		return s.newKeyTest("begins_with", n.Left.Call.Args[0], n.Left.Call.Args[1])
	default:
		return keyTest{}, failf("Invalid operator used in KeyConditionExpression: %s", n.Left.Call.Name)
	}
}

// mirrored are the comparators for swapped operands.
var mirrored = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func (s *Scope) newKeyTest(operator string, subject *operandNode, values ...*operandNode) (keyTest, error) {
	if subject.Path == nil {
		return keyTest{}, Error("Invalid condition in KeyConditionExpression: the first operand must be an attribute name")
	}
	path, err := s.path(subject.Path)
	if err != nil {
		return keyTest{}, err
	}
	if len(path) > 1 {
		return keyTest{}, Error("KeyConditionExpressions cannot have conditions on nested attributes")
	}
	t := keyTest{attribute: path.Top(), SortCondition: SortCondition{Operator: operator}}
	for _, n := range values {
		if n.Value == "" {
			return keyTest{}, Error(
				"Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
			)
		}
		v, err := s.value(n.Value)
		if err != nil {
			return keyTest{}, err
		}
		t.Values = append(t.Values, v)
	}
	return t, nil
}

func assemble(tests []keyTest, partitionKey, sortKey string) (*KeyCondition, error) {
	byName := make(map[string]*SortCondition)
	for i, t := range tests {
		if byName[t.attribute] != nil {
			return nil, invalid(
				"KeyConditionExpression",
				Error("KeyConditionExpressions must only contain one condition per key"),
			)
		}
		byName[t.attribute] = &tests[i].SortCondition
	}
	if len(tests) > 2 {
		return nil, Error("Conditions can be of length 1 or 2 only")
	}
	partition := byName[partitionKey]
	if partition == nil {
		return nil, failf("Query condition missed key schema element: %s", partitionKey)
	}
	if partition.Operator != "=" {
		return nil, errKeyCondition
	}
	sort := byName[sortKey]
	if len(tests) == 2 && sort == nil {
		if sortKey == "" {
			return nil, errKeyCondition
		}
		return nil, failf("Query condition missed key schema element: %s", sortKey)
	}
	if sortKey == "" {
		sort = nil
	}
	return &KeyCondition{Partition: partition.Values[0], Sort: sort}, nil
}
