package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/unicornpursuit/unicornpursuit/graph/exec"
	"github.com/unicornpursuit/unicornpursuit/internal/localaws"
)

// errorLines is a log that keeps the lines at level ERROR.
type errorLines struct {
	mu    sync.Mutex
	lines []string
}

func (l *errorLines) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(`"level":"ERROR"`)) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.lines = append(l.lines, string(line))
	}
	return len(line), nil
}

func (l *errorLines) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

func TestInputThatDoesNotFitTheSchemaDoesNothing(t *testing.T) {
	e := newElectorate(t)
	var log errorLines
	quiet(t, &log)
	ada := e.voter(t, "ada")
	grace := e.voter(t, "grace")
	id := grace.mutate(t, "createProject", "project { id }", map[string]any{"title": "A choir", "summary": "Forty-five minutes at lunch."}).Project.ID
	sent := len(e.backend.Cognito.Outbox())
	e.backend.Cognito.ResetCalls()

	refused := func(what string, b *browser, document string, variables map[string]any) {
		t.Helper()
		a := b.ask(t, document, variables)
		if a.status != http.StatusBadRequest || a.code() != "GRAPHQL_VALIDATION_FAILED" || a.Data != nil {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	input := func(field, typeName string, values map[string]any) (document string, variables map[string]any) {
		return fmt.Sprintf(`mutation ($i: %s!) { %s(input: $i) { __typename } }`, typeName, field), map[string]any{"i": values}
	}
	mutation := func(what string, b *browser, field, typeName string, values map[string]any) {
		t.Helper()
		document, variables := input(field, typeName, values)
		refused(what, b, document, variables)
	}
	stranger := newBrowser(t, e.url)
	mutation("an attribute in lower case", ada.browser, "requestVerification", "RequestVerificationInput", map[string]any{"attribute": "email"})
	mutation("a transport in lower case", stranger, "signIn", "SignInInput", map[string]any{"email": "ada@example.com", "password": password, "transport": "tokens"})
	mutation("a method in lower case", ada.browser, "setMfaPreference", "SetMfaPreferenceInput", map[string]any{"preferred": "sms"})
	mutation("points as text", ada.browser, "castVote", "CastVoteInput", map[string]any{"projectId": id, "points": "5"})
	mutation("points that are no integer", ada.browser, "castVote", "CastVoteInput", map[string]any{"projectId": id, "points": 4.5})
	mutation("a name that is a number", stranger, "signUp", "SignUpInput", map[string]any{"email": "b@example.com", "name": 7, "phoneNumber": phone, "password": password})
	mutation("an address that is a number", stranger, "forgotPassword", "ForgotPasswordInput", map[string]any{"email": 5})
	mutation("a phone number that is a number", ada.browser, "updateProfile", "UpdateProfileInput", map[string]any{"phoneNumber": 447911000001})
	mutation("a field too many", stranger, "signOut", "SignOutInput", map[string]any{"zzz": 1})
	for _, from := range []any{"2026-01-01", "2026-11-30T23:59:60Z", "2026-11-30T00:00:00", 1764460800, true} {
		refused(fmt.Sprint("from ", from), stranger, `query ($f: AuditEventFilter) { auditEvents(filter: $f) { edges { cursor } } }`, map[string]any{"f": map[string]any{"from": from}})
	}
	refused("an outcome in lower case", stranger, `query ($f: AuditEventFilter) { auditEvents(filter: $f) { edges { cursor } } }`, map[string]any{"f": map[string]any{"outcome": "refused"}})
	refused("an order in lower case", stranger, `query ($o: ProjectOrder!) { projects(orderBy: $o) { totalCount } }`, map[string]any{"o": "most_points"})
	refused("an order that is null", stranger, `query ($o: ProjectOrder! = NEWEST) { projects(orderBy: $o) { totalCount } }`, map[string]any{"o": nil})
	refused("a number in text", stranger, `query ($n: Int!) { projects(first: $n) { totalCount } }`, map[string]any{"n": "2"})
	refused("a cursor that is an object", stranger, `query ($c: Cursor) { projects(after: $c) { totalCount } }`, map[string]any{"c": map[string]any{"x": 1}})
	refused("a condition that is null", stranger, `query ($b: Boolean = true) { signUpPolicy @skip(if: $b) { emailDomains } }`, map[string]any{"b": nil})

	if calls := e.backend.Cognito.Calls(); len(calls) > 0 || len(e.backend.Cognito.Outbox()) != sent {
		t.Errorf("Cognito was called: %v", calls)
	}
	if lines := log.take(); len(lines) > 0 {
		t.Errorf("the log has errors: %v", lines)
	}
}

func TestInputArrivesAsTheSchemaSays(t *testing.T) {
	e := newElectorate(t)
	ada, grace := e.voter(t, "ada"), e.voter(t, "grace")
	id := grace.mutate(t, "createProject", "project { id }", map[string]any{"title": "A choir", "summary": "Forty-five minutes at lunch."}).Project.ID

	cast := ada.send(t, `{"query": "mutation ($i: CastVoteInput!) { castVote(input: $i) { vote { points } } }", "variables": {"i": {"projectId": "`+id+`", "points": 40e-1}}}`)
	if !strings.Contains(cast.body, `"points":4}`) {
		t.Errorf("4 points, written as 40e-1: %s", cast.body)
	}
	if a := ada.send(t, `{"query": "query ($n: Int) { projects(first: $n) { totalCount } }"}`); a.code() != "" {
		t.Errorf("a variable that is not given, for an argument with a default: %s", a.body)
	}
	// A variable within a literal that is not given leaves its field out: the name stays, and the session is one of tokens or of a cookie.
	a := ada.ask(t, `mutation ($n: String) { updateProfile(input: {name: $n}) { viewer { name } userErrors { code } } }`, nil)
	if !strings.Contains(a.body, `"name":"Ada Lovelace"`) {
		t.Errorf("a change of nothing: %s", a.body)
	}
	signIn := `mutation ($p: String!, $t: SessionTransport) { signIn(input: {email: "ada@example.com", password: $p, transport: $t}) { session { tokens { tokenType } } } }`
	for transport, want := range map[string]string{"": `"tokens":null`, "COOKIE": `"tokens":null`, "TOKENS": `"tokenType":"Bearer"`} {
		variables := map[string]any{"p": password}
		if transport != "" {
			variables["t"] = transport
		}
		if a := newBrowser(t, e.url).ask(t, signIn, variables); !strings.Contains(a.body, want) {
			t.Errorf("signed in for %q: %s", transport, a.body)
		}
	}
}

// inputOperation asks for one field with a variable for each of its arguments.
type inputOperation struct {
	document string
	samples  map[string]any
	types    map[string]*ast.Type
}

// inputOperations has every field of the schema that takes arguments.
func inputOperations(schema *ast.Schema) []inputOperation {
	var result []inputOperation
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, field := range root.Fields {
			result = append(result, operationsOf(schema, strings.ToLower(root.Name), field, "%s")...)
			if inner := schema.Types[field.Type.Name()]; inner == schema.Types["Viewer"] {
				for _, field := range inner.Fields {
					result = append(result, operationsOf(schema, "query", field, "viewer { %s }")...)
				}
			}
		}
	}
	return result
}

func operationsOf(schema *ast.Schema, kind string, field *ast.FieldDefinition, way string) []inputOperation {
	if len(field.Arguments) == 0 || strings.HasPrefix(field.Name, "__") {
		return nil
	}
	o := inputOperation{samples: map[string]any{}, types: map[string]*ast.Type{}}
	var declared, given []string
	for _, argument := range field.Arguments {
		declared = append(declared, fmt.Sprintf("$%s: %s", argument.Name, argument.Type))
		given = append(given, fmt.Sprintf("%s: $%s", argument.Name, argument.Name))
		o.samples[argument.Name], o.types[argument.Name] = sampleOf(schema, argument.Type), argument.Type
	}
	leaf := fmt.Sprintf("%s(%s) { __typename }", field.Name, strings.Join(given, ", "))
	o.document = fmt.Sprintf("%s (%s) { %s }", kind, strings.Join(declared, ", "), fmt.Sprintf(way, leaf))
	return []inputOperation{o}
}

func sampleOf(schema *ast.Schema, t *ast.Type) any {
	definition := schema.Types[t.Name()]
	switch definition.Kind {
	case ast.InputObject:
		fields := map[string]any{}
		for _, field := range definition.Fields {
			fields[field.Name] = sampleOf(schema, field.Type)
		}
		return fields
	case ast.Enum:
		return definition.EnumValues[0].Name
	}
	samples := map[string]any{"Int": 3, "Boolean": false, "DateTime": "2026-05-04T08:00:00Z", "EmailAddress": "nobody@example.com", "PhoneNumber": "+442079460019"}
	if sample, ok := samples[definition.Name]; ok {
		return sample
	}
	return "abc"
}

// seeds are the variables of an operation with one thing wrong in each.
func (o inputOperation) seeds(schema *ast.Schema) []map[string]any {
	result := []map[string]any{o.samples, {}}
	for name, t := range o.types {
		put := func(value any) {
			changed := maps.Clone(o.samples)
			changed[name] = value
			result = append(result, changed)
		}
		definition := schema.Types[t.Name()]
		if definition.Kind != ast.InputObject {
			for _, value := range wrongValues(definition) {
				put(value)
			}
			continue
		}
		fields, _ := o.samples[name].(map[string]any)
		for _, field := range definition.Fields {
			missing := maps.Clone(fields)
			delete(missing, field.Name)
			put(missing)
			for _, value := range wrongValues(schema.Types[field.Type.Name()]) {
				changed := maps.Clone(fields)
				changed[field.Name] = value
				put(changed)
			}
		}
		extra := maps.Clone(fields)
		extra["zzz"] = 1
		for _, value := range []any{extra, nil, "x", 5, []any{fields}, map[string]any{}} {
			put(value)
		}
	}
	return result
}

// wrongValues are of other cases, kinds and forms than a type wants, or odd ones of its own.
func wrongValues(definition *ast.Definition) []any {
	values := []any{nil, "", "x", json.Number("5.5"), json.Number("1e400"), true, []any{}, map[string]any{"a": 1}, "\u0000\u202e\ufeff"}
	switch {
	case definition.Kind == ast.Enum:
		values = append(values, strings.ToLower(definition.EnumValues[0].Name), definition.EnumValues[0].Name+" ")
	case definition.Name == "Int":
		values = append(values, json.Number("5.0"), json.Number("-1"), json.Number("2147483648"), "3")
	case definition.Name == "DateTime":
		values = append(values, "2026-11-30T23:59:60Z", "2026-01-01", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z")
	default:
		values = append(values, json.Number("9007199254740993"), strings.Repeat("x", 5000))
	}
	return values
}

// FuzzInput sends any variables to every operation of the product, as an administrator so that they get far: none is a fault of ours.
func FuzzInput(f *testing.F) {
	backend := startAWS(f, localaws.Config{Admins: []string{"admin@example.com"}})
	var log errorLines
	quiet(f, &log)
	url := startProduct(f)
	signUp(f, backend, url, "admin@example.com")
	token := signIn(f, url, "admin@example.com").Tokens.AccessToken
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	operations := inputOperations(schema)
	for i, operation := range operations {
		for _, variables := range operation.seeds(schema) {
			text, err := json.Marshal(variables)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(i, text)
		}
	}
	f.Fuzz(func(t *testing.T, operation int, variables []byte) {
		document, err := json.Marshal(operations[max(operation, -(operation+1))%len(operations)].document)
		if err != nil {
			t.Fatal(err)
		}
		body := slices.Concat([]byte(`{"query":`), document, []byte(`,"variables":`), variables, []byte(`}`))
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode >= 500 || bytes.Contains(answer, []byte("INTERNAL_SERVER_ERROR")) || !json.Valid(answer) {
			t.Errorf("%s\n%d %s", body, response.StatusCode, answer)
		}
		if lines := log.take(); len(lines) > 0 {
			t.Errorf("%s\nthe log has errors: %v", body, lines)
		}
	})
}
