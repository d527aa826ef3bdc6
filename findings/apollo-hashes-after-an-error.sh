#!/usr/bin/env bash
# Apollo's persisted-query link, turned off by a server that knows no hashes, is turned on again by the next error of any kind.
#
# Packages: @apollo/client 4.3.8, @urql/core 6.0.3, @urql/exchange-persisted 5.0.1, graphql 16.15.0 (npm, Node 20).
# Expected: one request by hash, refused with PersistedQueryNotSupported, and then documents only. The description of the option `disable` of
#   PersistedQueryLink: it decides whether persisted queries are off for all future requests of the session, and does so on that error.
# Seen: so it is until any answer has errors, say a field that this user may not read: `disable` is asked about that one too, says no, and the
#   next request goes out as a hash again, is refused and is sent once more. @urql/exchange-persisted stays off.
# Means: with a server that has no persisted queries, every ordinary error costs one useless round trip later, and a budget of requests or an
#   alarm for refused hashes sees them forever. Give a `disable` of your own that remembers its yes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @apollo/client@4.3.8 rxjs@7.8.2 @urql/core@6.0.3 @urql/exchange-persisted@5.0.1 graphql@16.15.0
cat > show.js <<'JS'
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { parse } from 'graphql';

let requests = [];
const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { query, extensions } = JSON.parse(body);
  const hash = extensions?.persistedQuery && !query;
  requests.push(hash ? 'hash' : 'document');
  const answer = hash ? { errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }] }
    : query.includes('secret') ? { data: { secret: null }, errors: [{ message: 'You may not read this.', path: ['secret'] }] } : { data: { name: 'Ada' } };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const apollo = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri: url })]) });
const urql = new Client({ url, preferGetMethod: false, requestPolicy: 'network-only',
  exchanges: [persistedExchange({ preferGetForPersistedQueries: false, generateHash: async (text) => sha256(text) }), fetchExchange] });
const clients = {
  Apollo: (text) => apollo.query({ query: parse(text), fetchPolicy: 'network-only', errorPolicy: 'all' }),
  urql: (text) => urql.query(text, {}).toPromise(),
};
const seen = [];
for (const [name, ask] of Object.entries(clients)) {
  for (const text of ['query A { name }', 'query B { name }', 'query C { secret }', 'query D { name }', 'query E { name }']) {
    requests = [];
    await ask(text);
    seen.push(`${name}, ${text}: ${requests.join(', ')}`);
    console.log(seen.at(-1));
  }
}
const due = ['Apollo, query A { name }: hash, document', 'Apollo, query B { name }: document', 'Apollo, query C { secret }: document',
  'Apollo, query D { name }: hash, document', 'Apollo, query E { name }: document', 'urql, query A { name }: hash, document',
  'urql, query B { name }: document', 'urql, query C { secret }: document', 'urql, query D { name }: document', 'urql, query E { name }: document'];
const asDescribed = JSON.stringify(seen) === JSON.stringify(due);
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
timeout 60 node show.js
