#!/usr/bin/env bash
# TanStack Router reads an id in the search part of a link as a number where it can, and writes another id back.
#
# Package: @tanstack/router-core 1.171.39 (npm, Node 20).
# Expected: a search parameter that the app treats as text survives being read and written. The guide "Search Params" says that values are
#   parsed as JSON where they are JSON, and that numbers and booleans keep their type; the text of a link from elsewhere is not mentioned.
# Seen: ?id=12e5 (an abbreviated commit, say) is read as 1200000 and written as ?id=1200000; ?id=9007199254740993 and a 20-digit id come back
#   changed in their last digits; ?v=1.10 becomes 1.1. ?id=007 and ?id=0x10, which are no JSON, stay as they are.
# Means: converting to text in validateSearch is too late, the digits are gone by then. Links that others make (forms, mails, other
#   services) need quotes around such values (?id=%2212e5%22), or the router a parseSearch that leaves those parameters alone.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @tanstack/router-core@1.171.39
cat > show.js <<'JS'
import { defaultParseSearch, defaultStringifySearch } from '@tanstack/router-core';

const due = { '12e5': '1200000', '9007199254740993': '9007199254740992', '12345678901234567890': '12345678901234567000', '1.10': '1.1', '007': '007', '0x10': '0x10' };
let asDescribed = true;
for (const [id, after] of Object.entries(due)) {
  const search = defaultParseSearch(`?id=${id}`);
  const link = defaultStringifySearch({ id: search.id });
  console.log(`?id=${id}: read as ${JSON.stringify(search.id)}, written as ${link}; as text first: ${String(search.id)}`);
  asDescribed &&= link === `?id=${after}` && String(search.id) === after;
}
asDescribed &&= defaultParseSearch('?id=%2212e5%22').id === '12e5';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
