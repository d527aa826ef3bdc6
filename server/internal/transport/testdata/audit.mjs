// Runs the audits of the npm package graphql-http against the URL given, and prints those that don't pass.
// Usage: node audit.mjs <directory with node_modules> <url>
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [directory, url] = process.argv.slice(2);
const { auditServer } = createRequire(pathToFileURL(join(directory, 'package.json')))('graphql-http');

const results = await auditServer({ url });
for (const { id, name, status, reason } of results) {
  if (status !== 'ok') console.log(`${id} ${name}: ${status}: ${reason}`);
}
console.log(`${results.filter(({ status }) => status === 'ok').length} of ${results.length} audits pass`);
process.exitCode = results.every(({ status }) => status === 'ok') ? 0 : 1;
