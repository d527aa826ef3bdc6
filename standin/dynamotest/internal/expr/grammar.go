package expr

// The grammars of the developer guide's "expressions" chapter. Keywords match in any case.

// disjunction is the whole of a condition, filter or key condition expression.
type disjunction struct {
	Terms []*conjunction `parser:"@@ ( 'OR' @@ )*"`
}

type conjunction struct {
	Terms []*predicate `parser:"@@ ( 'AND' @@ )*"`
}

type predicate struct {
	Not   *predicate   `parser:"  'NOT' @@"`
	Group *disjunction `parser:"| '(' @@ ')'"`
	Test  *test        `parser:"| @@"`
}

// test is a comparison, or a Boolean function when nothing follows the first operand.
type test struct {
	Left    *operandNode   `parser:"@@"`
	Compare string         `parser:"( @Compare"`
	Right   *operandNode   `parser:"  @@"`
	Low     *operandNode   `parser:"| 'BETWEEN' @@"`
	High    *operandNode   `parser:"  'AND' @@"`
	In      []*operandNode `parser:"| 'IN' '(' @@ ( ',' @@ )* ')' )?"`
}

type operandNode struct {
	Value string    `parser:"  @ValueRef"`
	Call  *callNode `parser:"| @@"`
	Path  *pathNode `parser:"| @@"`
}

type callNode struct {
	Name string         `parser:"@Ident '('"`
	Args []*operandNode `parser:"( @@ ( ',' @@ )* )? ')'"`
}

type pathNode struct {
	Root  *nameNode   `parser:"@@"`
	Steps []*stepNode `parser:"@@*"`
}

type stepNode struct {
	Field *nameNode `parser:"  '.' @@"`
	Index string    `parser:"| '[' @Int ']'"`
}

type nameNode struct {
	Ident string `parser:"  @Ident"`
	Ref   string `parser:"| @NameRef"`
}

// projectionNode is the whole of a projection expression.
type projectionNode struct {
	Paths []*pathNode `parser:"@@ ( ',' @@ )*"`
}

// updateNode is the whole of an update expression.
type updateNode struct {
	Sections []*sectionNode `parser:"@@+"`
}

type sectionNode struct {
	Set    []*assignNode `parser:"  'SET' @@ ( ',' @@ )*"`
	Remove []*pathNode   `parser:"| 'REMOVE' @@ ( ',' @@ )*"`
	Add    []*pairNode   `parser:"| 'ADD' @@ ( ',' @@ )*"`
	Delete []*pairNode   `parser:"| 'DELETE' @@ ( ',' @@ )*"`
}

type assignNode struct {
	Path  *pathNode `parser:"@@ '='"`
	Value *sumNode  `parser:"@@"`
}

type sumNode struct {
	Left     *termNode `parser:"@@"`
	Operator string    `parser:"( @( '+' | '-' )"`
	Right    *termNode `parser:"  @@ )?"`
}

type termNode struct {
	Group   *sumNode     `parser:"  '(' @@ ')'"`
	Operand *operandNode `parser:"| @@"`
}

type pairNode struct {
	Path  *pathNode `parser:"@@"`
	Value string    `parser:"@ValueRef"`
}

var (
	conditionParser  = newParser[disjunction]()
	projectionParser = newParser[projectionNode]()
	updateParser     = newParser[updateNode]()
)
