import { expect, test } from 'vitest';

import { nextTick, relativeTime, votingInWords, votingWindow } from './votingWindow';

const now = Date.parse('2026-05-04T08:00:00Z');
const later = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

test.each([
  [null, null, 'Voting is open'],
  [later(-60), null, 'Voting is open'],
  [later(1), later(60), 'Voting opens in 60 seconds'],
  [later(3 * 24 * 60), null, 'Voting opens in 3 days'],
  [later(-60), later(45), 'Voting closes in 45 minutes'],
  [null, later(35 * 60), 'Voting closes in 35 hours'],
  [null, later(0), 'Voting closed 1 second ago'],
  [later(-60), later(-2 * 24 * 60), 'Voting closed 2 days ago'],
])('a vote that opens at %s and closes at %s: %s', (opensAt, closesAt, words) => {
  expect(votingInWords(votingWindow(opensAt, closesAt, now), now, 'en')).toBe(words);
});

test('the closing moment itself is closed, the opening moment open', () => {
  expect(votingWindow(later(0), null, now).state).toBe('open');
  expect(votingWindow(null, later(0), now).state).toBe('closed');
});

test('times are in the language of the page', () => {
  expect(relativeTime(3 * 86_400_000, 'de')).toBe('in 3 Tagen');
  expect(relativeTime(-400, 'de')).toBe('vor 1 Sekunde');
});

test('seconds are counted only near the moment', () => {
  expect(nextTick(90_000)).toBe(1000);
  expect(nextTick(-5_000_000)).toBe(30_000);
});
