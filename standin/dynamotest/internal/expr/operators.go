package expr

// counted is a whole expression. Operators are those of the developer guide's limit of "operators and operands" for
// updates, + and -, and those that the service counts in conditions: comparators, BETWEEN, IN, NOT, AND and OR.
// Functions, parentheses and the = of SET don't count.
type counted interface{ operators() int }

func (n *disjunction) operators() int {
	count := len(n.Terms) - 1
	for _, term := range n.Terms {
		count += len(term.Terms) - 1
		for _, p := range term.Terms {
			count += p.operators()
		}
	}
	return count
}

func (n *predicate) operators() int {
	switch {
	case n.Not != nil:
		return 1 + n.Not.operators()
	case n.Group != nil:
		return n.Group.operators()
	case n.Test.Right != nil, n.Test.Low != nil, n.Test.In != nil:
		return 1
	default:
		return 0
	}
}

func (*projectionNode) operators() int { return 0 }

func (n *updateNode) operators() int {
	count := 0
	for _, section := range n.Sections {
		for _, assignment := range section.Set {
			count += assignment.Value.operators()
		}
	}
	return count
}

func (n *sumNode) operators() int {
	count := n.Left.operators()
	if n.Right != nil {
		count += 1 + n.Right.operators()
	}
	return count
}

func (n *termNode) operators() int {
	if n.Group != nil {
		return n.Group.operators()
	}
	return 0
}
