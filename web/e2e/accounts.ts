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
export async function newAccount(server: Server): Promise<{ email: string; phoneNumber: string }> {
  const email = `ada.${randomInt(1e9)}@example.com`;
  const phoneNumber = `+4420${randomInt(1e7, 1e8)}`;
  const headers = fromElsewhere();
  const signUp = 'mutation($input: SignUpInput!) { signUp(input: $input) { userErrors { message } } }';
  await ask(server, signUp, { email, phoneNumber, name: 'Ada Lovelace', password }, headers);
  const code = await newestCode(server.outbox, phoneNumber, 1);
  const confirm = 'mutation($input: ConfirmOtpInput!) { confirmOtp(input: $input) { userErrors { message } } }';
  await ask(server, confirm, { email, code }, headers);
  return { email, phoneNumber };
}

/** Signs an account in by the API, and returns the header that says so. */
export async function signInByApi(server: Server, email: string): Promise<Record<string, string>> {
  const query =
    'mutation($input: SignInInput!) { signIn(input: $input) { session { tokens { accessToken } } userErrors { message } } }';
  const input = { email, password, transport: 'TOKENS' };
  const { signIn } = await ask<{ signIn: { session: { tokens: { accessToken: string } } } }>(server, query, input, fromElsewhere());
  return { Authorization: `Bearer ${signIn.session.tokens.accessToken}` };
}

/** Has sign-ins of an account confirmed by a text message. */
export async function confirmBySms(server: Server, email: string) {
  await ask(
    server,
    'mutation($input: SetMfaPreferenceInput!) { setMfaPreference(input: $input) { userErrors { code } } }',
    { preferred: 'SMS' },
    await signInByApi(server, email),
  );
}
