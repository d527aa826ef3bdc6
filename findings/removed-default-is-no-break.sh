#!/usr/bin/env bash
# Taking away the default of a required argument breaks every client that relied on it, and no checker calls it a breaking change.
#
# Packages: graphql 16.15.0 (findBreakingChanges, findDangerousChanges), @graphql-inspector/core 8.0.0 (npm, Node 20).
# Expected: `first: Int! = 20` changed to `first: Int!` is breaking, for an argument and for an input field: the specification ("Required
#   Arguments", "Input Object Required Fields") makes it required by that. graphql-js documents findBreakingChanges as returning all kinds
#   of breaking changes between two schemas. The same goes for adding @oneOf to an input object, which forbids values that were valid.
# Seen: for the argument graphql-js says "dangerous", for the input field and for @oneOf it reports nothing at all. The inspector says
#   "dangerous" to the first two and sees only @oneOf as breaking.
# Means: a contract check that fails on "breaking" lets such a change through. Fail on a changed default of a non-null argument or field by a
#   rule of your own, or validate the documents of released clients against the new schema, which does find it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 @graphql-inspector/core@8.0.0
cat > show.js <<'JS'
import { diff } from '@graphql-inspector/core';
import { buildSchema, findBreakingChanges, findDangerousChanges, parse, validate } from 'graphql';

const changes = {
  argument: ['type Query { list(first: Int! = 20): Int }', 'type Query { list(first: Int!): Int }', '{ list }'],
  'input field': ['type Query { list(page: Page): Int } input Page { first: Int! = 20 }',
    'type Query { list(page: Page): Int } input Page { first: Int! }', '{ list(page: {}) }'],
  '@oneOf': ['type Query { list(by: By): Int } input By { id: ID name: String }',
    'type Query { list(by: By): Int } input By @oneOf { id: ID name: String }', '{ list(by: { id: "1", name: "a" }) }'],
};
const seen = {};
for (const [name, [before, after, request]] of Object.entries(changes)) {
  const [a, b] = [buildSchema(before), buildSchema(after)];
  const broken = !validate(a, parse(request)).length && validate(b, parse(request)).length > 0;
  const inspector = (await diff(a, b)).map((c) => c.criticality.level);
  const js = findBreakingChanges(a, b).length ? 'BREAKING' : findDangerousChanges(a, b).length ? 'DANGEROUS' : 'nothing';
  seen[name] = [broken, js, inspector.join()].join(' ');
  console.log(`${name}: ${request} was valid and is refused: ${broken}; graphql-js: ${js}; inspector: ${inspector}`);
}
const asDescribed = seen.argument === 'true DANGEROUS DANGEROUS' && seen['input field'] === 'true nothing DANGEROUS' && seen['@oneOf'] === 'true nothing BREAKING';
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
