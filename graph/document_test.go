package graph_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph"
)

// refusals returns what a client is answered by an executor that would execute nothing; explore is whether it may learn the schema.
func refusals(t *testing.T, explore bool, query string, variables map[string]any) []string {
	t.Helper()
	e := executor.New(&graphql.ExecutableSchemaMock{SchemaFunc: contract})
	documents := graph.NewDocuments(explore)
	e.Use(documents)
	e.SetQueryCache(documents)
	e.SetErrorPresenter(graph.PresentError)
	ctx := graphql.StartOperationTrace(t.Context())
	operation, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if len(errs) == 0 {
		return nil
	}
	result := []string{}
	for _, err := range e.DispatchError(graphql.WithOperationContext(ctx, operation), errs).Errors {
		code, _ := err.Extensions["code"].(string)
		if !strings.HasPrefix(code, "GRAPHQL_") || len(err.Path) > 0 {
			t.Errorf("%q has the code %q and the path %v", err.Message, code, err.Path)
		}
		text := err.Message
		if len(err.Locations) > 0 {
			text = fmt.Sprintf("%d:%d %s", err.Locations[0].Line, err.Locations[0].Column, text)
		}
		result = append(result, text)
	}
	return result
}

const (
	signUpDocument   = `mutation ($i: SignUpInput!) { signUp(input: $i) { codeDelivery { medium } } }`
	signInDocument   = `mutation ($i: SignInInput!) { signIn(input: $i) { session { expiresAt } } }`
	castVoteDocument = `mutation ($i: CastVoteInput!) { castVote(input: $i) { vote { points } } }`
	auditDocument    = `query ($f: AuditEventFilter) { auditEvents(filter: $f) { edges { cursor } } }`
	projectsDocument = `query ($n: Int! = 20, $o: ProjectOrder! = NEWEST) { projects(first: $n, orderBy: $o) { totalCount } }`
)

func TestWhatIsWrongWithInputIsNamed(t *testing.T) {
	person := func(change map[string]any) map[string]any {
		input := map[string]any{"email": "a@example.com", "name": "A", "phoneNumber": "+44", "password": "x"}
		for name, value := range change {
			if input[name] = value; value == nil {
				delete(input, name)
			}
		}
		return map[string]any{"i": input}
	}
	cases := map[string]struct {
		query     string
		variables map[string]any
		want      []string
		veiled    []string // where the schema is not to be learnt; nil: the same
	}{
		"a field that is missing":       {signUpDocument, person(map[string]any{"email": nil}), []string{"1:11 $i.email is required."}, []string{"1:11 $i is missing a required field."}},
		"a field that there is not":     {signUpDocument, person(map[string]any{"zzz": 1}), []string{"1:11 $i.zzz is not a field of SignUpInput."}, []string{"1:11 $i.zzz is not a known field."}},
		"a field whose name is no name": {signUpDocument, person(map[string]any{"hunter 2": 1}), []string{"1:11 $i has a field whose name is not a GraphQL name."}, nil},
		"several mistakes": {signUpDocument, person(map[string]any{"name": 7, "email": nil, "password": true, "__typename": "SignUpInput"}),
			[]string{"1:11 $i.email is required.", "1:11 $i.name must be a string.", "1:11 $i.password must be a string.", "1:11 $i.__typename is not a field of SignUpInput."},
			[]string{"1:11 $i is missing a required field.", "1:11 $i.name must be a string.", "1:11 $i.password must be a string.", "1:11 $i.__typename is not a known field."}},
		"no object":                     {signUpDocument, map[string]any{"i": "x"}, []string{"1:11 $i must be an object."}, nil},
		"no variable":                   {signUpDocument, nil, []string{"1:11 $i is required."}, nil},
		"null":                          {signUpDocument, map[string]any{"i": nil}, []string{"1:11 $i must not be null."}, nil},
		"an enum value in another case": {projectsDocument, map[string]any{"o": "title"}, []string{"1:23 $o must be a value of ProjectOrder: NEWEST, MOST_POINTS, TITLE."}, []string{"1:23 $o is not an allowed value."}},
		"null where there is a default": {projectsDocument, map[string]any{"n": nil}, []string{"1:8 $n must not be null."}, nil},
		"a number in a string":          {projectsDocument, map[string]any{"n": "2"}, []string{"1:8 $n must be a 32-bit integer."}, nil},
		"a moment of another form":      {auditDocument, map[string]any{"f": map[string]any{"from": "2026-11-30"}}, []string{"1:8 $f.from must be an RFC 3339 date-time, such as 2026-05-04T08:00:00Z."}, nil},
		"an address that is no text":    {signUpDocument, person(map[string]any{"email": 42}), []string{"1:11 $i.email must be a string."}, nil},
		// gqlparser counts a string from behind its mark.
		"a literal":                      {`{ projects(first: "2", orderBy: title) { totalCount } }`, nil, []string{"1:20 first must be a 32-bit integer.", "1:33 orderBy must be a value of ProjectOrder: NEWEST, MOST_POINTS, TITLE."}, []string{"1:20 first must be a 32-bit integer.", "1:33 orderBy is not an allowed value."}},
		"a literal that is null":         {`{ projects(first: null) { totalCount } }`, nil, []string{"1:19 first must not be null."}, nil},
		"fields of a literal":            {"mutation { castVote(input: {\n points: 1.5, zzz: 1}) { vote { points } } }", nil, []string{"1:28 input.zzz is not a field of CastVoteInput.", "1:28 input.projectId is required.", "2:10 input.points must be a 32-bit integer."}, []string{"1:28 input.zzz is not a known field.", "1:28 input is missing a required field.", "2:10 input.points must be a 32-bit integer."}},
		"a default of a variable":        {`query ($n: Int = "x") { projects(first: $n) { totalCount } }`, nil, []string{"1:19 $n must be a 32-bit integer."}, nil},
		"a variable of another type":     {`query ($n: String) { projects(first: $n) { totalCount } }`, nil, []string{"1:38 first can't be $n: its type is String, and Int! is expected."}, []string{"1:38 first can't be $n: its type does not match."}},
		"a variable that is null":        {`query ($n: Int) { projects(first: $n) { totalCount } }`, map[string]any{"n": nil}, []string{"1:35 first must not be null, but $n is."}, nil},
		"null in a literal":              {`mutation ($t: SessionTransport) { signIn(input: {email: "a", password: "b", transport: $t}) { session { expiresAt } } }`, map[string]any{"t": nil}, []string{"1:88 input.transport must not be null, but $t is."}, nil},
		"a condition that is null":       {`query ($b: Boolean = true) { signUpPolicy @include(if: $b) { emailDomains } }`, map[string]any{"b": nil}, []string{"1:56 if must not be null, but $b is."}, nil},
		"more mistakes than are counted": {signUpDocument, map[string]any{"i": manyFields(20)}, slices.Concat(slices.Repeat([]string{"required"}, 4), slices.Repeat([]string{"not a field"}, 6)), slices.Concat([]string{"missing"}, slices.Repeat([]string{"not a known field"}, 9))},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.veiled == nil {
				c.veiled = c.want
			}
			for explore, want := range map[bool][]string{true: c.want, false: c.veiled} {
				got := refusals(t, explore, c.query, copied(c.variables))
				if !slices.EqualFunc(got, want, strings.Contains) {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
}

// copied returns variables that may be changed.
func copied(variables map[string]any) map[string]any {
	result := map[string]any{}
	for name, value := range variables {
		if fields, ok := value.(map[string]any); ok {
			value = copied(fields)
		}
		result[name] = value
	}
	return result
}

func manyFields(n int) map[string]any {
	result := map[string]any{}
	for i := range n {
		result[fmt.Sprintf("f%d", i)] = i
	}
	return result
}

// What a person types in confidence may stand at any wrong place.
func TestRefusalsRepeatNoValue(t *testing.T) {
	const secret = "hunter2IsMyPassword"
	object := func(value any) map[string]any {
		return map[string]any{"i": map[string]any{"email": value, "password": value, "transport": value}}
	}
	cases := map[string]struct {
		query     string
		variables map[string]any
	}{
		"for the object":            {signInDocument, map[string]any{"i": secret}},
		"for an enum value":         {signInDocument, object(secret)},
		"in a list":                 {signInDocument, object([]any{secret})},
		"as a name in an object":    {signInDocument, object(map[string]any{secret: 1})},
		"in an object":              {signInDocument, object(map[string]any{"x": secret})},
		"for a number":              {castVoteDocument, map[string]any{"i": map[string]any{"projectId": "a", "points": secret}}},
		"for a moment":              {auditDocument, map[string]any{"f": map[string]any{"from": secret}}},
		"as a literal":              {`{ projects(first: "` + secret + `") { totalCount } }`, nil},
		"as a literal without mark": {`{ projects(orderBy: ` + secret + `) { totalCount } }`, nil},
		"in an object literal":      {`mutation { signIn(input: {email: ["` + secret + `"], password: ` + secret + `, transport: "` + secret + `"}) { session { expiresAt } } }`, nil},
		"in a default":              {`query ($n: Int = "` + secret + `") { projects(first: $n) { totalCount } }`, nil},
		"in a syntax error":         {`{ projects(first: "` + secret + `" ` + secret + ` }`, nil},
		"in an unclosed string":     {`{ projects(first: "` + secret + ` }`, nil},
	}
	for name, c := range cases {
		for _, explore := range []bool{true, false} {
			got := refusals(t, explore, c.query, copied(c.variables))
			if len(got) == 0 || strings.Contains(strings.Join(got, " "), secret) {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

// Where introspection is off, an error has only those names of the schema that the document has.
func TestRefusalsDoNotTellTheSchemaWhereItIsNotToBeLearnt(t *testing.T) {
	names := map[string]bool{}
	for _, definition := range contract().Types {
		if definition.BuiltIn {
			continue
		}
		names[definition.Name] = true
		for _, value := range definition.EnumValues {
			names[value.Name] = true
		}
	}
	word := regexp.MustCompile(`\w+`)
	for _, query := range []string{
		`{ viewr { id } }`, `{ viewer { emai } }`, `{ viewer }`, `{ viewer { id { x } } }`, `{ projects(frist: 3) { totalCount } }`, `{ project { id } }`,
		`{ projects(orderBy: NEWES) { totalCount } }`, `{ projects(filter: {serach: "x"}) { totalCount } }`, `mutation { signUp(input: {}) { codeDelivery { medium } } }`,
		`query ($o: String) { projects(orderBy: $o) { totalCount } }`, `query ($o: ProjectOrdr) { projects(orderBy: $o) { totalCount } }`,
		`{ viewer { ... on Votr { id } } }`, `{ viewer { ... on Query { __typename } } }`, `{ leaderboard { updatedAt opensAt } leaderboard(first: 3) { closesAt } }`,
		`{ a: viewer { b: id } a: signUpPolicy { b: emailDomains } }`, `{ viewer @auht { id } }`, `{ viewer @include { id } }`,
		`query ($n: Int!) { projects(first: $n) { totalCount } }`, `query ($f: ProjectFilter!) { projects(filter: $f) { totalCount } }`,
	} {
		got := refusals(t, false, query, map[string]any{"f": map[string]any{"serach": 1}})
		if len(got) == 0 {
			t.Errorf("%s is accepted", query)
		}
		for _, text := range got {
			for _, name := range word.FindAllString(text, -1) {
				if names[name] && !strings.Contains(query, name) || strings.Contains(text, "Did you mean") {
					t.Errorf("%s: %q reveals %s", query, text, name)
				}
			}
		}
	}
}

func TestADocumentIsKeptForTheNextRequest(t *testing.T) {
	e := newDocumentExecutor(contract())
	var first *ast.QueryDocument
	for _, n := range []any{3, 4.0, "x", nil, 5} {
		ctx := graphql.StartOperationTrace(t.Context())
		operation, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: projectsDocument, Variables: map[string]any{"n": n}})
		if first == nil {
			first = operation.Doc
		}
		if operation.Doc != first {
			t.Error("the document was parsed again")
		}
		if _, isText := n.(string); (len(errs) > 0) != (isText || n == nil) {
			t.Errorf("%v: %v", n, errs)
		}
	}
}

// Whoever may send documents of their own can't push the trusted ones out.
func TestATrustedDocumentIsKeptForGood(t *testing.T) {
	documents := graph.NewDocuments(true)
	documents.Keep(slices.Values([]string{projectsDocument}))
	e := executor.New(&graphql.ExecutableSchemaMock{SchemaFunc: contract})
	e.Use(documents)
	e.SetQueryCache(documents)
	take := func(query string, variables map[string]any) *ast.QueryDocument {
		operation, errs := e.CreateOperationContext(
			graphql.StartOperationTrace(t.Context()), &graphql.RawParams{Query: query, Variables: variables})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return operation.Doc
	}
	variables := map[string]any{"n": 3}
	kept, other := take(projectsDocument, variables), take("{ __typename }", nil)
	for i := range 1000 {
		take(fmt.Sprintf("{ __typename } #%d", i), nil)
	}
	if take("{ __typename }", nil) == other {
		t.Error("every document is kept: this test shows nothing")
	}
	if take(projectsDocument, variables) != kept {
		t.Error("the trusted document was prepared again")
	}
}

// BenchmarkDocuments measures what a document and its variables cost before anything is executed, the first time and
// afterwards.
func BenchmarkDocuments(b *testing.B) {
	run := func(b *testing.B, query func(i int) string) {
		e := newDocumentExecutor(contract())
		for i := 0; b.Loop(); i++ {
			input := map[string]any{"email": "a@example.com", "name": "A", "phoneNumber": "+44", "password": "x"}
			params := &graphql.RawParams{Query: query(i), Variables: map[string]any{"i": input}}
			if _, errs := e.CreateOperationContext(graphql.StartOperationTrace(b.Context()), params); len(errs) > 0 {
				b.Fatal(errs)
			}
		}
	}
	b.Run("first", func(b *testing.B) { run(b, func(i int) string { return fmt.Sprintf("%s #%d", signUpDocument, i) }) })
	b.Run("again", func(b *testing.B) { run(b, func(int) string { return signUpDocument }) })
}
