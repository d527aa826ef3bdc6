#!/usr/bin/env bash
# A GraphQL event stream that ends without "complete" is a normal end for urql and an error for graphql-sse.
#
# Packages: @urql/core 6.0.3, graphql-sse 2.6.1, graphql 16.15.0 (npm, Node 20).
# Expected: an error in both. The protocol (GraphQL over SSE, "Distinct connections mode") says that the server sends the event "complete" when
#   the operation is over, so a response that ends before it was cut off, by a proxy's time limit or a restart, say.
# Seen: graphql-sse reports "Connection closed while having active streams", and by default connects again. urql gives the last result once
#   more with hasNext: false and no error, just as after "complete", and does not connect again. When the cut falls inside an event, urql
#   drops the half without a word.
# Means: with urql, a live page stands still after the first time limit on the way, with no error to show. Treat hasNext: false of a
#   subscription that should not end as a cut, and subscribe again; have the server send a last event that says it means to end.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 @urql/core@6.0.3 graphql-sse@2.6.1
cat > show.js <<'JS'
import { once } from 'node:events';
import http from 'node:http';
import { Client, fetchExchange } from '@urql/core';
import { parse } from 'graphql';
import { createClient } from 'graphql-sse';

const next = (n) => `event: next\ndata: {"data":{"n":${n}}}\n\n`;
const streams = {
  complete: next(1) + next(2) + 'event: complete\ndata:\n\n',
  'cut-between-events': next(1) + next(2),
  'cut-inside-an-event': next(1) + next(2).slice(0, -6),
};
const requests = {};
const server = http.createServer((request, response) => {
  const name = request.url.slice(1);
  requests[name] = (requests[name] ?? 0) + 1;
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(streams[name]);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = (name) => `http://127.0.0.1:${server.address().port}/${name}`;

const urql = (name) => new Promise((resolve) => {
  const seen = [];
  const client = new Client({ url: url(name), fetchSubscriptions: true, preferGetMethod: false, exchanges: [fetchExchange] });
  client.subscription(parse('subscription { n }'), {}).subscribe(({ data, error, hasNext }) => {
    seen.push(error ? 'error' : data.n);
    if (!hasNext) resolve([...seen, 'end'].join(' '));
  });
});
const sse = (name) => new Promise((resolve) => {
  const seen = [];
  createClient({ url: url(name), retryAttempts: 0 }).subscribe({ query: 'subscription { n }' },
    { next: ({ data }) => seen.push(data.n), error: () => resolve([...seen, 'error'].join(' ')), complete: () => resolve([...seen, 'end'].join(' ')) });
});

const due = { complete: ['1 2 2 end', '1 2 end'], 'cut-between-events': ['1 2 2 end', '1 2 error'], 'cut-inside-an-event': ['1 1 end', '1 error'] };
let asDescribed = true;
for (const name of Object.keys(streams)) {
  const u = await urql(name);
  const once = requests[name] === 1;
  const s = await sse(name);
  console.log(`${name}: urql ${u}${once ? '' : ' (asked again)'}; graphql-sse ${s}`);
  asDescribed &&= once && u === due[name][0] && (s === due[name][1] || s === 'error' && due[name][1].endsWith('error'));
}
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
timeout 60 node show.js
