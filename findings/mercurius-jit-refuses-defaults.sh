#!/usr/bin/env bash
# Mercurius with jit answers a valid request a few times, then refuses the same request for good.
#
# Packages: mercurius 16.10.1 with fastify 5.12.8 and graphql 16.15.0 (npm, run on Node 20). Its jit is graphql-jit.
# Expected: the same answer at any count. The option `jit` ("Plugin options") is described as the minimum number of executions after which a
#   query is compiled, a matter of speed. Defaults of variables and of input fields apply when a value is left out (GraphQL specification,
#   "Coercing Variable Values" and "Input Objects: Input Coercion").
# Seen: `query ($n: Int! = 7)` without variables, and `$page: Page!` given {} where the only required field has a default, are answered while
#   graphql-js executes them. Once compiled, both are refused with an error: "... of required type "Int!" was not provided".
# Means: a smoke test that sends each operation once does not see it; production does, after warm-up. Send variables with a default
#   explicitly, or make such inputs nullable, or leave jit off.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 fastify@5.12.8 mercurius@16.10.1
cat > show.js <<'JS'
import Fastify from 'fastify';
import mercurius from 'mercurius';

const schema = `
  type Query { first(n: Int!): Int!  size(page: Page!): Int! }
  input Page { size: Int! = 20 }`;
const resolvers = { Query: { first: (_, { n }) => n, size: (_, { page }) => page.size } };
const app = Fastify();
app.register(mercurius, { schema, resolvers, jit: 1 });
await app.ready();

async function ask(query, variables) {
  const reply = await app.inject({ method: 'POST', url: '/graphql', payload: { query, variables } });
  const { data, errors } = reply.json();
  return errors ? `${reply.statusCode} ${errors[0].message}` : JSON.stringify(data);
}

let asDescribed = true;
for (const [query, variables, due] of [
  ['query ($n: Int! = 7) { first(n: $n) }', {}, '{"first":7}'],
  ['query ($page: Page!) { size(page: $page) }', { page: {} }, '{"size":20}'],
]) {
  console.log(query, JSON.stringify(variables));
  const answers = [];
  for (let i = 1; i <= 4; i++) {
    answers.push(await ask(query, variables));
    console.log(`  ${i}: ${answers.at(-1)}`);
  }
  asDescribed &&= answers[0] === due && /was not provided/.test(answers[3]);
}
await app.close();
console.log(asDescribed ? 'as described' : 'CHANGED');
process.exit(asDescribed ? 0 : 1);
JS
node show.js
