import type { Page } from '@playwright/test';

import { newAccount } from './accounts';
import { flaws, none, screens } from './audit';
import { signIn } from './browsing';
import { expect, test } from './fixtures';

const noPage = 'There is no page here';

/** What Chromium says on the console of a document with status 404. */
const of404 = [expect.stringContaining('status of 404')];

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('an unknown address is the page for it, with status 404', async ({ page, watch }) => {
      const response = await page.goto('/no-such-page');
      expect(response?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(noPage);
      expect(await flaws(page)).toEqual(none);
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: of404 });
    });
  });
}

// The server and the router judge addresses each by code of its own.
const addresses = [
  '/',
  '/?q=x',
  '/projects',
  '/projects/',
  '/Projects',
  '/pro%6Aects',
  '/projects/abc.def',
  '/projects/%E2%82%AC%2Fx',
  '/projects/%FF',
  '/projects/x%2Fedit',
  '/projects/x/votes',
  '/projects%2Fnew',
  '/leaderboard/x',
  '/sign-up',
  '/sign-up/',
  '/signup',
  '/admin',
  '/wp-login.php',
  '/assets',
  `/${'long/'.repeat(400)}`,
  `/projects/${'x'.repeat(4000)}`,
];

test('the server and the app agree on which addresses have a page', async ({ page }) => {
  for (const address of addresses) {
    await test.step(address.slice(0, 60), async () => {
      const response = await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const missing = await page.getByRole('heading', { level: 1, name: noPage }).isVisible();
      expect(response?.status(), address).toBe(missing ? 404 : 200);
    });
  }
});

test('a password manager is led to the page on which the password is changed', async ({ page, server, request }) => {
  const { email } = await newAccount(server);
  await signIn(page, email);
  await expect(page).toHaveURL('/projects');
  await page.goto('/.well-known/change-password');
  await expect(page).toHaveURL('/profile/security');
  await expect(page.getByRole('heading', { name: 'Password' })).toBeVisible();
  // By this the password manager sees that the status of the other address means something.
  const probe = await request.get('/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200/');
  expect(probe.status()).toBe(404);
});

test('the icons of the page and of its manifest are there', async ({ page, request, watch }) => {
  await page.goto('/');
  const links = page.locator('link[rel~=icon], link[rel=apple-touch-icon], link[rel=manifest]');
  const addressesOfLinks = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(addressesOfLinks).toHaveLength(4);
  for (const address of addressesOfLinks) expect((await request.get(address)).status(), address).toBe(200);

  const { url, icons } = await manifestOf(page);
  expect(new URL(url).pathname).toBe('/manifest.webmanifest');
  for (const { src, sizes } of icons) expect(await sizeOf(page, src), src).toBe(sizes);
  expect(await sizeOf(page, '/apple-touch-icon.png')).toBe('180x180');
  expect(await sizeOf(page, '/favicon.ico')).toBe('48x48');
  expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
});

/** Has the browser load the manifest as it does for an installation, under the policy of the page, and find no fault in it. */
async function manifestOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  return { url, ...(JSON.parse(data ?? '') as { icons: { src: string; sizes: string }[] }) };
}

/** The size of a picture that the page loads, as a manifest writes it. */
function sizeOf(page: Page, address: string): Promise<string> {
  return page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return `${image.naturalWidth}x${image.naturalHeight}`;
  }, address);
}
