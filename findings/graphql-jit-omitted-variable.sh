#!/usr/bin/env bash
# graphql-jit turns a variable that was left out into null inside an input object, where the field's default is due.
#
# Packages: graphql-jit 0.8.9 and graphql 16.15.0 (npm, run on Node 20).
# Expected: with `input Page { size: Int! = 20, after: String }` and `list(page: {size: $size, after: $after})`, variables left out are as
#   if the fields had not been written: { size: 20 }. GraphQL specification, "Input Objects", "Input Coercion", has this case in its table:
#   a variable that is not provided makes no entry, or takes the field's default. graphql-jit's README, "Support for GraphQL spec",
#   names the edition of June 2018, which has the same table.
# Seen: graphql-js gives the resolver { size: 20 }; the compiled query gives it { size: null, after: null }, also for the field that is Int!.
# Means: code that was typed with a non-null `size` meets null, and "left out" can no longer be told from "set to null", which matters for
#   patches. No error says so. Check for null again where a compiled query may run.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 graphql-jit@0.8.9
cat > show.js <<'JS'
import { buildSchema, execute, parse, validate } from 'graphql';
import { compileQuery } from 'graphql-jit';

const schema = buildSchema(`
  type Query { list(page: Page!): String! }
  input Page { size: Int! = 20, after: String }`);
schema.getQueryType().getFields().list.resolve = (_, { page }) => JSON.stringify(page);
const document = parse('query ($size: Int, $after: String) { list(page: { size: $size, after: $after }) }');
if (validate(schema, document).length) throw new Error('the document should be valid');

const plain = (await execute({ schema, document, variableValues: {} })).data.list;
const compiled = (await compileQuery(schema, document).query({}, {}, {})).data.list;
console.log('graphql-js: ', plain);
console.log('graphql-jit:', compiled);
const asDescribed = plain === '{"size":20}' && compiled === '{"size":null,"after":null}';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
