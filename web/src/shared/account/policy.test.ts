import { expect, test } from 'vitest';

import shared from '../../../../internal/account/testdata/passwords.json';
import { emailDomainAllowed, passwordRules } from './policy';

test.each([
  [['example.com'], 'ada@example.com', true],
  [['example.com'], ' Ada@EXAMPLE.com ', true],
  [['example.com'], 'ada@dev.example.com', false],
  [['*.example.com'], 'ada@dev.example.com', true],
  [['*.example.com'], 'ada@example.com', false],
  [['*.example.com'], 'ada@badexample.com', false],
  [['example.com'], '\u200bada@example.com\u200b', true],
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

const texts: Record<string, string> = {
  TOO_SHORT: 'At least 12 characters',
  TOO_LONG: 'At most 256 characters',
  NEEDS_UPPERCASE: 'An upper case letter',
  NEEDS_LOWERCASE: 'A lower case letter',
  NEEDS_DIGIT: 'A digit',
  NEEDS_SYMBOL: 'A symbol, such as ! or -',
  SPACE_AT_END: 'No white space at the beginning or end',
  CONTROL: 'No tabs or line breaks',
};

// The same table holds for the server's policy, the API, and the stand-in for Cognito.
test.each(shared.passwords)('the form judges $password as the server does', ({ password, repeat, broken }) => {
  const typed = password + (repeat ?? '').repeat(300);
  const policy = { __typename: 'PasswordPolicy' as const, ...shared.policy };
  const unmet = passwordRules(policy, typed).filter((rule) => !rule.met);
  expect(unmet.map((rule) => rule.text)).toEqual(broken.map((rule) => texts[rule]));
});
