package selection_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/graph/writers"
)

// gqlgen runs directives and reads arguments. A field that has any must never be written without it: @auth above all.
func TestFieldsWithDirectivesOrArgumentsAreLeftToGqlgen(t *testing.T) {
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	objects := writers.Objects(nil)
	guarded, written := 0, 0
	for _, of := range schema.Types {
		for _, f := range of.Fields {
			number := objects[of.Name].Fields[f.Name].Number
			if len(f.Directives)+len(of.Directives)+len(f.Arguments) > 0 {
				guarded++
				if number != 0 {
					t.Errorf("%s.%s has directives or arguments, and is written without gqlgen", of.Name, f.Name)
				}
			}
			if of == schema.Query || of == schema.Mutation || of == schema.Subscription {
				if number != 0 {
					t.Errorf("%s.%s is a root field, and is written without gqlgen", of.Name, f.Name)
				}
			}
			if number != 0 {
				written++
			}
		}
	}
	if guarded < 30 || written < 100 {
		t.Errorf("only %d fields with directives or arguments, and %d that are written", guarded, written)
	}
}

// What the generator says of a field decides what is kept for several readers. That a field depends on the caller is
// known from elsewhere, too: it has a method in the interface of a resolver.
func TestFieldsThatAreResolvedDependOnTheCaller(t *testing.T) {
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	objects := writers.Objects(nil)
	root, resolved := reflect.TypeFor[exec.ResolverRoot](), 0
	for i := range root.NumMethod() {
		of := schema.Types[root.Method(i).Name]
		resolver := root.Method(i).Type.Out(0)
		for j := range resolver.NumMethod() {
			f := fieldNamed(of, resolver.Method(j).Name)
			definition, known := objects[of.Name].Fields[f.Name]
			if known && (!definition.Context || !definition.Resolver) {
				t.Errorf("%s.%s is said not to depend on the caller", of.Name, f.Name)
			}
			resolved++
		}
	}
	if resolved < 50 {
		t.Errorf("only %d resolvers found", resolved)
	}
}

func fieldNamed(of *ast.Definition, method string) *ast.FieldDefinition {
	for _, f := range of.Fields {
		if strings.EqualFold(f.Name, method) {
			return f
		}
	}
	panic(of.Name + " has no field for " + method)
}
