// Checks which folders of web/ and infra/ import which: imports run one way, and none leaves its top folder. `make check` runs it.
//
// What web/ and infra/ take from elsewhere they read as files, never as modules: web/ reads schema.graphqls, the published contract in
// client/ and the test data in graph/testdata (web/codegen.ts, web/scripts), and its browser tests run commands of the whole repository;
// infra/ takes the functions that `make lambdas` puts into bin/lambda. The exception is test data that both sides are held to.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';

const repository = join(import.meta.dirname, '..');
const ts = createRequire(join(repository, 'web/package.json'))('typescript');

/** What the code in a folder may import besides itself; `*` stands for each folder in it by itself. The deepest folder counts. */
export const rules = {
  'web/src/shared': [],
  'web/src/features': [],
  'web/src/features/*': ['web/src/shared'],
  'web/src/app': ['web/src/features/*', 'web/src/shared', 'web/src/locales', 'web/brand'],
  'web/src': ['web/src/app', 'web/src/shared', 'web/src/locales', 'web/src/styles'],
  'web/src/test': ['web/src/shared', 'web/src/locales'],
  'web/playground': ['web/brand'],
  'web/build': [],
  'web/scripts': [],
  'web/e2e': ['web/src/features/*', 'web/src/shared', 'web/playground'],
  web: ['web/build'],
  'infra/lib/settings': [],
  'infra/lib': ['infra/lib/settings'],
  'infra/config': ['infra/lib/settings'],
  'infra/bin': ['infra/lib', 'infra/lib/settings'],
  'infra/test': ['infra/lib', 'infra/lib/settings', 'infra/config'],
  infra: [],
};

/** What tests may import as well. */
const helpers = 'web/src/test';
/** Test data that tests of Go and of the web app share. */
const shared = ['internal/account/testdata/passwords.json'];
const isTest = (file) => /\.test\.[cm]?[jt]sx?$/.test(file);

/** Folders without code: what they hold may be imported where a rule names them. */
const assets = ['web/brand', 'web/src/locales', 'web/src/styles'];

/** The folder of a rule that a file is in, and the name of that rule; undefined outside of all. */
function roomOf(file) {
  const parts = dirname(file).split('/');
  for (let depth = parts.length; depth > 0; depth--) {
    const folder = parts.slice(0, depth).join('/');
    const pattern = [...parts.slice(0, depth - 1), '*'].join('/');
    const rule = [folder, pattern].find((name) => name in rules || assets.includes(name));
    if (rule !== undefined) return { folder, rule };
  }
  return undefined;
}

/** What is wrong with the import of one file by another, or undefined. */
function problem(file, imported) {
  const from = roomOf(file);
  const to = roomOf(imported);
  if (from?.folder === to?.folder && from !== undefined) return undefined;
  if (isTest(file) && (to?.folder === helpers || shared.includes(imported))) return undefined;
  const allowed = rules[from?.rule] ?? [];
  if (to !== undefined && allowed.includes(to.rule)) return undefined;
  const may = allowed.length === 0 ? 'nothing but itself' : `only itself, ${allowed.join(', ')}`;
  return `${file} imports ${imported}: ${from?.folder} may import ${may} (scripts/imports.mjs).`;
}

/** What is wrong with the imports of a file: relative ones, static and dynamic, of values and of types. */
export function problemsOf(file, source) {
  if (roomOf(file) === undefined) return [`${file} is in no folder that scripts/imports.mjs has a rule for: add one.`];
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => problem(file, posix.join(posix.dirname(file), name)))
    .filter((found) => found !== undefined);
}

function check() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'web', 'infra'], { cwd: repository });
  const files = listed
    .toString()
    .split('\n')
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/^web\/(playground\/)?dist\//.test(file));
  if (files.length === 0) throw new Error('There is no code in web/ and infra/ to check.');
  const problems = files.flatMap((file) => problemsOf(file, readFileSync(join(repository, file), 'utf8')));
  for (const found of problems) console.error(found);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) check();
