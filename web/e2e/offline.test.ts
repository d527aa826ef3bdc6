import type { Page } from '@playwright/test';

import { flaws, none, screens } from './audit';
import { expect, test } from './fixtures';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

const toLeaderboard = (page: Page) =>
  page.getByRole('link', { name: 'Leaderboard', exact: true }).filter({ visible: true }).first();

for (const { width, colorScheme } of screens) {
  test.describe(`at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('a page that is opened offline says so, and opens once the network is back', async ({ page, context }) => {
      const ready = page.waitForResponse(/\/assets\/PageError-/);
      await page.goto('/');
      await (await ready).finished();
      await context.setOffline(true);
      await toLeaderboard(page).click();
      await expect(heading(page)).toHaveText('This page could not be opened');
      await expect(page.getByRole('alert')).toContainText('Check your connection, then try again.');
      await expect(page).toHaveURL('/leaderboard');
      expect(await flaws(page)).toEqual(none);

      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.getByRole('alert')).toContainText('You are offline');
      await context.setOffline(false);
      await expect(heading(page)).toHaveText('Leaderboard');
    });
  });
}

test('a page whose script a release has replaced still opens', async ({ page }) => {
  let loadedAnew = false;
  await page.route(/\/assets\/LeaderboardPage-/, (route) =>
    loadedAnew ? route.continue() : route.fulfill({ status: 404 }),
  );
  await page.route('/leaderboard', async (route) => {
    loadedAnew = true;
    await route.continue();
  });
  await page.goto('/');
  await toLeaderboard(page).click();
  await expect(heading(page)).toHaveText('Leaderboard');
  expect(loadedAnew).toBe(true);
});
