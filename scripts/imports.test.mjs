import assert from 'node:assert/strict';
import { test } from 'node:test';

import { problemsOf, rules } from './imports.mjs';

const refused = [
  ['web/src/shared/api/client.ts', "import { x } from '../../features/voting/cache';", 'web/src/features/voting/cache'],
  ['web/src/shared/api/client.ts', "import type { X } from '../../app/client';", 'web/src/app/client'],
  ['web/src/features/voting/cache.ts', "import { x } from '../projects/search';", 'web/src/features/projects/search'],
  ['web/src/features/voting/cache.ts', "export * from '../../app/client';", 'web/src/app/client'],
  [
    'web/src/features/voting/deep/x.ts',
    "const x = import('../../projects/search');",
    'web/src/features/projects/search',
  ],
  ['web/src/features/voting/cache.ts', "import { x } from '../../test/eventually';", 'web/src/test/eventually'],
  ['web/src/app/client.ts', "import { x } from '../../e2e/server';", 'web/e2e/server'],
  ['web/vite.config.ts', "import { x } from '../infra/lib/app.ts';", 'infra/lib/app.ts'],
  [
    'web/scripts/schema.js',
    "import x from '../../client/documents/operations.json';",
    'client/documents/operations.json',
  ],
  [
    'web/src/shared/account/policy.ts',
    "import x from '../../../../internal/account/testdata/passwords.json';",
    'internal/account/testdata/passwords.json',
  ],
  ['infra/lib/settings/data.ts', "import type { X } from '../data-stack.ts';", 'infra/lib/data-stack.ts'],
  ['infra/lib/app.ts', "import { settings } from '../config/prod.ts';", 'infra/config/prod.ts'],
  ['infra/lib/app.ts', "import { x } from '../../web/src/shared/theme';", 'web/src/shared/theme'],
];

for (const [file, source, imported] of refused) {
  test(`${file} may not import ${imported}`, () => {
    const [problem, ...others] = problemsOf(file, source);
    assert.deepEqual(others, []);
    assert.ok(problem?.startsWith(`${file} imports ${imported}: `), problem);
  });
}

const allowed = [
  ['web/src/features/voting/cache.ts', "import { x } from '../../shared/api/client'; import { y } from './steps';"],
  ['web/src/features/voting/cache.test.ts', "import { x } from '../../test/eventually';"],
  ['web/src/shared/account/policy.test.ts', "import x from '../../../../internal/account/testdata/passwords.json';"],
  ['web/src/app/router.ts', "const page = import('../features/voting/MyVotesPage'); import 'react';"],
  ['web/e2e/accounts.ts', "import { x } from '../src/features/accounts/gql/graphql';"],
  ['infra/lib/app.ts', "import type { Settings } from './settings/settings.ts';"],
  ['infra/test/app.test.ts', "import { settings } from '../config/prod.ts'; import { x } from '../lib/app.ts';"],
];

for (const [file, source] of allowed) {
  test(`${file} may have: ${source}`, () => {
    assert.deepEqual(problemsOf(file, source), []);
  });
}

test('code in a folder without a rule is refused', () => {
  const [problem] = problemsOf('server/x.ts', '');
  assert.match(problem ?? '', /^server\/x\.ts is in no folder/);
});

test('rules name folders that have one', () => {
  const assets = ['web/brand', 'web/src/locales', 'web/src/styles'];
  for (const names of Object.values(rules)) {
    for (const name of names) assert.ok(name in rules || assets.includes(name), name);
  }
});
