package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/unicornpursuit/unicornpursuit/graph"
)

// judgement is what graphql-js makes of the inputs of a schema; web/scripts/coercion.js writes it, and says what its parts mean.
type judgement struct {
	Schema, Inputs string
	Sets           map[string][]string
	Rows           []judgedRow
}

type judgedRow struct {
	Doc, Vars, Operation, Field, Path, Set string
	Probes                                 []string
	Verdicts                               string
	As                                     map[int]any
}

const hole = "⟦⟧"

// difference is where we mean to differ from graphql-js.
type difference struct {
	why  string
	here func(schema *ast.Schema, row judgedRow, probe string) bool
}

var differences = []difference{
	{
		why:  "JavaScript has no integers beyond 2^53, so that ids lose digits; ours keep them as they were sent",
		here: ofTypes([]string{"9007199254740993", "1e21"}, "ID", "JSON"),
	},
	{
		why:  "a number that no float can hold is infinity in JavaScript; ours refuses it for Float, and keeps its digits for JSON",
		here: ofTypes([]string{"1e999", "1e400"}, "Float", "JSON"),
	},
	{
		why:  "as an id, the literal -0 is \"-0\" in graphql-js and the variable \"0\"; ours are both \"0\"",
		here: ofTypes([]string{"-0"}, "ID"),
	},
	{
		why: "a variable in a @oneOf input has to be non-null, or to have a default that is (specification of September 2025); " +
			"graphql-js asks it only where the input itself may be null, and then knows no default",
		here: func(_ *ast.Schema, row judgedRow, probe string) bool {
			return nullableInOneOf.MatchString(strings.Replace(row.Doc, hole, probe, 1))
		},
	},
}

// nullableInOneOf is a document of the table that has a nullable variable as the field of a @oneOf input.
var nullableInOneOf = regexp.MustCompile(`\(\$(\w): [\w\[\]!]*[\w\]]( = [^)]*)?\) .*(choice|others): \[?\{\w+: \$`)

// ofTypes selects cases by the probe and the type of the argument or field.
func ofTypes(probes []string, types ...string) func(*ast.Schema, judgedRow, string) bool {
	return func(schema *ast.Schema, row judgedRow, probe string) bool {
		return slices.Contains(probes, probe) && slices.Contains(types, typeAt(schema, row))
	}
}

var schemaFiles = map[string]string{"product": "../schema.graphqls", "kinds": "testdata/kinds.graphqls"}

func TestInputIsCoercedAsInGraphQLJS(t *testing.T) {
	text, err := os.ReadFile("testdata/coercion.json")
	if err != nil {
		t.Fatal(err)
	}
	var judgements []judgement
	if err := json.Unmarshal(text, &judgements); err != nil {
		t.Fatal(err)
	}
	met := map[string]int{}
	for _, j := range judgements {
		sdl, err := os.ReadFile(schemaFiles[j.Schema])
		if err != nil {
			t.Fatal(err)
		}
		schema := gqlparser.MustLoadSchema(&ast.Source{Name: j.Schema, Input: string(sdl)})
		if inputsOf(schema) != j.Inputs {
			t.Errorf("the inputs of %s have changed since graphql-js judged them: make generate", schemaFiles[j.Schema])
		}
		e := newDocumentExecutor(schema)
		cases, accepted := 0, 0
		for _, row := range j.Rows {
			probes := row.Probes
			if row.Set != "" {
				probes = j.Sets[row.Set]
			}
			for i, probe := range probes {
				cases++
				want, ok := row.want(i, probe)
				if ok {
					accepted++
				}
				got, errs := argumentsOf(t, e, row, probe)
				if ok && len(errs) == 0 && reflect.DeepEqual(got, want) || !ok && len(errs) > 0 {
					continue
				}
				if d := slices.IndexFunc(differences, func(d difference) bool { return d.here(schema, row, probe) }); d >= 0 {
					met[differences[d].why]++
					continue
				}
				t.Errorf("%s\n%s\n%s: graphql-js %v %#v, ours %#v %v", row.Doc, row.Vars, probe, ok, want, got, errs)
			}
		}
		t.Logf("%s: %d cases, of which graphql-js accepts %d", j.Schema, cases, accepted)
		if cases < 10_000 {
			t.Errorf("%s has %d cases only", j.Schema, cases)
		}
	}
	for _, d := range differences {
		if met[d.why] == 0 {
			t.Errorf("nowhere do we differ in this way any more: %s", d.why)
		}
		t.Logf("%d × %s", met[d.why], d.why)
	}
}

// inputsOf names the inputs of a schema, as web/scripts/coercion.js does.
func inputsOf(schema *ast.Schema) string {
	var lines []string
	described := func(name string, t *ast.Type, value *ast.Value) {
		line := name + ":" + t.String()
		if value != nil {
			line += "=" + value.String()
		}
		lines = append(lines, line)
	}
	for _, definition := range schema.Types {
		if strings.HasPrefix(definition.Name, "__") {
			continue
		}
		for _, value := range definition.EnumValues {
			lines = append(lines, definition.Name+"."+value.Name)
		}
		for _, field := range definition.Fields {
			if definition.Kind == ast.InputObject {
				described(definition.Name+"."+field.Name, field.Type, field.DefaultValue)
			}
			for _, argument := range field.Arguments {
				if !strings.HasPrefix(field.Name, "__") {
					described(strings.Join([]string{definition.Name, field.Name, argument.Name}, "."), argument.Type, argument.DefaultValue)
				}
			}
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// want is what graphql-js makes of a probe; ok is false where it refuses it.
func (r judgedRow) want(i int, probe string) (value any, ok bool) {
	switch r.Verdicts[i] {
	case '-':
		return nil, false
	case '.':
		return absent, true
	case '=':
		return decoded(probe), true
	}
	return plainNumbers(r.As[i]), true
}

// absent stands for an argument or a field that is left out.
const absent = "(absent)"

func decoded(text string) any {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return err
	}
	return value
}

// plainNumbers gives numbers one type.
func plainNumbers(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return decoded(string(text))
}

// newDocumentExecutor is the executor of a schema as the product has it, without anything that would be executed.
func newDocumentExecutor(schema *ast.Schema) *executor.Executor {
	e := executor.New(&graphql.ExecutableSchemaMock{SchemaFunc: func() *ast.Schema { return schema }})
	documents := graph.NewDocuments(true)
	e.Use(documents)
	e.SetQueryCache(documents)
	e.SetErrorPresenter(graph.PresentError)
	return e
}

// argumentsOf returns the value at the row's path in the arguments that the executor would hand to the resolver of the row's field.
func argumentsOf(t *testing.T, e *executor.Executor, row judgedRow, probe string) (any, gqlerror.List) {
	t.Helper()
	var variables map[string]any
	if text := strings.Replace(row.Vars, hole, probe, 1); text != "" {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&variables); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	params := &graphql.RawParams{Query: strings.Replace(row.Doc, hole, probe, 1), Variables: variables, OperationName: row.Operation}
	ctx := graphql.StartOperationTrace(t.Context())
	operation, errs := e.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		checkRefusal(ctx, t, e, operation, errs)
		return nil, errs
	}
	arguments, asked := find(operation, operation.Operation.SelectionSet, []string{"Query", "Mutation", "Subscription"}, row.Field)
	if !asked {
		return absent, nil
	}
	return at(arguments, row.Path), nil
}

// find returns the arguments of the last field of a name, as the generated code reads them.
func find(operation *graphql.OperationContext, set ast.SelectionSet, of []string, name string) (arguments map[string]any, asked bool) {
	for _, field := range graphql.CollectFields(operation, set, of) {
		if field.Name == name && field.Definition != nil {
			arguments, asked = field.ArgumentMap(operation.Variables), true
		}
		if inner, ok := find(operation, field.Selections, []string{field.Definition.Type.Name()}, name); ok {
			arguments, asked = inner, true
		}
	}
	return arguments, asked
}

func at(value any, path string) any {
	if path != "" {
		for step := range strings.SplitSeq(path, ".") {
			if items, ok := value.([]any); ok {
				index, _ := strconv.Atoi(step)
				value = items[index]
				continue
			}
			fields, _ := value.(map[string]any)
			inner, ok := fields[step]
			if !ok {
				return absent
			}
			value = inner
		}
	}
	return plainNumbers(value)
}

// checkRefusal checks what every refusal is like: a sentence with the place in the document and the code, which repeats no value.
func checkRefusal(ctx context.Context, t *testing.T, e *executor.Executor, operation *graphql.OperationContext, errs gqlerror.List) {
	t.Helper()
	response := e.DispatchError(graphql.WithOperationContext(ctx, operation), errs)
	for _, err := range response.Errors {
		code := err.Extensions["code"]
		if code != "GRAPHQL_VALIDATION_FAILED" && code != "GRAPHQL_PARSE_FAILED" || len(err.Locations) == 0 || err.Locations[0].Line < 1 || len(err.Path) > 0 || !strings.HasSuffix(err.Message, ".") && !strings.HasSuffix(err.Message, "?") {
			t.Errorf("%+v %v", err, code)
		}
	}
}

// typeAt is the name of the type at a row's path.
func typeAt(schema *ast.Schema, row judgedRow) string {
	var arguments ast.ArgumentDefinitionList
	for _, definition := range schema.Types {
		if field := definition.Fields.ForName(row.Field); definition.Kind == ast.Object && field != nil && len(field.Arguments) > 0 {
			arguments = append(arguments, field.Arguments...)
		}
	}
	name := ""
	for i, step := range strings.Split(row.Path, ".") {
		if _, err := strconv.Atoi(step); err == nil {
			continue
		}
		if i == 0 {
			name = fmt.Sprint(arguments.ForName(step).Type.Name())
			continue
		}
		name = schema.Types[name].Fields.ForName(step).Type.Name()
	}
	return name
}
