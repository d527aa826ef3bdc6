package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
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

// chain is a document whose fragments each spread the next one twice.
func chain(links int) string {
	var b strings.Builder
	b.WriteString("{...f0}")
	for i := range links {
		fmt.Fprintf(&b, "fragment f%d on Query{...f%d ...f%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment f%d on Query{x}", links)
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
		"ordinary query":                          {query: "{ viewer { id voter { votes { points } } } }"},
		"as many fields as allowed":               {query: "{" + fields(100) + "}"},
		"a field too many":                        {query: "{" + fields(101) + "}", refused: "more than 100 fields"},
		"as deep as allowed":                      {query: nested(10)},
		"a level too deep":                        {query: nested(11), refused: "deeper than 10"},
		"depth through fragments":                 {query: "{a{a{a{a{a{...F}}}}}} fragment F on Query {a{a{a{a{a{a}}}}}}", refused: "deeper than 10"},
		"depth through inline fragments":          {query: "{...{...{...{a}}}}"},
		"too many fragments":                      {query: "{...f0}" + strings.Repeat("fragment f0 on Query{x}", 9), refused: "9 fragments"},
		"a chain of fragments that doubles":       {query: chain(7), refused: "more than 100 fields"},
		"a fragment inside itself":                {query: "{...A} fragment A on Query {x ...A}"},
		"fragments inside each other":             {query: "{...A} fragment A on Query {...B} fragment B on Query {...A}"},
		"an unknown fragment":                     {query: "{...Nothing}"},
		"many fields in a fragment not spread":    {query: "{x} fragment A on Query {" + fields(101) + "}", refused: "more than 100 fields"},
		"many operations":                         {query: "query A {" + fields(60) + "} query B {" + fields(60) + "}", refused: "more than 100 fields"},
		"too many bytes":                          {query: "{x}" + strings.Repeat(" ", 8<<10), refused: "at most 8192"},
		"too many tokens":                         {query: "{x(" + strings.Repeat("a:1 ", 200) + ")}", refused: "more than 500 tokens"},
		"one mutation field":                      {query: `mutation { signOut { signedOut } }`},
		"two mutation fields":                     {query: `mutation { signOut { signedOut } refresh { session { expiresAt } } }`, refused: "one mutation field"},
		"one mutation field by forty aliases":     {query: "mutation {" + fields(40) + "}", refused: "this one holds 40"},
		"mutation fields in fragments":            {query: "mutation { a ...F ... { c } } fragment F on Mutation { b }", refused: "this one holds 3"},
		"mutation fields behind doubling spread":  {query: "mutation { ...F ...F } fragment F on Mutation { b }", refused: "this one holds 2"},
		"two mutations of one field each":         {query: "mutation A { a } mutation B { b }"},
		"two query fields":                        {query: "{ a b }"},
		"introspection where it is off":           {query: introspectionQuery, refused: "fields"},
		"introspection where it is on":            {query: introspectionQuery, introspection: true},
		"introspection with something else":       {query: "{ __schema { queryType { name } } " + fields(100) + "}", introspection: true, refused: "more than 100"},
		"a syntax error is the parser's business": {query: "{"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := graph.Guard{Introspection: c.introspection}.MutateOperationParameters(t.Context(), &graphql.RawParams{Query: c.query})
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

// BenchmarkGuard sets the guard beside its floor, the parser, for the documents that are the dearest to it.
func BenchmarkGuard(b *testing.B) {
	documents := map[string]string{
		"introspection": introspectionQuery,
		"fields":        "{" + fields(100) + "}",
		"chain":         chain(7),
		"nested":        nested(120),
	}
	for name, query := range documents {
		b.Run(name+"/floor", func(b *testing.B) {
			for b.Loop() {
				_, _ = parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, graph.MaxTokens)
			}
		})
		b.Run(name+"/guard", func(b *testing.B) {
			for b.Loop() {
				_ = graph.Guard{}.MutateOperationParameters(b.Context(), &graphql.RawParams{Query: query})
			}
		})
	}
}

func TestANameOfATypeBesideAMutationIsNoSecondOne(t *testing.T) {
	for query, admitted := range map[string]bool{
		`mutation { __typename signOut { signedOut } }`:                             true,
		`mutation { __typename a: signOut { signedOut } b: signOut { signedOut } }`: false,
	} {
		err := graph.Guard{}.MutateOperationParameters(t.Context(), &graphql.RawParams{Query: query})
		if (err == nil) != admitted {
			t.Errorf("%s: %v", query, err)
		}
	}
}
