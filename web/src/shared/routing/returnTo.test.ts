import { expect, test } from 'vitest';

import { home, safeReturnTo } from './returnTo';

test('a sign-in leads on within this app, and nowhere else', () => {
  expect(safeReturnTo('/projects/7?tab=votes#top')).toBe('/projects/7?tab=votes#top');
  for (const path of [
    undefined,
    '',
    'projects',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ]) {
    expect(safeReturnTo(path), path).toBe(home);
  }
});
