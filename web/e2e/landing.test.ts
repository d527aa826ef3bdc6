import { flaws, none, screens } from './audit';
import { expect, test } from './fixtures';

const title = 'Five votes for the projects worth pursuing';

for (const { width, colorScheme } of screens) {
  test.describe(`the front page at ${width} pixels, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme });

    test('says what this is, and is accessible', async ({ page, watch }) => {
      const response = await page.goto('/');
      expect(response?.headers()['content-security-policy']).toContain("default-src 'self'");
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await expect(page.getByRole('link', { name: 'Create your account' })).toHaveAttribute('href', '/sign-up');
      await expect(page.getByRole('banner').getByRole('link', { name: 'Sign in' })).toBeVisible();
      expect(await flaws(page)).toEqual(none);
      expect(watch).toEqual({ foreignRequests: [], consoleErrors: [] });
    });

    test('stays accessible when the API is out of reach', async ({ page }) => {
      await page.route('**/graphql', (route) => route.abort());
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
      await expect(page.getByRole('alert')).toContainText('The server does not answer');
      expect(await flaws(page)).toEqual(none);
    });
  });
}

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
  await expect(page).toHaveTitle('There is no page here · Unicorn Pursuit');
  expect(await flaws(page)).toEqual(none);
  await page.getByRole('link', { name: 'Go to the front page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('keeps the colours and the language that were chosen, and nothing else', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Colours').selectOption('Dark');
  await page.getByLabel('Language', { exact: true }).selectOption('Deutsch');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Fünf Stimmen für Projekte, die es wert sind');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('link', { name: 'Lege dein Konto an' })).toBeVisible();
  expect(await flaws(page)).toEqual(none);
  const stored = await page.evaluate(() => [Object.entries(localStorage).sort(), Object.keys(sessionStorage)]);
  expect(stored).toEqual([
    [
      ['locale', 'de'],
      ['theme', 'dark'],
    ],
    [],
  ]);
});
