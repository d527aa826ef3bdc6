import { randomInt } from 'node:crypto';

import { expect } from './fixtures';
import { newestCode } from './outbox';
import type { Server } from './server';

/** What every account of the tests has. */
export const password = 'Horn-7-Pursued-Again!';

async function ask(server: Server, query: string, input: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { input } }),
  });
  expect(await response.text()).toContain('"userErrors":[]');
}

/** Signs somebody new up by the API, and confirms the account. */
export async function newAccount(server: Server): Promise<{ email: string; phoneNumber: string }> {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const phoneNumber = `+4420${randomInt(1e7, 1e8)}`;
  await ask(server, 'mutation($input: SignUpInput!) { signUp(input: $input) { userErrors { message } } }', {
    email,
    phoneNumber,
    name: 'Ada Lovelace',
    password,
  });
  const code = await newestCode(server.outbox, phoneNumber, 1);
  await ask(server, 'mutation($input: ConfirmOtpInput!) { confirmOtp(input: $input) { userErrors { message } } }', {
    email,
    code,
  });
  return { email, phoneNumber };
}

/** Has sign-ins of an account confirmed by a text message. */
export async function confirmBySms(server: Server, email: string) {
  const query =
    'mutation($input: SignInInput!) { signIn(input: $input) { session { tokens { accessToken } } userErrors { code } } }';
  const signIn = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { email, password, transport: 'TOKENS' } } }),
  });
  const token = /"accessToken":"([^"]+)"/.exec(await signIn.text())?.[1];
  await ask(
    server,
    'mutation($input: SetMfaPreferenceInput!) { setMfaPreference(input: $input) { userErrors { code } } }',
    { preferred: 'SMS' },
    { Authorization: `Bearer ${token}` },
  );
}
