#!/usr/bin/env bash
# Two normalized caches keep an argument of null and an argument left out in one record; the third keeps two.
#
# Packages: @urql/core 6.0.3 with @urql/exchange-graphcache 9.0.2, relay-runtime 21.0.1, @apollo/client 4.3.8, graphql 16.15.0 (npm, Node 20).
# Expected: two entries in each. The GraphQL specification ("Null Value") says that null given and no value given are semantically different,
#   and each cache's page on normalization says that a field is stored by its name and arguments.
# Seen: Apollo stores and fetches `projects` and `projects(state: null)` apart. Graphcache answers the second from the first, without a
#   request. Relay's storage key for both is "projects".
# Means: with a schema like `projects(state: State = OPEN)`, where null stands for "of any state", a page that asks for null shows the open
#   ones from the cache. Give such a meaning a value of its own, an enum value such as ANY, rather than null.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 rxjs@7.8.2 @urql/core@6.0.3 @urql/exchange-graphcache@9.0.2 relay-runtime@21.0.1 @apollo/client@4.3.8
cat > show.js <<'JS'
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { parse } from 'graphql';
import relay from 'relay-runtime';

const url = 'http://127.0.0.1:9/never-called';
const document = parse('query ($state: State) { projects(state: $state) { id } }');
// A server for which null means any state and nothing means the open ones.
const server = (count) => async (_url, init) => {
  count();
  const any = 'state' in JSON.parse(init.body).variables;
  const projects = (any ? ['1', '2'] : ['1']).map((id) => ({ __typename: 'Project', id }));
  return new Response(JSON.stringify({ data: { projects } }), { headers: { 'content-type': 'application/json' } });
};

async function graphcache() {
  let requests = 0;
  const client = new Client({ url, preferGetMethod: false, fetch: server(() => requests++), exchanges: [cacheExchange(), fetchExchange] });
  await client.query(document, {}).toPromise();
  const { data } = await client.query(document, { state: null }).toPromise();
  return [requests, data.projects.length];
}

async function apollo() {
  let requests = 0;
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, fetch: server(() => requests++) }) });
  await client.query({ query: document, variables: {} });
  const { data } = await client.query({ query: document, variables: { state: null } });
  return [requests, data.projects.length];
}

const field = { kind: 'LinkedField', name: 'projects', args: [{ kind: 'Variable', name: 'state', variableName: 'state' }] };
const keys = [{ state: undefined }, { state: null }, { state: 'OPEN' }].map((variables) => relay.getStorageKey(field, variables));

const u = await graphcache();
const a = await apollo();
console.log(`graphcache: ${u[0]} request(s); null shows ${u[1]} project(s)`);
console.log(`Apollo:     ${a[0]} request(s); null shows ${a[1]} project(s)`);
console.log(`Relay:      left out ${keys[0]}, null ${keys[1]}, OPEN ${keys[2]}`);
const asDescribed = u.join() === '1,1' && a.join() === '2,2' && keys[0] === keys[1] && keys[1] !== keys[2];
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
