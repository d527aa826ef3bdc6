package selection_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// generator writes random valid documents: aliases, fields that are merged, fragments of both kinds, and conditions.
type generator struct {
	*rand.Rand
	schema    *ast.Schema
	fragments []string
	budget    int // of fields
}

// document returns an operation on a field of a root type.
func (g *generator) document(kind string, root *ast.Definition) string {
	g.fragments, g.budget = nil, 35
	var fields []string
	for n := 1 + g.IntN(2); len(fields) < n; {
		field := root.Fields[g.IntN(len(root.Fields))]
		if strings.HasPrefix(field.Name, "__") || field.Name == "exportMyData" {
			continue
		}
		fields = append(fields, fmt.Sprintf("root%d: %s", len(fields), g.field(field, 0)))
		if kind != "query" {
			break
		}
	}
	text := " { " + strings.Join(fields, " ") + " }\n" + strings.Join(g.fragments, "\n")
	var variables []string
	for _, name := range []string{"$yes", "$no"} {
		if strings.Contains(text, name) {
			variables = append(variables, name+": Boolean!")
		}
	}
	if len(variables) > 0 {
		kind += "(" + strings.Join(variables, ", ") + ")"
	}
	return kind + text
}

// field writes a field of an object with its arguments and its selection.
func (g *generator) field(f *ast.FieldDefinition, depth int) string {
	text := f.Name
	var arguments []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			arguments = append(arguments, a.Name+": "+g.literal(a.Type))
		}
	}
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	if of := g.schema.Types[f.Type.Name()]; of.IsCompositeType() {
		text += " " + g.selection(of, depth+1)
	}
	return text
}

// literal writes the least that an argument accepts.
func (g *generator) literal(t *ast.Type) string {
	of := g.schema.Types[t.Name()]
	switch {
	case t.Elem != nil:
		return "[]"
	case of.Kind == ast.Enum:
		return of.EnumValues[0].Name
	case of.Kind == ast.InputObject:
		var fields []string
		for _, f := range of.Fields {
			if f.Type.NonNull && f.DefaultValue == nil {
				fields = append(fields, f.Name+": "+g.literal(f.Type))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case of.Name == "Int":
		return "1"
	case of.Name == "Boolean":
		return "true"
	}
	return `"x"`
}

// selection writes a selection on a type.
func (g *generator) selection(of *ast.Definition, depth int) string {
	if depth > 7 || g.budget <= 0 {
		return "{ __typename }"
	}
	var parts []string
	for range 1 + g.IntN(5) {
		parts = append(parts, g.part(of, depth))
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (g *generator) part(of *ast.Definition, depth int) string {
	g.budget--
	switch kind := g.IntN(20); {
	case kind == 0:
		return "__typename"
	case kind == 1:
		return "... " + g.condition() + g.selection(of, depth)
	case kind == 2:
		return "... on " + of.Name + " " + g.condition() + g.selection(of, depth)
	case kind == 3 && len(g.fragments) < 6:
		name := fmt.Sprint("F", len(g.fragments))
		g.fragments = append(g.fragments, "")
		g.fragments[indexOf(name)] = fmt.Sprintf("fragment %s on %s %s", name, of.Name, g.selection(of, depth))
		return strings.Repeat("..."+name+" ", 1+g.IntN(2))
	case of.IsAbstractType():
		possible := g.schema.GetPossibleTypes(of)
		object := possible[g.IntN(len(possible))]
		return "... on " + object.Name + " " + g.selection(object, depth)
	}
	f := of.Fields[g.IntN(len(of.Fields))]
	text := g.field(f, depth)
	if g.IntN(4) == 0 {
		text = "other_" + f.Name + ": " + text
	}
	if !g.schema.Types[f.Type.Name()].IsCompositeType() {
		text += " " + g.condition()
	}
	return text
}

func indexOf(fragment string) (i int) {
	_, _ = fmt.Sscanf(fragment, "F%d", &i)
	return i
}

// condition is sometimes a directive that decides whether something is selected.
func (g *generator) condition() string {
	switch g.IntN(24) {
	case 0:
		return "@include(if: $yes) "
	case 1:
		return "@include(if: $no) "
	case 2:
		return "@skip(if: $no) "
	case 3:
		return "@skip(if: true) "
	}
	return ""
}
