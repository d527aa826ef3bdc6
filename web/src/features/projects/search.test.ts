import { expect, test } from 'vitest';

import { projectsSearch } from './search';

test.each([
  ['nothing', {}, {}],
  [
    'words, an order and an owner',
    { q: 'choir', order: 'TITLE', mine: true },
    { q: 'choir', order: 'TITLE', mine: true },
  ],
  ['a number, which the router reads as one', { q: 404 }, { q: '404' }],
  ['blanks, the order of everybody, an unknown one', { q: '  ', order: 'NEWEST', mine: 'yes' }, {}],
  ['an order that there is not', { order: 'DROP TABLE' }, {}],
  ['more words than the server takes', { q: 'a'.repeat(200) }, { q: 'a'.repeat(100) }],
])('an address with %s', (_name, search, expected) => {
  expect(projectsSearch(search)).toEqual(expected);
});
