import type { Page } from '@playwright/test';

import { flaws, none } from './audit';
import { expect, test } from './fixtures';
import type { Server } from './server';
import { asOnASlowPhone, entrances, openFirst } from './throttling';
import { createProject, newVoter } from './voters';

// A server of its own, which begins without projects.
test.use({ settings: { LOCAL_SEED: 'false' } });

// The tests say how many requests come before the first paint, and not how long it takes, which depends on the machine.
for (const projects of [0, 2, 12]) {
  test.describe(`on a slow phone, with ${projects} projects`, () => {
    test.use({ viewport: { width: 390, height: 844 } });
    test.describe.configure({ timeout: 180_000 });

    test.beforeAll(async ({ server }) => {
      await pitch(server, projects);
    });

    for (const { path, complete } of entrances) {
      if (path === '/sign-up' && projects > 0) continue; // it shows none
      test(`${path} shows its first screen early, and nothing moves`, async ({ page }) => {
        await asOnASlowPhone(page);
        const screen = await openFirst(page, path, complete(page));
        expect(screen.requestsBefore).toBeLessThanOrEqual(28);
        expect(screen.shift, screen.moved.join('\n')).toBeLessThanOrEqual(0.02);
      });
    }
  });
}

test.describe('before any script has loaded', () => {
  test.beforeEach(async ({ page }) => {
    await page.route(/\/assets\/.*\.js$/, (route) => route.abort());
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`a page shows its first screen, in ${colorScheme} colours`, async ({ page, watch }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto('/leaderboard');
      await expect(picture(page).locator('h1')).toHaveText('Leaderboard');
      await expect(picture(page).locator('h1')).toBeVisible();
      // It is a picture: nothing that can't be used yet is there for the keyboard or for assistive technology.
      await expect(page.locator('#app').locator('a, button, input, select, textarea, [tabindex]')).toHaveCount(0);
      await expect(page.getByRole('main')).toMatchAriaSnapshot(`
        - main:
          - heading "Unicorn Pursuit" [level=1]
          - paragraph: Loading the page
      `);
      await expect(page.getByRole('heading')).toHaveCount(1);
      expect(await flaws(page)).toEqual(none);
      expect(watch.consoleErrors.filter((text) => text.includes('Content Security Policy'))).toEqual([]);
    });
  }

  test('another page shows its frame', async ({ page }) => {
    await page.goto('/votes');
    await expect(page.getByText('Unicorn Pursuit is open source')).toBeVisible();
  });

  test.describe('in German', () => {
    test.use({ locale: 'de-AT' });

    test('a page shows its first screen in German', async ({ page }) => {
      await page.goto('/projects');
      await expect(page.locator('html')).toHaveAttribute('lang', 'de');
      await expect(picture(page).locator('h1')).toHaveText('Projekte');
      await expect(picture(page).locator('h1')).toBeVisible();
      await expect(page.getByRole('main')).toContainText('Die Seite lädt');
    });
  });

  test('a page shows no language that was not chosen', async ({ page }) => {
    await page.addInitScript(() => {
      localStorage.setItem('locale', 'de');
    });
    await page.goto('/projects');
    await expect(picture(page).locator('h1')).toHaveText('Projects');
    await expect(picture(page).locator('h1')).toBeHidden();
  });
});

let pitched = 0;

/** Pitches projects until there are that many. */
async function pitch(server: Server, projects: number) {
  const voter = await newVoter(server);
  for (; pitched < projects; pitched += 1) await createProject(server, voter, `Kites ${pitched}`);
}

/** The page as the build has drawn it. */
function picture(page: Page) {
  return page.locator('.first-screen > [aria-hidden]');
}
