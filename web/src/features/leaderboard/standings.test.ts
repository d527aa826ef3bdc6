import { expect, test } from 'vitest';

import { entry } from './entry.fixture';
import { liveState } from './liveState';
import { leaderboardSearch } from './search';
import { places } from './standings';

const shown = (...points: number[]) => {
  const sorted = points.map((value) => entry(value, 1 + points.indexOf(value)));
  return places(sorted).map(({ entry: { rank }, tied, leads, share }) => [rank, tied, leads, share]);
};

test('equal points share a place, and bars are as long as they are worth', () => {
  expect(shown(8, 4, 4, 2)).toEqual([
    [1, false, true, 100],
    [2, true, false, 50],
    [2, true, false, 50],
    [4, false, false, 25],
  ]);
});

test('without points nobody leads or ties', () => {
  expect(shown(0, 0)).toEqual([
    [1, false, false, 0],
    [1, false, false, 0],
  ]);
});

test.each([
  ['open', false, 'live'],
  ['connecting', true, 'connecting'],
  ['connecting', false, 'offline'],
  ['broken', true, 'reconnecting'],
  ['broken', false, 'offline'],
  ['ended', true, 'stopped'],
] as const)('a stream that is %s, online %s, is %s', (status, online, state) => {
  expect(liveState(status, online)).toBe(state);
});

test('the address says no more than it should', () => {
  expect(leaderboardSearch({ view: 'table', first: 25, other: 1 })).toEqual({ view: 'table', first: 25 });
  expect(leaderboardSearch({ view: 'pie', first: 10 })).toEqual({});
  expect(leaderboardSearch({ first: 1000 })).toEqual({});
});
