import { randomInt } from 'node:crypto';

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

import { ConfirmOtpDocument, SignInDocument, SignUpDocument } from '../src/features/accounts/gql/graphql';
import { SetMfaPreferenceDocument } from '../src/features/profile/gql/graphql';
import { expect } from './fixtures';
import { newestCode } from './outbox';
import type { Backend, Server } from './server';

/** What every account of the tests has. */
export const password = 'Horn-7-Pursued-Again!';

/** The body of a request for one of the app's documents, by its hash: in production the server takes no others. */
export function bodyOf<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): string {
  const { hash } = (document as unknown as { __meta__: { hash: string } }).__meta__;
  return JSON.stringify({ variables, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
}

/** Sends one of the app's documents by the API, and returns the response. */
export function send<Data, Variables>(
  server: Server,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'GraphQL-Preflight': '1', ...headers },
    body: bodyOf(document, variables),
  });
}

/** Sends one of the app's mutations by the API, which must succeed, and returns its data. */
export async function ask<Data, Variables>(
  server: Server,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers: Record<string, string> = {},
): Promise<Data> {
  const text = await (await send(server, document, variables, headers)).text();
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
  await ask(server, SignUpDocument, { input: { email, phoneNumber, name: 'Ada Lovelace', password } }, headers);
  const code = await newestCode(server.outbox, phoneNumber, 1);
  await ask(server, ConfirmOtpDocument, { input: { email, code } }, headers);
  return { email, phoneNumber };
}

/** Signs somebody in by the API: answers the cookie that says so, or the code of what kept it from that. */
export async function signInByApi(server: Server, email: string, withPassword = password) {
  const response = await send(server, SignInDocument, { input: { email, password: withPassword } }, fromElsewhere());
  const answer = await response.text();
  const signedIn = answer.includes('"session":{');
  return { cookie: signedIn ? cookiesOf(response) : undefined, refusal: /"code":"([^"]+)"/.exec(answer)?.[1] };
}

/** What a browser would send back of the cookies that a response sets. */
function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .filter((cookie) => !/; max-age=0/i.test(cookie))
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** Signs an account in by the API, and returns the header that says so. */
export async function sessionOf(server: Server, email: string): Promise<Record<string, string>> {
  const { cookie } = await signInByApi(server, email);
  expect(cookie).toBeDefined();
  return { Cookie: cookie ?? '' };
}

/** Does something in the user pool as an operator does, without the product. */
export async function operate({ environment }: Backend, operation: string, input: Record<string, string>) {
  const response = await fetch(environment.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? '', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ UserPoolId: environment.COGNITO_USER_POOL_ID, ...input }),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** Has sign-ins of an account confirmed by a text message. */
export async function confirmBySms(server: Server, email: string) {
  await ask(server, SetMfaPreferenceDocument, { input: { preferred: 'SMS' } }, await sessionOf(server, email));
}
