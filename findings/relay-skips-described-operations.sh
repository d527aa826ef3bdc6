#!/usr/bin/env bash
# relay-compiler passes over an operation that has a description, and says that all is done.
#
# Packages: relay-compiler 21.0.1, graphql 16.15.0, @urql/core 6.0.3 (npm, Node 20); github.com/vektah/gqlparser/v2 v2.5.64 (Go);
#   graphql-core 3.3.2 (PyPI).
# Expected: a text in quotes before `query` is a description of the operation, valid since the September 2025 edition of the GraphQL
#   specification ("Descriptions": operations, variables and fragments may have one). A compiler that does not know it yet reports a
#   syntax error.
# Seen: graphql-js, urql's parser, gqlparser and graphql-core read it. relay-compiler makes no artifact for the operation, prints "Done." and
#   exits 0, also with --validate, which is meant for CI. A comment in the same place is fine.
# Means: describing operations for the readers of a list of trusted documents takes them out of a Relay app's build without a word; the app
#   fails when it imports the artifact. Use comments in Relay's documents.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOTOOLCHAIN=local PYTHONPATH=$dir/py
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 relay-compiler@21.0.1 @urql/core@6.0.3
python3 -m pip install -q --disable-pip-version-check --no-compile --target py graphql-core==3.3.2 > log 2>&1 || { cat log; exit 1; }
mkdir src
echo 'type Query { count: Int }' > schema.graphql
echo '{"src":"./src","schema":"./schema.graphql","language":"javascript"}' > relay.config.json
export DOCUMENT='"""How many there are."""
query showQuery { count }'

{
	node -e 'require("graphql").parse(process.env.DOCUMENT); console.log("graphql-js reads it")'
	node --input-type=module -e 'import { createRequest } from "@urql/core"; createRequest(process.env.DOCUMENT, {}); console.log("urql reads it")'
	python3 -c 'import graphql, os; graphql.parse(os.environ["DOCUMENT"]); print("graphql-core reads it")'
	cat > main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

func main() {
	if _, err := parser.ParseQuery(&ast.Source{Input: os.Getenv("DOCUMENT")}); err != nil {
		panic(err)
	}
	fmt.Println("gqlparser reads it")
}
GO
	go mod init finding 2> /dev/null
	go get github.com/vektah/gqlparser/v2@v2.5.64 2> log || { cat log; exit 1; }
	go run .

	compile() { # WHAT DOCUMENT
		rm -rf src/__generated__
		printf 'graphql`%s`;\n' "$2" > src/show.js
		local status=0 validated=0
		npx relay-compiler > log 2>&1 || status=$?
		local made; made=$(find src -name '*.graphql.js' | wc -l)
		npx relay-compiler --validate > log.validate 2>&1 || validated=$?
		echo "relay-compiler, $1: exit $status, validate $validated, $made artifact(s)$(grep -q 'Done' log && echo ', "Done."')"
	}
	compile 'with a description' "$DOCUMENT"
	compile 'with a comment' '# How many there are.
query showQuery { count }'
} | tee seen
cat > due <<'TXT'
graphql-js reads it
urql reads it
graphql-core reads it
gqlparser reads it
relay-compiler, with a description: exit 0, validate 0, 0 artifact(s), "Done."
relay-compiler, with a comment: exit 0, validate 0, 1 artifact(s), "Done."
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
