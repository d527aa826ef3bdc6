#!/usr/bin/env bash
# Four build tools that list an app's documents give one operation four names and four texts.
#
# Packages: @graphql-codegen/cli 7.4.3 with client-preset 6.2.0; relay-compiler 21.0.1; @apollo/generate-persisted-query-manifest 1.4.0;
#   gql.tada 1.11.3; graphql 16.15.0 (npm, run on Node 20).
# Expected: all four write "the hash of the operation" (client-preset, option hashAlgorithm, SHA-256 unless set
#   otherwise; Relay, "Persisted Queries"; Apollo, "Generate operation manifests"; gql.tada, "Persisted Documents"), so that with the same
#   algorithm a server can take one tool's list for another's.
# Seen: client-preset names with "sha256:" and a hash of a one-line text with definitions and fields in alphabetical order, so not the text
#   that its own generated document prints. Apollo names with bare SHA-256 of a text with __typename. Relay names with MD5 of a text with an
#   id in every object and a trailing line break. gql.tada prints the text but takes as name whatever string is written in the source,
#   unverified. Only the sets of fields agree, and not even those with Relay and Apollo.
# Means: a server of trusted documents must read each list in its own format, and compare documents by what they select, not by hash;
#   one hash function in the server cannot verify them all.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --legacy-peer-deps graphql@16.15.0 typescript@6.0.3 @graphql-codegen/cli@7.4.3 \
  @graphql-codegen/client-preset@6.2.0 relay-compiler@21.0.1 @apollo/client@4.3.8 rxjs@7.8.2 @apollo/generate-persisted-query-manifest@1.4.0 gql.tada@1.11.3

mkdir documents relay tada
cat > schema.graphql <<'GQL'
type Query { project(id: ID!): Project }
type Project { id: ID! title: String! owner: Owner! }
type Owner { id: ID! name: String! }
GQL
cat > documents/p.graphql <<'GQL'
query pQuery($id: ID!) { project(id: $id) { ...p_T id } }
fragment p_T on Project { title owner { name } }
GQL
{ echo 'graphql`'; sed -n 1p documents/p.graphql; echo '`; graphql`'; sed -n 2p documents/p.graphql; echo '`;'; } > relay/p.js
cat > tada/p.ts <<'TS'
import { graphql } from 'gql.tada';
const T = graphql(`fragment p_T on Project { title owner { name } }`);
const P = graphql(`query pQuery($id: ID!) { project(id: $id) { ...p_T id } }`, [T]);
export const persisted = graphql.persisted('any name at all', P);
TS
cat > tsconfig.json <<'JSON'
{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "skipLibCheck": true,
    "plugins": [{ "name": "gql.tada/ts-plugin", "schema": "./schema.graphql", "tadaOutputLocation": "./tada/env.d.ts",
      "tadaPersistedLocation": "./tada.json" }] },
  "include": ["tada"] }
JSON
cat > manifest.config.mjs <<'JS'
export default { documents: ['documents/*.graphql'], output: 'apollo.json' };
JS
echo '{"src":"./relay","schema":"./schema.graphql","language":"javascript","persistConfig":{"file":"relay.json"}}' > relay.config.json
echo '{}' > relay.json

npx relay-compiler > log 2>&1 || { cat log; exit 1; }
npx generate-persisted-query-manifest --config manifest.config.mjs > log 2>&1 || { cat log; exit 1; }
npx gql.tada generate-output > log 2>&1 && npx gql.tada generate-persisted > log 2>&1 || { cat log; exit 1; }
cat > show.js <<'JS'
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generate } from '@graphql-codegen/cli';
import { parse, print } from 'graphql';

await generate({ schema: 'schema.graphql', documents: 'documents/*.graphql', silent: true,
  generates: { 'preset/': { preset: 'client', presetConfig: { persistedDocuments: true } } } }, true);
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const first = (file) => Object.entries(json(file))[0];
const hash = (algorithm, text) => createHash(algorithm).update(text).digest('hex');

const [presetName, presetText] = first('preset/persisted-documents.json');
const [relayName, relayText] = first('relay.json');
const [tadaName, tadaText] = first('tada.json');
const { id: apolloName, body: apolloText } = json('apollo.json').operations[0];
const list = { preset: [presetName, presetText], apollo: [apolloName, apolloText], relay: [relayName, relayText], tada: [tadaName, tadaText] };
for (const [tool, [name, text]] of Object.entries(list)) console.log(`${tool}\n  name ${name}\n  text ${JSON.stringify(text)}`);

const normal = (text) => print(parse(text));
const facts = {
  'client-preset: prefix and SHA-256 of its own text': presetName === 'sha256:' + hash('sha256', presetText),
  'client-preset: not the text as graphql-js prints it': presetText !== normal(presetText),
  'client-preset: fields in alphabetical order': presetText.includes('{ id ...p_T }') && presetText.includes('{ owner { name } title }'),
  'Apollo: bare SHA-256, with __typename': apolloName === hash('sha256', apolloText) && apolloText.includes('__typename'),
  'Relay: MD5, with an id in owner': relayName === hash('md5', relayText) && /owner {\s+name\s+id/.test(relayText),
  'gql.tada: the name from the source': tadaName === 'any name at all',
  'four texts differ even when printed alike': new Set(Object.values(list).map(([, text]) => normal(text))).size === 4,
};
for (const [fact, holds] of Object.entries(facts)) console.log(holds ? 'holds  ' : 'CHANGED', fact);
process.exit(Object.values(facts).every(Boolean) ? 0 : 1);
JS
node show.js
