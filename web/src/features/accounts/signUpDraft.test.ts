import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { draftOf, forgetDraft, keepDraft, takePassword } from './signUpDraft';

const keepPassword = (email: string, password: string) => {
  keepDraft({ email, password, name: 'Ada Lovelace', phoneNumber: '+442079460018' });
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a password is kept for the account that it is of, once', () => {
  keepPassword('ada@example.com', 'first');
  keepPassword('ada@example.com', 'second');
  expect(takePassword('ada@example.com')).toBe('second');
  expect(takePassword('ada@example.com')).toBeUndefined();
  keepPassword('ada@example.com', 'third');
  expect(takePassword('bob@example.com')).toBeUndefined();
  expect(takePassword('ada@example.com')).toBeUndefined();
});

test('a password is not kept for long, and a new one for its own time', () => {
  keepPassword('ada@example.com', 'old');
  vi.advanceTimersByTime(14 * 60_000);
  keepPassword('ada@example.com', 'new');
  vi.advanceTimersByTime(14 * 60_000);
  expect(takePassword('ada@example.com')).toBe('new');
  keepPassword('ada@example.com', 'last');
  vi.advanceTimersByTime(15 * 60_000);
  expect(takePassword('ada@example.com')).toBeUndefined();
});

test('what was typed is known for a correction, until the account is confirmed', () => {
  keepPassword('ada@example.com', 'secret');
  expect(draftOf('ada@example.com')).toMatchObject({ name: 'Ada Lovelace', password: 'secret' });
  expect(draftOf('bob@example.com')).toEqual({ email: 'bob@example.com' });
  forgetDraft();
  expect(draftOf('ada@example.com')).toEqual({ email: 'ada@example.com' });
});
