package input

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Document is a document with valid literals, together with what has to be checked in each request for it.
type Document struct {
	checker    *Checker
	operations map[*ast.OperationDefinition]*operation
	document   *ast.QueryDocument
}

type operation struct {
	definitions ast.VariableDefinitionList
	uses        []use
}

// use is an argument that has to be checked in each request: a literal list or object, which may hold variables, or a
// variable that may be null where the argument may not.
type use struct {
	argument string
	t        *ast.Type
	value    *ast.Value
	// variable has the composed value of a literal; empty for a plain variable.
	variable string
	// conditions are the directives that decide whether the field is selected at all.
	conditions ast.DirectiveList
}

// Prepare checks the literals of a valid document against the schema, and changes the document where the executor would
// read them differently from the specification: a literal that has to be composed becomes a variable, which Coerce
// fills. The document must have passed all rules of validation except ValuesOfCorrectType and
// VariablesInAllowedPosition, which this replaces.
func (c *Checker) Prepare(document *ast.QueryDocument) (*Document, gqlerror.List) {
	p := preparation{coercion: coercion{Checker: c}, document: document, composed: map[*ast.Value]string{}}
	prepared := &Document{checker: c, document: document, operations: map[*ast.OperationDefinition]*operation{}}
	for _, definition := range document.Operations {
		p.operation = &operation{definitions: definition.VariableDefinitions}
		p.definitions = definition.VariableDefinitions
		prepared.operations[definition] = p.operation
		for _, variable := range definition.VariableDefinitions {
			if variable.DefaultValue != nil {
				p.begin("$"+variable.Variable, variable.DefaultValue.Position)
				p.literal(variable.Type, variable.DefaultValue)
			}
		}
		p.directives(definition.Directives, nil)
		p.selections(definition.SelectionSet, nil)
	}
	if len(p.list) > 0 {
		return nil, p.list
	}
	prepared.rewrite(p.composed)
	return prepared, nil
}

// rewrite replaces the literals that are to be composed by variables of our own.
func (d *Document) rewrite(composed map[*ast.Value]string) {
	for value, name := range composed {
		*value = ast.Value{
			Kind:         ast.Variable,
			Raw:          name,
			Position:     value.Position,
			Definition:   value.Definition,
			ExpectedType: value.ExpectedType,
		}
	}
	for definition, operation := range d.operations {
		for _, use := range operation.uses {
			if use.variable != "" && definition.VariableDefinitions.ForName(use.variable) == nil {
				own := &ast.VariableDefinition{
					Variable:   use.variable,
					Type:       nullable(use.t),
					Definition: d.checker.schema.Types[use.t.Name()],
					Position:   use.value.Position,
					Used:       true,
				}
				definition.VariableDefinitions = append(
					definition.VariableDefinitions[:len(definition.VariableDefinitions):len(definition.VariableDefinitions)],
					own,
				)
			}
		}
	}
}

// preparation goes through a document, each fragment as often as it is spread, so that every use has the operation and
// the conditions that apply to it. The guard bounds how often that can be.
type preparation struct {
	coercion
	document  *ast.QueryDocument
	operation *operation
	composed  map[*ast.Value]string
}

func (p *preparation) selections(set ast.SelectionSet, conditions ast.DirectiveList) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			inner := p.directives(s.Directives, conditions)
			for _, argument := range s.Arguments {
				p.argument(s.Definition.Arguments.ForName(argument.Name), argument, inner)
			}
			p.selections(s.SelectionSet, inner)
		case *ast.InlineFragment:
			p.selections(s.SelectionSet, p.directives(s.Directives, conditions))
		case *ast.FragmentSpread:
			fragment := p.document.Fragments.ForName(s.Name)
			p.selections(fragment.SelectionSet, p.directives(s.Directives, conditions))
		}
	}
}

// directives looks at the arguments of directives, and returns the conditions with those that they add.
func (p *preparation) directives(list ast.DirectiveList, conditions ast.DirectiveList) ast.DirectiveList {
	inner := conditions[:len(conditions):len(conditions)]
	for _, directive := range list {
		for _, argument := range directive.Arguments {
			p.argument(directive.Definition.Arguments.ForName(argument.Name), argument, conditions)
		}
		if directive.Name == "skip" || directive.Name == "include" {
			inner = append(inner, directive)
		}
	}
	return inner
}

func (p *preparation) argument(
	definition *ast.ArgumentDefinition, argument *ast.Argument, conditions ast.DirectiveList,
) {
	t, v := definition.Type, argument.Value
	p.begin(argument.Name, v.Position)
	p.item(t, definition.DefaultValue != nil, v)
	own := use{argument: argument.Name, t: t, value: v, conditions: conditions}
	switch {
	case v.Kind == ast.Variable:
		if of := p.definitions.ForName(v.Raw); !t.NonNull || of == nil || of.Type.NonNull {
			return
		}
	case isComposed(t, v):
		if p.composed[v] == "" {
			p.composed[v] = strconv.Itoa(len(p.composed)) // no variable of a client begins with a digit
		}
		literal := *v
		own.value, own.variable = &literal, p.composed[v]
	default:
		return
	}
	p.operation.uses = append(p.operation.uses, own)
}

// isComposed reports whether the executor, which ignores types when it reads a literal, would read it differently from
// its type.
func isComposed(t *ast.Type, v *ast.Value) bool {
	switch v.Kind {
	case ast.ListValue, ast.ObjectValue:
		return true
	case ast.NullValue:
		return false
	case ast.IntValue:
		return t.NamedType != "Int"
	case ast.FloatValue:
		return t.NamedType != "Float"
	default:
		return t.Elem != nil
	}
}

// Coerce returns the variables of a request for an operation in the form that the executor needs. It changes its
// argument.
func (d *Document) Coerce(operationName string, variables map[string]any) (map[string]any, gqlerror.List) {
	o := d.operations[d.document.Operations.ForName(operationName)]
	if o == nil || len(o.definitions) == 0 && len(o.uses) == 0 { // the executor says that there is no such operation
		return nil, nil
	}
	c := coercion{
		Checker:     d.checker,
		definitions: o.definitions,
		variables:   make(map[string]any, len(o.definitions)+len(o.uses)),
	}
	for _, definition := range o.definitions {
		c.define(definition, variables)
	}
	if len(c.list) > 0 {
		return nil, c.list
	}
	for _, use := range o.uses {
		c.use(use)
	}
	return c.variables, c.list
}

// define gives a variable the value that the request has for it, or its default.
func (c *coercion) define(definition *ast.VariableDefinition, given map[string]any) {
	c.begin("$"+definition.Variable, definition.Position)
	value, ok := given[definition.Variable]
	switch {
	case ok:
		c.variables[definition.Variable] = c.value(definition.Type, value)
	case definition.DefaultValue != nil:
		c.variables[definition.Variable] = c.literal(definition.Type, definition.DefaultValue)
	case definition.Type.NonNull:
		c.fail("is required")
	}
}

// use composes a literal, or refuses a variable that is null where it may not be. A field that is skipped needs
// neither.
func (c *coercion) use(u use) {
	c.begin(u.argument, u.value.Position)
	for _, directive := range u.conditions {
		if c.excludes(directive) {
			return
		}
	}
	if u.variable != "" {
		c.variables[u.variable] = c.literal(u.t, u.value)
		return
	}
	if _, given := c.variables[u.value.Raw]; given {
		c.literal(u.t, u.value)
	}
}

// excludes reports whether a @skip or @include leaves its field out.
func (c *coercion) excludes(directive *ast.Directive) bool {
	condition, ok := directive.Arguments.ForName("if").Value.Value(c.variables)
	return ok == nil && condition == (directive.Name == "skip")
}
