package main

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

// value is a type of the schema with the Go type that it is bound to.
type value struct{ *config.TypeReference }

// runtime is where the code that the generated code calls is.
const runtime = "github.com/unicornpursuit/unicornpursuit/graph/selection"

// known reports whether writers can write the value: objects, scalars with a marshaler, pointers to them, and lists of
// them. The schema has no lists of lists.
func (v value) known() bool {
	switch {
	case v.IsContext || v.IsMap() || v.HasEnumValues() || v.IsPtrToSlice() || v.IsPtrToPtr() || v.IsPtrToIntf():
		return false
	case v.IsSlice():
		return !v.elem().IsSlice() && v.elem().known()
	case v.composite():
		return v.IsPtr() || v.IsStruct()
	case v.IsMarshaler:
		return !v.IsPtr()
	}
	return v.Marshaler != nil && types.Identical(v.pointed(), dereferenced(v.Target))
}

// composite reports whether the value, or each element of it, is an object.
func (v value) composite() bool { return v.Definition.Kind == ast.Object }

func (v value) elem() value { return value{v.Elem()} }

// pointed is the Go type without its pointer.
func (v value) pointed() types.Type { return dereferenced(v.GO) }

func dereferenced(t types.Type) types.Type {
	if pointer, ok := t.(*types.Pointer); ok {
		return pointer.Elem()
	}
	return t
}

// Required is the type in the schema if null is not among its values.
func (v value) Required() string {
	if v.GQL.NonNull {
		return v.GQL.String()
	}
	return ""
}

// Go is the Go type.
func (v value) Go() string { return templates.CurrentImports.LookupType(v.GO) }

// Write is the Go expression that writes the value of a variable. It is true if that is not null.
func (v value) Write(variable string) string {
	in := templates.CurrentImports.Lookup(runtime) + "."
	switch {
	case v.IsSlice() && v.GQL.NonNull:
		return fmt.Sprintf("%sList(w, f, %s, %t, %s)", in, variable, v.elem().GQL.NonNull, v.elem().Writer())
	case v.IsSlice():
		return fmt.Sprintf("%sNullableList(w, f, %s, %t, %s)", in, variable, v.elem().GQL.NonNull, v.elem().Writer())
	case v.IsPtr():
		return fmt.Sprintf("%sPointer(w, f, %s, %q, %s)", in, variable, v.Required(), v.elem().Writer())
	case v.composite():
		return fmt.Sprintf("o.%s(w, f, &%s)", writerOf(v.Definition.Name), variable)
	case v.IsMarshaler:
		return fmt.Sprintf("w.Marshal(f, %s, %q)", variable, v.Required())
	}
	return v.scalar(variable)
}

// Writer is the Go expression of the function that writes a value, to which it takes a pointer.
func (v value) Writer() string {
	in := templates.CurrentImports.Lookup(runtime) + "."
	if v.composite() && !v.IsSlice() && !v.IsPtr() {
		return "o." + writerOf(v.Definition.Name)
	}
	return fmt.Sprintf("func(w *%sWriter, f *%sField, v *%s) bool { return %s }", in, in, v.Go(), v.Write("(*v)"))
}

// direct are the marshalers that Writer has methods for.
var direct = map[string]string{
	"github.com/99designs/gqlgen/graphql.MarshalString":                        "String",
	"github.com/99designs/gqlgen/graphql.MarshalID":                            "String",
	"github.com/99designs/gqlgen/graphql.MarshalInt":                           "Int",
	"github.com/99designs/gqlgen/graphql.MarshalBoolean":                       "Boolean",
	"github.com/unicornpursuit/unicornpursuit/graph/model.MarshalEmailAddress": "String",
}

// scalar is Write for a scalar or an enum with a marshaler. A function AppendX next to MarshalX, which appends the same
// JSON to a buffer, is faster.
func (v value) scalar(variable string) string {
	if v.CastType != nil {
		variable = fmt.Sprintf("%s(%s)", templates.CurrentImports.LookupType(v.CastType), variable)
	}
	if method, known := direct[v.Marshaler.FullName()]; known {
		return fmt.Sprintf("w.%s(%s)", method, variable)
	}
	beside := templates.CurrentImports.Lookup(v.Marshaler.Pkg().Path()) + "."
	appender := "Append" + strings.TrimPrefix(v.Marshaler.Name(), "Marshal")
	if v.Marshaler.Pkg().Scope().Lookup(appender) != nil {
		in := templates.CurrentImports.Lookup(runtime)
		return fmt.Sprintf("%s.Append(w, %s, %s)", in, variable, beside+appender)
	}
	return fmt.Sprintf("w.Marshal(f, %s(%s), %q)", beside+v.Marshaler.Name(), variable, v.Required())
}
