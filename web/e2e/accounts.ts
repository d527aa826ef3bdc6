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
export async function newAccount(
  server: Server,
  email = `ada.${randomInt(1e9)}@example.com`,
): Promise<{ email: string; phoneNumber: string }> {
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

/** Signs somebody in by the API: answers the access token, or the code of what kept it from that. */
export async function signInByApi(server: Server, email: string, withPassword = password) {
  const query =
    'mutation($input: SignInInput!) { signIn(input: $input) { session { tokens { accessToken } } userErrors { code } } }';
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { email, password: withPassword, transport: 'TOKENS' } } }),
  });
  const answer = await response.text();
  return { token: /"accessToken":"([^"]+)"/.exec(answer)?.[1], refusal: /"code":"([^"]+)"/.exec(answer)?.[1] };
}

/** Has sign-ins of an account confirmed by a text message. */
export async function confirmBySms(server: Server, email: string) {
  const { token } = await signInByApi(server, email);
  await ask(
    server,
    'mutation($input: SetMfaPreferenceInput!) { setMfaPreference(input: $input) { userErrors { code } } }',
    { preferred: 'SMS' },
    { Authorization: `Bearer ${token}` },
  );
}
