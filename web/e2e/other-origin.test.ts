import { once } from 'node:events';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Page, expect, test } from '@playwright/test';

import { newAccount, password } from './accounts';
import { signedIn } from './browsing';
import { type Server, startDevelopment } from './server';

// Ports of one host are origins of one site: the browser sends the cookie there if a page asks it to.
const pages: HttpServer[] = [];
let allowed: string;
let stranger: string;
let product: Server;

async function servePage(): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another origin</title>');
  }).listen(0, '127.0.0.1');
  pages.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.beforeAll(async () => {
  allowed = await servePage();
  stranger = await servePage();
  product = await startDevelopment({ ALLOWED_ORIGINS: allowed });
});

test.afterAll(async () => {
  await product.stop();
  for (const page of pages) page.close();
});

interface Sent {
  query: string;
  headers?: Record<string, string>;
  credentials?: RequestCredentials;
}

/** What a script of the page gets for a request to the product: the answer, or that the browser keeps it back. */
function send(page: Page, { query, headers = {}, credentials = 'same-origin' }: Sent) {
  return page.evaluate(
    async ({ url, body, headers, credentials }) => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/graphql-response+json',
            ...headers,
          },
          credentials,
          body,
        });
        return {
          status: response.status,
          requestId: response.headers.get('X-Request-Id'),
          text: await response.text(),
        };
      } catch {
        return 'kept back';
      }
    },
    {
      url: `${product.url}/graphql`,
      body: JSON.stringify({ query }),
      headers,
      credentials,
    },
  );
}

/** The first event of an EventSource that a page opens for the leaderboard, or that it failed. */
function firstEvent(page: Page) {
  return page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const source = new EventSource(url);
        const end = (outcome: string) => {
          source.close();
          resolve(outcome);
        };
        source.addEventListener('next', (event: MessageEvent<string>) => {
          end(event.data);
        });
        source.onerror = () => {
          end('failed');
        };
      }),
    `${product.url}/graphql?query=${encodeURIComponent('subscription { leaderboard { totalVotes } }')}`,
  );
}

const signIn = (email: string, transport: string) =>
  `mutation { signIn(input: { email: "${email}", password: "${password}", transport: ${transport} }) { session { tokens { accessToken } } } }`;

test('a page of an allowed origin signs in with tokens, and any other page gets nothing', async ({ page }) => {
  const { email } = await newAccount(product);
  await page.goto(allowed);
  const answer = await send(page, { query: signIn(email, 'TOKENS') });
  const token = /"accessToken":"([^"]+)"/.exec(JSON.stringify(answer).replaceAll('\\"', '"'))?.[1];
  expect(token).toBeDefined();

  const bearer = { Authorization: `Bearer ${token}`, 'GraphQL-Preflight': '1' };
  expect(await send(page, { query: '{ viewer { email } }', headers: bearer })).toMatchObject({
    status: 200,
    requestId: expect.any(String),
    text: expect.stringContaining(email),
  });
  expect(
    await send(page, {
      query: '{ __typename }',
      headers: { Authorization: 'Bearer garbage' },
    }),
  ).toMatchObject({ status: 401 });
  expect(await send(page, { query: signIn(email, 'COOKIE') })).toMatchObject({
    status: 200,
    text: expect.stringContaining('TOKENS'),
  });
  expect(await page.context().cookies()).toEqual([]);

  await page.goto(stranger);
  expect(await send(page, { query: '{ __typename }' })).toBe('kept back');
  expect(await send(page, { query: '{ viewer { email } }', headers: bearer })).toBe('kept back');
});

test('an EventSource reads public streams on the own page of somebody signed in, and no cookie counts elsewhere', async ({
  browser,
}) => {
  const { email } = await newAccount(product);
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await signedIn(page, email);
  expect(await firstEvent(page)).toContain('"totalVotes":0');

  await page.goto(allowed);
  expect(await firstEvent(page)).toContain('"totalVotes":0'); // a guest's
  expect(
    await send(page, {
      query: '{ __typename }',
      headers: { 'GraphQL-Preflight': '1' },
      credentials: 'include',
    }),
  ).toBe('kept back');
  await page.goto(stranger);
  expect(await firstEvent(page)).toBe('failed');

  await page.goto(product.url);
  await expect(page.getByRole('button', { name: 'Account of Ada Lovelace' })).toBeVisible();
  await context.close();
});
