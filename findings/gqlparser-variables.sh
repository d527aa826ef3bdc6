#!/usr/bin/env bash
# Values of variables that gqlparser, which gqlgen is built on, takes or refuses otherwise than graphql-js does.
#
# Packages: github.com/vektah/gqlparser/v2 v2.5.64 (Go), graphql 16.15.0 (npm, Node 20).
# Expected: the same, by the GraphQL specification, "Scalars", "Input Coercion": Int takes 5 and 5.0, not "5"; String takes strings only;
#   ID takes strings and integers, not 5.5; an enum takes its names to the letter ("Enums", "Input Coercion").
# Seen: gqlparser's validator.VariableValues refuses 5.0 and 1e3 for Int ("cannot use value 0 as Int"), takes "5" for Int, 5 for String, 5.5
#   for ID, and an enum's name in any case, which it hands on as the client wrote it.
# Means: a client whose language writes whole numbers as 5.0 is refused by a gqlgen server, and clients are written against that server
#   that no other will take. Where an enum is bound to a string type of one's own, "oldest" reaches the resolver: compare in the resolver,
#   or coerce variables by a rule of one's own before.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local
cat > schema.graphql <<'GQL'
type Query { f(int: Int, string: String, id: ID, order: Order): Int }
enum Order { NEWEST OLDEST }
GQL
cat > cases.json <<'JSON'
[["Int", "int", "5"], ["Int", "int", "5.0"], ["Int", "int", "1e3"], ["Int", "int", "\"5\""], ["String", "string", "5"], ["ID", "id", "5"],
 ["ID", "id", "5.5"], ["Order", "order", "\"OLDEST\""], ["Order", "order", "\"oldest\""]]
JSON
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

func main() {
	text, _ := os.ReadFile("schema.graphql")
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	file, _ := os.ReadFile("cases.json")
	var cases [][]string
	if err := json.Unmarshal(file, &cases); err != nil {
		panic(err)
	}
	for _, c := range cases {
		document, errs := gqlparser.LoadQuery(schema, fmt.Sprintf("query ($v: %s) { f(%s: $v) }", c[0], c[1]))
		if errs != nil {
			panic(errs)
		}
		decoder := json.NewDecoder(strings.NewReader(c[2]))
		decoder.UseNumber() // as gqlgen reads requests
		var value any
		if err := decoder.Decode(&value); err != nil {
			panic(err)
		}
		answer := "taken"
		if values, err := validator.VariableValues(schema, document.Operations[0], map[string]any{"v": value}); err != nil {
			answer = "refused"
		} else if c[0] == "Order" {
			answer += fmt.Sprint(" as ", values["v"])
		}
		fmt.Printf("%s %s: gqlparser %s\n", c[0], c[2], answer)
	}
}
GO
go mod init finding 2> /dev/null
go get github.com/vektah/gqlparser/v2@v2.5.64 2> log || { cat log; exit 1; }
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0
cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { buildSchema, getVariableValues, parse } from 'graphql';
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
for (const [type, argument, json] of JSON.parse(readFileSync('cases.json', 'utf8'))) {
  const [operation] = parse(`query ($v: ${type}) { f(${argument}: $v) }`).definitions;
  const { errors } = getVariableValues(schema, operation.variableDefinitions, { v: JSON.parse(json) });
  console.log(`${type} ${json}: graphql-js ${errors ? 'refused' : 'taken'}`);
}
JS
{ go run .; node show.js; } | LC_ALL=C sort | tee seen
cat > due <<'TXT'
Int 5: gqlparser taken
Int 5: graphql-js taken
Int 5.0: gqlparser refused
Int 5.0: graphql-js taken
Int 1e3: gqlparser refused
Int 1e3: graphql-js taken
Int "5": gqlparser taken
Int "5": graphql-js refused
String 5: gqlparser taken
String 5: graphql-js refused
ID 5: gqlparser taken
ID 5: graphql-js taken
ID 5.5: gqlparser taken
ID 5.5: graphql-js refused
Order "OLDEST": gqlparser taken as OLDEST
Order "OLDEST": graphql-js taken
Order "oldest": gqlparser taken as oldest
Order "oldest": graphql-js refused
TXT
diff <(LC_ALL=C sort due) seen && echo 'as described' || { echo CHANGED; exit 1; }
