import { AxeBuilder } from '@axe-core/playwright';
import { type Page, expect, test } from '@playwright/test';

import { MySessionsDocument } from '../src/features/profile/gql/graphql';
import { bodyOf } from './accounts';
import { type Server, startServer } from './server';
import { type StandardProvider, clientId, startProvider } from './standard-provider';

let provider: StandardProvider;
let server: Server;

test.beforeAll(async () => {
  provider = await startProvider();
  server = await startServer({
    COGNITO_ISSUER: provider.issuer,
    COGNITO_JWKS_URL: `${provider.issuer}/jwks`,
    COGNITO_DOMAIN_URL: provider.issuer,
    COGNITO_CLIENT_ID: clientId,
    COGNITO_CLIENT_SECRET: '', // of the stand-in's app client
  });
  provider.register(server.url);
});

test.afterAll(async () => {
  await server.stop();
  await provider.stop();
});

/** Who the product takes the browser for, asked by a page of the product. */
const viewerId = (page: Page) =>
  page.evaluate(
    async (body) => {
      const headers = { 'Content-Type': 'application/json', 'GraphQL-Preflight': '1' };
      const response = await fetch('/graphql', { method: 'POST', headers, body });
      const { data } = (await response.json()) as { data?: { viewer: { id: string } | null } | null };
      return data?.viewer?.id ?? null;
    },
    bodyOf(MySessionsDocument, {}),
  );

/** Signs in on the provider's own pages: name and password, then consent. */
async function signIn(page: Page, name: string) {
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any password');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a person signs in and out at a provider that was not written here', async ({ page, context }) => {
  await page.goto(`${server.url}/auth/sign-in?returnTo=/%3Fback=1`);
  expect(new URL(page.url()).origin).toBe(provider.issuer);
  const arrival = page.waitForRequest(`${server.url}/?back=1`);
  await signIn(page, 'ada');

  // The cookie is SameSite=Strict, and yet the first page after the provider's site has it.
  const sent = await (await arrival).allHeaders();
  expect(sent.cookie).toMatch(/session[^;]*=/);
  await expect(page).toHaveURL(`${server.url}/?back=1`);
  expect(await viewerId(page)).toBe('ada');
  const cookies = (await context.cookies(server.url)).filter(({ name }) => !name.includes('sign-in'));
  expect(cookies.map(({ httpOnly, secure, sameSite }) => ({ httpOnly, secure, sameSite }))).toEqual([
    { httpOnly: true, secure: true, sameSite: 'Strict' },
  ]);

  await page.goto(`${server.url}/auth/sign-out`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).click();
  await expect(page).toHaveURL(`${server.url}/`);
  expect(await viewerId(page)).toBeNull();
  await page.goto(`${server.url}/auth/sign-in`);
  await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
});

test('Back to the callback leads on, though the browser holds the cookie of the session back', async ({ page }) => {
  await page.goto(`${server.url}/auth/sign-in?returnTo=/%3Ffirst`);
  const callback = page.waitForRequest(`${server.url}/auth/callback?*`);
  await signIn(page, 'ada');
  await expect(page).toHaveURL(`${server.url}/?first`);
  // A link on another site leads to it as Back does: the navigation is not the product's own.
  await page.goto(`${provider.issuer}/.well-known/openid-configuration`);
  const again = page.waitForRequest(`${server.url}/auth/callback?*`);
  await page.evaluate((address) => {
    location.href = address;
  }, (await callback).url());
  expect((await (await again).allHeaders()).cookie).not.toMatch(/session/);
  await expect(page).toHaveURL(`${server.url}/?first`);
  expect(await viewerId(page)).toBe('ada');
});

test('somebody who cancels at the provider reads what to do next', async ({ page }) => {
  await page.goto(`${server.url}/auth/sign-in?returnTo=/projects`);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are not signed in');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
});
