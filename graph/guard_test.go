package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/unicornpursuit/unicornpursuit/graph"
)

// introspectionQuery is as deep as the one of GraphiQL and of code generators.
const introspectionQuery = `query IntrospectionQuery { __schema { queryType { name kind } mutationType { name kind } types { ...FullType } directives { name locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef } enumValues { name } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func fields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " f%d:x", i)
	}
	return b.String()
}

func nested(levels int) string {
	return strings.Repeat("{a", levels) + strings.Repeat("}", levels)
}

func TestGuardBoundsDocumentsBeforeValidation(t *testing.T) {
	cases := map[string]struct {
		query         string
		introspection bool
		refused       string // part of the message; empty: accepted
	}{
		"ordinary query":                         {query: "{ viewer { id voter { votes { points } } } }"},
		"as many fields as allowed":              {query: "{" + fields(100) + "}"},
		"a field too many":                       {query: "{" + fields(101) + "}", refused: "more than 100 fields"},
		"as deep as allowed":                     {query: nested(10)},
		"a level too deep":                       {query: nested(11), refused: "deeper than 10"},
		"depth through fragments":                {query: "{a{a{a{a{a{...F}}}}}} fragment F on Query {a{a{a{a{a{a}}}}}}", refused: "deeper than 10"},
		"depth through inline fragments":         {query: "{...{...{...{a}}}}"},
		"too many fragments":                     {query: "{...f0}" + strings.Repeat("fragment f0 on Query{x}", 9), refused: "9 fragments"},
		"as many fields as allowed by fragments": {query: "{...F ...F} fragment F on Query {" + fields(49) + "}"},
		"a field too many by fragments":          {query: "{...F ...F ...{x}} fragment F on Query {" + fields(49) + "}", refused: "more than 100 fields"},
		"a fragment inside itself":               {query: "{...A} fragment A on Query {x ...A}"},
		"fragments inside each other":            {query: "{...A} fragment A on Query {...B} fragment B on Query {...A}"},
		"an unknown fragment":                    {query: "{...Nothing}"},
		"many fields in a fragment not spread":   {query: "{x} fragment A on Query {" + fields(101) + "}", refused: "more than 100 fields"},
		"many operations":                        {query: "query A {" + fields(60) + "} query B {" + fields(60) + "}", refused: "more than 100 fields"},
		"too many bytes":                         {query: "{x}" + strings.Repeat(" ", 8<<10), refused: "at most 8192"},
		"too many tokens":                        {query: "{x(" + strings.Repeat("a:1 ", 200) + ")}", refused: "more than 500 tokens"},
		"one mutation field":                     {query: `mutation { signOut { signedOut } }`},
		"two mutation fields":                    {query: `mutation { signOut { signedOut } refresh { session { expiresAt } } }`, refused: "one mutation field"},
		"one mutation field by forty aliases":    {query: "mutation {" + fields(40) + "}", refused: "this one holds 40"},
		"mutation fields in fragments":           {query: "mutation { a ...F ... { c } } fragment F on Mutation { b }", refused: "this one holds 3"},
		"mutation fields behind doubling spread": {query: "mutation { ...F ...F } fragment F on Mutation { b }", refused: "this one holds 2"},
		"two mutations of one field each":        {query: "mutation A { a } mutation B { b }"},
		"two query fields":                       {query: "{ a b }"},
		"introspection where it is off":          {query: introspectionQuery, refused: "fields"},
		"introspection where it is on":           {query: introspectionQuery, introspection: true},
		"introspection with something else":      {query: "{ __schema { queryType { name } } " + fields(100) + "}", introspection: true, refused: "more than 100"},
		"a syntax error":                         {query: "{", refused: "syntax error"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := graph.Guard{Introspection: c.introspection}.Parse(c.query)
			switch {
			case c.refused == "" && err != nil:
				t.Fatalf("refused: %s", err.Message)
			case c.refused != "" && err == nil:
				t.Fatal("accepted")
			case c.refused != "" && !strings.Contains(err.Message, c.refused):
				t.Fatalf("refused with %q, want %q", err.Message, c.refused)
			}
		})
	}
}

// BenchmarkGuard compares the guard, which parses, with its floor, the parser alone, for documents at the limits.
func BenchmarkGuard(b *testing.B) {
	documents := map[string]string{
		"introspection": introspectionQuery,
		"fields":        "{" + fields(100) + "}",
		"nested":        nested(10),
	}
	for name, query := range documents {
		b.Run(name+"/floor", func(b *testing.B) {
			for b.Loop() {
				_, _ = parser.ParseQuery(&ast.Source{Input: query})
			}
		})
		b.Run(name+"/guard", func(b *testing.B) {
			for b.Loop() {
				_, _ = graph.Guard{Introspection: true}.Parse(query)
			}
		})
	}
}

func TestANameOfATypeBesideAMutationIsNoSecondOne(t *testing.T) {
	for query, admitted := range map[string]bool{
		`mutation { __typename signOut { signedOut } }`:                             true,
		`mutation { __typename a: signOut { signedOut } b: signOut { signedOut } }`: false,
	} {
		_, err := graph.Guard{}.Parse(query)
		if (err == nil) != admitted {
			t.Errorf("%s: %v", query, err)
		}
	}
}
