#!/usr/bin/env bash
# urql reads an event stream only if its lines end in a bare line feed and each event's data is on one line.
#
# Packages: @urql/core 6.0.3, graphql-sse 2.6.1, eventsource 4.1.1, graphql 16.15.0 (npm, Node 20).
# Expected: any stream of the HTML standard is read ("Server-sent events", "Parsing an event stream"): lines end in LF, CRLF or CR, and data on
#   several lines is joined. urql's page "Subscriptions" says of `fetchSubscriptions` that it takes GraphQL over SSE.
# Seen: graphql-sse's client and the eventsource package read all four streams alike. urql reads only the one with LF and one data line: for
#   CRLF and CR it reports "[Network] No Content", for data on two lines "[Network] Unexpected end of JSON input".
# Means: servers of other languages whose writers end lines in CRLF, and those that print JSON indented, work with every client but urql. A
#   server that urql reads should write LF and compact JSON, and no proxy should rewrite the stream.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 @urql/core@6.0.3 graphql-sse@2.6.1 eventsource@4.1.1
cat > show.js <<'JS'
import { once } from 'node:events';
import http from 'node:http';
import { Client, fetchExchange } from '@urql/core';
import { EventSource } from 'eventsource';
import { parse } from 'graphql';
import { createClient } from 'graphql-sse';

const stream = (end, ...data) => ['event: next', ...data.map((d) => `data: ${d}`), '', 'event: complete', 'data:', '', ''].join(end);
const streams = {
  LF: stream('\n', '{"data":{"n":1}}'),
  CRLF: stream('\r\n', '{"data":{"n":1}}'),
  CR: stream('\r', '{"data":{"n":1}}'),
  'two data lines': stream('\n', '{"data":', '{"n":1}}'),
};
const server = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(streams[decodeURIComponent(request.url.slice(1))]);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = (name) => `http://127.0.0.1:${server.address().port}/${encodeURIComponent(name)}`;

const urql = (name) => new Promise((resolve) => {
  const client = new Client({ url: url(name), fetchSubscriptions: true, preferGetMethod: false, exchanges: [fetchExchange] });
  client.subscription(parse('subscription { n }'), {}).subscribe(({ data, error }) => resolve(error ? error.message : data.n));
});
const sse = (name) => new Promise((resolve) => {
  createClient({ url: url(name), retryAttempts: 0 }).subscribe({ query: 'subscription { n }' },
    { next: ({ data }) => resolve(data.n), error: (e) => resolve(String(e)), complete() {} });
});
const eventsource = (name) => new Promise((resolve) => {
  const source = new EventSource(url(name));
  source.addEventListener('next', ({ data }) => { source.close(); resolve(JSON.parse(data).data.n); });
});

let asDescribed = true;
for (const name of Object.keys(streams)) {
  const [u, s, e] = [await urql(name), await sse(name), await eventsource(name)];
  console.log(`${name}: urql ${u}; graphql-sse ${s}; eventsource ${e}`);
  asDescribed &&= s === 1 && e === 1 && (name === 'LF' ? u === 1 : String(u).startsWith('[Network]'));
}
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
timeout 60 node show.js
