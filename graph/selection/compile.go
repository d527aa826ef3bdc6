package selection

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// Plan is the compiled selections of a document.
type Plan struct {
	roots map[*ast.Field][]*Root
}

// Root is a field at which a compiled selection begins.
type Root struct {
	field Field
	// pure is whether what is written depends on the value alone.
	pure bool
	// size is what was written last, as a hint for the next buffer.
	size sizeHint
}

// typename is the number of __typename, whose value is in its key.
const typename = -1

// Compile compiles the selections of a valid document; nil if there are no objects.
func (o Objects) Compile(schema *ast.Schema, document *ast.QueryDocument) *Plan {
	if len(o) == 0 {
		return nil
	}
	c := compiler{objects: o, schema: schema, document: document, plan: &Plan{roots: map[*ast.Field][]*Root{}}}
	for _, operation := range document.Operations {
		switch operation.Operation {
		case ast.Query:
			c.begin(schema.Query, operation.SelectionSet)
		case ast.Mutation:
			c.begin(schema.Mutation, operation.SelectionSet)
		case ast.Subscription:
			c.begin(schema.Subscription, operation.SelectionSet)
		}
	}
	return c.plan
}

type compiler struct {
	objects  Objects
	schema   *ast.Schema
	document *ast.QueryDocument
	plan     *Plan
}

// begin finds the fields of a selection, which gqlgen executes, at which a tree can begin.
func (c *compiler) begin(parent *ast.Definition, selections ast.SelectionSet) {
	for _, object := range c.schema.GetPossibleTypes(parent) {
		fields, _ := c.collect(object, selections)
		for _, collected := range fields {
			child := c.schema.Types[collected.node.Definition.Type.Name()]
			if len(collected.merged) == 0 {
				continue
			}
			if root := c.root(object, collected); root != nil {
				c.plan.add(root)
				continue
			}
			c.begin(child, collected.merged)
		}
	}
}

func (c *compiler) root(object *ast.Definition, collected collectedField) *Root {
	definition := c.objects[object.Name].Fields[collected.node.Name]
	if definition.Begin == nil {
		return nil
	}
	root := &Root{}
	if !c.compile(&root.field, nil, object, collected, definition) {
		return nil
	}
	root.pure = root.field.pure()
	return root
}

func (p *Plan) add(root *Root) {
	p.roots[root.field.node] = append(p.roots[root.field.node], root)
}

// compile fills in a field and what is selected below it. It returns false if gqlgen has to execute a part of that.
func (c *compiler) compile(
	f *Field, parent *Field, object *ast.Definition, collected collectedField, definition Definition,
) bool {
	named := c.schema.Types[collected.node.Definition.Type.Name()]
	*f = Field{
		Number: definition.Number, key: strconv.Quote(collected.node.Alias) + ":", parent: parent, object: object.Name,
		node: collected.node, merged: collected.merged, definition: definition,
		indexed: collected.node.Definition.Type.Elem != nil && named.Kind != ast.Scalar,
	}
	if len(collected.merged) == 0 {
		return true
	}
	if named.Kind != ast.Object {
		return false
	}
	fields, plain := c.collect(named, collected.merged)
	if !plain {
		return false
	}
	known := c.objects[named.Name]
	f.Fields = make([]Field, len(fields))
	for i, inner := range fields {
		of := known.Fields[inner.node.Name]
		if inner.node.Name == "__typename" {
			of.Number = typename
		}
		if of.Number == 0 || !c.compile(&f.Fields[i], f, named, inner, of) {
			return false
		}
		f.Fields[i].key = separator(i) + f.Fields[i].key
		if of.Number == typename {
			f.Fields[i].key += strconv.Quote(named.Name)
		}
	}
	return f.inTurn(known)
}

// inTurn reports whether the resolvers below the field may run one after the other, perhaps for some values only.
func (f *Field) inTurn(of Object) bool {
	ready, others := 0, 0
	for i := range f.Fields {
		switch inner := &f.Fields[i]; {
		case !inner.definition.Context:
		case slices.Contains(of.Ready.Fields, inner.node.Name):
			ready++
		default:
			others++
		}
	}
	if of.InTurn || ready+others <= 1 {
		return true
	}
	f.ready = of.Ready.Now
	return f.parent == nil && others <= 1
}

func separator(i int) string {
	if i == 0 {
		return "{"
	}
	return ","
}

// collectedField is what one response key of a selection stands for, as gqlgen's CollectFields has it.
type collectedField struct {
	node   *ast.Field
	merged ast.SelectionSet
}

// collect merges a selection on an object type by response key. plain is false if directives decide what is in it; the
// result then has all of it.
func (c *compiler) collect(object *ast.Definition, selections ast.SelectionSet) (fields []collectedField, plain bool) {
	m := merger{compiler: c, object: object, visited: map[string]bool{}, plain: true}
	m.merge(selections)
	return m.fields, m.plain
}

type merger struct {
	*compiler
	object  *ast.Definition
	visited map[string]bool
	fields  []collectedField
	plain   bool
}

func (m *merger) merge(selections ast.SelectionSet) {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			m.plain = m.plain && len(s.Directives) == 0
			i := slices.IndexFunc(m.fields, func(f collectedField) bool { return f.node.Alias == s.Alias })
			if i < 0 {
				i = len(m.fields)
				m.fields = append(m.fields, collectedField{node: s})
			}
			m.fields[i].merged = append(m.fields[i].merged, s.SelectionSet...)
		case *ast.InlineFragment:
			m.fragment(s.TypeCondition, s.Directives, s.SelectionSet)
		case *ast.FragmentSpread:
			if !m.visited[s.Name] {
				m.visited[s.Name] = true
				fragment := m.document.Fragments.ForName(s.Name)
				m.fragment(fragment.TypeCondition, s.Directives, fragment.SelectionSet)
			}
		}
	}
}

func (m *merger) fragment(on string, directives ast.DirectiveList, selections ast.SelectionSet) {
	m.plain = m.plain && len(directives) == 0
	if on == "" || on == m.object.Name || slices.Contains(m.schema.GetImplements(m.object), m.schema.Types[on]) {
		m.merge(selections)
	}
}
