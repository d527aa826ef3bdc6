import { AxeBuilder } from '@axe-core/playwright';
import type { Route } from '@playwright/test';

import { expect, test } from './fixtures';

const widths = [390, 1280];
const themes = ['light', 'dark'] as const;

for (const width of widths) {
  for (const colorScheme of themes) {
    test.describe(`the front page at ${width} pixels, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 800 }, colorScheme });

      test('shows the sign-up rules and is accessible', async ({ page, watch }) => {
        const response = await page.goto('/');
        expect(response?.headers()['content-security-policy']).toContain("default-src 'self'");
        await expect(page.getByText('At least 12 characters')).toBeVisible();
        await expect(page.getByRole('link', { name: 'Open the playground' })).toHaveAttribute('href', '/graphiql');

        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, 'pixels to scroll sideways').toBeLessThanOrEqual(0);
        expect(watch.foreignRequests).toEqual([]);
        expect(watch.consoleErrors).toEqual([]);
      });

      test('stays accessible when the API is out of reach', async ({ page }) => {
        await page.route('**/graphql', (route) => route.abort());
        await page.goto('/');
        await expect(page.getByText('The server did not give its sign-up rules.')).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
      });
    });
  }
}

test('says that it is waiting while the API has not answered', async ({ page }) => {
  const held: Route[] = [];
  await page.route('**/graphql', (route) => {
    held.push(route);
  });
  await page.goto('/');
  await expect(page.getByText('Asking the server for its sign-up rules…')).toBeVisible();
  expect(held).toHaveLength(1);
  await held[0]?.continue();
  await expect(page.getByText('At least 12 characters')).toBeVisible();
});

test('asks again on request after a failure', async ({ page }) => {
  await page.route('**/graphql', (route) => route.abort(), { times: 1 });
  await page.goto('/');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('At least 12 characters')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden();
});

test('says so when no email domain may sign up', async ({ page }) => {
  const password = {
    minimumLength: 8,
    requireUppercase: false,
    requireLowercase: false,
    requireDigit: true,
    requireSymbol: false,
  };
  const json = { data: { signUpPolicy: { emailDomains: [], password } } };
  await page.route('**/graphql', (route) => route.fulfill({ json }));
  await page.goto('/');
  await expect(page.getByText('nobody can sign up at present')).toBeVisible();
  await expect(page.getByText('At least 8 characters')).toBeVisible();
  await expect(page.getByText('An upper case letter')).toBeHidden();
});

test('offers no playground where it is turned off', async ({ page }) => {
  await page.route('**/graphiql', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expect(page.getByText('The playground is turned off on this server.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the playground' })).toBeHidden();
});

test('lets the keyboard skip to the content', async ({ page }) => {
  await page.goto('/');
  // The page loads before the app has painted, and a key pressed in between would go nowhere.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('answers an unknown address with a way back', async ({ page }) => {
  await page.goto('/no-such-page');
  await page.getByRole('link', { name: 'Go to the front page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Five votes for the projects worth pursuing');
});
