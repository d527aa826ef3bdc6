import { expect, test } from 'vitest';

import { emailDomainAllowed, passwordRules } from './policy';

test.each([
  [['example.com'], 'ada@example.com', true],
  [['example.com'], ' Ada@EXAMPLE.com ', true],
  [['example.com'], 'ada@dev.example.com', false],
  [['*.example.com'], 'ada@dev.example.com', true],
  [['*.example.com'], 'ada@example.com', false],
  [['*.example.com'], 'ada@badexample.com', false],
  [['*'], 'ada@anywhere.org', true],
  [[], 'ada@example.com', false],
  [['example.com'], 'ada@exam', true], // not finished yet
])('with %j, %s may sign up: %s', (patterns, email, allowed) => {
  expect(emailDomainAllowed(patterns, email)).toBe(allowed);
});

test('a password is judged by each rule that the server has', () => {
  const policy = {
    __typename: 'PasswordPolicy' as const,
    minimumLength: 8,
    maximumLength: 99,
    requireUppercase: true,
    requireLowercase: false,
    requireDigit: true,
    requireSymbol: true,
    symbols: '! -',
  };
  expect(passwordRules(policy, 'Äbc-😀').map(({ met }) => met)).toEqual([false, false, false, true]);
  expect(passwordRules(policy, 'Abcdef-7').every(({ met }) => met)).toBe(true);
  expect(passwordRules(policy, 'Abcdef 7').every(({ met }) => met)).toBe(true);
  expect(passwordRules(policy, 'Abcdef7 ').every(({ met }) => met)).toBe(false); // a space at the end is no symbol
});
