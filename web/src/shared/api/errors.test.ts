// @vitest-environment jsdom
import { i18n } from '@lingui/core';
import { CombinedError } from '@urql/core';
import { GraphQLError } from 'graphql';
import { expect, test, vi } from 'vitest';

import { explain, problemOf, waitingTime } from './errors';

function answered(code: string, extensions: Record<string, unknown> = {}) {
  return new CombinedError({
    graphQLErrors: [new GraphQLError('internal words', { extensions: { code, ...extensions } })],
  });
}

test('every error says what to do next, and nothing of the server’s own words', () => {
  const codes = [
    'UNAUTHENTICATED',
    'STEP_UP_REQUIRED',
    'FORBIDDEN',
    'RATE_LIMITED',
    'SERVICE_UNAVAILABLE',
    'BAD_USER_INPUT',
    'INTERNAL_SERVER_ERROR',
    'NEVER_HEARD_OF',
  ];
  for (const code of codes) {
    const { title, message } = explain(answered(code));
    expect(title, code).not.toBe('');
    expect(message, code).toMatch(/\w+ .*\.$/);
    expect(`${title}${message}`).not.toContain('internal words');
  }
});

test('too many attempts say how long to wait', () => {
  expect(explain(answered('RATE_LIMITED', { retryAfter: 40 })).message).toBe('Wait 40 seconds, then try again.');
  expect(waitingTime(0)).toBe('a moment');
  expect(waitingTime(1)).toBe('1 second');
  expect(waitingTime(125)).toBe('3 minutes');
  expect(waitingTime(85880)).toBe('24 hours');
});

test('a fault on the server’s side carries the number that finds it in the log', () => {
  expect(explain(answered('INTERNAL_SERVER_ERROR', { requestId: 'r-17' })).requestId).toBe('r-17');
});

test('the message for a missing answer depends on whether the device is online', () => {
  const error = new CombinedError({ networkError: new TypeError('Failed to fetch') });
  expect(explain(error).title).toBe('The server does not answer');
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  expect(explain(error).title).toBe('You are offline');
});

test('an address that is not verified yet is named, and where to verify it', () => {
  const refusal = (code: 'EMAIL_NOT_VERIFIED' | 'PHONE_NUMBER_NOT_VERIFIED', message: string) =>
    problemOf({ userErrors: [{ __typename: 'UserError', code, field: null, message, retryAfter: null }] });
  const sentence = 'Verify your email address first: request a code in your profile.';
  expect(refusal('EMAIL_NOT_VERIFIED', sentence)).toBe(sentence);
  const { locale } = i18n;
  try {
    i18n.loadAndActivate({ locale: 'xx', messages: {} }); // a language other than the server's
    expect(refusal('EMAIL_NOT_VERIFIED', sentence)).toMatch(/email address in your profile/);
    expect(refusal('PHONE_NUMBER_NOT_VERIFIED', sentence)).toMatch(/phone number in your profile/);
  } finally {
    i18n.activate(locale);
  }
});

test('in other languages, too, a sentence says which rule a name, number or code breaks', () => {
  // As in graph/wording.go.
  const sentences = [
    'A name has at least one letter. Enter your full name.',
    'No country has this code. Check the digits after the +.',
    'This phone number is too short for its country. Check its digits.',
    'This phone number is too long for its country. Check its digits.',
    'Calls to this number cost extra, so we send no codes to it. Enter a mobile phone number.',
  ];
  const error = { __typename: 'UserError', field: null, retryAfter: null } as const;
  i18n.loadAndActivate({ locale: 'xx', messages: {} });
  try {
    for (const message of sentences) {
      expect(problemOf({ userErrors: [{ ...error, code: 'INVALID_PHONE_NUMBER', message }] })).toBe(message);
    }
    for (const character of ['“c” (U+0063)', 'an invisible one, U+202E']) {
      const message = `This has a character that can't be part of it: ${character}. Remove it.`;
      expect(problemOf({ userErrors: [{ ...error, code: 'INVALID_NAME', message }] })).toMatch(/\(U\+(0063|202E)\)/);
    }
  } finally {
    i18n.activate('en');
  }
});
