// Fails when a text of the source is missing from the catalogs, or lacks a translation. `npm run messages` adds the texts.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const catalogs = () =>
  readdirSync('src', { recursive: true })
    .filter((name) => /locales\/\w+\.po$/.test(name))
    .map((name) => [name, readFileSync(join('src', name), 'utf8')]);

const withoutDate = (catalog) => catalog.replace(/^"POT-Creation-Date.*\n/m, '');
const untranslated = (catalog) => /^msgstr ""\n(?!")/m.test(catalog.slice(catalog.indexOf('\n\n')));

const before = new Map(catalogs());
execFileSync('npx', ['lingui', 'extract', '--clean'], { stdio: 'ignore' });
const problems = catalogs().flatMap(([name, content]) => [
  ...(withoutDate(before.get(name) ?? '') === withoutDate(content) ? [] : [`${name} was stale; it is up to date now`]),
  ...(untranslated(content) ? [`${name} has texts without a translation`] : []),
]);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
