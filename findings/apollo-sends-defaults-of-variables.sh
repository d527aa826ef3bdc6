#!/usr/bin/env bash
# Apollo Client sends the defaults that a document gives its variables, and can change one on the way.
#
# Packages: @apollo/client 4.3.8, @urql/core 6.0.3, graphql 16.15.0 (npm, Node 20).
# Expected: variables that the caller left out are left out of the request, and the server takes the default from the document, as the GraphQL
#   specification says ("Coercing Variable Values"). Apollo's page "Queries", "Variables", says nothing else.
# Seen: urql sends {}. Apollo sends every default as a value, of input objects too, and null for a default of null. It reads numbers as
#   JavaScript does: the default 9007199254740993 of an ID is sent as 9007199254740992, so one document finds two projects by client.
# Means: a list of trusted documents doesn't fix what its defaults are, logs of variables differ by client for the same call, and a cache by
#   document and variables keeps two entries. Write a long id as a string in the document ("9007199254740993").
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 rxjs@7.8.2 @apollo/client@4.3.8 @urql/core@6.0.3
cat > show.js <<'JS'
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { buildSchema, graphql, parse } from 'graphql';

const schema = buildSchema(`
  type Query { project(id: ID, order: Order, page: Page, after: String): String }
  enum Order { NEWEST OLDEST }
  input Page { first: Int }`);
const rootValue = { project: ({ id }) => `project ${id}` };
const document = parse(`query ($id: ID = 9007199254740993, $order: Order = NEWEST, $page: Page = { first: 20 }, $after: String = null) {
  project(id: $id, order: $order, page: $page, after: $after) }`);
const url = 'http://127.0.0.1:9/never-called';

const sent = {};
const server = (name) => async (_url, init) => {
  const { query: source, variables: variableValues } = JSON.parse(init.body);
  sent[name] = JSON.stringify(variableValues);
  return new Response(JSON.stringify(await graphql({ schema, rootValue, source, variableValues })), { headers: { 'content-type': 'application/json' } });
};
const apollo = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url, fetch: server('apollo') }) });
const urql = new Client({ url, preferGetMethod: false, exchanges: [fetchExchange], fetch: server('urql') });
const a = (await apollo.query({ query: document })).data.project;
const u = (await urql.query(document, {}).toPromise()).data.project;
console.log(`Apollo sends ${sent.apollo}: ${a}`);
console.log(`urql sends ${sent.urql}: ${u}`);
const asDescribed = sent.urql === '{}' && u === 'project 9007199254740993' && a === 'project 9007199254740992'
  && sent.apollo === '{"id":9007199254740992,"order":"NEWEST","page":{"first":20},"after":null}';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
