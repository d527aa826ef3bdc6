package graph_test

import (
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
)

// publicFields need no signed-in caller. A new field is guarded with @auth, or listed here as public on purpose.
var publicFields = map[string][]string{
	"Query":        {"signUpPolicy", "project", "projects", "leaderboard"},
	"Mutation":     {"signUp", "confirmOtp", "resendOtp", "signIn", "answerChallenge", "forgotPassword", "resetPassword", "refresh", "signOut"},
	"Subscription": {"leaderboard"},
}

func contract() *ast.Schema { return exec.NewExecutableSchema(exec.Config{}).Schema() }

func TestEveryRootFieldIsGuardedOrOnTheListOfPublicOnes(t *testing.T) {
	for _, root := range []*ast.Definition{contract().Query, contract().Mutation, contract().Subscription} {
		if root == nil {
			continue
		}
		for _, field := range root.Fields {
			if field.Name == "__schema" || field.Name == "__type" {
				continue
			}
			public, guarded := slices.Contains(publicFields[root.Name], field.Name), field.Directives.ForName("auth") != nil
			if public == guarded {
				t.Errorf("%s.%s: public %t, guarded by @auth %t", root.Name, field.Name, public, guarded)
			}
		}
	}
}

// A Viewer needs a signed-in person: through a field with @auth, a payload that only such fields return, or a session.
func TestAViewerIsReachedThroughGuardedFieldsAndSessionsOnly(t *testing.T) {
	for _, definition := range contract().Types {
		if definition.Kind != ast.Object || definition.Name == "Session" {
			continue
		}
		for _, field := range definition.Fields {
			if field.Type.Name() == "Viewer" && field.Directives.ForName("auth") == nil && !onlyGuardedFieldsGive(definition.Name) {
				t.Errorf("%s.%s gives a Viewer without @auth", definition.Name, field.Name)
			}
		}
	}
}

func onlyGuardedFieldsGive(typeName string) bool {
	given := false
	for _, definition := range contract().Types {
		for _, field := range definition.Fields {
			if field.Type == nil || field.Type.Name() != typeName {
				continue
			}
			if field.Directives.ForName("auth") == nil {
				return false
			}
			given = true
		}
	}
	return given
}

// What @auth refuses is null; were the field non-null, the refusal would null the fields next to it too.
func TestGuardedQueryFieldsAreNullable(t *testing.T) {
	for _, field := range contract().Query.Fields {
		if field.Directives.ForName("auth") != nil && field.Type.NonNull {
			t.Errorf("Query.%s is guarded and must be nullable", field.Name)
		}
	}
}

// Public mutations that cost a call upstream, a message or a guess are limited. To end a session must never be refused.
func TestPublicMutationsAreRateLimited(t *testing.T) {
	for _, name := range publicFields["Mutation"] {
		if limits := limitsOf(t, contract().Mutation.Fields.ForName(name)); len(limits) == 0 && name != "signOut" {
			t.Errorf("%s is not limited", name)
		}
	}
}

func TestEveryElementOfTheContractIsDescribed(t *testing.T) {
	describe := func(element, description string) {
		if description == "" {
			t.Errorf("%s has no description", element)
		}
	}
	for name, definition := range contract().Types {
		if definition.BuiltIn {
			continue
		}
		describe(name, definition.Description)
		for _, field := range definition.Fields {
			if field.Name == "__schema" || field.Name == "__type" {
				continue
			}
			describe(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				describe(name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			describe(name+"."+value.Name, value.Description)
		}
	}
	for name, directive := range contract().Directives {
		if directive.Position != nil && directive.Position.Src != nil && directive.Position.Src.BuiltIn {
			continue
		}
		describe("@"+name, directive.Description)
		for _, argument := range directive.Arguments {
			describe("@"+name+"("+argument.Name+")", argument.Description)
		}
	}
}
