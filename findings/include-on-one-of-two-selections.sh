#!/usr/bin/env bash
# A field behind @include is typed as always there if the object around it is also selected without the condition.
#
# Packages: @graphql-codegen/client-preset 6.2.0 (cli 7.4.3), gql.tada 1.11.3, relay-compiler 21.0.1, graphql 16.15.0, typescript 6.0.3 (npm,
#   Node 20).
# Expected: of `owner { id } owner @include(if: $full) { name }` the type of name is optional, as it is in all three for `owner { id name
#   @include(if: $full) }`. GraphQL specification, "Field Collection" and "Merging Selection Sets": a selection whose condition is false
#   adds nothing, and the selections that remain are merged, so owner is there with its id alone. A field that one selection asks for
#   without a condition is always there.
# Seen: client-preset and gql.tada type name as a string. With the condition on an inline fragment around owner, gql.tada has two
#   alternatives, which is right, and client-preset still has a string. Relay has it right each time. The other way round, a title asked for
#   both with and without a condition is optional in client-preset, although the server always sends it.
# Means: a page that shows half of an object at first and merges the rest in later compiles under `strict` and reads undefined. Put the
#   condition on the field itself, or in a fragment of its own that is masked.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --legacy-peer-deps graphql@16.15.0 typescript@6.0.3 @graphql-codegen/cli@7.4.3 \
  @graphql-codegen/client-preset@6.2.0 relay-compiler@21.0.1 gql.tada@1.11.3

mkdir documents relay tada use
echo 'type Query { project: Project! } type Project { id: ID! title: String! owner: Owner! } type Owner { id: ID! name: String! }' > schema.graphql
cat > cases <<'TXT'
alone owner.name project { owner { id name @include(if: $full) } }
merged owner.name project { owner { id } owner @include(if: $full) { name } }
fragment owner.name project { owner { id } ... @include(if: $full) { owner { name } } }
always title project { title @include(if: $full) ... on Project { title } }
TXT
echo "import { graphql } from 'gql.tada';" > tada/q.ts
while read -r name path selection; do
  query="query ${name}Query(\$full: Boolean!) { $selection }"
  echo "$query" > "documents/$name.graphql"
  echo "graphql\`$query\`;" > "relay/$name.ts"
  echo "export const $name = graphql(\`$query\`);" >> tada/q.ts
  # Each of these compiles only if the tool says that the field is always a string.
  read="export const read = (data: T): string => data.project.$path;"
  echo "import type { ${name^}QueryQuery as T } from '../preset/graphql'; $read" > "use/preset-$name.ts"
  echo "import type { ${name}Query\$data as T } from '../relay/__generated__/${name}Query.graphql'; $read" > "use/relay-$name.ts"
  echo "import type { ResultOf } from 'gql.tada'; import { $name } from '../tada/q'; type T = ResultOf<typeof $name>; $read" > "use/tada-$name.ts"
done < cases
cat > tsconfig.json <<'JSON'
{ "compilerOptions": { "strict": true, "noEmit": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "skipLibCheck": true,
    "types": [], "plugins": [{ "name": "gql.tada/ts-plugin", "schema": "./schema.graphql", "tadaOutputLocation": "./tada/env.d.ts" }] },
  "include": ["tada", "use"] }
JSON
echo '{"src":"./relay","schema":"./schema.graphql","language":"typescript"}' > relay.config.json
npx relay-compiler > log 2>&1 || { cat log; exit 1; }
npx gql.tada generate-output > log 2>&1 || { cat log; exit 1; }
cat > show.js <<'JS'
import { readFileSync } from 'node:fs';
import { generate } from '@graphql-codegen/cli';
import { buildSchema, graphql } from 'graphql';
import ts from 'typescript';

await generate({ schema: 'schema.graphql', documents: 'documents/*.graphql', silent: true, generates: { 'preset/': { preset: 'client' } } }, true);
const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, '.');
const program = ts.createProgram(fileNames, options);
const wrong = new Set(), other = [];
for (const { file, code, messageText } of ts.getPreEmitDiagnostics(program)) {
  const name = /use\/(\S+)\.ts$/.exec(file?.fileName ?? '')?.[1];
  // Not assignable to string, and no such property in one of the alternatives.
  if (name && (code === 2322 || code === 2339)) wrong.add(name);
  else other.push(code, ts.flattenDiagnosticMessageText(messageText, ' '));
}
if (other.length) throw new Error(other.join(' '));
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const project = { id: 1, title: 'Bridge', owner: { id: 2, name: 'Ada' } };
for (const name of ['alone', 'merged', 'fragment', 'always']) {
  const source = readFileSync(`documents/${name}.graphql`, 'utf8');
  const { data, errors } = await graphql({ schema, source, rootValue: { project }, variableValues: { full: false } });
  if (errors) throw errors[0];
  const types = ['preset', 'tada', 'relay'].map((tool) => `${tool} ${wrong.has(`${tool}-${name}`) ? 'perhaps' : 'always'}`);
  console.log(`${name}: the server sends ${JSON.stringify(data.project)}; there according to the types: ${types.join(', ')}`);
}
JS
node show.js | tee seen
cat > due <<'TXT'
alone: the server sends {"owner":{"id":"2"}}; there according to the types: preset perhaps, tada perhaps, relay perhaps
merged: the server sends {"owner":{"id":"2"}}; there according to the types: preset always, tada always, relay perhaps
fragment: the server sends {"owner":{"id":"2"}}; there according to the types: preset always, tada perhaps, relay perhaps
always: the server sends {"title":"Bridge"}; there according to the types: preset perhaps, tada always, relay always
TXT
diff due seen && echo 'as described' || { echo CHANGED; exit 1; }
