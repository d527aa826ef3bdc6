package input

import "github.com/vektah/gqlparser/v2/ast"

// literal coerces a value as it is written in a document or in the schema.
func (c *coercion) literal(t *ast.Type, v *ast.Value) any {
	outer := c.at
	c.at = v.Position
	defer func() { c.at = outer }()
	switch {
	case v.Kind == ast.Variable:
		return c.variable(t, v)
	case v.Kind == ast.NullValue:
		c.null(t)
		return nil
	case t.Elem != nil:
		return c.literalList(t, v)
	}
	switch definition := c.schema.Types[t.NamedType]; definition.Kind {
	case ast.InputObject:
		return c.literalObject(definition, v)
	case ast.Enum:
		return c.enum(definition, leafOf(v))
	default:
		return c.scalar(definition, c.free(v))
	}
}

func (c *coercion) literalList(t *ast.Type, v *ast.Value) any {
	if v.Kind != ast.ListValue {
		return []any{c.literal(t.Elem, v)}
	}
	items := make([]any, len(v.Children))
	for i, child := range v.Children {
		c.enter(step{index: i})
		if c.unset(child.Value) {
			c.null(t.Elem)
		} else {
			items[i] = c.item(t.Elem, false, child.Value)
		}
		c.leave()
	}
	return items
}

func (c *coercion) literalObject(definition *ast.Definition, v *ast.Value) any {
	if v.Kind != ast.ObjectValue {
		c.fail("must be an object")
		return nil
	}
	for _, child := range v.Children {
		c.known(definition, child.Name)
	}
	c.oneOf(definition, len(v.Children))
	fields := make(map[string]any, len(definition.Fields))
	for _, field := range definition.Fields {
		child := v.Children.ForName(field.Name)
		if child == nil || c.unset(child) {
			c.absent(field, fields)
			continue
		}
		c.enter(step{name: field.Name})
		t := field.Type
		if isOneOf(definition) { // its only field must not be null, though its type says that it may
			t = nonNull(t)
		}
		fields[field.Name] = c.item(t, field.DefaultValue != nil, child)
		c.leave()
	}
	return fields
}

// item coerces a part of a list or an object. hasDefault is whether its place has a default in the schema.
func (c *coercion) item(t *ast.Type, hasDefault bool, v *ast.Value) any {
	if v.Kind == ast.Variable && c.variables == nil {
		c.place(t, hasDefault, v)
		return nil
	}
	return c.literal(t, v)
}

// free returns what a literal of a scalar is, with the lists and objects that a scalar may take as they are.
func (c *coercion) free(v *ast.Value) any {
	switch v.Kind {
	case ast.Variable:
		return c.variables[v.Raw]
	case ast.NullValue:
		return nil
	case ast.ListValue:
		items := make([]any, len(v.Children))
		for i, child := range v.Children {
			items[i] = plain(c.free(child.Value))
		}
		return items
	case ast.ObjectValue:
		fields := make(map[string]any, len(v.Children))
		for _, child := range v.Children {
			if !c.unset(child.Value) {
				fields[child.Name] = plain(c.free(child.Value))
			}
		}
		return fields
	default:
		return leafOf(v)
	}
}

// unset reports whether a value is a variable that the request has not given.
func (c *coercion) unset(v *ast.Value) bool {
	if v.Kind != ast.Variable || c.variables == nil {
		return false
	}
	_, given := c.variables[v.Raw]
	return !given
}

// variable returns the value of a variable, which was coerced to its own type; that one may be null where this place
// may not.
func (c *coercion) variable(t *ast.Type, v *ast.Value) any {
	value := c.variables[v.Raw]
	if value == nil && t.NonNull {
		c.fail("must not be null, but $%s is", v.Raw)
	}
	return value
}

// place refuses a variable whose type does not fit the place that it is used in (the specification's "All Variable
// Usages Are Allowed").
func (c *coercion) place(t *ast.Type, hasDefault bool, v *ast.Value) {
	definition := c.definitions.ForName(v.Raw)
	if definition == nil {
		return // of an operation that validation has refused
	}
	fallback := definition.DefaultValue != nil && definition.DefaultValue.Kind != ast.NullValue
	wanted := t
	if t.NonNull && (hasDefault || fallback) {
		wanted = nullable(t)
	}
	if fits(definition.Type, wanted) {
		return
	}
	if c.named {
		c.fail("can't be $%s: its type is %s, and %s is expected", v.Raw, definition.Type, t)
	} else {
		c.fail("can't be $%s: its type does not match", v.Raw)
	}
}

// fits reports whether every value of one type is one of another.
func fits(t, wanted *ast.Type) bool {
	switch {
	case wanted.NonNull && !t.NonNull:
		return false
	case wanted.Elem != nil:
		return t.Elem != nil && fits(t.Elem, wanted.Elem)
	}
	return t.Elem == nil && t.NamedType == wanted.NamedType
}

func nullable(t *ast.Type) *ast.Type { return &ast.Type{NamedType: t.NamedType, Elem: t.Elem} }
func nonNull(t *ast.Type) *ast.Type {
	return &ast.Type{NamedType: t.NamedType, Elem: t.Elem, NonNull: true}
}
