// Fails when schema.graphqls breaks what clients of the published contract rely on, unless the exception is written down. With `publish`
// it makes the contract of today the published one, and the documents of the app as it is built those of the last release.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const file = (path) => join(import.meta.dirname, '..', '..', path);
const current = file('schema.graphqls');
const published = file('client/published.graphqls');
const documents = file('web/dist/.trusted-documents.json');
const released = file('web/documents/released.json');
const exceptions = file('client/breaking-changes.json');

/**
 * What is wrong with the step from one contract to another: breaking changes without a reason in `reasons` (`{"FIELD_REMOVED Viewer.name": "…"}`),
 * and reasons for what does not happen.
 */
export async function problems(before, after, reasons) {
  const changes = await diff(buildSchema(before), buildSchema(after));
  const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
  const named = new Map(breaking.map((change) => [`${change.type} ${change.path}`, change.message]));
  return [
    ...[...named].filter(([name]) => !reasons[name]?.trim()).map(([name, message]) => `${name}: ${message}`),
    ...Object.keys(reasons)
      .filter((name) => !named.has(name))
      .map((name) => `${name}: there is a reason for it, and no such change`),
  ];
}

async function run() {
  if (process.argv.includes('publish')) {
    writeFileSync(published, readFileSync(current));
    writeFileSync(exceptions, '{}\n');
    copyFileSync(documents, released);
    return;
  }
  const [before, after, reasons] = [published, current, exceptions].map((path) => readFileSync(path, 'utf8'));
  const found = await problems(before, after, JSON.parse(reasons));
  for (const problem of found) console.error(problem);
  if (found.length === 0) return;
  console.error(
    '\nClients of the published contract would break. Keep what they use, or write into client/breaking-changes.json why not:',
  );
  console.error('  { "FIELD_REMOVED Viewer.name": "the reason, and what clients do instead" }');
  process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await run();
