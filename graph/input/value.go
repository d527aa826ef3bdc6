package input

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// coercion is the work on the values of one document or of one request.
type coercion struct {
	*Checker
	problems
	// definitions are those of the current operation.
	definitions ast.VariableDefinitionList
	// variables are the coerced ones of a request; nil while a document is checked on its own.
	variables map[string]any
}

// value coerces a value in the form of JSON, and keeps the maps and slices that it consists of.
func (c *coercion) value(t *ast.Type, v any) any {
	if v == nil {
		c.null(t)
		return nil
	}
	if t.Elem == nil {
		return c.namedValue(c.schema.Types[t.NamedType], v)
	}
	items, ok := v.([]any)
	if !ok {
		return []any{c.value(t.Elem, v)}
	}
	for i, item := range items {
		c.enter(step{index: i})
		items[i] = c.value(t.Elem, item)
		c.leave()
	}
	return items
}

func (c *coercion) null(t *ast.Type) {
	if t.NonNull {
		c.fail("must not be null")
	}
}

func (c *coercion) namedValue(definition *ast.Definition, v any) any {
	switch definition.Kind {
	case ast.InputObject:
		return c.object(definition, v)
	case ast.Enum:
		text, ok := v.(string)
		if !ok {
			return c.enum(definition, v)
		}
		return c.enum(definition, enumName(text))
	default:
		return c.scalar(definition, v)
	}
}

func (c *coercion) scalar(definition *ast.Definition, v any) any {
	coerced, ok := c.leaf(definition.Name, v)
	if !ok {
		c.fail("must be %s", c.wantOf(definition.Name))
	}
	return coerced
}

// enum accepts a value whose name is exactly one of the enum's.
func (c *coercion) enum(definition *ast.Definition, v any) any {
	name, ok := v.(enumName)
	if ok && definition.EnumValues.ForName(string(name)) != nil {
		return string(name)
	}
	if !c.named {
		c.fail("is not an allowed value")
		return nil
	}
	names := make([]string, len(definition.EnumValues))
	for i, value := range definition.EnumValues {
		names[i] = value.Name
	}
	c.fail("must be a value of %s: %s", definition.Name, strings.Join(names, ", "))
	return nil
}

func (c *coercion) object(definition *ast.Definition, v any) any {
	fields, ok := v.(map[string]any)
	if !ok {
		c.fail("must be an object")
		return nil
	}
	given, known := len(fields), 0
	for _, field := range definition.Fields {
		value, ok := fields[field.Name]
		if !ok {
			c.absent(field, fields)
			continue
		}
		known++
		c.enter(step{name: field.Name})
		fields[field.Name] = c.value(field.Type, value)
		if value == nil && isOneOf(definition) {
			c.fail("must not be null")
		}
		c.leave()
	}
	if known < given {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			c.known(definition, name)
		}
	}
	c.oneOf(definition, given)
	return fields
}

// absent sets a field that is left out to its default, if it has one.
func (c *coercion) absent(field *ast.FieldDefinition, fields map[string]any) {
	switch {
	case field.DefaultValue != nil:
		fields[field.Name] = c.literal(field.Type, field.DefaultValue)
	case field.Type.NonNull && c.named:
		c.enter(step{name: field.Name})
		c.fail("is required")
		c.leave()
	case field.Type.NonNull:
		c.fail("is missing a required field")
	}
}

// known refuses names that are not those of a field.
func (c *coercion) known(definition *ast.Definition, name string) {
	switch {
	case definition.Fields.ForName(name) != nil:
		return
	case !isName(name):
		c.fail("has a field whose name is not a GraphQL name")
		return
	}
	c.enter(step{name: name})
	if c.named {
		c.fail("is not a field of %s", definition.Name)
	} else {
		c.fail("is not a known field")
	}
	c.leave()
}

func isOneOf(definition *ast.Definition) bool { return definition.Directives.ForName("oneOf") != nil }

func (c *coercion) oneOf(definition *ast.Definition, given int) {
	if given != 1 && isOneOf(definition) {
		c.fail("must have exactly one field")
	}
}
