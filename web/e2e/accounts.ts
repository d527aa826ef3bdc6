import { randomInt } from 'node:crypto';

import { expect } from './fixtures';
import { newestCode } from './outbox';
import type { Server } from './server';

/** What every account of the tests has. */
export const password = 'Horn-7-Pursued-Again!';

/** Sends a mutation by the API, which must succeed, and returns its data. */
export async function ask<Data>(server: Server, query: string, input: object, headers: Record<string, string> = {}): Promise<Data> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const text = await response.text();
  expect(text).toContain('"userErrors":[]');
  return (JSON.parse(text) as { data: Data }).data;
}

/** A header by which requests come from an address of their own: the server limits what one address may do in an hour. */
export function fromElsewhere(): Record<string, string> {
  return { 'X-Forwarded-For': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` };
}

/** Signs somebody new up by the API, and confirms the account. */
export async function newAccount(
  server: Server,
  email = `ada.${randomInt(1e9)}@example.com`,
): Promise<{ email: string; phoneNumber: string }> {
  const phoneNumber = `+4420${randomInt(1e7, 1e8)}`;
  const headers = fromElsewhere();
  const signUp = 'mutation($input: SignUpInput!) { signUp(input: $input) { userErrors { message } } }';
  await ask(server, signUp, { email, phoneNumber, name: 'Ada Lovelace', password }, headers);
  const code = await newestCode(server.outbox, phoneNumber, 1);
  const confirm = 'mutation($input: ConfirmOtpInput!) { confirmOtp(input: $input) { userErrors { message } } }';
  await ask(server, confirm, { email, code }, headers);
  return { email, phoneNumber };
}

/** Signs somebody in by the API: answers the access token, or the code of what kept it from that. */
export async function signInByApi(server: Server, email: string, withPassword = password) {
  const query =
    'mutation($input: SignInInput!) { signIn(input: $input) { session { tokens { accessToken } } userErrors { code } } }';
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...fromElsewhere() },
    body: JSON.stringify({ query, variables: { input: { email, password: withPassword, transport: 'TOKENS' } } }),
  });
  const answer = await response.text();
  return { token: /"accessToken":"([^"]+)"/.exec(answer)?.[1], refusal: /"code":"([^"]+)"/.exec(answer)?.[1] };
}

/** Signs an account in by the API, and returns the header that says so. */
export async function bearerOf(server: Server, email: string): Promise<Record<string, string>> {
  const { token } = await signInByApi(server, email);
  expect(token).toBeDefined();
  return { Authorization: `Bearer ${token}` };
}

/** Has sign-ins of an account confirmed by a text message. */
export async function confirmBySms(server: Server, email: string) {
  const query = 'mutation($input: SetMfaPreferenceInput!) { setMfaPreference(input: $input) { userErrors { code } } }';
  await ask(server, query, { preferred: 'SMS' }, await bearerOf(server, email));
}
