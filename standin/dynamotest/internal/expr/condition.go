package expr

import (
	"github.com/unicornpursuit/unicornpursuit/standin/dynamotest/internal/attr"
)

// Condition is a compiled condition or filter expression.
type Condition struct {
	root  checker
	paths []Path
}

// checker is a node of a compiled condition.
type checker interface{ holds(item attr.Map) bool }

type (
	allOf   []checker
	anyOf   []checker
	negated struct{ checker }
	// holdsFor is a test on one item.
	holdsFor func(item attr.Map) bool
)

func (c allOf) holds(item attr.Map) bool {
	for _, term := range c {
		if !term.holds(item) {
			return false
		}
	}
	return true
}

func (c anyOf) holds(item attr.Map) bool {
	for _, term := range c {
		if term.holds(item) {
			return true
		}
	}
	return false
}

func (c negated) holds(item attr.Map) bool  { return !c.checker.holds(item) }
func (f holdsFor) holds(item attr.Map) bool { return f(item) }

// Holds reports whether the condition holds for an item; an item that does not exist is empty. A nil condition always
// holds.
func (c *Condition) Holds(item attr.Map) bool { return c == nil || c.root.holds(item) }

// Paths are the document paths that the condition reads.
func (c *Condition) Paths() []Path { return c.paths }

// Condition compiles a condition expression; a nil text is a condition that always holds. Kind is the
// parameter's name, for errors.
func (s *Scope) Condition(kind string, text *string) (*Condition, error) {
	if text == nil {
		return &Condition{root: allOf{}}, nil
	}
	tree, err := parse(conditionParser, *text)
	if err != nil {
		return nil, invalid(kind, err)
	}
	compiler := &conditionCompiler{scope: s}
	root, err := compiler.disjunction(tree)
	if err != nil {
		return nil, invalid(kind, err)
	}
	return &Condition{root: root, paths: compiler.paths}, nil
}

func invalid(kind string, err error) error { return failf("Invalid %s: %s", kind, err) }

// conditionCompiler collects the paths that it finds.
type conditionCompiler struct {
	scope *Scope
	paths []Path
}

func (c *conditionCompiler) disjunction(n *disjunction) (checker, error) {
	var terms anyOf
	for _, term := range n.Terms {
		compiled, err := c.conjunction(term)
		if err != nil {
			return nil, err
		}
		terms = append(terms, compiled)
	}
	return terms, nil
}

func (c *conditionCompiler) conjunction(n *conjunction) (checker, error) {
	var terms allOf
	for _, term := range n.Terms {
		compiled, err := c.predicate(term)
		if err != nil {
			return nil, err
		}
		terms = append(terms, compiled)
	}
	return terms, nil
}

func (c *conditionCompiler) predicate(n *predicate) (checker, error) {
	switch {
	case n.Not != nil:
		inner, err := c.predicate(n.Not)
		return negated{inner}, err
	case n.Group != nil:
		if p := n.Group.single(); p != nil && p.Group != nil {
			return nil, Error("The expression has redundant parentheses;")
		}
		return c.disjunction(n.Group)
	default:
		return c.test(n.Test)
	}
}

// single is the only predicate of n, or nil if there are several.
func (n *disjunction) single() *predicate {
	if len(n.Terms) == 1 && len(n.Terms[0].Terms) == 1 {
		return n.Terms[0].Terms[0]
	}
	return nil
}

func (c *conditionCompiler) test(n *test) (checker, error) {
	if n.Right == nil && n.Low == nil && n.In == nil {
		return c.function(n.Left)
	}
	left, err := c.operand(n.Left)
	if err != nil {
		return nil, err
	}
	switch {
	case n.Right != nil:
		return c.comparison(left, n.Compare, n.Right)
	case n.Low != nil:
		return c.between(left, n.Low, n.High)
	default:
		return c.in(left, n.In)
	}
}

func (c *conditionCompiler) operand(n *operandNode) (operand, error) {
	o, err := c.scope.operand(n)
	if err == nil {
		c.note(o)
	}
	return o, err
}

func (c *conditionCompiler) note(o operand) {
	switch o := o.(type) {
	case pathOperand:
		c.paths = append(c.paths, o.path)
	case sizeOperand:
		c.note(o.of)
	}
}
