import type { Page, Route } from '@playwright/test';

import { signIn } from './browsing';
import { operationOf } from './operations';

/** What stands between a sign-in and its session, as the API describes it; `handle` says which one is answered. */
export type Challenge = { __typename: string; handle: string; expiresAt: string } & Record<string, unknown>;

const inThreeMinutes = () => new Date(Date.now() + 180_000).toISOString();

export const totpSetup: Challenge = {
  __typename: 'TotpSetupChallenge',
  handle: 'totp-set-up',
  expiresAt: inThreeMinutes(),
  setup: {
    __typename: 'TotpSetup',
    secret: 'JBSWY3DPEHPK3PXP',
    otpauthUri: 'otpauth://totp/Unicorn%20Pursuit?secret=JBSWY3DPEHPK3PXP',
  },
};
export const selectMfa: Challenge = {
  __typename: 'SelectMfaChallenge',
  handle: 'choose',
  expiresAt: inThreeMinutes(),
  methods: ['SMS', 'TOTP', 'EMAIL'],
};
export const newPassword: Challenge = {
  __typename: 'NewPasswordChallenge',
  handle: 'new-password',
  expiresAt: inThreeMinutes(),
};

/**
 * Signs in, and has the first answer be a challenge that only an administrator's settings of the pool bring about. It lasts for one sign-in; what
 * the server does with such challenges is tested there.
 */
export async function challengedBy(page: Page, challenge: Challenge) {
  await page.route('**/graphql', async (route) => {
    if (operationOf(route) !== 'SignIn') await route.fallback();
    else await answer(route, 'signIn', challenge);
  });
  await signIn(page, 'ada@example.com');
  await page.getByRole('button', { name: 'Start over' }).waitFor();
  await page.unroute('**/graphql');
}

/** Answers a sign-in, or a step of it, with a challenge. */
export async function answer(route: Route, field: 'signIn' | 'answerChallenge', challenge: Challenge) {
  const payload = { __typename: 'SignInPayload', session: null, challenge, userErrors: [] };
  await route.fulfill({
    contentType: 'application/graphql-response+json',
    json: { data: { __typename: 'Mutation', [field]: payload } },
  });
}
