import { expect, test } from 'vitest';

import type { UserErrorPartsFragment } from '../gql/graphql';
import { authenticatorProblem } from './authenticator';

function refusedWith(code: UserErrorPartsFragment['code']) {
  return authenticatorProblem({
    userErrors: [{ __typename: 'UserError', code, message: 'of the server', field: ['code'], retryAfter: null }],
  });
}

test('a code of an authenticator app was sent by nobody, and none can be requested', () => {
  for (const code of ['CODE_MISMATCH', 'CODE_EXPIRED'] as const) {
    expect(refusedWith(code)).toMatch(/Wait for its next code/);
    expect(refusedWith(code)).not.toMatch(/sent|request/i);
  }
  expect(refusedWith('CODE_MISMATCH')).toMatch(/clock/);
});

test('what is not about the code is left to the words of the error', () => {
  expect(refusedWith('CHALLENGE_EXPIRED')).toBeNull();
  expect(authenticatorProblem({})).toBeNull();
});
