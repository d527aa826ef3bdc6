#!/usr/bin/env bash
# Relay sends null for every variable that the caller left out.
#
# Packages: relay-compiler 21.0.1, relay-runtime 21.0.1, graphql 16.15.0 (npm, Node 20).
# Expected: fetchQuery(environment, query, {}) sends {}. Variables left out are left out on the wire, as in the examples of Relay's page
#   "Variables", and as urql and Apollo Client do. The GraphQL specification ("Coercing Variable Values", "Coercing Field Arguments") gives
#   that a meaning: an argument whose variable is not provided takes its default, one whose variable is null is null.
# Seen: {"first":null,"state":null} is sent. With `projects(first: Int = 20, state: State = OPEN)` the resolver gets null twice, where the
#   same call by another client gets 20 and OPEN.
# Means: a default of an argument never reaches a Relay client that passes the argument by a nullable variable without a default of its own.
#   A server should let null of an optional argument mean its default, or say what else it means; a client can give the variable a default.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 relay-compiler@21.0.1 relay-runtime@21.0.1
mkdir src
cat > schema.graphql <<'GQL'
type Query { projects(first: Int = 20, state: State = OPEN): String! }
enum State { OPEN CLOSED }
GQL
cat > src/show.js <<'JS'
graphql`query showQuery($first: Int, $state: State) { projects(first: $first, state: $state) }`;
JS
echo '{"src":"./src","schema":"./schema.graphql","language":"javascript","eagerEsModules":false}' > relay.config.json
npx relay-compiler > log 2>&1 || { cat log; exit 1; }
cat > show.js <<'JS'
const { readFileSync } = require('node:fs');
const { buildSchema, graphql } = require('graphql');
const { Environment, Network, RecordSource, Store, fetchQuery } = require('relay-runtime');

// The artifact is a module of the app's kind; what it exports is called node.
const artifact = readFileSync('src/__generated__/showQuery.graphql.js', 'utf8').replaceAll(/\/\*::[^]*?\*\//g, '');
const query = new Function('module', artifact.replace('export default node', 'module.exports = node') + '; return node;')({});
const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const rootValue = { projects: ({ first, state }) => `first ${first}, state ${state}` };

let sent;
async function network({ text }, variables) {
  sent = JSON.stringify(variables);
  return graphql({ schema, rootValue, source: text, variableValues: variables });
}
async function main() {
  const environment = new Environment({ store: new Store(new RecordSource()), network: Network.create(network) });
  const relay = (await fetchQuery(environment, query, {}).toPromise()).projects;
  const plain = (await graphql({ schema, rootValue, source: query.params.text, variableValues: {} })).data.projects;
  console.log(`Relay, called with {}: sends ${sent}; the resolver gets ${relay}`);
  console.log(`variables {} as they are: the resolver gets ${plain}`);
  const asDescribed = sent === '{"first":null,"state":null}' && relay === 'first null, state null' && plain === 'first 20, state OPEN';
  console.log(asDescribed ? 'as described' : 'CHANGED');
  process.exit(asDescribed ? 0 : 1);
}
main();
JS
node show.js
