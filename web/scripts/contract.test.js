import { expect, test } from 'vitest';

import { problems } from './contract.js';

const before = 'type Query { viewer: Viewer } type Viewer { id: ID! name: String! }';

test('a contract that grows breaks nothing', async () => {
  expect(
    await problems(before, 'type Query { viewer: Viewer } type Viewer { id: ID! name: String! email: String }', {}),
  ).toEqual([]);
});

test('a field that is gone breaks clients, unless the reason is written down', async () => {
  const after = 'type Query { viewer: Viewer } type Viewer { id: ID! }';
  expect(await problems(before, after, {})).toEqual([expect.stringMatching(/^FIELD_REMOVED Viewer\.name: /)]);
  expect(await problems(before, after, { 'FIELD_REMOVED Viewer.name': ' ' })).toHaveLength(1);
  expect(await problems(before, after, { 'FIELD_REMOVED Viewer.name': 'It was never filled; use email.' })).toEqual([]);
});

test('a reason for a change that is not made is out of date', async () => {
  expect(await problems(before, before, { 'FIELD_REMOVED Viewer.name': 'It was never filled.' })).toHaveLength(1);
});
