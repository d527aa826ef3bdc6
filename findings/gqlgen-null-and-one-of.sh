#!/usr/bin/env bash
# A gqlgen resolver gets 0 for a non-null argument that was given null, and any number of fields of an input object that allows one.
#
# Packages: github.com/99designs/gqlgen v0.17.98 with gqlparser v2.5.64 (Go), graphql 16.15.0 (npm, Node 20).
# Expected: GraphQL specification, "Coercing Field Arguments": for `list(first: Int! = 20)` a variable that is null raises a field error (the
#   document is valid, since the argument has a default). "Input Objects", "Input Coercion": of an input object with @oneOf exactly one
#   field may be given, and not null, however it is given.
# Seen: `query ($n: Int) { list(first: $n) }` with {"n": null} calls gqlgen's resolver with 0, neither the default nor an error. `find(by: $by)`
#   with two fields, or none, calls it with two, or none; written in the document the same is refused. graphql-js refuses all of these.
# Means: a resolver takes 0 for a choice of the client, and code that looks at the first field it finds answers another question than was
#   asked. Check both in the resolver, or give the generated types an unmarshaller that does.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
cat > schema.graphql <<'GQL'
type Query { list(first: Int! = 20): String! find(by: By!): String! }
input By @oneOf { id: ID name: String }
GQL
{ echo 'directive @oneOf on INPUT_OBJECT'; cat schema.graphql; } > gqlgen.graphqls
cat > gqlgen.yml <<'YML'
schema: [gqlgen.graphqls]
exec: {filename: generated.go, package: main}
model: {filename: models.go, package: main}
skip_validation: true
YML
cat > cases.json <<'JSON'
[["query ($n: Int) { list(first: $n) }", {}], ["query ($n: Int) { list(first: $n) }", {"n": null}],
 ["query ($by: By!) { find(by: $by) }", {"by": {"id": "1"}}], ["query ($by: By!) { find(by: $by) }", {"by": {"id": "1", "name": "a"}}],
 ["query ($by: By!) { find(by: $by) }", {"by": {}}], ["{ find(by: {id: \"1\", name: \"a\"}) }", {}]]
JSON
cat > main.go <<'GO'
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/transport"
)

type resolver struct{}

func (r resolver) Query() QueryResolver { return r }

func (resolver) List(_ context.Context, first int) (string, error) { return fmt.Sprint(first), nil }

func (resolver) Find(_ context.Context, by By) (string, error) {
	given, err := json.Marshal(by)
	return string(given), err
}

func main() {
	server := handler.New(NewExecutableSchema(Config{Resolvers: resolver{}}))
	server.AddTransport(transport.POST{})
	file, _ := os.ReadFile("cases.json")
	var cases [][2]json.RawMessage
	if err := json.Unmarshal(file, &cases); err != nil {
		panic(err)
	}
	for _, c := range cases {
		request := httptest.NewRequest("POST", "/", bytes.NewBufferString(fmt.Sprintf(`{"query":%s,"variables":%s}`, c[0], c[1])))
		request.Header.Set("Content-Type", "application/json")
		reply := httptest.NewRecorder()
		server.ServeHTTP(reply, request)
		var body struct {
			Data   map[string]string
			Errors []any
		}
		if err := json.Unmarshal(reply.Body.Bytes(), &body); err != nil {
			panic(err)
		}
		if body.Errors != nil {
			fmt.Println("gqlgen: refused")
		}
		for _, value := range body.Data {
			fmt.Println("gqlgen:", value)
		}
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/99designs/gqlgen@v0.17.98 github.com/vektah/gqlparser/v2@v2.5.64 2> log || { cat log; exit 1; }
go run github.com/99designs/gqlgen generate 2> log || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0
cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { buildSchema, graphql } from 'graphql';
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const rootValue = { list: ({ first }) => String(first), find: ({ by }) => JSON.stringify(by) };
for (const [source, variableValues] of JSON.parse(readFileSync('cases.json', 'utf8'))) {
  const { data, errors } = await graphql({ schema, source, rootValue, variableValues });
  console.log(`graphql-js: ${errors ? 'refused' : Object.values(data)[0]}`);
}
JS
node -e 'for (const [q, v] of JSON.parse(require("fs").readFileSync("cases.json"))) console.log(q, JSON.stringify(v))' > asked
go run . > go.txt
node show.js > js.txt
paste -d'\n' asked go.txt js.txt | tee seen
cat > due <<'TXT'
query ($n: Int) { list(first: $n) } {}
gqlgen: 20
graphql-js: 20
query ($n: Int) { list(first: $n) } {"n":null}
gqlgen: 0
graphql-js: refused
query ($by: By!) { find(by: $by) } {"by":{"id":"1"}}
gqlgen: {"id":"1"}
graphql-js: {"id":"1"}
query ($by: By!) { find(by: $by) } {"by":{"id":"1","name":"a"}}
gqlgen: {"id":"1","name":"a"}
graphql-js: refused
query ($by: By!) { find(by: $by) } {"by":{}}
gqlgen: {}
graphql-js: refused
{ find(by: {id: "1", name: "a"}) } {}
gqlgen: refused
graphql-js: refused
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
