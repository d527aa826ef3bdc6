import { expect, test } from 'vitest';

import { formatDateTime, formatRelative } from './dates';

test('a moment is said in the time zone of the reader', () => {
  const moment = new Date(2026, 10, 27, 20, 17).toISOString();
  expect(formatDateTime(moment, 'en').replace(/\s/g, ' ')).toBe('Nov 27, 2026, 8:17 PM');
  expect(formatDateTime(moment, 'de')).toBe('27.11.2026, 20:17');
});

const now = new Date('2026-11-27T20:00:00Z');

test.each([
  ['2026-11-27T20:00:20Z', 'now', 'jetzt'],
  ['2026-11-27T19:59:01Z', 'now', 'jetzt'],
  ['2026-11-27T19:59:00Z', '1 minute ago', 'vor 1 Minute'],
  ['2026-11-27T19:00:01Z', '59 minutes ago', 'vor 59 Minuten'],
  ['2026-11-27T17:30:00Z', '2 hours ago', 'vor 2 Stunden'],
  ['2026-11-26T20:00:00Z', '1 day ago', 'vor 1 Tag'],
  ['2026-11-13T20:00:00Z', '2 weeks ago', 'vor 2 Wochen'],
  ['2025-10-01T00:00:00Z', '1 year ago', 'vor 1 Jahr'],
  ['2026-11-27T21:30:00Z', 'in 1 hour', 'in 1 Stunde'],
])('%s is %s', (iso, english, german) => {
  expect(formatRelative(iso, 'en', now)).toBe(english);
  expect(formatRelative(iso, 'de', now)).toBe(german);
});
