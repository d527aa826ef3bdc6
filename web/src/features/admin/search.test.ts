import { expect, test } from 'vitest';

import { fromLocalInput, toLocalInput } from './localTime';
import { filterOf, readAuditSearch, readUserSearch } from './search';

test.each([
  [{}, {}],
  [{ search: '  ada ' }, { search: 'ada' }],
  [{ search: 42 }, { search: '42' }], // as the router reads `?search=42`
  [{ search: '   ' }, {}],
  [{ search: ['ada'] }, {}],
])('the address %j searches for %j', (raw, search) => {
  expect(readUserSearch(raw)).toEqual(search);
});

test('filters that make no sense are left out', () => {
  const all = {
    actor: 'a1',
    action: 'signIn',
    outcome: 'REFUSED',
    from: '2026-11-27T20:00:00+01:00',
    to: '2026-11-28T00:00:00Z',
  };
  expect(readAuditSearch(all)).toEqual({ ...all, from: '2026-11-27T19:00:00.000Z', to: '2026-11-28T00:00:00.000Z' });
  const odd = { actor: {}, action: null, outcome: 'MAYBE', from: 'yesterday', to: '+20000-01-01T00:00:00Z', more: 1 };
  expect(readAuditSearch(odd)).toEqual({});
  expect(filterOf(readAuditSearch(odd))).toBeNull();
});

test('a moment survives an input that knows no time zone', () => {
  expect(fromLocalInput('2026-03-05T07:08')).toBe(new Date(2026, 2, 5, 7, 8).toISOString());
  expect(toLocalInput(new Date(2026, 2, 5, 7, 8).toISOString())).toBe('2026-03-05T07:08');
  expect(fromLocalInput('')).toBeUndefined();
  expect(toLocalInput(undefined)).toBe('');
});
