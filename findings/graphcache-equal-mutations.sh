#!/usr/bin/env bash
# Of two equal mutations under way at once, graphcache lets one promise wait for ever.
#
# Packages: @urql/core 6.0.3, @urql/exchange-graphcache 9.0.2, graphql 16.15.0 (npm, Node 20).
# Expected: client.mutation(...).toPromise() settles once the server has answered, whatever else is under way; urql gives each execution of a
#   mutation an identity of its own, so that equal ones are not merged. Without graphcache that is so.
# Seen: both requests are sent and answered. With graphcache the first answer is taken for both, and one of the two promises never settles.
# Means: a button pressed twice, or two widgets that ask for the same change, leave a spinner that never ends. Make the variables differ, by a client
#   mutation id or an extra operation key.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 @urql/core@6.0.3 @urql/exchange-graphcache@9.0.2
cat > show.js <<'JS'
import { Client, fetchExchange, gql } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';

const document = gql`mutation ($points: Int!) { castVote(points: $points) { __typename id points } }`;

async function settledOf(exchanges, same) {
  let requests = 0;
  const fetch = async () => {
    const id = ++requests;
    await new Promise((resolve) => setTimeout(resolve, 50 * id));
    const vote = { __typename: 'Vote', id: String(id), points: 5 };
    return new Response(JSON.stringify({ data: { castVote: vote } }), { headers: { 'content-type': 'application/json' } });
  };
  const client = new Client({ url: 'http://127.0.0.1:9/never-called', preferGetMethod: false, exchanges: [...exchanges, fetchExchange], fetch });
  let settled = 0;
  for (const points of same ? [5, 5] : [5, 4]) void client.mutation(document, { points }).toPromise().then(() => (settled += 1));
  await new Promise((resolve) => setTimeout(resolve, 2000)); // each answer has come after a tenth of a second
  return `${settled} of ${requests}`;
}

const seen = {
  'equal, no cache': await settledOf([], true),
  'different, graphcache': await settledOf([cacheExchange({})], false),
  'equal, graphcache': await settledOf([cacheExchange({})], true),
};
for (const [name, settled] of Object.entries(seen)) console.log(`${name}: ${settled} promises settled`);
const asDescribed = Object.values(seen).join() === '2 of 2,2 of 2,1 of 2';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
